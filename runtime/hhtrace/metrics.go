package hhtrace

import (
	"go.opentelemetry.io/otel"

	"github.com/hhgen/hhgen/runtime/internal/outcome"
	"github.com/hhgen/hhgen/runtime/internal/report"
)

// outcomes are the values of the attribute outcome of hhgen.spans.
var outcomes = []outcome.Count[ExporterStats]{
	{Outcome: "accepted", In: func(s ExporterStats) int { return s.Accepted }},
	{Outcome: "exported", In: func(s ExporterStats) int { return s.Exported }},
	{Outcome: "rejected", In: func(s ExporterStats) int { return s.Rejected }},
	{Outcome: "failed", In: func(s ExporterStats) int { return s.Failed }},
	{Outcome: "dropped", In: func(s ExporterStats) int { return s.Dropped }},
	{Outcome: "recovered", In: func(s ExporterStats) int { return s.Recovered }},
	{Outcome: "stored", In: func(s ExporterStats) int { return s.Stored }},
	{Outcome: "filtered", In: func(s ExporterStats) int { return s.Filtered }},
}

// observe registers the metric, which has the sums over all exporters of the process.
func (e *Exporter) observe() {
	meter := otel.GetMeterProvider().Meter("github.com/hhgen/hhgen/runtime/hhtrace")
	if err := outcome.Observe(meter, "hhgen.spans", "Spans, by what became of them.", "{span}", outcomes, e.Stats); err != nil {
		report.Error(err)
	}
}
