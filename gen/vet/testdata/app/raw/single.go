package raw

// Keys have one import.
import "go.opentelemetry.io/otel/attribute"

func single(score float64) []attribute.KeyValue {
	return []attribute.KeyValue{attribute.Float64("honeyhive_metrics.score", score)} // want `use chat.WithScore`
}
