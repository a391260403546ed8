package raw

import (
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"example.com/app/chat"
)

const lowScore = 0.25

// An object is rewritten if a list has all of its members that are always recorded.
func objects(span trace.Span, name, tier string, n int) {
	span.SetAttributes(attribute.String("honeyhive_config.engine.name", name), attribute.Int64("honeyhive_config.engine.version", 3))                                                                                                                                                                                                                    // want `use chat.WithEngine` `use chat.WithEngine`
	span.SetAttributes(attribute.Float64("honeyhive_config.engine.limits.share", 0.5), attribute.Float64("honeyhive_metrics.score", lowScore), attribute.String("honeyhive_config.engine.tier", tier), attribute.Int("honeyhive_config.engine.limits.steps", n), attribute.String("honeyhive_config.engine.name", "a"), attribute.String("other", name)) // want `use chat.WithEngine` `use chat.WithScore` `use chat.WithEngine` `use chat.WithEngine` `use chat.WithEngine`
	span.SetAttributes(attribute.Int64("honeyhive_config.engine.version", 3))                                                                                                                                                                                                                                                                            // want `use chat.WithEngine`
	span.SetAttributes(attribute.String("honeyhive_config.engine.name", name), attribute.Float64("honeyhive_config.engine.limits.share", 1))                                                                                                                                                                                                             // want `use chat.WithEngine` `use chat.WithEngine`
	span.SetAttributes(attribute.String("honeyhive_config.engine.name", name), attribute.String("honeyhive_config.engine.name", tier))                                                                                                                                                                                                                   // want `use chat.WithEngine` `use chat.WithEngine`
	span.SetAttributes(attribute.String("honeyhive_config.engine.name", name), attribute.String("honeyhive_config.engine.unknown", tier))                                                                                                                                                                                                                // want `use chat.WithEngine` `use chat.WithEngine`
	span.SetAttributes(attribute.String("honeyhive_outputs.answer.model", "a"))                                                                                                                                                                                                                                                                          // want `use chat.WithAnswer`
	_ = chat.WithScore(1)
}

// Numbers of durations and strings of values are rewritten if nothing is lost.
func conversions(span trace.Span, d time.Duration, s fmt.Stringer) {
	span.SetAttributes(attribute.Float64("honeyhive_metrics.latency_ms", float64(d)/float64(time.Millisecond))) // want `use chat.WithLatency`
	span.SetAttributes(attribute.Float64("honeyhive_metrics.latency_ms", float64(d)/1e6))                       // want `use chat.WithLatency`
	span.SetAttributes(attribute.Float64("honeyhive_metrics.latency_ms", float64(d)/float64(time.Second)))      // want `use chat.WithLatency`
	span.SetAttributes(attribute.Float64("honeyhive_metrics.latency_ms", float64(d.Milliseconds())))            // want `use chat.WithLatency`
	span.SetAttributes(attribute.Stringer("honeyhive_user_properties.user_id", s))                              // want `use chat.WithUserID`
	span.SetAttributes(attribute.Stringer("honeyhive_metadata.feature", s))                                     // want `use chat.WithFeature`
}
