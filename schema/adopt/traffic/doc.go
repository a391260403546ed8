// Package traffic makes schemas of spans: what services have recorded, as records
// that declare it.
//
//	o := traffic.New(nil)
//	o.Add(span) // each span; none of them is kept
//	found := o.Found(traffic.Declare{Path: "example.com/app/enrich"})
//	found.Package // its records
//	found.Remarks // what is uncertain, or cannot be declared
//
// # What is kept of spans
//
// Of each key: how often it was seen, in which services and under which names of
// spans, the types of its values, the longest string, the longest list, the range
// of numbers, and the values themselves while they are few and short. All of that
// is bounded by the constants of limits.go, whatever is in the spans. What is over
// a limit is counted, and becomes a remark.
//
// # What becomes a record
//
// Spans of one service, instrumentation scope and name are a group. Groups with the
// same keys become one record, and so do groups of one name that share half of their
// keys or more. Keys that the same records have, half of all at least, go into
// a record that these embed. Numbers and ids in names of spans do not count: "GET
// /orders/17" and "GET /orders/18" are one name. What HoneyHive's SDKs set by
// themselves is left out.
//
// # What becomes a field
//
// A key has one type in all records, as [schema.Check] demands. Where spans
// disagree about it, or the key cannot be declared, nothing is declared: a remark
// says what was seen, where, and what to do. A field is required if each span of a
// record has it, and there were at least [EnoughSpans]. Its bound is the next power
// of two above the longest value. What [Declare] finds wrong with the records is left
// out, with its message as a remark, and what lint finds is suppressed.
package traffic
