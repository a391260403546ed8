// Package hh is the runtime of the code that hhgen generates: it turns typed
// fields into OpenTelemetry attributes that HoneyHive reads. Its folder is
// called runtime; import it as hh:
//
//	import hh "github.com/hhgen/hhgen/runtime"
//
// Services use a few of its names: [Text] and [Truncate] for bounded strings,
// [Hash] and [Mask] for sensitive values, [EventID], the markers [Open] and
// [Record], and [New] with its options for a [Runtime] other than the default.
// [StartSession] and [ContextWithSession] return a context that belongs to a
// session; [SetEventType] says what kind of event a span is. The functions that only
// generated code calls are in package hhimpl.
//
// # How values are recorded
//
// Nothing in this package panics, and a span that does not record costs nothing.
//
// A string over its bound is cut at a character boundary and copied, because the
// cut string would otherwise keep the whole string alive. With overflow=drop, the
// string is dropped instead. Bytes that are not valid UTF-8 are replaced by
// U+FFFD, because the OTLP exporter rejects a whole batch for one invalid string.
// NaN, infinities, numbers out of range and values that an enum does not have are
// dropped; lists that are too long are cut. A float32 is recorded, and compared
// with its bounds, as its shortest decimal: 0.1, not 0.10000000149011612.
//
// A value that was not recorded as it was given is a [Violation]. The runtime
// passes it to its handler and counts it in the metric hhgen.violations. It also
// reports values that the limits of the SDK drop or cut ([SpanFull],
// [SpanValueCut]), and a tracer provider without the span processor of package
// hhtrace ([NoSpanProcessor]).
//
// A dynamic value, of a field of type any, is recorded in the same way at every
// depth, and as the same value on spans and in updates. Keys and fields have the
// names that encoding/json gives them. An error, a [time.Duration] and an
// [encoding.TextMarshaler] are recorded as text. An integer of JSON that
// encoding/json has read into an any is a double: pass the json.RawMessage, or decode
// with UseNumber.
//
// Maps, structs and JSON are flattened: their keys are joined by dots, and a key that
// contains a dot is sent as it is. Two values may then have the same path, or the
// path of one may be below the path of the other: {"gpt-4":7,"gpt-4.1":3}. The
// first value is sent, and the later one is a violation of kind [AmbiguousKey].
// JSON is read in the order of the document, which may also repeat a name; the
// keys of maps are read in sorted order. null, {} and [] have no path, because
// spans do not record them. If one call gives two values for the same field, or
// for the same key at the top of a namespace, the later value replaces the whole
// earlier value. Values of different calls are not compared: a span keeps what
// earlier calls recorded.
//
// A string within its bound is recorded without a copy. A part of a larger
// string, such as a word of a request's body, therefore keeps the larger string
// alive until the span is exported. The runtime cannot see that a string is a
// part, and to copy every string would cost an allocation each: 8 instead of 3 for
// a span with five strings of 10 bytes (BenchmarkParts). To avoid this, call
// strings.Clone(part). Values of sessions are kept for longer, so the runtime
// copies them.
//
// # Sessions
//
// A session covers everything that happens for one user interaction, across
// services. Its id travels in the context and, as the baggage member session_id,
// with requests to other services. StartSession of a generated package begins a
// session that has fields from its start: see [SessionStart]. EnrichSession makes an
// [Update] of the session, which the runtime's [SessionClient] sends to HoneyHive
// while the caller goes on. Spans that start later in the session, in the same
// process and through the same runtime, carry the same fields: see
// [WithSessionMemory]. So do spans that run already, if the session entered the
// process with them, or if they joined it: see [JoinSession]. If two calls at once give
// a key two values, the later one is the same for these spans and for HoneyHive. Fields
// with the option baggage are on the spans of other services too, if
// hhtrace.NewPropagator makes the baggage of requests.
//
// The package depends on the OpenTelemetry API, not on its SDK. Sub-packages
// connect it: hhtrace to the SDK, honeyhive to HoneyHive's API, hhtest to tests.
package hh
