package hh

import (
	"encoding/json"
	"strings"
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

// Member is one key of an [Update] or of a [SessionStart].
type Member struct {
	// Namespace is one of metadata, feedback, metrics, outputs, config and
	// user_properties. An update has inputs as the member inputs of metadata, as
	// HoneyHive's Python SDK sends them: the inputs of an event cannot be changed.
	// A start has them in the namespace inputs.
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
	o := openObject(text)
	o.text("event_id", u.EventID)
	o.members(updateNamespaces[:], u.Members)
	if u.Duration != nil {
		o.name("duration")
		o.json = record.AppendFloat(o.json, *u.Duration)
	}
	return append(o.json, '}')
}

// object is a JSON object that is being written.
type object struct {
	json  []byte
	empty int // the length of json while the object has no members
}

func openObject(json []byte) object {
	json = append(json, '{')
	return object{json, len(json)}
}

// name begins a member.
func (o *object) name(s string) {
	if len(o.json) > o.empty {
		o.json = append(o.json, ',')
	}
	o.json = append(record.AppendString(o.json, s), ':')
}

// text adds a member, unless its value is empty.
func (o *object) text(name, value string) {
	if value != "" {
		o.name(name)
		o.json = record.AppendString(o.json, strings.ToValidUTF8(value, "\ufffd"))
	}
}

// members adds an object for each of the namespaces of which there are members.
func (o *object) members(namespaces []string, members []Member) {
	for _, namespace := range namespaces {
		var inner object
		for _, m := range members {
			if m.Namespace != namespace {
				continue
			}
			if inner.json == nil {
				o.name(namespace)
				inner = openObject(o.json)
			}
			inner.name(m.Key)
			inner.json = append(inner.json, m.Value...)
		}
		if inner.json != nil {
			o.json = append(inner.json, '}')
		}
	}
}

// Size returns roughly how many bytes u takes in memory, for the limits of a
// queue.
func (u Update) Size() int {
	return updateBytes + len(u.EventID) + membersSize(u.Members)
}

func membersSize(members []Member) (n int) {
	for _, m := range members {
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
// outputs replace all earlier outputs. u gets the later of both times: HoneyHive orders
// requests by their times, and none of u's values may become older. Merge changes the
// members of neither update in place.
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
	if later.Time.After(u.Time) {
		u.Time = later.Time
	}
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
