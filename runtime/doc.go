// Package hh is what the code that hhgen generates runs on: it turns typed
// fields into OpenTelemetry attributes as HoneyHive reads them. Its folder is
// called runtime; import it as hh:
//
//	import hh "github.com/hhgen/hhgen/runtime"
//
// Services meet a few names of it: [Text] and [Truncate] for bounded text,
// [Hash] and [Mask] for sensitive values, [EventID], the markers [Open] and
// [Record], and [New] with its options for a [Runtime] other than the default.
// [Attr], [Batch] and what they need are for generated code alone.
//
// # What happens to a value
//
// Nothing here panics, and nothing happens for a span that does not record.
// A string over its bound is cut at a character boundary and copied, so that a
// span does not keep alive the megabyte that was cut off; or it is dropped, if
// its field says overflow=drop. Invalid UTF-8 is mended with U+FFFD, because
// the OTLP exporter refuses a whole batch for one such string. NaN, infinities,
// numbers out of range and values that an enum does not have are dropped; lists
// are cut. Every one of these is a [Violation], given to the runtime's handler
// and counted in the metric hhgen.violations.
//
// The package depends on the OpenTelemetry API, not on its SDK. The sub-package
// hhtrace connects it to the SDK.
package hh

// SupportsGenerated1 is required by generated code of version 1. Code that a
// newer hhgen generates names a newer constant, so that it does not compile
// with a runtime that is too old for it: update the module
// github.com/hhgen/hhgen, or generate with the version that go.mod requires.
const SupportsGenerated1 = true
