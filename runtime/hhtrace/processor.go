// Package hhtrace connects hhgen's runtime to the OpenTelemetry SDK.
//
// [NewSpanProcessor] makes the spans that are started in a context carry what
// the ContextWith of generated packages put there:
//
//	provider := sdktrace.NewTracerProvider(
//		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()),
//		sdktrace.WithBatcher(exporter),
//	)
package hhtrace

import (
	"context"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
)

// processor sets attributes when a span starts, and nothing later.
type processor struct{}

// NewSpanProcessor returns a processor that sets on each span what its context
// carries, over what the span was started with. It exports nothing: register it
// beside the processor that does.
func NewSpanProcessor() sdktrace.SpanProcessor { return processor{} }

func (processor) OnStart(ctx context.Context, span sdktrace.ReadWriteSpan) {
	if kvs := hh.ContextAttributes(ctx); len(kvs) > 0 {
		span.SetAttributes(kvs...)
	}
}

func (processor) OnEnd(sdktrace.ReadOnlySpan)      {}
func (processor) Shutdown(context.Context) error   { return nil }
func (processor) ForceFlush(context.Context) error { return nil }
