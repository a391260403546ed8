package raw

import "go.opentelemetry.io/otel/attribute"

var want = attribute.Float64("honeyhive_metrics.score", 1)
