package hhtrace_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

const otherID = "66666666-7777-4888-9999-aaaaaaaaaaaa"

// running is a service whose spans tests look at while they run.
type running struct {
	*service
	exporter *tracetest.InMemoryExporter
}

func newRunning(t *testing.T, options ...sdktrace.TracerProviderOption) *running {
	v := &violated{}
	rt := hh.New(hh.WithSessionClient(interleaved{}), hh.WithViolationHandler(v.handle))
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(append(options,
		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor(hhtrace.WithRuntime(rt))), sdktrace.WithSyncer(exporter))...)
	return &running{&service{v, t, rt, chat.NewEnricher(rt), provider.Tracer("test")}, exporter}
}

// in returns ctx with the session of an id.
func (s *running) in(ctx context.Context, id string) context.Context {
	s.t.Helper()
	ctx, err := s.rt.ContextWithSession(ctx, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return ctx
}

// fields records on the session of ctx.
func (s *running) fields(ctx context.Context, fields ...chat.SessionField) {
	s.t.Helper()
	if err := s.e.EnrichSession(ctx, fields...); err != nil {
		s.t.Error(err)
	}
}

// attributes returns those of the active span, without its identity.
func (s *running) attributes(ctx context.Context) attrs {
	m := asAttrs(trace.SpanFromContext(ctx).(sdktrace.ReadOnlySpan).Attributes())
	for key := range m {
		if !strings.HasPrefix(key, "honeyhive_") {
			delete(m, key)
		}
	}
	return m
}

func (s *running) want(ctx context.Context, want attrs) {
	s.t.Helper()
	wantSpans(s.t, map[string]attrs{"span": want}, map[string]attrs{"span": s.attributes(ctx)})
}

var remoteParent = trace.NewSpanContext(trace.SpanContextConfig{
	TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}, TraceFlags: trace.FlagsSampled, Remote: true,
})

// arriving is ctx with the baggage of another service, which has a session with a field.
func arriving(ctx context.Context) context.Context {
	return hhtrace.NewPropagator().Extract(ctx, propagation.MapCarrier{"baggage": "session_id=" + sessionID + ",hh.metadata.feature=search"})
}

// Whichever is first, the session, its fields or that the span joins: a span that
// joined, and a span with which the session enters the process, have the fields.
func TestRunningSpansCarryTheFields(t *testing.T) {
	search := chat.WithFeature("search")
	for name, test := range map[string]struct {
		do   func(s *running, ctx context.Context) context.Context
		want attrs
	}{
		"root": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.in(ctx, sessionID))
			s.fields(ctx, search)
			return ctx
		}, attrs{feature: "search"}},
		"remote parent": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.in(trace.ContextWithRemoteSpanContext(ctx, remoteParent), sessionID))
			s.fields(ctx, search)
			return ctx
		}, attrs{feature: "search"}},
		"enriched from a span below": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.in(ctx, sessionID))
			s.fields(s.start(ctx), search)
			return ctx
		}, attrs{feature: "search"}},
		"parent in this process": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.start(s.in(ctx, sessionID)))
			s.fields(ctx, search)
			return ctx
		}, attrs{}},
		"joined, then enriched": {func(s *running, ctx context.Context) context.Context {
			ctx = s.in(s.start(ctx), sessionID)
			s.rt.JoinSession(ctx)
			s.fields(ctx, search)
			return ctx
		}, attrs{feature: "search"}},
		"enriched, then joined": {func(s *running, ctx context.Context) context.Context {
			ctx = s.in(s.start(ctx), sessionID)
			s.fields(ctx, search)
			s.rt.JoinSession(ctx)
			return ctx
		}, attrs{feature: "search"}},
		"span of the session, enriched, then joined": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.start(s.in(ctx, sessionID)))
			s.fields(ctx, search)
			s.rt.JoinSession(ctx)
			s.rt.JoinSession(ctx)
			return ctx
		}, attrs{feature: "search"}},
		"before and after": {func(s *running, ctx context.Context) context.Context {
			ctx = s.in(ctx, sessionID)
			s.fields(ctx, search, chat.WithTags("a", "b"))
			ctx = s.start(ctx)
			s.fields(ctx, chat.WithFeature("help"), chat.WithScore(1))
			s.fields(ctx, chat.WithFeature("faq"))
			return ctx
		}, attrs{feature: "faq", tag: "a", "honeyhive_metadata.tags.1": "b", score: 1.0}},
		"fields of the sender": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(arriving(ctx))
			s.fields(ctx, chat.WithFeature("help"), chat.WithScore(1))
			s.fields(ctx, search)
			return ctx
		}, attrs{feature: "search", score: 1.0}},
		"fields of the sender, joined": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(ctx)
			s.e.EnrichSpan(ctx, chat.WithTags("own"))
			ctx = arriving(ctx)
			s.rt.JoinSession(ctx)
			s.fields(ctx, chat.WithScore(1), chat.WithTags("session"))
			return ctx
		}, attrs{feature: "search", score: 1.0, tag: "own"}},
		"another session": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.in(ctx, sessionID))
			s.fields(s.in(ctx, otherID), search)
			return ctx
		}, attrs{}},
		"without a session": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(ctx)
			s.fields(s.in(ctx, sessionID), search)
			return ctx
		}, attrs{}},
		"another runtime": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.in(ctx, sessionID))
			_ = chat.NewEnricher(hh.New(hh.WithoutSessionClient())).EnrichSession(ctx, search)
			return ctx
		}, attrs{}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newRunning(t)
			s.want(test.do(s, t.Context()), test.want)
			s.violated.want(t)
		})
	}
}

// What is recorded on the span itself is about the span, and stays, as a whole member.
func TestOwnValuesStay(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(s *running, ctx context.Context) context.Context
		want attrs
	}{
		"before the session's": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.in(ctx, sessionID))
			s.e.EnrichSpan(ctx, chat.WithScore(0.5))
			s.fields(ctx, chat.WithScore(1), chat.WithFeature("search"))
			return ctx
		}, attrs{score: 0.5, feature: "search"}},
		"after the session's": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.in(ctx, sessionID))
			s.fields(ctx, chat.WithScore(1), chat.WithFeature("search"))
			s.e.EnrichSpan(ctx, chat.WithScore(0.5))
			s.fields(ctx, chat.WithScore(0.75), chat.WithFeature("help"))
			return ctx
		}, attrs{score: 0.5, feature: "help"}},
		"before the span joins": {func(s *running, ctx context.Context) context.Context {
			ctx = s.in(s.start(ctx), sessionID)
			s.e.EnrichSpan(ctx, chat.WithScore(0.5))
			s.fields(ctx, chat.WithScore(1), chat.WithFeature("search"))
			s.rt.JoinSession(ctx)
			return ctx
		}, attrs{score: 0.5, feature: "search"}},
		"a list": {func(s *running, ctx context.Context) context.Context {
			ctx = s.start(s.in(ctx, sessionID))
			s.e.EnrichSpan(ctx, chat.WithTags("own"))
			s.fields(ctx, chat.WithTags("a", "b"))
			return ctx
		}, attrs{tag: "own"}},
		"of the context": {func(s *running, ctx context.Context) context.Context {
			ctx = s.in(ctx, sessionID)
			s.fields(ctx, chat.WithFeature("search"))
			ctx = s.start(s.e.ContextWith(ctx, chat.WithFeature("help")))
			s.fields(ctx, chat.WithFeature("faq"))
			return ctx
		}, attrs{feature: "help"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newRunning(t)
			s.want(test.do(s, t.Context()), test.want)
		})
	}
}

// A span that joins a session leaves the one that it had before, whose later fields
// are not its own.
func TestJoinAnotherSession(t *testing.T) {
	s := newRunning(t)
	stranger := s.start(withBaggage(t, "session_id", otherID))
	s.fields(s.in(t.Context(), otherID), chat.WithFeature("stranger"), chat.WithScore(1))
	own, err := s.rt.StartSession(stranger, hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	s.fields(own, chat.WithFeature("search"))
	s.rt.JoinSession(own)
	s.fields(s.in(t.Context(), otherID), chat.WithTags("stranger"))
	s.fields(own, chat.WithFeature("help"))
	wantSpans(t, map[string]attrs{"span": {
		ofSession: sessionID, ofTrace: sessionID, "honeyhive.session_auto_create": false,
		feature: "help", score: 1.0, // attributes cannot be removed
	}}, map[string]attrs{"span": asAttrs(trace.SpanFromContext(stranger).(sdktrace.ReadOnlySpan).Attributes())})
}

// The name of another session does not stay either.
func TestJoinAnotherNamedSession(t *testing.T) {
	s := newRunning(t)
	named, err := hh.New().StartSession(t.Context(), hh.SessionConfig{ID: otherID, Name: "other"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := s.in(s.start(named), sessionID)
	s.rt.JoinSession(ctx)
	s.rt.JoinSession(ctx)
	wantSpans(t, map[string]attrs{"span": {
		ofSession: sessionID, ofTrace: sessionID, "honeyhive.session_auto_create": true, "honeyhive.session_name": "",
	}}, map[string]attrs{"span": asAttrs(trace.SpanFromContext(ctx).(sdktrace.ReadOnlySpan).Attributes())})
}

// A value that the SDK cut is still the session's.
func TestCutValuesAreReplaced(t *testing.T) {
	limits := sdktrace.NewSpanLimits()
	limits.AttributeValueLengthLimit = 36
	s := newRunning(t, sdktrace.WithRawSpanLimits(limits))
	ctx := s.start(s.in(t.Context(), sessionID))
	s.fields(ctx, chat.WithUserID(strings.Repeat("é", 20)+strings.Repeat("x", 20)))
	s.fields(ctx, chat.WithUserID("user_42"))
	s.want(ctx, attrs{"honeyhive_user_properties.user_id": "user_42"})
}

// A span that has ended gets nothing, and takes no room.
func TestEndedSpansAreForgotten(t *testing.T) {
	s := newRunning(t)
	ctx := s.in(t.Context(), sessionID)
	var spans []context.Context
	for range 64 {
		spans = append(spans, s.start(ctx))
	}
	s.violated.want(t)
	late := s.start(ctx)
	s.violated.want(t, hh.Violation{Namespace: "session", Key: "spans", Kind: hh.TooManyItems, Size: 65, Limit: 64})
	trace.SpanFromContext(spans[0]).End()
	last := s.start(ctx)
	s.fields(ctx, chat.WithFeature("search"))
	s.want(spans[0], attrs{})
	s.want(late, attrs{})
	s.want(spans[1], attrs{feature: "search"})
	s.want(last, attrs{feature: "search"})
	s.violated.want(t)
}

// Nothing keeps a span alive, even if it never ends; and spans that ended do not pile
// up, however many sessions they belonged to.
func TestRunningSpansAreNotKept(t *testing.T) {
	s := newRunning(t)
	large := strings.Repeat("x", 64<<10)
	before := heapInUse()
	for range 2000 {
		ctx := s.start(s.inSession(t.Context()))
		trace.SpanFromContext(ctx).SetAttributes(attribute.String("large", strings.Clone(large)))
	}
	for range 20000 {
		trace.SpanFromContext(s.start(s.inSession(t.Context()))).End()
		s.exporter.Reset()
	}
	if used := heapInUse() - before; used > 1<<20 {
		t.Errorf("%d KiB are in use", used>>10)
	}
	runtime.KeepAlive(s)
}

func heapInUse() int64 {
	runtime.GC()
	runtime.GC() // what weak pointers pointed to
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// A span below one that has no session costs no allocation more than one that has no
// parent, also in a process that has sessions.
func TestAllocationsBelowASpanWithoutSession(t *testing.T) {
	_ = hh.Session{ID: sessionID}.AppendAttributes(nil) // now spans may have sessions
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor())).Tracer("test")
	below, parent := tracer.Start(t.Context(), "parent", trace.WithAttributes(attribute.String("a", "b"), attribute.Int("c", 1)))
	defer parent.End()
	allocations := func(ctx context.Context) float64 {
		return testing.AllocsPerRun(200, func() {
			_, span := tracer.Start(ctx, "span")
			span.End()
		})
	}
	if got, want := allocations(below), allocations(t.Context()); got > want {
		t.Errorf("%v allocations, want %v", got, want)
	}
}

// Whatever the order of concurrent calls, a running span ends up with the fields that
// the session has.
func TestRunningSpansInManyGoroutines(t *testing.T) {
	s := newRunning(t)
	for n := range 100 {
		ctx := s.in(t.Context(), fmt.Sprintf("00000000-0000-4000-8000-%012d", n+1))
		spans := make([]context.Context, 8)
		var all sync.WaitGroup
		for i := range spans {
			all.Go(func() {
				s.fields(ctx, chat.WithFeature(hh.Truncate(fmt.Sprintf("before %d", i))))
				if spans[i] = s.start(ctx); i%2 == 0 {
					spans[i] = s.in(s.start(t.Context()), fmt.Sprintf("00000000-0000-4000-8000-%012d", n+1))
					s.rt.JoinSession(spans[i])
				}
				s.fields(ctx, chat.WithFeature(hh.Truncate(fmt.Sprintf("after %d", i))))
			})
		}
		all.Wait()
		want := s.attributes(s.start(ctx))
		for i := range spans {
			s.want(spans[i], want)
		}
	}
}
