package record_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// This file has the functions that the tests of this package share: they record on a
// span of the SDK, and return its attributes and the violations.

// attrs are the attributes of a span. A value is a bool, int64, float64 or
// string, so that 1 and 1.0 differ.
type attrs map[string]any

// record gives put a batch for a span of the SDK, and returns what the span
// exports and what the runtime reported.
func recorded(t random.TB, put func(*record.Batch), options ...hh.Option) (attrs, []hh.Violation) {
	t.Helper()
	var violations []hh.Violation
	rt := hh.New(append(options, hh.WithViolationHandler(collect(&violations)))...)
	got := recordSpan(t, func(ctx context.Context) {
		b := engine(rt).Span(ctx)
		defer b.Send()
		put(b)
	})
	return got, violations
}

// recordSpan calls do with a recording span and returns what it exports.
func recordSpan(t random.TB, do func(context.Context)) attrs {
	t.Helper()
	exporter := tracetest.NewInMemoryExporter()
	provider := newProvider(sdktrace.WithSyncer(exporter))
	ctx, span := provider.Tracer("test").Start(t.Context(), "span")
	do(ctx)
	span.End()
	spans := exporter.GetSpans()
	if len(spans) != 1 {
		t.Fatalf("exported %d spans, want 1", len(spans))
	}
	if dropped := spans[0].DroppedAttributes; dropped > 0 {
		t.Errorf("the span dropped %d attributes", dropped)
	}
	return asMap(spans[0].Attributes)
}

// newProvider returns a provider whose spans have no limits, so that a test
// sees everything that was recorded.
func newProvider(options ...sdktrace.TracerProviderOption) *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(append(options, sdktrace.WithRawSpanLimits(sdktrace.SpanLimits{
		AttributeValueLengthLimit: -1, AttributeCountLimit: -1, EventCountLimit: -1, LinkCountLimit: -1,
	}))...)
}

func collect(violations *[]hh.Violation) func(hh.Violation) {
	return func(v hh.Violation) { *violations = append(*violations, v) }
}

// asMap returns kvs as a span keeps them: the last value of each key.
func asMap(kvs []attribute.KeyValue) attrs {
	m := attrs{}
	for _, kv := range kvs {
		m[string(kv.Key)] = kv.Value.AsInterface()
	}
	return m
}

// wantRecorded compares what put records with want.
func wantRecorded(t *testing.T, put func(*record.Batch), want attrs, violations ...hh.Violation) {
	t.Helper()
	got, reported := recorded(t, put)
	if want == nil {
		want = attrs{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
	wantViolations(t, violations, reported)
}

func wantViolations(t random.TB, want, got []hh.Violation) {
	t.Helper()
	if len(want) == 0 && len(got) == 0 {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

// valueTest is one value put under metrics.v.
type valueTest struct {
	name string
	attr *record.Attr // but for the key
	put  func(*record.Batch, *record.Attr)
	want any     // nil: not sent
	kind hh.Kind // "": no violation
	size int     // of the violation, with attr's MaxBytes as limit
}

// put is a call of one of Batch's methods.
func put[V any](method func(*record.Batch, *record.Attr, V), v V) func(*record.Batch, *record.Attr) {
	return func(b *record.Batch, a *record.Attr) { method(b, a, v) }
}

func runValues(t *testing.T, tests []valueTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := test.attr
			if a == nil {
				a = &record.Attr{MaxBytes: 1024}
			}
			a.Key = "honeyhive_metrics.v"
			want := attrs{}
			if test.want != nil {
				want["honeyhive_metrics.v"] = test.want
			}
			var violations []hh.Violation
			if test.kind != "" {
				v := hh.Violation{Namespace: "metrics", Key: "v", Kind: test.kind, Size: test.size}
				if test.size > 0 {
					v.Limit = a.MaxBytes
				}
				violations = append(violations, v)
			}
			wantRecorded(t, func(b *record.Batch) { test.put(b, a) }, want, violations...)
		})
	}
}

// engine returns rt as the engine's type.
func engine(rt *hh.Runtime) *record.Runtime { return (*record.Runtime)(rt) }
