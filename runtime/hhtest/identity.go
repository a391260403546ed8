package hhtest

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
)

// newProcessor returns what makes spans carry the attributes of their context
// and session. It is [hhtrace.NewSpanProcessor] and what that does not do yet.
func newProcessor(rt *hh.Runtime) sdktrace.SpanProcessor {
	return identity{hhtrace.NewSpanProcessor(), rt}
}

// identity sets the session's id, and what rt remembers of the session.
type identity struct {
	sdktrace.SpanProcessor
	rt *hh.Runtime
}

func (p identity) OnStart(ctx context.Context, span sdktrace.ReadWriteSpan) {
	if s, err := hh.CurrentSession(ctx); err == nil {
		kvs := []attribute.KeyValue{attribute.String("honeyhive.session_id", s.ID)}
		span.SetAttributes(p.rt.AppendSessionAttributes(kvs, s.ID)...)
	}
	p.SpanProcessor.OnStart(ctx, span)
}
