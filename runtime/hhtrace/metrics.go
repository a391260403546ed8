package hhtrace

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// outcomes are the values of the attribute outcome of hhgen.spans.
var outcomes = []struct {
	attribute metric.MeasurementOption
	of        func(ExporterStats) int
}{
	{outcome("accepted"), func(s ExporterStats) int { return s.Accepted }},
	{outcome("exported"), func(s ExporterStats) int { return s.Exported }},
	{outcome("rejected"), func(s ExporterStats) int { return s.Rejected }},
	{outcome("failed"), func(s ExporterStats) int { return s.Failed }},
	{outcome("dropped"), func(s ExporterStats) int { return s.Dropped }},
	{outcome("filtered"), func(s ExporterStats) int { return s.Filtered }},
}

func outcome(name string) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", name)))
}

// observe registers the metric. It stays registered after Shutdown, because the
// last collection of a program must include what Shutdown sent and lost.
func (e *Exporter) observe() {
	read := func(_ context.Context, o metric.Int64Observer) error {
		stats := e.Stats()
		for _, out := range outcomes {
			o.Observe(int64(out.of(stats)), out.attribute)
		}
		return nil
	}
	_, err := otel.GetMeterProvider().Meter("github.com/hhgen/hhgen/runtime/hhtrace").Int64ObservableCounter("hhgen.spans",
		metric.WithDescription("Spans, by what became of them."), metric.WithUnit("{span}"), metric.WithInt64Callback(read))
	if err != nil {
		otel.Handle(err)
	}
}
