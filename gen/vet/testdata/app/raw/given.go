package raw

import (
	"context"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"example.com/app/chat"
)

// These record what they are given, and do nothing else.
func set(span trace.Span, key, value string) { // want set:"records \\*"
	span.SetAttributes(attribute.String(key, value))
}

func measure(ctx context.Context, name string, v float64) { // want measure:"records honeyhive_metrics.\\*"
	trace.SpanFromContext(ctx).SetAttributes(attribute.Key("honeyhive_metrics." + name).Float64(v)) // want `a key that begins with "honeyhive_metrics." goes`
}

// These do more.
func upper(span trace.Span, key, value string) {
	span.SetAttributes(attribute.String(key, strings.ToUpper(value)))
}

func both(span trace.Span, key, value string) {
	span.SetAttributes(attribute.String(key, value))
	span.SetAttributes(attribute.String("other", value))
}

func given(ctx context.Context, span trace.Span, id string, spans []trace.Span) {
	set(span, "honeyhive_user_properties.user_id", id)                 // want `"honeyhive_user_properties.user_id" goes around the enrichers, so nothing checks its key and value: use chat.WithUserID`
	set(span, "honeyhive_user_properties.plan", "free")                // want `use chat.WithPlan`
	set(trace.SpanFromContext(ctx), "honeyhive_metadata.feature", "a") // want `use chat.WithFeature`
	set(spans[0], "honeyhive_user_properties.user_id", id)             // want `use chat.WithUserID`
	set(span, "honeyhive_metadata.unknown", id)                        // want `declare the key in a schema, and use its setter`
	measure(ctx, "score", 0.5)                                         // want `use chat.WithScore`
	defer set(span, "honeyhive_user_properties.user_id", id)           // want `use chat.WithUserID`
	set(span, "other", id)
	set(span, id, id)
	set(span, "honeyhive_metadata."+id, id) // want `a key that begins with "honeyhive_metadata." goes around the enrichers`
	upper(span, "honeyhive_user_properties.user_id", id)
	both(span, "honeyhive_user_properties.user_id", id)
	_ = chat.WithScore(1)
}
