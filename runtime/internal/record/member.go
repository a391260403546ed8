package record

import (
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
)

// member is a key of a namespace for which a call has a value. A batch for a span has
// members only for values of several attributes; an update has a member for each key.
type member struct {
	namespace   string // as on the wire; inputs included
	key         string
	first, last int // its attributes in the batch, but for the last
	begin, end  int // its text in the JSON of an update
}

// at reports whether two members are values of one key.
func (m *member) at(other *member) bool { return m.key == other.key && m.namespace == other.namespace }

// above reports whether the path of m is above a wire key.
func (m *member) above(wire attribute.Key) bool {
	path, ok := strings.CutPrefix(strings.TrimPrefix(string(wire), Enrichment), m.namespace+".")
	return ok && below(path, m.key)
}

// value is the object, list, map or dynamic value that a batch records at the moment.
type value struct {
	levels    int // objects and lists that are open
	namespace string
	inline    bool // its members are the namespace's
	first     int  // attributes before it
	earlier   int  // members before it

	member member // the current member; its key is "" for none
}

// enterValue begins an object, list, map or dynamic value.
func (b *Batch) enterValue(key attribute.Key, inline bool) {
	v := &b.value
	v.levels++
	b.used = true
	if v.levels > 1 {
		return
	}
	v.inline, v.namespace, v.first, v.earlier = inline, namespaceOf(key), len(b.kvs), len(b.members)
	if inline {
		b.repeats = b.repeats || b.inlined
		b.inlined = true
		return
	}
	b.enterMember(lastKey(key))
	b.repeats = b.repeats || slices.ContainsFunc(b.members, func(m member) bool { return m.at(&v.member) })
}

// leaveValue ends it.
func (b *Batch) leaveValue() {
	b.value.levels--
	if b.value.levels > 0 {
		return
	}
	b.leaveMember()
	b.stopComparing()
}

// enterMember begins a member of the current value.
func (b *Batch) enterMember(key string) {
	v := &b.value
	v.member = member{namespace: v.namespace, key: key, first: len(b.kvs)}
	if v.inline {
		b.dotted = b.dotted || hasDot(key)
		b.compareWithEarlier()
	}
}

// leaveMember ends the current member, if there is one. On a span, null, {} and []
// are not recorded and replace nothing. In an update they are values, and the members
// come from its JSON.
func (b *Batch) leaveMember() {
	v := &b.value
	m := v.member
	v.member.key = ""
	if m.key == "" || b.json != nil {
		return
	}
	if m.last = len(b.kvs); m.first < m.last {
		b.members = append(b.members, m)
	}
}

// settle drops replaced values: if a call has several values for a key, the whole last
// value stays. In an update, inputs are a key of metadata. If there are inputs, they
// replace the value that metadata has under that key, as in HoneyHive's Python SDK. A
// value of metadata below that key, under a key with a dot, is a violation.
func (b *Batch) settle() {
	if b.json == nil && !b.repeats {
		return
	}
	last, hasInputs := b.lastMembers(), b.json != nil && !b.json.begins && b.inputBytes() > 0
	for i := range b.members {
		if b.replaced(i, last) || hasInputs && b.members[i].inInputs() {
			b.drop(last, hasInputs)
			return
		}
	}
}

// drop drops the members that settle has found, with their attributes.
func (b *Batch) drop(last map[place]int, hasInputs bool) {
	members, kvs, done := b.members[:0], b.kvs[:0], 0
	for i, m := range b.members {
		kvs = append(kvs, b.kvs[done:m.first]...) // of no member
		done = m.last
		switch {
		case b.replaced(i, last):
		case hasInputs && m.inInputs():
			if m.key != inputs {
				b.runtime().Report(Violation{Namespace: m.namespace, Key: inputs, Kind: AmbiguousKey})
			}
		default:
			members, kvs = append(members, m), append(kvs, b.kvs[m.first:m.last]...)
		}
	}
	kvs = append(kvs, b.kvs[done:]...)
	clear(b.members[len(members):])
	clear(b.kvs[len(kvs):])
	b.members, b.kvs = members, kvs
}

// inInputs reports whether m is the key inputs of metadata, or is below it.
func (m *member) inInputs() bool {
	return m.namespace == "metadata" && (m.key == inputs || below(m.key, inputs))
}

// place is a key of a namespace.
type place struct{ namespace, key string }

// lastMembers returns the index of the last member of each key. It returns nil for
// few members, because comparing them with each other is faster.
func (b *Batch) lastMembers() map[place]int {
	const few = 32
	if len(b.members) <= few {
		return nil
	}
	last := make(map[place]int, len(b.members))
	for i, m := range b.members {
		last[place{m.namespace, m.key}] = i
	}
	return last
}

// replaced reports whether a later member has the key of member i.
func (b *Batch) replaced(i int, last map[place]int) bool {
	m := &b.members[i]
	if last != nil {
		return last[place{m.namespace, m.key}] > i
	}
	return slices.ContainsFunc(b.members[i+1:], func(later member) bool { return later.at(m) })
}

// namespaceOf is the namespace of a wire key.
func namespaceOf(key attribute.Key) string {
	s := strings.TrimPrefix(string(key), Enrichment)
	if i := strings.IndexByte(s, '.'); i >= 0 {
		return s[:i]
	}
	return s
}

// lastKey is the last part of a wire key that is not an index or a map's key:
// what a value is called in the object around it.
func lastKey(key attribute.Key) string {
	s := string(key)
	for strings.HasSuffix(s, ".[]") || strings.HasSuffix(s, ".{}") {
		s = s[:len(s)-len(".[]")]
	}
	return s[strings.LastIndexByte(s, '.')+1:]
}
