package hhtrace

import (
	"context"
	"strconv"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// quick is an exporter that takes everything at once.
type quick struct{}

func (quick) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return nil }
func (quick) Shutdown(context.Context) error                             { return nil }

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
