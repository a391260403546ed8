// Package hhtest lets tests of a service say what it records, in the service's
// own records and fields.
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
// what is told to the default runtime of sessions and events. A value that is
// not recorded as it was given, an [hh.Violation], fails the test at once.
//
// # Comparing
//
// Has, HasExactly and Lacks take what EnrichSpan takes, of any generated
// packages: records, pointers to records, and what setters return. A value that
// would not be recorded as it is, or not at all, is itself a failure.
//
// Has means that these fields have these values. A field is compared as a
// whole: of a list, more items than wanted are a difference. HasExactly means
// that there are no other fields either, inherited ones included: those that a
// context or session gives to a span. Lacks means that there is nothing of these
// fields, whatever the value: Lacks(chat.WithErr(errors.New("any"))) says that
// there is no error. Kinds count: the integer 1 is not the double 1.
//
// A record is compared with every field that it always records, zero ones too. To
// compare some of its fields, give Has their setters.
//
// Of a span, the attributes with HoneyHive's prefix for enrichment, honeyhive_,
// are compared. Those of its identity, honeyhive.session_id and the like, are
// not, and neither is what other instrumentation sets. HasExactly ignores the
// ids that experiments add, metadata.run_id, metadata.dataset_id and
// metadata.datapoint_id, unless it is given them.
//
// # Globals
//
// While a recorder is active, the globals lead to it: the tracer provider, the
// propagator, which is W3C trace context and baggage, and the default runtime.
// Tracers in package variables work in all tests of a binary, if no other
// provider was global before the first recorder: OpenTelemetry binds them to the
// first that is. Of several recorders in a test and its subtests, the innermost
// records. What an earlier test left running is not recorded where its context
// shows where it comes from.
//
// Parallel tests share the globals, so there [New] takes the option [Local], and
// the code under test the recorder's TracerProvider and Runtime. What it does
// through the globals even so is not recorded; failures say that.
package hhtest
