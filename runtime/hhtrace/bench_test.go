package hhtrace_test

import (
	"context"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// BenchmarkSpan measures a span with the processor, from its start to its end.
func BenchmarkSpan(b *testing.B) {
	rt := hh.New(hh.WithSessionClient(&client{}))
	e := chat.NewEnricher(rt)
	session, err := rt.StartSession(b.Context(), hh.SessionConfig{})
	if err != nil {
		b.Fatal(err)
	}
	full := trace.WithAttributes(attribute.String("http.route", "/"), attribute.Int("http.status", 200))
	outside, parent := sdktrace.NewTracerProvider().Tracer("test").Start(b.Context(), "parent", full)
	defer parent.End()
	inside, entry := sdktrace.NewTracerProvider().Tracer("test").Start(session, "entry", full)
	defer entry.End()
	for _, bench := range []struct {
		name   string
		ctx    context.Context
		enrich bool
		opts   []trace.SpanStartOption
	}{
		{"plain", b.Context(), false, nil},
		{"below a span", outside, false, nil}, // no span has a session yet
		{"enriched", b.Context(), true, nil},
		{"in a session", inside, false, nil},
		{"with which a session enters", session, false, nil},
		{"in a session, enriched", inside, true, []trace.SpanStartOption{full}},
		{"below a span of no session", outside, false, nil},
		{"with fields of the context", e.ContextWith(inside, chat.WithFeature("search"), chat.WithUserID("user_42")), true, nil},
	} {
		b.Run(bench.name, func(b *testing.B) {
			provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(
				hhtrace.NewSpanProcessor(hhtrace.WithRuntime(rt), hhtrace.WithSource("production"))))
			tracer := provider.Tracer("test")
			b.ReportAllocs()
			for b.Loop() {
				ctx, span := tracer.Start(bench.ctx, "span", bench.opts...)
				if bench.enrich {
					e.EnrichSpan(ctx, chat.WithScore(0.5), chat.WithUserID("user_42"))
				}
				span.End()
			}
		})
	}
}
