package hh

import (
	"encoding/json"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Update is a change of one event of HoneyHive: what one call of EnrichSession
// or EnrichEvent records. A session is an event too.
type Update struct {
	EventID  string    // UUID
	Time     time.Time // when the caller called
	Duration *float64  // how long the event took, in milliseconds; nil if that does not change

	// Members are what changes, in the order in which it was recorded. No two
	// have the same namespace and key.
	Members []Member
}

// Member is one key of an [Update].
type Member struct {
	// Namespace is one of metadata, feedback, metrics, outputs, config and
	// user_properties. Inputs are the member inputs of metadata, as HoneyHive's
	// Python SDK sends them: an event's own inputs cannot be changed.
	Namespace string
	Key       string          // valid UTF-8
	Value     json.RawMessage // valid JSON, within the bounds that its field declares
}

// updateNamespaces are the namespaces of an update in the order in which the
// official SDKs write them.
var updateNamespaces = [...]string{"metadata", "feedback", "metrics", "outputs", "config", "user_properties"}

// Empty reports whether u changes nothing.
func (u Update) Empty() bool { return len(u.Members) == 0 && u.Duration == nil }

// AppendJSON appends u as the JSON object that HoneyHive takes, {"event_id":
// "...", "metadata": {...}, ...}. An empty EventID is left out, as in the body
// of a request that has it in its path.
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

// Size is what u holds in memory, in bytes, roughly: what a queue of updates
// counts.
func (u Update) Size() int {
	n := updateBytes + len(u.EventID)
	for _, m := range u.Members {
		n += memberBytes + len(m.Key) + len(m.Value)
	}
	return n
}

// What an update and a member take besides their text, in bytes.
const (
	updateBytes = 128
	memberBytes = 64
)

// Merge adds a later update of the same event to u, so that sending u does what
// sending both would have done: of one key the later value stays, and outputs
// replace outputs. Neither update's members are changed in place.
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

// detach copies the values of members. Those of one update are parts of one
// text, all of which is kept as long as one of them is.
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
