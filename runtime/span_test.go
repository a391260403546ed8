package hh_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/hhgen/hhgen/examples/quickstart/chat"
	hh "github.com/hhgen/hhgen/runtime"
)

// silent are the contexts whose span does not record.
func silent(t *testing.T) map[string]context.Context {
	sampledOut, unsampled := newProvider(sdktrace.WithSampler(sdktrace.NeverSample())).Tracer("test").Start(t.Context(), "unsampled")
	t.Cleanup(func() { unsampled.End() })
	ended, span := newProvider().Tracer("test").Start(t.Context(), "ended")
	span.End()
	return map[string]context.Context{
		"no context": nil,
		"no span":    t.Context(),
		"nil span":   trace.ContextWithSpan(t.Context(), nil),
		"no-op span": trace.ContextWithSpan(t.Context(), noop.Span{}),
		"remote":     trace.ContextWithRemoteSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}})),
		"unsampled":  sampledOut,
		"ended":      ended,
	}
}

func TestSpanThatDoesNotRecord(t *testing.T) {
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) { t.Errorf("violation %v", v) }))
	enricher := chat.NewEnricher(rt)
	for name, ctx := range silent(t) {
		t.Run(name, func(t *testing.T) {
			if b := rt.Span(ctx); b != nil {
				t.Error("there is a batch")
			}
			if b := (*hh.Runtime)(nil).Span(ctx); b != nil {
				t.Error("the default runtime has a batch")
			}
			enricher.EnrichSpan(ctx, chat.WithScore(7), chat.WithErr(panics{}))
		})
	}
}

func TestSpanThatDoesNotRecordAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	err := errors.New("failed")
	for name, ctx := range silent(t) {
		allocs := testing.AllocsPerRun(100, func() {
			chat.EnrichSpan(ctx,
				chat.NewTurn(chat.WithUserID("u"), chat.WithPlan(chat.PlanFree), chat.WithFeature("f"), chat.WithScore(1), chat.WithLatency(1)),
				chat.WithTags("a", "b"), chat.WithRating(5), chat.WithErr(err), chat.WithMetadata("retries", 3))
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

// The keys of items are kept, so that a list costs as much as one item.
func TestItemsOfAListAllocateNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	a := &hh.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 500}
	rt := hh.New()
	allocs := func(n int) float64 {
		items := count(n)
		var kvs []attribute.KeyValue
		return testing.AllocsPerRun(100, func() {
			b := rt.Batch()
			putList(b, a, items)
			b.Attributes(&kvs)
		})
	}
	if one, many := allocs(1), allocs(500); many > one {
		t.Errorf("%v allocations for 500 items, %v for one", many, one)
	}
}

// keepingSpan is the worst span that the API permits: it keeps the slice that
// it is given, and so the memory of it.
type keepingSpan struct {
	noop.Span
	kept [][]attribute.KeyValue
}

func (s *keepingSpan) IsRecording() bool                       { return true }
func (s *keepingSpan) SetAttributes(kvs ...attribute.KeyValue) { s.kept = append(s.kept, kvs) }

func (s *keepingSpan) attrs() attrs { return asMap(slices.Concat(s.kept...)) }

func TestForeignSpanMayKeepItsAttributes(t *testing.T) {
	span := &keepingSpan{}
	ctx := trace.ContextWithSpan(t.Context(), span)
	chat.EnrichSpan(ctx, chat.WithUserID("first"), chat.WithTags("a", "b"))
	want := span.attrs()
	for range 100 { // one of them has the same batch
		chat.EnrichSpan(trace.ContextWithSpan(t.Context(), &keepingSpan{}), chat.WithScore(1), chat.WithTags("x", "y", "z"))
		recordSpan(t, func(ctx context.Context) { chat.EnrichSpan(ctx, chat.WithScore(0), chat.WithTags("z")) })
	}
	if diff := cmp.Diff(want, span.attrs()); diff != "" {
		t.Errorf("after later calls (-want +got):\n%s", diff)
	}
	if len(span.kept) != 1 {
		t.Errorf("%d calls of SetAttributes, want 1", len(span.kept))
	}
}

// wrappingSpan is a span of the SDK, but for what happens to attributes.
type wrappingSpan struct {
	trace.Span
	keeping keepingSpan
}

func (s *wrappingSpan) SetAttributes(kvs ...attribute.KeyValue) { s.keeping.SetAttributes(kvs...) }

func TestSpanThatWrapsTheSDKMayKeepItsAttributes(t *testing.T) {
	recordSpan(t, func(ctx context.Context) {
		span := &wrappingSpan{Span: trace.SpanFromContext(ctx)}
		chat.EnrichSpan(trace.ContextWithSpan(ctx, span), chat.WithUserID("first"))
		for range 100 {
			chat.EnrichSpan(ctx, chat.WithScore(1))
		}
		if diff := cmp.Diff(attrs{"honeyhive_user_properties.user_id": "first"}, span.keeping.attrs()); diff != "" {
			t.Errorf("after later calls (-want +got):\n%s", diff)
		}
	})
}

func TestSpanOfTheSDKKeepsItsAttributes(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	tracer := newProvider(sdktrace.WithSpanProcessor(recorder)).Tracer("test")
	ctx, span := tracer.Start(t.Context(), "first")
	chat.EnrichSpan(ctx, chat.WithUserID("first"), chat.WithTags("a", "b"))
	for range 100 { // with the same pooled slice
		later, other := tracer.Start(t.Context(), "later")
		chat.EnrichSpan(later, chat.WithScore(1), chat.WithTags("x", "y", "z"))
		other.End()
	}
	chat.EnrichSpan(ctx, chat.WithUserID("second"))
	span.End()
	ended := recorder.Ended()
	want := attrs{"honeyhive_user_properties.user_id": "second", "honeyhive_metadata.tags.0": "a", "honeyhive_metadata.tags.1": "b"}
	if diff := cmp.Diff(want, asMap(ended[len(ended)-1].Attributes())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Attributes belong to the caller, too.
func TestAttributesBelongToTheCaller(t *testing.T) {
	first := chat.Attributes(chat.WithUserID("first"), chat.WithTags("a", "b"))
	want := asMap(first)
	for range 100 {
		chat.Attributes(chat.WithScore(1), chat.WithTags("x", "y", "z"))
	}
	if diff := cmp.Diff(want, asMap(first)); diff != "" {
		t.Errorf("after later calls (-want +got):\n%s", diff)
	}
}

// A batch that grew over what is pooled, and one after it, are complete.
func TestLargeBatches(t *testing.T) {
	a := &hh.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 5000}
	for _, n := range []int{5000, 1, 1025, 3} {
		got, _ := record(t, func(b *hh.Batch) { putList(b, a, count(n)) })
		if len(got) != n {
			t.Errorf("%d attributes, want %d", len(got), n)
		}
	}
}

// panicking puts one value and panics, as generated code would with a value
// that nobody thought of.
func panicking(b *hh.Batch) {
	b.Begin() // a list that is never ended
	b.Int(&hh.Attr{Key: "honeyhive_metrics.n"}, 1)
	panic(errors.New(secret))
}

// Each end of a batch recovers: what was collected is kept, the panic is a
// violation that names its type, and the batches that come later are clean.
func TestEndsOfABatchRecover(t *testing.T) {
	want := attrs{"honeyhive_metrics.n": int64(1)}
	ends := map[string]func(*testing.T, *hh.Runtime) attrs{
		"Send": func(t *testing.T, rt *hh.Runtime) attrs {
			return recordSpan(t, func(ctx context.Context) {
				b := rt.Span(ctx)
				defer b.Send()
				panicking(b)
			})
		},
		"Attributes": func(_ *testing.T, rt *hh.Runtime) attrs {
			return asMap(func() (kvs []attribute.KeyValue) {
				b := rt.Batch()
				defer b.Attributes(&kvs)
				panicking(b)
				return nil
			}())
		},
		"Context": func(t *testing.T, rt *hh.Runtime) attrs {
			return asMap(hh.ContextAttributes(func() (ctx context.Context) {
				ctx = t.Context()
				b := rt.Batch()
				defer b.Context(&ctx)
				panicking(b)
				return ctx
			}()))
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			var violations []hh.Violation
			got := end(t, hh.New(hh.WithViolationHandler(collect(&violations))))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("attributes (-want +got):\n%s", diff)
			}
			wantViolations(t, []hh.Violation{{Key: "*errors.errorString", Kind: hh.Panicked}}, violations)
			list := &hh.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 5}
			for range 10 {
				wantRecorded(t, func(b *hh.Batch) { putList(b, list, count(1)) }, attrs{"honeyhive_metadata.tags.0": int64(0)})
			}
		})
	}
}
