package hhtrace_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// withoutDatabase is a filter that leaves out the spans of a database driver. It
// panics at others.
func withoutDatabase(span sdktrace.ReadOnlySpan) bool {
	if span.Name() == "panic" {
		panic("no such span")
	}
	return span.InstrumentationScope().Name != "database"
}

// isNotSecret is another filter.
func isNotSecret(span sdktrace.ReadOnlySpan) bool { return span.Name() != "secret" }

// The filters leave spans out, whoever makes the batches. If a filter panics, the
// span is exported.
func TestSpanFilter(t *testing.T) {
	for name, processor := range map[string]func(*hhtrace.Exporter) sdktrace.SpanProcessor{
		"sender":            hhtrace.NewSender,
		"batches of a user": func(e *hhtrace.Exporter) sdktrace.SpanProcessor { return sdktrace.NewBatchSpanProcessor(e) },
		"no batches":        func(e *hhtrace.Exporter) sdktrace.SpanProcessor { return sdktrace.NewSimpleSpanProcessor(e) },
	} {
		t.Run(name, func(t *testing.T) {
			r, errs := receiver.New(t), handled(t)
			exporter, err := hhtrace.NewExporter(t.Context(), hhtrace.WithAPIKey("secret-key"), hhtrace.WithAPIURL(r.URL),
				hhtrace.WithSpanFilter(withoutDatabase), hhtrace.WithSpanFilter(nil), hhtrace.WithSpanFilter(isNotSecret))
			if err != nil {
				t.Fatal(err)
			}
			provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(processor(exporter)))
			for _, span := range [][2]string{{"shop", "answer"}, {"database", "query"}, {"shop", "panic"}, {"shop", "panic"}, {"shop", "secret"}} {
				_, span := provider.Tracer(span[0]).Start(t.Context(), span[1])
				span.End()
			}
			if err := provider.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			var names []string
			for _, span := range r.Spans() {
				names = append(names, span.Name)
			}
			if diff := cmp.Diff([]string{"answer", "panic", "panic"}, names); diff != "" {
				t.Errorf("arrived (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(hhtrace.ExporterStats{Accepted: 3, Exported: 3, Filtered: 2}, exporter.Stats()); diff != "" {
				t.Errorf("stats (-want +got):\n%s", diff)
			}
			if got := errs.text(); got != "hhtrace: the filter of WithSpanFilter panicked, so the span is exported: no such span" {
				t.Errorf("reported: %s", got)
			}
		})
	}
}

// Setup passes the filter on, and the printer has it too.
func TestFilterOfSetup(t *testing.T) {
	t.Setenv("HH_API_KEY", "")
	var out strings.Builder
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(&out), hhtrace.WithSpanFilter(withoutDatabase))
	if err != nil {
		t.Fatal(err)
	}
	for _, scope := range []string{"shop", "database"} {
		_, span := otel.GetTracerProvider().Tracer(scope).Start(t.Context(), "span of "+scope)
		span.End()
	}
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if got := out.String(); !strings.Contains(got, "span of shop") || strings.Contains(got, "span of database") {
		t.Errorf("printed: %s", got)
	}
}

// A service that makes its own batches gets the counts from the exporter, and the
// losses from the shutdown of its provider.
func TestExporterOfOwnProvider(t *testing.T) {
	s := takes(t, answerWith(401, "", ""))
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", s.URL)
	errs := handled(t)
	exporter, err := hhtrace.NewExporter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	for range 3 {
		_, span := provider.Tracer("test").Start(t.Context(), "span")
		span.End()
	}
	if err := provider.ForceFlush(t.Context()); err == nil || !strings.Contains(err.Error(), "HoneyHive may not know the API key") {
		t.Errorf("flush: %v", err)
	}
	want := hhtrace.ExporterStats{Accepted: 3, Rejected: 3}
	if diff := cmp.Diff(want, exporter.Stats()); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
	err = provider.Shutdown(t.Context())
	if diff := cmp.Diff(want, losses(t, err)); diff != "" {
		t.Errorf("shutdown (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(err.Error(), "hhtrace: 3 of 3 spans were lost: 3 were rejected; the last error: exporting 3 span(s): ") {
		t.Errorf("shutdown: %v", err)
	}
	if !errs.none() {
		t.Errorf("reported too: %s", errs.text())
	}
}

// If the SDK is disabled, or spans go nowhere, the exporter counts nothing.
func TestExporterToNowhere(t *testing.T) {
	for variable, value := range map[string]string{"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "none"} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv(variable, value)
			exporter, err := hhtrace.NewExporter(t.Context(), hhtrace.WithAPIKey("secret-key"))
			if err != nil {
				t.Fatal(err)
			}
			sender := hhtrace.NewSender(exporter)
			sender.OnEnd(sampledSpan(t))
			if err := errors.Join(sender.ForceFlush(t.Context()), sender.Shutdown(t.Context()),
				exporter.ExportSpans(t.Context(), []sdktrace.ReadOnlySpan{sampledSpan(t)}), exporter.Shutdown(t.Context())); err != nil {
				t.Error(err)
			}
			if got := exporter.Stats(); got != (hhtrace.ExporterStats{}) {
				t.Errorf("stats %+v", got)
			}
		})
	}
}

// Spans arrive as OTLP in JSON if the environment says so. HoneyHive gets protobuf:
// the variable is about the address in the OTEL_EXPORTER_OTLP_ variables.
func TestProtocolInJSON(t *testing.T) {
	for contentType, of := range map[string]string{"application/json": "Collector", "application/x-protobuf": "HoneyHive"} {
		t.Run(of, func(t *testing.T) {
			r := receiver.New(t)
			t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")
			t.Setenv("HH_API_KEY", "secret-key")
			t.Setenv("HH_API_URL", r.URL)
			if of == "Collector" {
				t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", strings.TrimPrefix(r.URL, "http://"))
				t.Setenv("OTEL_EXPORTER_OTLP_INSECURE", "true")
			}
			if errs := exported(t); !errs.none() || len(r.Spans()) != 3 {
				t.Fatalf("%d spans arrived, reported: %v", len(r.Spans()), errs.text())
			}
			if got := r.Requests()[0].Header.Get("Content-Type"); got != contentType {
				t.Errorf("the content type is %s", got)
			}
		})
	}
}

// globalReader sets the global meter provider, once, and returns its reader.
var globalReader = sync.OnceValue(func() sdkmetric.Reader {
	reader := sdkmetric.NewManualReader()
	otel.SetMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	return reader
})

// The metric has the counts, also those of the shutdown, and the sums over several
// exporters.
func TestSpansMetric(t *testing.T) {
	first, err := hhtrace.NewExporter(t.Context(), hhtrace.WithAPIKey(""), hhtrace.WithOutput(&strings.Builder{}))
	if err != nil {
		t.Fatal(err)
	}
	reader := globalReader()
	before := collected(t, reader) // other tests made exporters too

	s := takes(t, answerWith(400, "", ""))
	handled(t)
	second, err := hhtrace.NewExporter(t.Context(), hhtrace.WithAPIKey("secret-key"), hhtrace.WithAPIURL(s.URL),
		hhtrace.WithSpanFilter(isNotSecret))
	if err != nil {
		t.Fatal(err)
	}
	sender := hhtrace.NewSender(second)
	_, secret := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(sender)).Tracer("test").Start(t.Context(), "secret")
	secret.End()
	sender.OnEnd(sampledSpan(t))
	_ = sender.Shutdown(t.Context())
	sender.OnEnd(sampledSpan(t))
	hhtrace.NewSender(first).OnEnd(sampledSpan(t))

	got := collected(t, reader)
	for outcome := range got {
		got[outcome] -= before[outcome]
	}
	want := map[string]int64{"accepted": 3, "exported": 1, "rejected": 1, "failed": 0, "dropped": 1, "filtered": 1, "recovered": 0, "stored": 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metric (-want +got):\n%s", diff)
	}
}

// collected returns the metric by its outcomes.
func collected(t *testing.T, reader sdkmetric.Reader) map[string]int64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, scope := range all.ScopeMetrics {
		if scope.Scope.Name != "github.com/hhgen/hhgen/runtime/hhtrace" {
			continue
		}
		m := scope.Metrics[0]
		sum, ok := m.Data.(metricdata.Sum[int64])
		if !ok || m.Name != "hhgen.spans" || !sum.IsMonotonic {
			t.Fatalf("the metric is %+v", m)
		}
		for _, p := range sum.DataPoints {
			outcome, _ := p.Attributes.Value("outcome")
			got[outcome.AsString()] = p.Value
		}
	}
	return got
}

// The OTEL_EXPORTER_OTLP_ variables of a provider's own exporters do not concern the
// exporter that Attach adds for HoneyHive, even if they are wrong.
func TestAttachIgnoresVariablesOfOthers(t *testing.T) {
	r := receiver.New(t)
	for name, value := range map[string]string{
		"ENDPOINT": "http://127.0.0.1:1", "CERTIFICATE": "none.pem", "TIMEOUT": "10s", "HEADERS": "api-key", "COMPRESSION": "zstd",
		"PROTOCOL": "grpc", "INSECURE": "maybe",
	} {
		t.Setenv("OTEL_EXPORTER_OTLP_"+name, value)
	}
	provider := sdktrace.NewTracerProvider()
	shutdown, err := hhtrace.Attach(t.Context(), provider, hhtrace.WithAPIKey("secret-key"), hhtrace.WithAPIURL(r.URL))
	if err != nil {
		t.Fatal(err)
	}
	_, span := provider.Tracer("test").Start(t.Context(), "span")
	span.End()
	if err := shutdown(t.Context()); err != nil || len(r.Spans()) != 1 {
		t.Errorf("%d spans arrived, shutdown: %v", len(r.Spans()), err)
	}
	if got := r.Requests()[0].Header.Get("Authorization"); got != "Bearer secret-key" {
		t.Errorf("authorization %q", got)
	}
}
