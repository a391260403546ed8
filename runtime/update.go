package hh

import (
	"encoding/json"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Update is a change of one event of HoneyHive, as one call of EnrichSession or
// EnrichEvent records it. A session is an event too.
type Update struct {
	EventID  string    // UUID
	Time     time.Time // of the call
	Duration *float64  // how long the event took, in milliseconds; nil if the update does not change it

	// Members are the changed keys, in the order in which they were recorded. No
	// two have the same namespace and key.
	Members []Member
}

// Member is one key of an [Update].
type Member struct {
	// Namespace is one of metadata, feedback, metrics, outputs, config and
	// user_properties. Inputs are sent as the member inputs of metadata, as
	// HoneyHive's Python SDK sends them: the inputs of an event cannot be changed.
	Namespace string
	Key       string          // valid UTF-8
	Value     json.RawMessage // valid JSON, within the bounds of its field
}

// updateNamespaces are the namespaces of an update in the order in which the
// official SDKs write them.
var updateNamespaces = [...]string{"metadata", "feedback", "metrics", "outputs", "config", "user_properties"}

// Empty reports whether u changes nothing.
func (u Update) Empty() bool { return len(u.Members) == 0 && u.Duration == nil }

// AppendJSON appends u as the JSON object that HoneyHive takes, {"event_id":
// "...", "metadata": {...}, ...}. An empty EventID is left out, for requests that
// have the id in their path.
func (u Update) AppendJSON(text []byte) []byte {
	text = append(text, '{')
	begin := len(text)
	name := func(s string) {
		if len(text) > begin {
			text = append(text, ',')
		}
		text = append(record.AppendString(text, s), ':')
	}
	if u.EventID != "" {
		name("event_id")
		text = record.AppendString(text, u.EventID)
	}
	for _, namespace := range updateNamespaces {
		open := false
		for _, m := range u.Members {
			if m.Namespace != namespace {
				continue
			}
			if !open {
				open = true
				name(namespace)
				text = append(text, '{')
			} else {
				text = append(text, ',')
			}
			text = append(record.AppendString(text, m.Key), ':')
			text = append(text, m.Value...)
		}
		if open {
			text = append(text, '}')
		}
	}
	if u.Duration != nil {
		name("duration")
		text = record.AppendFloat(text, *u.Duration)
	}
	return append(text, '}')
}

// Size returns roughly how many bytes u takes in memory, for the limits of a
// queue.
func (u Update) Size() int {
	n := updateBytes + len(u.EventID)
	for _, m := range u.Members {
		n += memberBytes + len(m.Key) + len(m.Value)
	}
	return n
}

// The memory of an update and of a member without their strings, in bytes.
const (
	updateBytes = 128
	memberBytes = 64
)

// Merge adds a later update of the same event to u. Sending u then has the effect
// of sending both: if both have the same key, the later value stays, and later
// outputs replace all earlier outputs. Merge changes the members of neither update
// in place.
func (u *Update) Merge(later Update) {
	members := make([]Member, 0, len(u.Members)+len(later.Members))
	type place struct{ namespace, key string }
	places := make(map[place]bool, len(later.Members))
	outputs := false
	for _, m := range later.Members {
		places[place{m.Namespace, m.Key}] = true
		outputs = outputs || m.Namespace == "outputs"
	}
	for _, m := range u.Members {
		if !places[place{m.Namespace, m.Key}] && (!outputs || m.Namespace != "outputs") {
			members = append(members, m)
		}
	}
	if len(members) < len(u.Members) {
		detach(members)
	}
	u.Members = append(members, later.Members...)
	if later.Duration != nil {
		u.Duration = later.Duration
	}
	u.Time = later.Time
}

// detach copies the values of members. The values of one update share one buffer,
// and a single value would keep all of it alive.
func detach(members []Member) {
	n := 0
	for _, m := range members {
		n += len(m.Value)
	}
	text := make([]byte, 0, n)
	for i, m := range members {
		begin := len(text)
		text = append(text, m.Value...)
		members[i].Value = text[begin:len(text):len(text)]
	}
}
