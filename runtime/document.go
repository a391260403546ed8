package hh

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// document collects the values of one update as JSON, beside the attributes
// that a batch makes of them. Each member of the batch is a text of its own
// within json, so that of two with one key the later can replace the earlier.
type document struct {
	event   string    // whose update this is
	session bool      // the event is a session
	at      time.Time // of the call

	b      *Batch
	json   []byte
	frames []frame
}

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

// maxPooledJSON is the most text that a pooled document keeps room for.
const maxPooledJSON = 64 << 10

var documents = sync.Pool{New: func() any { return new(document) }}

func (d *document) release() {
	if cap(d.json) > maxPooledJSON {
		return
	}
	*d = document{json: d.json[:0], frames: d.frames[:0]}
	documents.Put(d)
}

// begin writes what stands before a value: a comma, and its key.
func (d *document) begin(key attribute.Key) {
	if len(d.frames) == 0 {
		d.member(key, lastKey(key))
		return
	}
	f := d.top()
	switch f.kind {
	case namespaceFrame:
		d.member(key, strings.Clone(f.key))
		return
	case listFrame:
		d.pad(f, f.index)
	}
	if f.count > 0 {
		d.json = append(d.json, ',')
	}
	f.count++
	switch f.kind {
	case objectFrame:
		d.json = append(appendString(d.json, lastKey(key)), ':')
	case mapFrame:
		d.json = append(appendString(d.json, f.key), ':')
	}
}

// member begins a member of the namespace that a wire key lies in.
func (d *document) member(wire attribute.Key, key string) {
	first := 0
	if n := len(d.b.members); n > 0 {
		first = d.b.members[n-1].last
	}
	d.b.members = append(d.b.members, member{namespace: namespaceOf(wire), key: key, first: first, begin: len(d.json)})
}

// end ends a value.
func (d *document) end() {
	if n := len(d.frames); n == 0 || d.frames[n-1].kind == namespaceFrame {
		m := &d.b.members[len(d.b.members)-1]
		m.end, m.last = len(d.json), len(d.b.kvs)
	}
}

// open begins an object, map or list.
func (d *document) open(key attribute.Key, kind frameKind) {
	f := frame{kind: kind, index: -1, begin: len(d.json), rejected: d.b.rejected}
	if len(d.frames) > 0 {
		f.siblings = d.top().count
	}
	if kind != namespaceFrame {
		d.begin(key)
	}
	switch kind {
	case objectFrame, mapFrame:
		d.json = append(d.json, '{')
	case listFrame:
		d.json = append(d.json, '[')
	}
	d.frames = append(d.frames, f)
}

// close ends the innermost object, map or list. One that is empty because all
// that was given for it was rejected is not written: it would stand in the update
// for a path that may be taken.
func (d *document) close() {
	f := d.top()
	emptied := f.count == 0 && d.b.rejected > f.rejected
	switch f.kind {
	case objectFrame, mapFrame:
		d.json = append(d.json, '}')
	case listFrame:
		d.pad(f, f.index+1)
		d.json = append(d.json, ']')
	}
	around := d.frames[:len(d.frames)-1]
	d.frames = around
	switch {
	case f.kind == namespaceFrame:
	case !emptied:
		d.end()
	default:
		d.json = d.json[:f.begin]
		if n := len(around); n > 0 && around[n-1].kind != namespaceFrame {
			around[n-1].count = f.siblings
		} else {
			d.b.members = d.b.members[:len(d.b.members)-1]
		}
	}
}

// closeTo ends the objects and lists that were left open beyond the first n,
// when a method of a value panicked.
func (d *document) closeTo(n int) {
	for len(d.frames) > n {
		d.close()
	}
}

func (d *document) top() *frame { return &d.frames[len(d.frames)-1] }

// pad stands null for the items of a list, up to index n, that were not
// recorded, so that the others keep their index.
func (d *document) pad(f *frame, n int) {
	for f.count < n {
		if f.count > 0 {
			d.json = append(d.json, ',')
		}
		d.json = append(d.json, "null"...)
		f.count++
	}
}

func (d *document) bool(key attribute.Key, v bool) {
	d.begin(key)
	d.json = strconv.AppendBool(d.json, v)
	d.end()
}

func (d *document) int(key attribute.Key, v int64) {
	d.begin(key)
	d.json = strconv.AppendInt(d.json, v, 10)
	d.end()
}

func (d *document) float(key attribute.Key, v float64) {
	d.begin(key)
	d.json = appendFloat(d.json, v)
	d.end()
}

func (d *document) string(key attribute.Key, v string) {
	d.begin(key)
	d.json = appendString(d.json, v)
	d.end()
}

func (d *document) null(key attribute.Key) {
	d.begin(key)
	d.json = append(d.json, "null"...)
	d.end()
}

// inputs is the namespace that an update has as a member of metadata.
const inputs = "inputs"

// update returns what was collected, without what was replaced in the same
// call, of which the batch keeps no attributes either. It shares no memory with d.
func (d *document) update() []Member {
	d.closeTo(0)
	d.b.settle()
	if len(d.b.members) == 0 {
		return nil
	}
	text := append(make([]byte, 0, len(d.json)+d.inputBytes()), d.json...)
	begin := len(text)
	members := make([]Member, 0, len(d.b.members))
	for _, m := range d.b.members {
		if m.namespace == inputs {
			text = append(appendString(append(text, separator(len(text) == begin)), m.key), ':')
			text = append(text, d.json[m.begin:m.end]...)
		} else {
			members = append(members, Member{m.namespace, m.key, text[m.begin:m.end:m.end]})
		}
	}
	if len(text) > begin {
		text = append(text, '}')
		members = append(members, Member{"metadata", inputs, text[begin:len(text):len(text)]})
	}
	return members
}

// separator stands before a member of an object.
func separator(first bool) byte {
	if first {
		return '{'
	}
	return ','
}

// inputBytes is the room that the object of the inputs takes; 0 if there are none.
func (d *document) inputBytes() (n int) {
	for _, m := range d.b.members {
		if m.namespace == inputs {
			n += len(m.key) + m.end - m.begin + len(`{"":,}`)
		}
	}
	return n
}
