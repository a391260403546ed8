package hhtrace_test

import (
	"testing"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/testdata/receiver"
	"github.com/hhgen/hhgen/runtime/testdata/wire"
)

// A span with repaired values is exported together with other spans. A string that
// is not UTF-8 would make the exporter reject the whole batch.
func TestMendedSpanIsExported(t *testing.T) {
	r := receiver.New(t)
	exporter, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(r.URL+"/v1/traces"))
	if err != nil {
		t.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	for _, name := range []string{"before", "mended", "after"} {
		ctx, span := provider.Tracer("test").Start(t.Context(), name)
		if name == "mended" {
			wire.EnrichSpan(ctx, wire.WithMetadata([]byte("{\"bad \xff key\":\"bad \xff value\"}")))
		}
		span.End()
	}
	if err := provider.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if count := len(r.Spans()); count != 3 {
		t.Errorf("%d spans were received, want 3", count)
	}
}
