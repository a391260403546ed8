// Package outcome makes metrics of what became of spans, or of updates: counters by
// the attribute outcome, whose numbers are statistics that are kept anyway.
package outcome

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// Count is a value of the attribute outcome, and its number in the statistics S.
type Count[S any] struct {
	Outcome string
	In      func(S) int
}

// Observe registers a counter of statistics. It stays registered for ever, because
// the last collection of a program must include what its shutdown sent and lost. If
// several are registered under one name, the counter has their sums.
func Observe[S any](meter metric.Meter, name, description, unit string, counts []Count[S], stats func() S) error {
	counter, err := meter.Int64ObservableCounter(name, metric.WithDescription(description), metric.WithUnit(unit))
	if err != nil {
		return err
	}
	options := make([]metric.ObserveOption, len(counts))
	for i, c := range counts {
		options[i] = metric.WithAttributeSet(attribute.NewSet(attribute.String("outcome", c.Outcome)))
	}
	// With a callback as an option of the counter, the second one under a name would
	// not be observed: before a meter provider is set, OpenTelemetry ignores the
	// options of a counter that exists.
	_, err = meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		now := stats()
		for i, c := range counts {
			o.ObserveInt64(counter, int64(c.In(now)), options[i])
		}
		return nil
	}, counter)
	return err
}
