package record

import (
	"strconv"
	"strings"
	"sync"

	"go.opentelemetry.io/otel/attribute"
)

// updateJSON collects the values of one update as JSON, beside the attributes
// that a batch makes of them. Each member of the batch has its own part of text, so a
// later member can replace an earlier one of the same key.
//
// A span has no JSON. The methods that a batch calls, which come first, do
// nothing on nil.
type updateJSON struct {
	event   string        // whose update this is
	session bool          // the event is a session
	begins  bool          // it is the start of a session, not an update
	start   SessionConfig // of that session

	b      *Batch
	text   []byte
	frames []frame
}

// value adds a value: of a declared key, or of the member or item that comes next.
func (u *updateJSON) value(key attribute.Key, v *attribute.Value) {
	if u != nil {
		u.add(key, v)
	}
}

// open begins an object, map or list.
func (u *updateJSON) open(key attribute.Key, kind frameKind) {
	if u != nil {
		u.push(key, kind)
	}
}

// close ends the innermost object, map or list.
func (u *updateJSON) close() {
	if u != nil {
		u.pop()
	}
}

// closeTo ends the objects and lists that were left open beyond the first n,
// when a method of a value panicked.
func (u *updateJSON) closeTo(n int) {
	for u.depth() > n {
		u.pop()
	}
}

// depth is how many objects and lists are open.
func (u *updateJSON) depth() int {
	if u == nil {
		return 0
	}
	return len(u.frames)
}

// item says that item i of the innermost list comes next.
func (u *updateJSON) item(i int) {
	if u != nil {
		u.top().index = i
	}
}

// member says that the member with that key of the innermost map comes next.
func (u *updateJSON) member(key string) {
	if u != nil {
		u.top().key = key
	}
}

// release returns u to the pool.
func (u *updateJSON) release() {
	if u == nil || cap(u.text) > maxPooledJSON {
		return
	}
	*u = updateJSON{text: u.text[:0], frames: u.frames[:0]}
	updates.Put(u)
}

// maxPooledJSON is the largest capacity of text that a pooled update keeps, in bytes.
const maxPooledJSON = 64 << 10

var updates = sync.Pool{New: func() any { return new(updateJSON) }}

// frame is an object or list that is being written.
type frame struct {
	kind  frameKind
	key   string // of a map: the member that comes next
	index int    // of a list: the item that comes next; -1 before the first
	count int    // values so far

	// Of the batch and the object or list around, before this one.
	begin    int // bytes of JSON
	siblings int // values
	rejected int // violations
}

type frameKind byte

const (
	objectFrame    frameKind = iota // its members have declared keys
	mapFrame                        // its members have keys that are data
	listFrame                       // its items have indexes
	namespaceFrame                  // a map whose members are the namespace's own
)

func (u *updateJSON) top() *frame { return &u.frames[len(u.frames)-1] }

// add is [updateJSON.value] of an update.
func (u *updateJSON) add(key attribute.Key, v *attribute.Value) {
	u.begin(key)
	switch v.Type() {
	case attribute.BOOL:
		u.text = strconv.AppendBool(u.text, v.AsBool())
	case attribute.INT64:
		u.text = strconv.AppendInt(u.text, v.AsInt64(), 10)
	case attribute.FLOAT64:
		u.text = AppendFloat(u.text, v.AsFloat64())
	case attribute.STRING:
		u.text = AppendString(u.text, v.AsString())
	}
	u.end()
}

// null adds null, which only updates have.
func (u *updateJSON) null(key attribute.Key) {
	u.begin(key)
	u.text = append(u.text, "null"...)
	u.end()
}

// begin writes the comma and the key before a value.
func (u *updateJSON) begin(key attribute.Key) {
	if len(u.frames) == 0 {
		u.beginMember(key, lastKey(key))
		return
	}
	f := u.top()
	switch f.kind {
	case namespaceFrame:
		u.beginMember(key, strings.Clone(f.key))
		return
	case listFrame:
		u.pad(f, f.index)
	}
	if f.count > 0 {
		u.text = append(u.text, ',')
	}
	f.count++
	switch f.kind {
	case objectFrame:
		u.text = append(AppendString(u.text, lastKey(key)), ':')
	case mapFrame:
		u.text = append(AppendString(u.text, f.key), ':')
	}
}

// beginMember begins a member of the namespace of a wire key.
func (u *updateJSON) beginMember(wire attribute.Key, key string) {
	first := 0
	if n := len(u.b.members); n > 0 {
		first = u.b.members[n-1].last
	}
	u.b.members = append(u.b.members, member{namespace: namespaceOf(wire), key: key, first: first, begin: len(u.text)})
}

// end ends a value.
func (u *updateJSON) end() {
	if n := len(u.frames); n == 0 || u.frames[n-1].kind == namespaceFrame {
		m := &u.b.members[len(u.b.members)-1]
		m.end, m.last = len(u.text), len(u.b.kvs)
	}
}

// push is [updateJSON.open] of an update.
func (u *updateJSON) push(key attribute.Key, kind frameKind) {
	f := frame{kind: kind, index: -1, begin: len(u.text), rejected: u.b.rejected}
	if len(u.frames) > 0 {
		f.siblings = u.top().count
	}
	if kind != namespaceFrame {
		u.begin(key)
	}
	switch kind {
	case objectFrame, mapFrame:
		u.text = append(u.text, '{')
	case listFrame:
		u.text = append(u.text, '[')
	}
	u.frames = append(u.frames, f)
}

// pop is [updateJSON.close] of an update. An object, map or list that is empty
// because all that was given for it was rejected is not written: it would stand
// in the update for a path that may be taken.
func (u *updateJSON) pop() {
	f := u.top()
	emptied := f.count == 0 && u.b.rejected > f.rejected
	switch f.kind {
	case objectFrame, mapFrame:
		u.text = append(u.text, '}')
	case listFrame:
		u.pad(f, f.index+1)
		u.text = append(u.text, ']')
	}
	around := u.frames[:len(u.frames)-1]
	u.frames = around
	switch {
	case f.kind == namespaceFrame:
	case !emptied:
		u.end()
	default:
		u.text = u.text[:f.begin]
		if n := len(around); n > 0 && around[n-1].kind != namespaceFrame {
			around[n-1].count = f.siblings
		} else {
			u.b.members = u.b.members[:len(u.b.members)-1]
		}
	}
}

// pad writes null for the items of a list, up to index n, that were not
// recorded, so that the others keep their index.
func (u *updateJSON) pad(f *frame, n int) {
	for f.count < n {
		if f.count > 0 {
			u.text = append(u.text, ',')
		}
		u.text = append(u.text, "null"...)
		f.count++
	}
}
