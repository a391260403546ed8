package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// Exporter sends spans to HoneyHive, to the address in the OTEL_EXPORTER_OTLP_
// variables, or to a writer. It counts what becomes of them.
type Exporter struct {
	inner  sdktrace.SpanExporter // nil if spans go nowhere or are printed
	prints *printer              // nil if spans are not printed
	stores *durableExporter      // the same as inner, or nil
	keep   func(sdktrace.ReadOnlySpan) bool
	panics sync.Once // of keep, to be reported
	queue  int       // the most spans that wait in the sender
	closed atomic.Bool
	counts counts
}

// NewExporter returns an exporter for a service that makes its own tracer provider
// and its own batches:
//
//	exporter, err := hhtrace.NewExporter(ctx)
//	if err != nil {
//		log.Fatal(err)
//	}
//	provider := sdktrace.NewTracerProvider(
//		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()),
//		sdktrace.WithSpanProcessor(hhtrace.NewBatchSpanProcessor(exporter)),
//	)
//
// Environment variables and options configure it: see the package's documentation.
// The error has a line for each wrong variable and option.
//
// The SDK's own batch processor, sdktrace.WithBatcher(exporter), works too, but drops
// spans when its queue is full, before the exporter sees them; neither [Exporter.Stats]
// nor the error of its Shutdown count those. With [WithDurableSpans], it holds them for
// 5 seconds before they are stored, unless its options or OTEL_BSP_SCHEDULE_DELAY say
// otherwise, and its ForceFlush stores spans and does not wait until they are sent.
func NewExporter(ctx context.Context, options ...ExporterOption) (*Exporter, error) {
	c, err := configOf(options, forExporter)
	if err != nil {
		return nil, err
	}
	return newExporter(ctx, &c)
}

// newExporter makes the exporter of c.
func newExporter(ctx context.Context, c *config) (*Exporter, error) {
	e := &Exporter{keep: c.keep}
	var err error
	switch {
	case c.disabled || c.exporter == toNowhere:
		return e, nil
	case c.exporter == toOutput, c.exporter == toHoneyHive && c.apiKey == "":
		e.prints = &printer{out: output{w: c.output}, counts: &e.counts}
	case c.durable.given:
		e.stores, err = newDurableExporter(ctx, c, &e.counts)
		e.inner = e.stores
	default:
		e.inner, err = newOTLPExporter(ctx, c)
	}
	if err != nil {
		return nil, fmt.Errorf("hhtrace: exporter of spans: %w", err)
	}
	e.observe()
	return e, nil
}

// Stats returns the counts so far. They are also the metric hhgen.spans of the
// global meter provider, by the attribute outcome.
func (e *Exporter) Stats() ExporterStats {
	s := e.counts.stats()
	if e.stores != nil {
		s.Pending = e.stores.courier.pending()
	}
	return s
}

// ExportSpans sends the spans that the filter keeps. Its error says how many of them
// were lost; those are counted, and must not be sent again.
func (e *Exporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if e.toNowhere() {
		return nil
	}
	spans = e.kept(spans)
	if len(spans) == 0 {
		return nil
	}
	e.counts.accepted.Add(int64(len(spans)))
	if e.closed.Load() {
		e.counts.late.Add(int64(len(spans)))
		return fmt.Errorf("hhtrace: exporting %d span(s): the exporter was shut down before", len(spans))
	}
	return e.export(ctx, spans)
}

// toNowhere reports whether spans go nowhere.
func (e *Exporter) toNowhere() bool { return e.inner == nil && e.prints == nil }

// export sends spans that were accepted, and counts the outcome.
func (e *Exporter) export(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if e.prints != nil {
		e.prints.spans(spans)
		return nil
	}
	if e.stores != nil {
		return e.stores.ExportSpans(ctx, withEventTypes(spans))
	}
	ctx, r := withReceipt(ctx)
	err := e.inner.ExportSpans(ctx, withEventTypes(spans))
	e.counts.settle(int64(len(spans)), r, err)
	return err
}

// Shutdown closes the connections, or waits until the spans are printed or ctx is
// done. Its error is a [LostError] if spans were lost since the start. A second call
// does nothing and returns nil.
func (e *Exporter) Shutdown(ctx context.Context) error {
	if e.toNowhere() || e.closed.Swap(true) {
		return nil
	}
	var err error
	if e.prints != nil {
		err = e.prints.end(ctx)
	} else {
		err = e.inner.Shutdown(ctx)
	}
	return errors.Join(err, e.counts.lost(e.queue))
}

// MarshalLog returns the value that the SDK's own logging prints.
func (*Exporter) MarshalLog() any { return struct{ Type string }{"hhtrace.Exporter"} }

// accepts counts a span that has ended, and reports whether to export it. Spans
// that are not sampled, or that the filter leaves out, are not exported.
func (e *Exporter) accepts(span sdktrace.ReadOnlySpan) bool {
	if !span.SpanContext().IsSampled() || !e.keeps(span) {
		return false
	}
	e.counts.accepted.Add(1)
	return true
}

// dropFull counts a span that was dropped because the queue is full.
func (e *Exporter) dropFull() {
	if e.counts.full.Add(1) == 1 {
		report.Error(fmt.Errorf("hhtrace: a span was dropped because %s; shutdown's error will say how many were", fullQueue(e.queue)))
	}
}

// dropLate counts a span that ended after the shutdown.
func (e *Exporter) dropLate() {
	if e.counts.late.Add(1) == 1 {
		report.Error(errors.New("hhtrace: a span was dropped because it ended after the shutdown: end all spans first"))
	}
}
