package honeyhive

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// outcomes are the values of the attribute outcome of hhgen.session.updates.
var outcomes = []struct {
	attribute metric.ObserveOption
	of        func(Stats) int
}{
	{outcome("accepted"), func(s Stats) int { return s.Accepted }},
	{outcome("recovered"), func(s Stats) int { return s.Recovered }},
	{outcome("delivered"), func(s Stats) int { return s.Delivered }},
	{outcome("coalesced"), func(s Stats) int { return s.Coalesced }},
	{outcome("dropped"), func(s Stats) int { return s.Dropped }},
	{outcome("refused"), func(s Stats) int { return s.Refused }},
	{outcome("spooled"), func(s Stats) int { return s.Spooled }},
}

func outcome(name string) metric.ObserveOption {
	return metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", name)))
}

// observe registers the metric. It stays registered after Shutdown, because the
// last collection of a program must include the results of Shutdown. The metric has
// the sums over all clients of the process.
func (c *Client) observe() {
	meter := c.meters.Meter("github.com/hhgen/hhgen/runtime/honeyhive")
	counter, err := meter.Int64ObservableCounter("hhgen.session.updates",
		metric.WithDescription("Session starts and updates of events, by outcome."), metric.WithUnit("{operation}"))
	if err == nil {
		// With a callback as an option of the counter, a second client would not be
		// observed: before a meter provider is set, OpenTelemetry ignores the options
		// of a counter that exists.
		_, err = meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
			stats := c.Stats()
			for _, out := range outcomes {
				o.ObserveInt64(counter, int64(out.of(stats)), out.attribute)
			}
			return nil
		}, counter)
	}
	if err != nil {
		c.handle(err)
	}
}
