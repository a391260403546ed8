package hhtrace_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

var missing = hh.Violation{Namespace: "span", Kind: hh.NoSpanProcessor}

// service is a service with its own provider.
type service struct {
	*violated
	t      *testing.T
	rt     *hh.Runtime
	e      chat.Enricher
	tracer trace.Tracer
}

func newService(t *testing.T, provider trace.TracerProvider) *service {
	v := &violated{}
	rt := hh.New(hh.WithSessionClient(&client{}), hh.WithViolationHandler(v.handle))
	return &service{v, t, rt, chat.NewEnricher(rt), provider.Tracer("test")}
}

// inSession returns ctx with a new session.
func (s *service) inSession(ctx context.Context) context.Context {
	s.t.Helper()
	ctx, err := s.rt.StartSession(ctx, hh.SessionConfig{})
	if err != nil {
		s.t.Fatal(err)
	}
	return ctx
}

func (s *service) start(ctx context.Context) context.Context {
	ctx, _ = s.tracer.Start(ctx, "span")
	return ctx
}

func (s *service) enrich(ctx context.Context) { s.e.EnrichSpan(ctx, chat.WithScore(0.5)) }

func (s *service) enrichSession(ctx context.Context) {
	s.t.Helper()
	if err := s.e.EnrichSession(ctx, chat.WithFeature("search")); err != nil {
		s.t.Error(err)
	}
}

// A provider without the processor is reported once, when a span starts in a
// context with a session or fields that the span should carry.
func TestMissingProcessor(t *testing.T) {
	for name, meet := range map[string]func(*service, context.Context){
		"session": func(s *service, ctx context.Context) { s.enrich(s.start(s.inSession(ctx))) },
		"session, enriched": func(s *service, ctx context.Context) {
			ctx = s.inSession(ctx)
			s.enrichSession(ctx) // no span yet
			s.enrich(s.start(ctx))
		},
		"EnrichSession within a span": func(s *service, ctx context.Context) { s.enrichSession(s.start(s.inSession(ctx))) },
		"fields": func(s *service, ctx context.Context) {
			s.enrich(s.start(s.e.ContextWith(ctx, chat.WithFeature("search"))))
		},
		"fields below a span": func(s *service, ctx context.Context) {
			s.enrich(s.start(s.e.ContextWith(s.start(ctx), chat.WithFeature("search"))))
		},
		"more fields on the span": func(s *service, ctx context.Context) {
			ctx = s.start(s.e.ContextWith(ctx, chat.WithFeature("search")))
			s.enrich(s.e.ContextWith(ctx, chat.WithUserID("user_42")))
		},
		"session of another service": func(s *service, ctx context.Context) {
			ctx = propagation.Baggage{}.Extract(ctx, propagation.MapCarrier{"baggage": "session_id=" + sessionID})
			s.enrich(s.start(ctx))
		},
		"session that is continued": func(s *service, ctx context.Context) {
			ctx, err := hh.ContextWithSession(ctx, sessionID)
			if err != nil {
				s.t.Fatal(err)
			}
			s.enrich(s.start(ctx))
		},
		"span that joined, and one below": func(s *service, ctx context.Context) {
			ctx = s.inSession(s.start(ctx))
			s.rt.JoinSession(ctx)
			s.enrich(ctx)
			s.enrich(s.start(ctx))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, sdktrace.NewTracerProvider())
			for range 3 {
				meet(s, t.Context())
			}
			s.want(t, missing)
		})
	}
}

// After many calls without a session in the baggage, not every call searches the baggage,
// but some do.
func TestMissingProcessorFoundLate(t *testing.T) {
	s := newService(t, sdktrace.NewTracerProvider())
	for range 5000 {
		s.enrich(s.start(t.Context()))
	}
	s.want(t)
	ctx := propagation.Baggage{}.Extract(t.Context(), propagation.MapCarrier{"baggage": "session_id=" + sessionID})
	for range 64 * (runtime.GOMAXPROCS(0) + 1) {
		s.enrich(s.start(ctx))
	}
	s.want(t, missing)
}

// Nothing is reported if a processor set the attributes, if it could not have set
// them, or if the span does not belong to the SDK.
func TestNoMissingProcessor(t *testing.T) {
	with := sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor())
	bare := func() trace.TracerProvider { return sdktrace.NewTracerProvider() }
	session := func(s *service, ctx context.Context) { s.enrich(s.start(s.inSession(ctx))) }
	for name, test := range map[string]struct {
		provider trace.TracerProvider
		meet     func(*service, context.Context)
	}{
		"with the processor":      {sdktrace.NewTracerProvider(with), session},
		"no session, no fields":   {bare(), func(s *service, ctx context.Context) { s.enrich(s.start(ctx)) }},
		"not sampled":             {sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample())), session},
		"span before the session": {bare(), func(s *service, ctx context.Context) { s.enrich(s.inSession(s.start(ctx))) }},
		"span before the fields": {bare(), func(s *service, ctx context.Context) {
			s.enrich(s.e.ContextWith(s.start(ctx), chat.WithFeature("search")))
		}},
		"span before the session that joins it": {bare(), func(s *service, ctx context.Context) {
			ctx = s.inSession(s.start(ctx))
			s.rt.JoinSession(ctx)
			s.enrich(ctx)
			s.enrichSession(ctx)
		}},
		"session elsewhere": {bare(), func(s *service, ctx context.Context) {
			s.inSession(ctx)
			s.enrich(s.start(ctx))
		}},
		"ended": {bare(), func(s *service, ctx context.Context) {
			ctx = s.start(s.inSession(ctx))
			trace.SpanFromContext(ctx).End()
			s.enrich(ctx)
		}},
		"remote span": {bare(), func(s *service, ctx context.Context) {
			c := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}, TraceFlags: trace.FlagsSampled})
			s.enrich(trace.ContextWithRemoteSpanContext(s.inSession(ctx), c))
		}},
		"processor of another kind": {sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(another{})), session},
		"another implementation":    {wrapping{tracers: bare()}, session},
		"not a session": {bare(), func(s *service, ctx context.Context) {
			ctx = propagation.Baggage{}.Extract(ctx, propagation.MapCarrier{"baggage": "session_id=7"})
			s.enrich(s.start(ctx))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, test.provider)
			for range 3 {
				test.meet(s, t.Context())
			}
			s.want(t)
		})
	}
}

// A processor that is registered late counts too.
func TestProcessorRegisteredLater(t *testing.T) {
	provider := sdktrace.NewTracerProvider()
	s := newService(t, provider)
	early := s.start(t.Context())
	s.enrich(early)
	provider.RegisterSpanProcessor(hhtrace.NewSpanProcessor())
	s.enrich(s.inSession(early))
	s.enrich(s.start(s.inSession(early)))
	s.enrich(s.start(s.inSession(t.Context())))
	s.want(t)
}

// If one of two providers has no processor, it is found, whichever is used first.
func TestOneOfTwoProviders(t *testing.T) {
	for _, without := range []int{0, 1} {
		providers := make([]trace.TracerProvider, 2)
		providers[without] = sdktrace.NewTracerProvider()
		providers[1-without] = sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()))
		s := newService(t, providers[0])
		ctx := s.inSession(t.Context())
		for range 2 {
			for _, p := range providers {
				s.tracer = p.Tracer("test")
				s.enrich(s.start(ctx))
			}
		}
		s.want(t, missing)
	}
}

// The default runtime passes the message, with its fix, to otel.Handle.
func TestMessageOfMissingProcessor(t *testing.T) {
	errs := handled(t)
	before := hh.Default()
	hh.SetDefault(nil)
	defer hh.SetDefault(before)
	tracer := sdktrace.NewTracerProvider().Tracer("test")
	for range 2 {
		ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, span := tracer.Start(ctx, "span")
		chat.EnrichSpan(ctx, chat.WithScore(0.5))
		span.End()
	}
	const want = "hhgen: span: no_span_processor: spans of this tracer provider do not carry the session and the fields of their context: " +
		"give it sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor())"
	if got := errs.text(); got != want {
		t.Errorf("reported:\n%s\nwant:\n%s", got, want)
	}
	if v, ok := errors.AsType[hh.Violation](errs.errs[0]); !ok || v != missing {
		t.Errorf("reported %#v", errs.errs[0])
	}
}

// After the first report, the check allocates nothing.
func TestMissingProcessorAllocations(t *testing.T) {
	for name, provider := range map[string]*sdktrace.TracerProvider{
		"with":    sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor())),
		"without": sdktrace.NewTracerProvider(),
		"another": sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(another{})),
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, provider)
			ctx, span := s.tracer.Start(s.inSession(t.Context()), "span")
			s.enrich(ctx)
			if n := testing.AllocsPerRun(100, func() { hhimpl.Span(ctx, s.rt).Send() }); n > 0 {
				t.Errorf("%v allocations", n)
			}
			// Reading the span's attributes would copy them each time.
			if n := testing.AllocsPerRun(100, func() { s.enrich(ctx) }); n > 0 {
				t.Errorf("%v allocations of a span that records", n)
			}
			span.End()
			if n := testing.AllocsPerRun(100, func() { s.enrich(ctx) }); n > 0 {
				t.Errorf("%v allocations for a span that does not record", n)
			}
		})
	}
}

// another is a service's own processor, made with functions of package hh.
type another struct{ sdktrace.SpanProcessor }

func (another) OnStart(ctx context.Context, span sdktrace.ReadWriteSpan) {
	if s, err := hh.CurrentSession(ctx); err == nil {
		span.SetAttributes(s.AppendAttributes(nil)...)
	}
	span.SetAttributes(hh.ContextAttributes(ctx)...)
}
func (another) OnEnd(sdktrace.ReadOnlySpan)    {}
func (another) Shutdown(context.Context) error { return nil }

// wrapping is a provider that wraps the spans of the SDK.
type wrapping struct {
	embedded.TracerProvider
	tracers trace.TracerProvider
}

func (w wrapping) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return wrappingTracer{tracer: w.tracers.Tracer(name, options...)}
}

type wrappingTracer struct {
	embedded.Tracer
	tracer trace.Tracer
}

func (w wrappingTracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	ctx, span := w.tracer.Start(ctx, name, options...)
	wrapped := wrappingSpan{span}
	return trace.ContextWithSpan(ctx, wrapped), wrapped
}

type wrappingSpan struct{ trace.Span }
