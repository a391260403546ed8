package hhtrace

import (
	"context"
	"fmt"
	"strings"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// Exporter sends spans to HoneyHive, to the address in the OTEL_EXPORTER_OTLP_
// variables, or to a writer.
type Exporter struct {
	inner sdktrace.SpanExporter // nil if spans go nowhere
	sync  bool                  // spans are exported when they end, because inner is quick
	keep  func(sdktrace.ReadOnlySpan) bool
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
//		sdktrace.WithBatcher(exporter),
//	)
//
// Environment variables and options configure it: see the package's documentation.
// The error has a line for each wrong variable and option.
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
	case c.exporter == toOutput, c.exporter == toHoneyHive && c.apiKey == "":
		e.inner, e.sync = &printer{w: c.output}, true
	default:
		e.inner, err = otlpExporter(ctx, []string{c.apiKey}, c.honeyHive()...)
	}
	if err != nil {
		return nil, fmt.Errorf("hhtrace: exporter of spans: %w", err)
	}
	return e, nil
}

// tracesPath is the path of HoneyHive's API for spans.
const tracesPath = "/opentelemetry/v1/traces"

// honeyHive returns the options for HoneyHive's address; none if spans go elsewhere.
func (c *config) honeyHive() []otlptracehttp.Option {
	if c.exporter != toHoneyHive {
		return nil
	}
	api := c.apiURL
	if api == "" {
		api = honeyhive.DefaultURL
	}
	return []otlptracehttp.Option{
		otlptracehttp.WithEndpointURL(strings.TrimRight(api, "/") + tracesPath),
		otlptracehttp.WithHeaders(map[string]string{"Authorization": "Bearer " + c.apiKey}),
		otlptracehttp.WithCompression(otlptracehttp.GzipCompression),
	}
}

// ExportSpans sends a batch of spans.
func (e *Exporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if e.inner == nil {
		return nil
	}
	return e.inner.ExportSpans(ctx, withEventTypes(spans))
}

// Shutdown ends the exporter.
func (e *Exporter) Shutdown(ctx context.Context) error {
	if e.inner == nil {
		return nil
	}
	return e.inner.Shutdown(ctx)
}

// Stats returns what has become of the spans so far.
func (e *Exporter) Stats() ExporterStats { return ExporterStats{} }
