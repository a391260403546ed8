package live_test

import (
	"fmt"
	"testing"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema/live"
)

// BenchmarkAdd holds spans of 20 attributes against the schemas: half of them are
// enrichments, in a service of 10 names of spans.
func BenchmarkAdd(b *testing.B) {
	c := live.New(chat(), live.Options{})
	spans := make([]*otlp.Span, 10)
	for i := range spans {
		spans[i] = whole("user_properties.plan", "free", "metadata.feature", "search", "metadata.locale", "en-GB", "metadata.tags.0", "a",
			"metadata.tags.1", "b", "feedback.rating", 5, "metrics.calls.search", 3)
		spans[i].Name = fmt.Sprint("turn ", i)
		for n := len(spans[i].Attributes); n < 20; n++ {
			spans[i].Attributes = append(spans[i].Attributes, pair(fmt.Sprint("gen_ai.key", n), n))
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Add(spans[i%len(spans)])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "spans/s")
}
