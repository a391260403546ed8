package hhtrace_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

const (
	feature = "honeyhive_metadata.feature"
	score   = "honeyhive_metrics.score"
	tag     = "honeyhive_metadata.tags.0"
)

// attrs are the attributes of a span.
type attrs map[string]any

// recorded calls do with a tracer whose provider has the given processors and then
// hhtrace's. It returns the attributes of the ended spans by their names.
func recorded(t *testing.T, do func(trace.Tracer), before ...sdktrace.SpanProcessor) map[string]attrs {
	t.Helper()
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider()
	for _, p := range append(before, hhtrace.NewSpanProcessor(), sdktrace.NewSimpleSpanProcessor(exporter)) {
		provider.RegisterSpanProcessor(p)
	}
	do(provider.Tracer("test"))
	spans := map[string]attrs{}
	for _, span := range exporter.GetSpans() {
		m := attrs{}
		for _, kv := range span.Attributes {
			m[string(kv.Key)] = kv.Value.AsInterface()
		}
		spans[span.Name] = m
	}
	if err := provider.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	return spans
}

func wantSpans(t *testing.T, want, got map[string]attrs) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}

// start starts a span and ends it with the test's function.
func start(ctx context.Context, tracer trace.Tracer, name string, within func(context.Context)) {
	ctx, span := tracer.Start(ctx, name)
	defer span.End()
	if within != nil {
		within(ctx)
	}
}

func TestSpansBelowCarryTheAttributes(t *testing.T) {
	got := recorded(t, func(tracer trace.Tracer) {
		start(t.Context(), tracer, "outside", func(ctx context.Context) {
			with := chat.ContextWith(ctx, chat.WithFeature("search"), chat.WithTags("a"))
			start(with, tracer, "child", func(ctx context.Context) {
				start(ctx, tracer, "grandchild", nil)
			})
			start(ctx, tracer, "sibling", nil)
		})
	})
	carried := attrs{feature: "search", tag: "a"}
	wantSpans(t, map[string]attrs{"outside": {}, "child": carried, "grandchild": carried, "sibling": {}}, got)
}

func TestLaterValuesWin(t *testing.T) {
	got := recorded(t, func(tracer trace.Tracer) {
		ctx := chat.ContextWith(t.Context(), chat.WithFeature("first"), chat.WithScore(0.5))
		start(ctx, tracer, "first", nil)
		ctx = chat.ContextWith(ctx, chat.WithFeature("second"))
		start(ctx, tracer, "second", func(ctx context.Context) {
			chat.EnrichSpan(ctx, chat.WithFeature("third"))
			start(ctx, tracer, "below", nil)
		})
	})
	wantSpans(t, map[string]attrs{
		"first":  {feature: "first", score: 0.5},
		"second": {feature: "third", score: 0.5},
		"below":  {feature: "second", score: 0.5}, // a span does not get the fields of its parent
	}, got)
}

// A context outlives its span, and may be that of another provider's span.
func TestContextOfAnotherTrace(t *testing.T) {
	ctx := chat.ContextWith(t.Context(), chat.WithFeature("search"))
	got := recorded(t, func(tracer trace.Tracer) {
		ctx, span := tracer.Start(ctx, "ended")
		span.End()
		start(ctx, tracer, "after", nil)
		start(trace.ContextWithSpan(ctx, nil), tracer, "root", nil)
	})
	carried := attrs{feature: "search"}
	wantSpans(t, map[string]attrs{"ended": carried, "after": carried, "root": carried}, got)
}

// marking is another processor. It sets an attribute of its own, and one that the
// context carries too.
type marking struct{ sdktrace.SpanProcessor }

func (marking) OnStart(_ context.Context, span sdktrace.ReadWriteSpan) {
	span.SetAttributes(attribute.String("service", "chat"), attribute.String(feature, "default"))
}
func (marking) OnEnd(sdktrace.ReadOnlySpan)    {}
func (marking) Shutdown(context.Context) error { return nil }

func TestBesideAnotherProcessor(t *testing.T) {
	got := recorded(t, func(tracer trace.Tracer) {
		start(t.Context(), tracer, "outside", nil)
		start(chat.ContextWith(t.Context(), chat.WithFeature("search")), tracer, "inside", nil)
	}, marking{})
	wantSpans(t, map[string]attrs{
		"outside": {"service": "chat", feature: "default"},
		"inside":  {"service": "chat", feature: "search"},
	}, got)
}

// A processor that a library and the service both register sets the same
// attributes.
func TestRegisteredTwice(t *testing.T) {
	got := recorded(t, func(tracer trace.Tracer) {
		start(chat.ContextWith(t.Context(), chat.WithFeature("search")), tracer, "span", nil)
	}, hhtrace.NewSpanProcessor())
	wantSpans(t, map[string]attrs{"span": {feature: "search"}}, got)
}

func TestFlushAndShutdownDoNothing(t *testing.T) {
	p := hhtrace.NewSpanProcessor()
	if err := p.ForceFlush(t.Context()); err != nil {
		t.Error(err)
	}
	if err := p.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}
