package record

import (
	"context"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// EventTypeKey is the key under which HoneyHive finds what kind of event a span is.
const EventTypeKey attribute.Key = Enrichment + "event_type"

// The types of events.
const (
	EventModel   = "model"
	EventTool    = "tool"
	EventChain   = "chain"
	EventSession = "session"
)

// eventTypeSources lists the attributes of other instrumentation that say what kind
// of event a span is, the first one first, and the event types of their values in
// lower case. A value that is not in the table has the type unknown; "" for none.
//
// Source: _GENAI_OP_TO_EVENT_TYPE, and _detect_event_type with its table
// OPENINFERENCE_TO_HONEYHIVE, in src/honeyhive/tracer/processing/span_processor.py
// of github.com/honeyhiveai/python-sdk 1.5.1.
var eventTypeSources = [...]struct {
	key     attribute.Key
	types   map[string]string
	unknown string
}{
	{"gen_ai.operation.name", map[string]string{
		"chat":             EventModel,
		"text_completion":  EventModel,
		"generate_content": EventModel,
		"invoke_agent":     EventChain,
		"create_agent":     EventChain,
		"execute_tool":     EventTool,
	}, ""},
	{"openinference.span.kind", map[string]string{
		"llm":       EventModel,
		"chain":     EventChain,
		"tool":      EventTool,
		"agent":     EventChain,
		"retriever": EventTool,
		"embedding": EventTool,
		"reranker":  EventTool,
		"guardrail": EventTool,
	}, EventTool},
}

// EventTypeOf returns the event type that attributes of other instrumentation give a
// span. It is "" if they give none, or if the span has an event type already.
func EventTypeOf(attributes []attribute.KeyValue) string {
	var values [len(eventTypeSources)]string
	for _, kv := range attributes {
		if kv.Key == EventTypeKey {
			return ""
		}
		for i := range eventTypeSources {
			if kv.Key == eventTypeSources[i].key && kv.Value.Type() == attribute.STRING {
				values[i] = kv.Value.AsString()
			}
		}
	}
	for i, value := range values {
		if value == "" {
			continue
		}
		source := &eventTypeSources[i]
		t, known := source.types[strings.ToLower(value)]
		if !known {
			t = source.unknown
		}
		if t != "" {
			return t
		}
	}
	return ""
}

// EventTypeAttribute returns the attribute that gives a span the event type t. A type
// that does not exist is a violation. A nil rt is the default runtime.
func (rt *Runtime) EventTypeAttribute(t string) (kv attribute.KeyValue, ok bool) {
	if !slices.Contains([]string{EventModel, EventTool, EventChain, EventSession}, t) {
		rt.Report(Violation{Namespace: "span", Key: "event_type", Kind: NotInEnum})
		return kv, false
	}
	return EventTypeKey.String(t), true
}

// SetEventType gives the active span of ctx the event type t.
func (rt *Runtime) SetEventType(ctx context.Context, t string) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	if kv, ok := rt.EventTypeAttribute(t); ok {
		span.SetAttributes(kv)
	}
}
