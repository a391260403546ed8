package hhtrace_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/hhgen/hhgen/testdata/wire"
)

// A span whose values were mended is exported with the spans around it: one
// string that is not UTF-8 would have cost the whole batch.
func TestMendedSpanIsExported(t *testing.T) {
	names := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var request collector.ExportTraceServiceRequest
		if err != nil || proto.Unmarshal(body, &request) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		for _, span := range request.ResourceSpans[0].ScopeSpans[0].Spans {
			names <- span.Name
		}
	}))
	defer server.Close()
	exporter, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(server.URL))
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
	close(names)
	count := 0
	for range names {
		count++
	}
	if count != 3 {
		t.Errorf("%d spans were received, want 3", count)
	}
}
