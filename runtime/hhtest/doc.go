// Package hhtest checks in tests what a service records. The tests write the
// values that they expect as the service's own records and fields.
//
//	func TestAnswer(t *testing.T) {
//		rec := hhtest.New(t)
//		id := answer(t.Context(), "What is a span?")
//
//		hhtest.Span(t, rec, "answer").InSession(id).Has(chat.WithScore(0.5)).Lacks(chat.WithRating(1))
//		hhtest.Span(t, rec, "retrieve").HasExactly(chat.WithQuery("What is a span?"), chat.WithPlan(chat.PlanFree))
//		hhtest.Session(t, rec, id).Has(chat.WithPlan(chat.PlanFree))
//	}
//
// [New] records spans that are started through the global tracer provider, and
// the sessions and events that the default runtime sends. A value that is not
// recorded as it was given, an [hh.Violation], fails the test at once.
//
// # Comparing
//
// Has, HasExactly and Lacks take the same arguments as EnrichSpan, of any
// generated packages: records, pointers to records, and results of setters. An
// argument that would be recorded with another value, or not at all, fails the
// test too.
//
// Has checks that the given fields have the given values. It compares whole
// fields, so a list with more items than the argument is a difference. HasExactly
// also checks that there are no other fields, including those that the span
// inherits from its context or its session. Lacks checks that the fields are
// absent; their values do not matter: Lacks(chat.WithErr(errors.New("any")))
// checks that no error was recorded. Kinds matter: the integer 1 differs from the
// double 1.
//
// A record is compared with all fields that it always records, also with those
// that are zero. To compare only some of its fields, give Has their setters.
//
// Only the attributes of a span with HoneyHive's prefix for enrichment,
// honeyhive_, are compared. Attributes of the span's identity, such as
// honeyhive.session_id, its event type, and attributes of other instrumentation are
// not compared: see [RecordedSpan.InSession] and [RecordedSpan.HasEventType].
// HasExactly ignores the ids that experiments add, metadata.run_id,
// metadata.dataset_id and metadata.datapoint_id, unless they are among its
// arguments.
//
// # Globals
//
// While a recorder is active, the globals lead to it: the tracer provider, the
// default runtime, and the propagator, which then propagates W3C trace context and
// baggage. The propagator and the default runtime are restored after the last
// recorder.
//
// The global tracer provider is then one of the SDK, a *sdktrace.TracerProvider, so
// frameworks that demand this type work, and may register processors on it.
//
//   - If no provider was global before, the first recorder makes one, which stays
//     global for the rest of the process. Between recorders it drops all spans.
//     Tracers in package variables work in all tests.
//   - If a provider of the SDK was global, it stays global, with its sampler, its
//     limits and its processors. Recorders record the spans that it records.
//   - A provider of another type is replaced until the last recorder ends. Tracers
//     that were obtained from it earlier do not record.
//
// If a test and its subtests have several recorders, the innermost one records.
// Spans of an earlier test that is still running are not recorded if their parent
// belongs to it.
//
// Parallel tests share the globals. There, give [New] the option [Local], and give
// the code under test the recorder's TracerProvider and Runtime. A local recorder
// does not record what the code does through the globals; failures say so.
package hhtest
