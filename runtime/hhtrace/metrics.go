package hhtrace

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// outcomes are the values of the attribute outcome of hhgen.spans.
var outcomes = []struct {
	attribute metric.ObserveOption
	of        func(ExporterStats) int
}{
	{outcome("accepted"), func(s ExporterStats) int { return s.Accepted }},
	{outcome("exported"), func(s ExporterStats) int { return s.Exported }},
	{outcome("rejected"), func(s ExporterStats) int { return s.Rejected }},
	{outcome("failed"), func(s ExporterStats) int { return s.Failed }},
	{outcome("dropped"), func(s ExporterStats) int { return s.Dropped }},
	{outcome("filtered"), func(s ExporterStats) int { return s.Filtered }},
}

func outcome(name string) metric.ObserveOption {
	return metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", name)))
}

// observe registers the metric. It stays registered after Shutdown, because the
// last collection of a program must include what Shutdown sent and lost. The metric
// has the sums over all exporters of the process.
func (e *Exporter) observe() {
	meter := otel.GetMeterProvider().Meter("github.com/hhgen/hhgen/runtime/hhtrace")
	counter, err := meter.Int64ObservableCounter("hhgen.spans",
		metric.WithDescription("Spans, by what became of them."), metric.WithUnit("{span}"))
	if err == nil {
		// With a callback as an option of the counter, a second exporter would not be
		// observed: before a meter provider is set, OpenTelemetry ignores the options
		// of a counter that exists.
		_, err = meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
			stats := e.Stats()
			for _, out := range outcomes {
				o.ObserveInt64(counter, int64(out.of(stats)), out.attribute)
			}
			return nil
		}, counter)
	}
	if err != nil {
		otel.Handle(err)
	}
}
