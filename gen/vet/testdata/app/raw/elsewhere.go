package raw

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	// What runs before comes first.
	hh "github.com/hhgen/hhgen/runtime"
)

// The file does not import the package of the setters.
func elsewhere(ctx context.Context, span trace.Span, score float64, id string, err error) {
	trace.SpanFromContext(ctx).SetAttributes(attribute.Float64("honeyhive_metrics.score", score))                                        // want `use chat.WithScore`
	span.SetAttributes(attribute.String("honeyhive_user_properties.user_id", id))                                                        // want `use chat.WithUserID`
	span.SetAttributes(attribute.String("honeyhive_user_properties.tenant_id", id), attribute.Float64("honeyhive_metrics.score", score)) // want `use chat.WithTenantID` `use chat.WithScore`
	span.SetAttributes(attribute.String("honeyhive_error", err.Error()))                                                                 // want `use chat.WithErr`
	span.SetAttributes(attribute.String("honeyhive_error", id))                                                                          // want `use chat.WithErr`
	_ = hh.Text("")
	if chat := id; chat != "" {
		span.SetAttributes(attribute.Float64("honeyhive_metrics.score", score)) // want `use chat.WithScore`
	}
}

// A fix does not change what another has changed.
func nested(score float64, text hh.Text) (all []attribute.KeyValue) {
	return append(all, attribute.String("honeyhive_user_properties.user_id", func() string { // want `use chat.WithUserID`
		all = append(all, attribute.Float64("honeyhive_metrics.score", score)) // want `use chat.WithScore`
		return string(hh.Text(string(text)))                                   // want `TEXT_CONVERSION`
	}()))
}
