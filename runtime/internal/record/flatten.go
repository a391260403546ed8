package record

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
)

// The limits of dynamic values. HoneyHive documents the first two, and accepts
// deeper values; the others bound the memory and time that a value can take.
const (
	maxObjects   = 5   // nested objects within a namespace
	maxLists     = 2   // nested lists
	maxPathBytes = 256 // of the keys below the declared one, dots included
	maxDepth     = 100 // nesting of Go values, which may contain themselves
	visitsPerKey = 64  // values that may be visited for each attribute of MaxItems
)

// flattener makes attributes of one dynamic value, as HoneyHive's Python SDK
// does: objects as key.member in their order, lists as key.0, key.1; null is
// skipped but keeps its index; empty objects and lists send nothing.
type flattener struct {
	b       *Batch
	a       *Attr
	path    []byte // key of the value at hand
	base    int    // length of the declared key
	inline  bool   // its members are the namespace's
	sent    int    // attributes
	empty   int    // values without attributes, in the JSON of an update
	visits  int
	objects int
	lists   int
	depth   int
	deepest int // nesting beyond the documented levels, reported once
	limit   int // that deepest is beyond
	stopped bool
}

func (b *Batch) flattener(a *Attr) *flattener {
	f := &flattener{b: b, a: a, path: []byte(b.key(a)), inline: a.Inline && b.depth == 0}
	b.enterValue(a.Key, f.inline)
	f.base = len(f.path)
	// The objects that the declared key is in count too.
	if !f.inline {
		f.objects = max(0, strings.Count(string(a.Key), ".")-1-strings.Count(string(a.Key), "[]"))
		f.lists = strings.Count(string(a.Key), "[]")
	} else {
		f.objects = -1 // the value is the namespace itself
	}
	return f
}

func (f *flattener) done() {
	f.b.leaveValue()
	if f.deepest > 0 {
		f.b.violate(f.a, TooDeep, f.deepest, f.limit)
	}
}

// JSON records the flattened content of a JSON text.
func (b *Batch) JSON(a *Attr, v json.RawMessage) {
	if len(v) == 0 {
		return
	}
	f := b.flattener(a)
	f.json(v)
	f.done()
}

// Any records the flattened content of v: booleans, numbers, strings, maps, lists,
// structs, and pointers to them, under the names that encoding/json gives to keys and
// fields. A value is recorded in the same way at every depth: error, time.Duration and
// encoding.TextMarshaler as text; []byte as base64; json.Marshaler as its JSON.
func (b *Batch) Any(a *Attr, v any) {
	defer b.guard(a, b.json.depth())
	f := b.flattener(a)
	defer f.done()
	f.value(v)
}

// AnyMap is [Batch.Any] of a map. It does not make an interface of the map,
// which would move the record that holds it to the heap.
func (b *Batch) AnyMap(a *Attr, v map[string]any) {
	defer b.guard(a, b.json.depth())
	f := b.flattener(a)
	defer f.done()
	f.object(func() { f.members(v) })
}

// enter reports whether one more value may be visited.
func (f *flattener) enter() bool {
	f.visits++
	if f.stopped {
		return false
	}
	if f.visits > visitsPerKey*(f.a.MaxItems+1) || f.depth > maxDepth {
		f.stopped = true
		f.b.violate(f.a, TooComplex, 0, 0)
		return false
	}
	return true
}

// slot returns the place for one attribute, or nil if its path is taken or no
// more are permitted.
func (f *flattener) slot() *attribute.Value {
	key := attribute.Key(f.path)
	if f.b.comparing && !f.b.claim(f.a, key) {
		return nil
	}
	if f.sent == f.a.MaxItems {
		f.stop()
		return nil
	}
	f.sent++
	f.b.kvs = append(f.b.kvs, attribute.KeyValue{Key: key})
	return &f.b.kvs[len(f.b.kvs)-1].Value
}

func (f *flattener) bool(v bool) {
	if s := f.slot(); s != nil {
		*s = attribute.BoolValue(v)
		f.b.json.value(f.a.Key, s)
	}
}

func (f *flattener) int(v int64) {
	if s := f.slot(); s != nil {
		*s = attribute.Int64Value(v)
		f.b.json.value(f.a.Key, s)
	}
}

func (f *flattener) uint(v uint64) {
	if v > math.MaxInt64 {
		f.b.violate(f.a, OutOfRange, 0, 0)
		return
	}
	f.int(int64(v))
}

func (f *flattener) float(v float64) {
	if v-v != 0 {
		f.b.violate(f.a, NotFinite, 0, 0)
		return
	}
	if s := f.slot(); s != nil {
		*s = attribute.Float64Value(v)
		f.b.json.value(f.a.Key, s)
	}
}

func (f *flattener) string(v string) {
	if !clean(v, f.a.MaxBytes) {
		var ok bool
		if v, ok = f.b.mend(f.a, v); !ok {
			return
		}
	}
	f.sound(v)
}

// sound records a string that can be sent as it is.
func (f *flattener) sound(v string) {
	if s := f.slot(); s != nil {
		*s = attribute.StringValue(v)
		f.b.json.value(f.a.Key, s)
	}
}

// null records null where there are nulls: in the JSON of an update.
func (f *flattener) null() {
	if f.b.json != nil && f.unseen() {
		f.b.json.null(f.a.Key)
	}
}

// unseen counts a value that only JSON can hold: null, {} or [].
func (f *flattener) unseen() bool {
	if f.empty == f.a.MaxItems {
		f.stop()
		return false
	}
	f.empty++
	return true
}

// stop ends the value, because it has too many items.
func (f *flattener) stop() {
	if !f.stopped {
		f.stopped = true
		f.b.violate(f.a, TooManyItems, f.a.MaxItems+1, f.a.MaxItems)
	}
}

// number records a number as JSON writes it: with a fraction or an exponent it is
// a double, else an integer.
func (f *flattener) number(v json.Number) {
	if strings.ContainsAny(string(v), ".eE") {
		if x, err := v.Float64(); err == nil {
			f.float(x)
			return
		}
	} else if x, err := v.Int64(); err == nil {
		f.int(x)
		return
	}
	f.b.violate(f.a, OutOfRange, 0, 0)
}

// object and list call record for the content of an object or list, and count the
// nesting.
func (f *flattener) object(record func()) {
	kind := mapFrame
	if f.inline && f.b.json.depth() == 0 {
		kind = namespaceFrame
	}
	f.nest(&f.objects, maxObjects, kind, record)
}

func (f *flattener) list(record func()) { f.nest(&f.lists, maxLists, listFrame, record) }

func (f *flattener) nest(levels *int, limit int, kind frameKind, record func()) {
	*levels++
	f.depth++
	if *levels > limit && *levels > f.deepest {
		f.deepest, f.limit = *levels, limit
	}
	if f.b.json == nil {
		record()
	} else {
		f.write(kind, record)
	}
	f.depth--
	*levels--
}

// write writes an object or list of an update, with the content that record writes.
func (f *flattener) write(kind frameKind, record func()) {
	before, rejected := f.sent+f.empty, f.b.rejected
	f.b.json.open(f.a.Key, kind)
	record()
	if f.sent+f.empty == before && f.b.rejected == rejected {
		f.unseen() // the caller gave an empty object or list
	}
	if f.stopped {
		f.b.json.top().index = -1 // the list ends with the last item that was recorded
	}
	f.b.json.close()
}

// value records a Go value.
func (f *flattener) value(v any) {
	if !f.enter() {
		return
	}
	switch v := v.(type) {
	case nil:
		f.nothing()
	case bool:
		f.bool(v)
	case string:
		f.string(v)
	case int:
		f.int(int64(v))
	case int64:
		f.int(v)
	case float64:
		f.float(v)
	case float32:
		f.float(shortest(v))
	case json.Number:
		f.number(v)
	case json.RawMessage:
		if len(v) > 0 {
			f.json(v)
		} else {
			f.nothing()
		}
	case map[string]any:
		if v == nil {
			f.nothing()
			return
		}
		f.object(func() { f.members(v) })
	case []any:
		if v == nil {
			f.nothing()
			return
		}
		f.list(func() {
			for i, item := range v {
				f.item(i, func() { f.value(item) })
			}
		})
	default:
		f.other(v)
	}
}

// nothing records a nil of Go: null within a field, and nothing for a whole field.
func (f *flattener) nothing() {
	if len(f.path) > f.base {
		f.null()
	}
}

func (f *flattener) members(m map[string]any) {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	f.each(keys, func(i int) { f.value(m[keys[i]]) })
}

// json records the content of a JSON text, all of it or, if it is not valid, nothing.
func (f *flattener) json(text []byte) {
	if !json.Valid(text) {
		f.b.violate(f.a, InvalidJSON, 0, 0)
		return
	}
	p := jsonParser{flattener: f, text: text, dec: json.NewDecoder(bytes.NewReader(text))}
	p.dec.UseNumber()
	p.value(p.token())
}
