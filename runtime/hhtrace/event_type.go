package hhtrace

import (
	"slices"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// withEventTypes returns spans with the event types that follow from attributes that
// were set after the start. A span that has ended cannot be changed, so a span that
// gets a type is wrapped. The slice of the caller is not changed.
func withEventTypes(spans []sdktrace.ReadOnlySpan) []sdktrace.ReadOnlySpan {
	own := false
	for i, span := range spans {
		attributes := span.Attributes()
		t := record.EventTypeOf(attributes)
		if t == "" {
			continue
		}
		if !own {
			spans, own = slices.Clone(spans), true
		}
		typed := make([]attribute.KeyValue, 0, len(attributes)+1)
		spans[i] = typedSpan{span, append(append(typed, attributes...), record.EventTypeKey.String(t))}
	}
	return spans
}

// typedSpan is a span with the attributes that it had, and its event type.
type typedSpan struct {
	sdktrace.ReadOnlySpan
	attributes []attribute.KeyValue
}

func (s typedSpan) Attributes() []attribute.KeyValue { return s.attributes }
