package hh

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// document collects the values of one update as JSON, beside the attributes
// that a batch makes of them. Each member of a namespace is a text of its own
// within json, so that of two with one key the later can replace the earlier.
type document struct {
	event   string    // whose update this is
	session bool      // the event is a session
	at      time.Time // of the call

	attributes *[]attribute.KeyValue // of the batch
	json       []byte
	members    []member
	frames     []frame
}

// member is one key of a namespace, and where its value is.
type member struct {
	namespace  string // as on the wire; inputs included
	key        string
	begin, end int
	attributes int // of the batch, up to the last of this member
}

// frame is an object or list that is being written.
type frame struct {
	kind  frameKind
	key   string // of a map: the member that comes next
	index int    // of a list: the item that comes next; -1 before the first
	count int    // values so far
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
	if cap(d.json) > maxPooledJSON || cap(d.members) > maxPooled {
		return
	}
	clear(d.members[:cap(d.members)])
	*d = document{json: d.json[:0], members: d.members[:0], frames: d.frames[:0]}
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
	d.members = append(d.members, member{namespace: namespaceOf(wire), key: key, begin: len(d.json)})
}

// end ends a value.
func (d *document) end() {
	if n := len(d.frames); n == 0 || d.frames[n-1].kind == namespaceFrame {
		m := &d.members[len(d.members)-1]
		m.end, m.attributes = len(d.json), len(*d.attributes)
	}
}

// open begins an object, map or list.
func (d *document) open(key attribute.Key, kind frameKind) {
	if kind != namespaceFrame {
		d.begin(key)
	}
	switch kind {
	case objectFrame, mapFrame:
		d.json = append(d.json, '{')
	case listFrame:
		d.json = append(d.json, '[')
	}
	d.frames = append(d.frames, frame{kind: kind, index: -1})
}

// close ends the innermost object, map or list.
func (d *document) close() {
	f := d.top()
	switch f.kind {
	case objectFrame, mapFrame:
		d.json = append(d.json, '}')
	case listFrame:
		d.pad(f, f.index+1)
		d.json = append(d.json, ']')
	}
	kind := f.kind
	d.frames = d.frames[:len(d.frames)-1]
	if kind != namespaceFrame {
		d.end()
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
	d.dropReplaced()
	if len(d.members) == 0 {
		return nil
	}
	text := append(make([]byte, 0, len(d.json)+d.inputBytes()), d.json...)
	begin := len(text)
	members := make([]Member, 0, len(d.members))
	for _, m := range d.members {
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
	for _, m := range d.members {
		if m.namespace == inputs {
			n += len(m.key) + m.end - m.begin + len(`{"":,}`)
		}
	}
	return n
}

// dropReplaced leaves of several members with one key the last, and of inputs
// and a key of metadata with that name, or below it, the inputs.
func (d *document) dropReplaced() {
	last := d.lastMembers()
	hasInputs := d.inputBytes() > 0
	members, attributes := d.members[:0], (*d.attributes)[:0]
	before := 0
	for i, m := range d.members {
		replaced := last[place{m.namespace, m.key}] > i || hasInputs && m.namespace == "metadata" && related(m.key, inputs) != apart
		for j := i + 1; last == nil && j < len(d.members) && !replaced; j++ {
			replaced = d.members[j].key == m.key && d.members[j].namespace == m.namespace
		}
		own := (*d.attributes)[before:m.attributes]
		before = m.attributes
		if !replaced {
			m.attributes = len(attributes) + len(own)
			members, attributes = append(members, m), append(attributes, own...)
		}
	}
	d.members, *d.attributes = members, attributes
}

// place is a key of a namespace.
type place struct{ namespace, key string }

// lastMembers says where the last member of each key is. It is nil for a few
// members, which are sooner compared with each other.
func (d *document) lastMembers() map[place]int {
	const few = 32
	if len(d.members) <= few {
		return nil
	}
	last := make(map[place]int, len(d.members))
	for i, m := range d.members {
		last[place{m.namespace, m.key}] = i
	}
	return last
}

// namespaceOf is the namespace of a wire key.
func namespaceOf(key attribute.Key) string {
	s := strings.TrimPrefix(string(key), "honeyhive_")
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
