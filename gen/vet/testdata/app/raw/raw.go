// Package raw writes attributes by hand.
package raw

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"example.com/app/chat"
)

const (
	scoreKey               = "honeyhive_metrics.score"
	planKey  attribute.Key = "honeyhive_user_properties.plan" // want `"honeyhive_user_properties.plan" goes around the enrichers, so nothing checks its key and value: use chat.WithPlan \(RAW_ATTRIBUTE\)`
)

var featureKey = attribute.Key("honeyhive_metadata.feature") // want `use chat.WithFeature`

func attributes(ctx context.Context, span trace.Span, score float64, plan string, n int64) {
	span.SetAttributes(attribute.Float64("honeyhive_metrics.score", score))                                                                                        // want `"honeyhive_metrics.score" goes around the enrichers, so nothing checks its key and value: use chat.WithScore \(RAW_ATTRIBUTE\)`
	span.SetAttributes(attribute.Float64(scoreKey, 0.5), attribute.String("honeyhive_user_properties.plan", plan), attribute.Int64("honeyhive_metrics.tokens", n)) // want `use chat.WithScore` `use chat.WithPlan` `use chat.WithTokens`
	trace.SpanFromContext(ctx).SetAttributes(attribute.String("honeyhive_user_properties.user_id", plan))                                                          // want `use chat.WithUserID`
	trace.SpanFromContext(ctx).SetAttributes(attribute.Float64("honeyhive_metrics.score", 1), attribute.String("other", plan))                                     // want `use chat.WithScore`
	span.SetAttributes(attribute.String("honeyhive_metadata.unknown", plan))                                                                                       // want `"honeyhive_metadata.unknown" goes around the enrichers, so nothing checks its key and value: declare the key in a schema, and use its setter`
	span.SetAttributes(attribute.String("honeyhive_metadata.feature", plan))                                                                                       // want `use chat.WithFeature`
	span.SetAttributes(attribute.Int64("honeyhive_metrics.latency_ms", n))                                                                                         // want `use chat.WithLatency`
	span.SetAttributes(attribute.String("honeyhive_user_property.plan", "x"))                                                                                      // want `"honeyhive_user_property.plan" is not in a namespace of HoneyHive: did you mean "user_properties"\? \(RAW_ATTRIBUTE\)`
	span.SetAttributes(attribute.String("honeyhive_event_type", "tool"), attribute.String("honeyhive.session_id", "id"))
	span.SetAttributes(planKey.String(plan), featureKey.String(plan))                                  // want `use chat.WithPlan`
	span.SetAttributes(attribute.KeyValue{Key: "honeyhive_error", Value: attribute.StringValue(plan)}) // want `"honeyhive_error" goes around the enrichers, so nothing checks its key and value: use chat.WithErr`
	span.AddEvent("scored", trace.WithAttributes(attribute.Float64("honeyhive_metrics.score", score))) // want `use chat.WithScore`
	span.SetAttributes(attribute.StringSlice("honeyhive_metadata.tags", nil))                          // want `use chat.WithTags`
	span.SetAttributes(attribute.Key("honeyhive_metadata." + "zone").String("eu"))                     // want `use chat.WithZone`
	chat.EnrichSpan(ctx, chat.WithScore(score))

	span.SetAttributes(attribute.Key("honeyhive_metrics.score").Float64(score), attribute.KeyValue{Key: scoreKey, Value: attribute.Float64Value(score)}) // want `use chat.WithScore` `use chat.WithScore`
	span.SetAttributes(attribute.KeyValue{Value: attribute.Float64Value(score), Key: attribute.Key(scoreKey)})                                           // want `use chat.WithScore`
	span.SetAttributes(attribute.String("honeyhive_metadata."+plan, plan), attribute.Key(fmt.Sprintf("honeyhive_metadata.%s.%d", plan, n)).Int64(n))     // want `a key that begins with "honeyhive_metadata." goes around the enrichers, so nothing checks the key and its value: declare the key in a schema, or a map if the keys are not known in advance, and use its setter` `a key that begins with "honeyhive_metadata." goes`
	span.SetAttributes(attribute.Key("honeyhive_"+plan+"."+plan).String(plan), attribute.Key(string("honeyhive_metrics."+plan)).Bool(true))              // want `a key that begins with "honeyhive_" goes` `a key that begins with "honeyhive_metrics." goes`
	span.SetAttributes(attribute.String(plan+"honeyhive_", plan), attribute.String(fmt.Sprintf(plan, n), plan), attribute.String(fmt.Sprint("x", n), plan))
	var kv attribute.KeyValue
	kv.Key = "honeyhive_metadata.unknown"                         // want `RAW_ATTRIBUTE`
	(&kv).Key, kv.Value = scoreKey, attribute.Float64Value(score) // want `use chat.WithScore`
	kv.Key = planKey

	attributes := []attribute.KeyValue{attribute.Float64("honeyhive_metrics.score", score)} // want `use chat.WithScore`
	attributes = append(attributes, attribute.Float64("honeyhive_metrics.score", score))    // want `use chat.WithScore`
	span.SetAttributes(attributes...)
	span.SetAttributes()
}
