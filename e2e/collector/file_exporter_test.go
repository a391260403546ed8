package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/internal/otlp"
)

// filed is a configuration that stores what comes in every form that the file
// exporter has. {dir} is a folder.
const filed = `
receivers:
  otlp:
    protocols:
      http: { endpoint: localhost:4318 }
      grpc: { endpoint: localhost:4317 }
exporters:
  file/json: { path: "{dir}/json" }
  file/proto: { path: "{dir}/proto", format: proto }
  file/json_zstd: { path: "{dir}/json_zstd", compression: zstd }
  file/proto_zstd: { path: "{dir}/proto_zstd", format: proto, compression: zstd }
  file/logs_json: { path: "{dir}/logs_json" }
  file/logs_proto: { path: "{dir}/logs_proto", format: proto }
  file/metrics_proto: { path: "{dir}/metrics_proto", format: proto }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [file/json, file/proto, file/json_zstd, file/proto_zstd] }
    logs: { receivers: [otlp], exporters: [file/logs_json, file/logs_proto] }
    metrics: { receivers: [otlp], exporters: [file/metrics_proto] }
`

// What the file exporter of a real Collector stores is read as it was recorded.
func TestFileExporter(t *testing.T) {
	dir := t.TempDir()
	c := newCollector(t, strings.ReplaceAll(filed, "{dir}", dir), "")
	c.start(t)
	recordAllKinds(t, c)
	for _, path := range []string{"logs", "metrics"} {
		sendOther(t, "http://"+c.http+"/v1/"+path, others[path])
	}
	c.end(os.Interrupt)
	for _, form := range []string{"json", "proto", "json_zstd", "proto_zstd"} {
		spans, stats := readFile(t, filepath.Join(dir, form))
		if diff := cmp.Diff(recordedKinds, spans); diff != "" {
			t.Errorf("%s: -want +got\n%s", form, diff)
		}
		if want := (otlp.Stats{Spans: 3, Requests: 3}); stats != want {
			t.Errorf("%s: %+v; want %+v", form, stats, want)
		}
	}
	for _, form := range []string{"logs_json", "logs_proto", "metrics_proto"} {
		spans, stats := readFile(t, filepath.Join(dir, form))
		if want := (otlp.Stats{Requests: 1, OtherSignals: 1}); stats != want {
			t.Errorf("%s: %q, %+v; want %+v", form, spans, stats, want)
		}
	}
}

// recordAllKinds records three spans with all kinds of values that the SDK has.
func recordAllKinds(t *testing.T, c *collector) {
	t.Helper()
	exporter, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL("http://"+c.http+"/v1/traces"))
	if err != nil {
		t.Fatal(err)
	}
	provider := trace.NewTracerProvider(trace.WithSyncer(exporter),
		trace.WithResource(resource.NewSchemaless(attribute.String("host", "h"), attribute.String("service.name", "answerer"))))
	for i := range 3 {
		_, span := provider.Tracer("chat").Start(t.Context(), fmt.Sprintf("answer %d", i))
		span.SetAttributes(
			attribute.String("honeyhive_metadata.feature", "search \"ü\" 🐝\n"), attribute.Int("honeyhive_metrics.tokens", 1<<60),
			attribute.Float64("honeyhive_metrics.cost", 1), attribute.Bool("honeyhive_feedback.good", true),
			attribute.StringSlice("tags", []string{"a", ""}), attribute.Int64Slice("numbers", []int64{-1}), attribute.BoolSlice("none", nil))
		span.End()
	}
	if err := provider.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
}

var recordedKinds = func() (spans []string) {
	for i := range 3 {
		spans = append(spans, fmt.Sprintf("answerer/chat/answer %d", i)+` honeyhive_metadata.feature="search \"ü\" 🐝\n" honeyhive_metrics.tokens=1152921504606846976`+
			` honeyhive_metrics.cost=1.0 honeyhive_feedback.good=true tags=["a" ""] numbers=[-1] none=[]`)
	}
	return spans
}()

// others are requests of other signals.
var others = map[string]string{
	"logs": `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","severityNumber":9,"body":{"stringValue":"text"}}]}]}]}`,
	"metrics": `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"http.server.sent","sum":{"aggregationTemporality":2,` +
		`"dataPoints":[{"timeUnixNano":"1","asInt":"5"}]}}]}]}]}`,
}

func sendOther(t *testing.T, url, body string) {
	t.Helper()
	answer, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", url, answer.Status)
	}
}

// readFile reads the spans of a file as text.
func readFile(t *testing.T, name string) (spans []string, stats otlp.Stats) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	stats, err = otlp.Read(file, func(s *otlp.Span) error {
		line := s.Service + "/" + s.Scope + "/" + s.Name
		for _, a := range s.Attributes {
			line += " " + a.Key + "=" + text(a.Value)
		}
		if len(s.TraceID) != 32 || len(s.SpanID) != 16 || s.ParentID != "" {
			t.Errorf("%s: ids %q %q %q", name, s.TraceID, s.SpanID, s.ParentID)
		}
		spans = append(spans, line)
		return nil
	})
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return spans, stats
}

func text(v otlp.Value) string {
	switch v.Kind {
	case otlp.String:
		return fmt.Sprintf("%q", v.Text)
	case otlp.Bool:
		return fmt.Sprint(v.Bool())
	case otlp.Int:
		return fmt.Sprint(v.Int())
	case otlp.Double:
		return fmt.Sprintf("%.1f", v.Double())
	case otlp.List:
		var items []string
		for _, item := range v.List {
			items = append(items, text(item))
		}
		return fmt.Sprint(items)
	}
	return fmt.Sprintf("kind %d", v.Kind)
}
