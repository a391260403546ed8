package hh

import (
	"context"

	"go.opentelemetry.io/otel/attribute"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// EventType says what kind of event HoneyHive shows a span as. Spans of
// instrumentation that sets gen_ai.operation.name or openinference.span.kind get one
// from package hhtrace; [SetEventType] is for other spans.
type EventType string

// The types of events.
const (
	EventModel   EventType = record.EventModel   // a request to a model
	EventTool    EventType = record.EventTool    // a call of a tool, or a retrieval
	EventChain   EventType = record.EventChain   // a step that consists of others, such as a turn of an agent
	EventSession EventType = record.EventSession // a whole session
)

// Attribute returns the attribute that gives a span the type t, for the span's start:
//
//	ctx, span := tracer.Start(ctx, "rerank", trace.WithAttributes(hh.EventTool.Attribute()))
//
// For another string than those of the constants, the default runtime reports a
// [Violation] of kind [NotInEnum], and the attribute is empty, so the span leaves it
// out.
func (t EventType) Attribute() attribute.KeyValue {
	kv, _ := Default().engine().EventTypeAttribute(string(t))
	return kv
}

// SetEventType gives the active span of ctx the type t, and replaces the one that it
// has. Another string than those of the constants is a [Violation] of kind
// [NotInEnum], and is not set. SetEventType uses the default runtime.
func SetEventType(ctx context.Context, t EventType) { Default().SetEventType(ctx, t) }

// SetEventType does what the function [SetEventType] does. Its violations are those
// of rt.
func (rt *Runtime) SetEventType(ctx context.Context, t EventType) {
	rt.engine().SetEventType(ctx, string(t))
}
