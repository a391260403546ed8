package record

import "go.opentelemetry.io/otel/attribute"

// Items begins a list of n items and returns how many of them are recorded.
// [Batch.Item] comes before each, and [Batch.End] after the last.
func (b *Batch) Items(a *Attr, n int) int {
	b.Array(a)
	if n > a.MaxItems {
		b.violate(a, TooManyItems, n, a.MaxItems)
		n = a.MaxItems
	}
	return n
}

// Array begins an array, all of whose items are recorded.
func (b *Batch) Array(a *Attr) { b.begin(a, hole{}, listFrame) }

// Item says that item i of the innermost list comes next.
func (b *Batch) Item(i int) {
	b.holes[b.depth-1].index = i
	b.json.item(i)
}

// End ends the innermost list or map.
func (b *Batch) End() {
	b.depth--
	b.holes[b.depth] = hole{} // do not keep its key alive
	b.EndObject()
}

// begin begins a list or map, whose indexes or keys stand for a hole of keys.
func (b *Batch) begin(a *Attr, h hole, kind frameKind) {
	b.holes[b.depth] = h
	b.depth++
	b.open(a.Key, kind)
}

// Object begins an object, whose members have keys below key. [Batch.EndObject]
// comes after the last.
func (b *Batch) Object(key attribute.Key) { b.open(key, objectFrame) }

func (b *Batch) open(key attribute.Key, kind frameKind) {
	b.enterValue(key, kind == namespaceFrame)
	b.json.open(key, kind)
}

// EndObject ends the innermost object.
func (b *Batch) EndObject() {
	b.json.close()
	b.leaveValue()
}
