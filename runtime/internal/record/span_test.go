package record_test

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

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
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
	for name, ctx := range silent(t) {
		t.Run(name, func(t *testing.T) {
			if b := engine(rt).Span(ctx); b != nil {
				t.Error("there is a batch")
			}
			if b := engine(nil).Span(ctx); b != nil {
				t.Error("the default runtime has a batch")
			}
			enrichSpanOf(ctx, rt, withScore(7), withErr(panics{}))
		})
	}
}

// The keys of items are kept, so that a list costs as much as one item.
func TestItemsOfAListAllocateNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	a := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 500}
	rt := hh.New()
	allocs := func(n int) float64 {
		items := count(n)
		var kvs []attribute.KeyValue
		return testing.AllocsPerRun(100, func() {
			b := engine(rt).Batch()
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
	enrichSpan(ctx, withUserID("first"), withTags("a", "b"))
	want := span.attrs()
	for range 100 { // one of them has the same batch
		enrichSpan(trace.ContextWithSpan(t.Context(), &keepingSpan{}), withScore(1), withTags("x", "y", "z"))
		recordSpan(t, func(ctx context.Context) { enrichSpan(ctx, withScore(0), withTags("z")) })
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
		enrichSpan(trace.ContextWithSpan(ctx, span), withUserID("first"))
		for range 100 {
			enrichSpan(ctx, withScore(1))
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
	enrichSpan(ctx, withUserID("first"), withTags("a", "b"))
	for range 100 { // with the same pooled slice
		later, other := tracer.Start(t.Context(), "later")
		enrichSpan(later, withScore(1), withTags("x", "y", "z"))
		other.End()
	}
	enrichSpan(ctx, withUserID("second"))
	span.End()
	ended := recorder.Ended()
	want := attrs{"honeyhive_user_properties.user_id": "second", "honeyhive_metadata.tags.0": "a", "honeyhive_metadata.tags.1": "b"}
	if diff := cmp.Diff(want, asMap(ended[len(ended)-1].Attributes())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Attributes belong to the caller, too.
func TestAttributesBelongToTheCaller(t *testing.T) {
	first := fieldAttributes(withUserID("first"), withTags("a", "b"))
	want := asMap(first)
	for range 100 {
		fieldAttributes(withScore(1), withTags("x", "y", "z"))
	}
	if diff := cmp.Diff(want, asMap(first)); diff != "" {
		t.Errorf("after later calls (-want +got):\n%s", diff)
	}
}

// A batch that grew over what is pooled, and one after it, are complete.
func TestLargeBatches(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 5000}
	for _, n := range []int{5000, 1, 1025, 3} {
		got, _ := recorded(t, func(b *record.Batch) { putList(b, a, count(n)) })
		if len(got) != n {
			t.Errorf("%d attributes, want %d", len(got), n)
		}
	}
}

// panicking puts one value and panics, as generated code would with a value
// that nobody thought of.
func panicking(b *record.Batch) {
	b.Array(new(record.Attr)) // a list that is never ended
	b.Int(&record.Attr{Key: "honeyhive_metrics.n"}, 1)
	panic(errors.New(secret))
}

// Each end of a batch recovers: what was collected is kept, the panic is a
// violation that names its type, and the batches that come later are clean.
func TestEndsOfABatchRecover(t *testing.T) {
	want := attrs{"honeyhive_metrics.n": int64(1)}
	ends := map[string]func(*testing.T, *hh.Runtime) attrs{
		"Send": func(t *testing.T, rt *hh.Runtime) attrs {
			return recordSpan(t, func(ctx context.Context) {
				b := engine(rt).Span(ctx)
				defer b.Send()
				panicking(b)
			})
		},
		"Attributes": func(_ *testing.T, rt *hh.Runtime) attrs {
			return asMap(func() (kvs []attribute.KeyValue) {
				b := engine(rt).Batch()
				defer b.Attributes(&kvs)
				panicking(b)
				return nil
			}())
		},
		"Context": func(t *testing.T, rt *hh.Runtime) attrs {
			return asMap(hh.ContextAttributes(func() (ctx context.Context) {
				ctx = t.Context()
				b := engine(rt).Batch()
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
			list := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 5}
			for range 10 {
				wantRecorded(t, func(b *record.Batch) { putList(b, list, count(1)) }, attrs{"honeyhive_metadata.tags.0": int64(0)})
			}
		})
	}
}
