package hhtrace

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

// quick is an exporter that takes everything at once.
type quick struct{}

func (quick) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return nil }
func (quick) Shutdown(context.Context) error                             { return nil }

// stuck is an exporter that does not get through.
type stuck struct{ quick }

func (stuck) ExportSpans(ctx context.Context, _ []sdktrace.ReadOnlySpan) error {
	<-ctx.Done()
	return ctx.Err()
}

func all(sdktrace.ReadOnlySpan) bool { return true }

// BenchmarkSender measures a span from its start to its end, with the SDK's batch
// processor alone and with the sender around it. The queue is so long that nothing
// is dropped, because a dropped span costs less.
func BenchmarkSender(b *testing.B) {
	b.Setenv(queueVariable, strconv.Itoa(1<<23))
	for _, bench := range []struct {
		name      string
		processor func() sdktrace.SpanProcessor
	}{
		{"SDK", func() sdktrace.SpanProcessor { return sdktrace.NewBatchSpanProcessor(quick{}) }},
		{"sender", func() sdktrace.SpanProcessor { return newSender(&Exporter{inner: quick{}}) }},
		{"sender that stores", func() sdktrace.SpanProcessor { return newSender(newStoring(b)) }},
		{"sender with a filter", func() sdktrace.SpanProcessor { return newSender(&Exporter{inner: quick{}, keep: all}) }},
	} {
		run := func(b *testing.B, loop func(trace.Tracer)) {
			processor := bench.processor()
			provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(processor))
			b.ReportAllocs()
			loop(provider.Tracer("test"))
			if err := provider.Shutdown(context.Background()); err != nil {
				b.Error(err)
			}
		}
		b.Run(bench.name, func(b *testing.B) {
			run(b, func(tracer trace.Tracer) {
				for b.Loop() {
					_, span := tracer.Start(b.Context(), "span")
					span.End()
				}
			})
		})
		b.Run(bench.name+", parallel", func(b *testing.B) {
			run(b, func(tracer trace.Tracer) {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						_, span := tracer.Start(b.Context(), "span")
						span.End()
					}
				})
			})
		})
	}
}

// newStoring returns an exporter that stores spans, and whose receiver takes them.
func newStoring(b *testing.B) *Exporter {
	b.Helper()
	takes := func(_ int, r *receipt) error { r.taken = true; return nil }
	e := &Exporter{}
	e.stores = newTimed(b, filepath.Join(b.TempDir(), "spans"), durable{maxBytes: 1 << 30, maxWait: defaultMaxWait}, takes).durableExporter
	e.stores.counts = &e.counts
	spans, err := otlptrace.New(b.Context(), uploader{e.stores})
	if err != nil {
		b.Fatal(err)
	}
	e.stores.spans, e.inner = spans, e.stores
	return e
}

// The sender allocates nothing when a span ends, with a filter and without, and
// nothing if it drops the span.
func TestSenderAllocations(t *testing.T) {
	for name, test := range map[string]struct {
		queue   string
		dropped bool
		keep    func(sdktrace.ReadOnlySpan) bool
	}{
		"normal":   {"2048", false, nil},
		"filtered": {"2048", false, all},
		"full":     {"1", true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(queueVariable, test.queue)
			e := &Exporter{inner: stuck{}, keep: test.keep}
			s := newSender(e)
			span := tracetest.SpanStub{SpanContext: trace.NewSpanContext(trace.SpanContextConfig{TraceFlags: trace.FlagsSampled})}.Snapshot()
			if n := testing.AllocsPerRun(200, func() { s.OnEnd(span) }); n > 0 {
				t.Errorf("%v allocations", n)
			}
			if got := e.Stats(); got.Accepted != 201 || (got.Dropped > 0) != test.dropped {
				t.Errorf("stats %+v", got)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := s.Shutdown(ctx); err == nil {
				t.Error("no error of the shutdown")
			}
		})
	}
}
