package live_test

import (
	"fmt"
	"io"
	"strings"
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

// BenchmarkRead reads the same spans as JSON lines of 100 spans each, and holds them
// against the schemas.
func BenchmarkRead(b *testing.B) {
	const perLine = 100
	one := `{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"turn","kind":1,` +
		`"startTimeUnixNano":"1764421590000000000","endTimeUnixNano":"1764421591000000000","attributes":[` +
		`{"key":"honeyhive.session_id","value":{"stringValue":"` + sessionID + `"}},` +
		`{"key":"honeyhive_user_properties.user_id","value":{"stringValue":"u-1"}},{"key":"honeyhive_metrics.score","value":{"doubleValue":0.5}},` +
		`{"key":"honeyhive_metadata.feature","value":{"stringValue":"search"}},{"key":"honeyhive_metadata.locale","value":{"stringValue":"en-GB"}},` +
		`{"key":"honeyhive_metadata.tags.0","value":{"stringValue":"docs"}},{"key":"honeyhive_feedback.rating","value":{"intValue":"5"}}`
	for n := range 13 {
		one += fmt.Sprintf(`,{"key":"gen_ai.key%d","value":{"stringValue":"value %d"}}`, n, n)
	}
	line := `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"bot"}}]},"scopeSpans":[{"spans":[` +
		strings.Repeat(one+"]},", perLine-1) + one + "]}]}]}]}\n"
	c := live.New(chat(), live.Options{})
	b.SetBytes(int64(len(line) / perLine))
	b.ReportAllocs()
	lines := make([]io.Reader, (b.N+perLine-1)/perLine)
	for i := range lines {
		lines[i] = strings.NewReader(line)
	}
	b.ResetTimer()
	if _, err := otlp.Read(io.MultiReader(lines...), func(s *otlp.Span) error { c.Add(s); return nil }); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "spans/s")
	if len(c.Findings()) > 0 {
		b.Fatal(c.Findings())
	}
}
