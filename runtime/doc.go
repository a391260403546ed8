// Package hh is what the code that hhgen generates runs on: it turns typed
// fields into OpenTelemetry attributes as HoneyHive reads them. Its folder is
// called runtime; import it as hh:
//
//	import hh "github.com/hhgen/hhgen/runtime"
//
// Services meet a few names of it: [Text] and [Truncate] for bounded text,
// [Hash] and [Mask] for sensitive values, [EventID], the markers [Open] and
// [Record], and [New] with its options for a [Runtime] other than the default.
// [StartSession] and [ContextWithSession] say which session a context belongs
// to. What only generated code calls is in the package hhimpl.
//
// # What happens to a value
//
// Nothing here panics, and nothing happens for a span that does not record.
// A string over its bound is cut at a character boundary and copied, so that a
// span does not keep alive the megabyte that was cut off; or it is dropped, if
// its field says overflow=drop. Invalid UTF-8 is mended with U+FFFD, because
// the OTLP exporter refuses a whole batch for one such string. NaN, infinities,
// numbers out of range and values that an enum does not have are dropped; lists
// are cut. A float32 is recorded, and compared with its bounds, as its shortest
// decimal: 0.1, not 0.10000000149011612. What was not recorded as it was given is
// a [Violation], given to the runtime's handler and counted in the metric
// hhgen.violations. So is what the SDK does to values after that, with its limits
// ([SpanFull], [SpanValueCut]), and a tracer provider without the span processor
// of hhtrace ([NoSpanProcessor]).
//
// Maps and JSON are flattened: their keys are joined by dots, and a key that
// holds a dot is sent as it is. So two values may have one path, or one a path
// below the other's: {"gpt-4":7,"gpt-4.1":3}. The first is sent, and the other is
// a violation of the kind [AmbiguousKey]. The order is that of the text in JSON,
// where it may also repeat a name, and that of the sorted keys in maps. null, {} and
// [] have no path, as no span has them. Of two values that one call gives for the
// same field, or for the same key at the top of a namespace, the later stays, whole.
// Across calls nothing is compared: a span keeps what the calls before recorded.
//
// A string that fits is recorded as it is given. One that is a part of a larger
// string, such as a word of a request's body, so keeps all of that alive until the
// span is exported. The runtime cannot see that a string is a part, and copying
// each would cost an allocation each, 8 in place of 3 for a span with five of 10
// bytes (BenchmarkParts); a caller who knows writes strings.Clone(part). What a
// session was enriched with, which is kept for longer, is copied.
//
// # Sessions
//
// A session is all that happens for one user interaction, across services. Its
// id travels in the context and, as the baggage member session_id, with requests
// to other services. EnrichSession of a generated package makes an [Update] of
// the session, which the runtime's [SessionClient] sends to HoneyHive without
// making the caller wait. The spans that are started later in the session, in
// the same process and through the same runtime, carry the same fields: see
// [WithSessionMemory].
//
// The package depends on the OpenTelemetry API, not on its SDK. Sub-packages
// connect it: hhtrace to the SDK, honeyhive to HoneyHive's API, hhtest to tests.
package hh
