package hhtrace

import (
	"fmt"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// keeps reports whether the filter keeps a span, and counts it if not. A span for
// which the filter panics is kept: the goroutine that ends a span must not panic.
func (e *Exporter) keeps(span sdktrace.ReadOnlySpan) (keep bool) {
	if e.keep == nil {
		return true
	}
	defer func() {
		if reason := recover(); reason != nil {
			keep = true
			e.panics.Do(func() {
				report.Error(fmt.Errorf("hhtrace: the filter of WithSpanFilter panicked, so the span is exported: %v", reason))
			})
		}
	}()
	if e.keep(span) {
		return true
	}
	e.counts.filtered.Add(1)
	return false
}

// kept returns the spans that the filter keeps. The slice of a batch belongs to the
// caller, so it is copied if it changes.
func (e *Exporter) kept(spans []sdktrace.ReadOnlySpan) []sdktrace.ReadOnlySpan {
	if e.keep == nil {
		return spans
	}
	kept := make([]sdktrace.ReadOnlySpan, 0, len(spans))
	for _, span := range spans {
		if e.keeps(span) {
			kept = append(kept, span)
		}
	}
	return kept
}
