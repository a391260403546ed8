package hhtrace_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// toReceiver makes a receiver HoneyHive's API.
func toReceiver(t *testing.T) *receiver.Receiver {
	t.Helper()
	r := receiver.New(t)
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", r.URL)
	return r
}

// names are the names of the spans that a receiver has, in their order.
func names(r *receiver.Receiver) string {
	var all []string
	for _, s := range r.Spans() {
		all = append(all, s.Name)
	}
	return strings.Join(all, " ")
}

func spanOf(p trace.TracerProvider, ctx context.Context, name string) {
	_, span := p.Tracer("test").Start(ctx, name)
	span.End()
}

// A provider that is attached keeps what it had. HoneyHive gets the spans from Attach
// to shutdown, although a variable names the receiver of the provider's own exporter.
func TestAttach(t *testing.T) {
	before := goleak.IgnoreCurrent()
	r, own := toReceiver(t), tracetest.NewInMemoryExporter()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.invalid")
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "of the provider's exporter")
	t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", "of the collector")
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "of the collector")
	t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "of the provider's exporter")
	t.Setenv("OTEL_TRACES_EXPORTER", "of the service")
	t.Setenv("OTEL_TRACES_SAMPLER", "of the provider")
	t.Setenv("OTEL_PROPAGATORS", "of the service")
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(own))
	global, propagator := otel.GetTracerProvider(), otel.GetTextMapPropagator()

	spanOf(provider, t.Context(), "before")
	shutdown, err := hhtrace.Attach(t.Context(), provider)
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithFeature("search")); err != nil {
		t.Fatal(err)
	}
	spanOf(provider, ctx, "attached")
	if err := shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	spanOf(provider, ctx, "after")

	if got := names(r); got != "attached" {
		t.Errorf("HoneyHive has the spans %q", got)
	}
	if s := r.Spans(); len(s) == 1 && (s[0].Value(ofSession) != sessionID || s[0].Value(feature) != "search") {
		t.Errorf("attributes %v", s[0].Attributes)
	}
	if got := own.GetSpans(); len(got) != 3 || len(got[1].Attributes) == 0 || len(got[2].Attributes) > 0 {
		t.Errorf("the provider's own exporter has the spans %v", got)
	}
	if otel.GetTracerProvider() != global || otel.GetTextMapPropagator() != propagator {
		t.Error("Attach changed a global of OpenTelemetry")
	}
	r.Close()
	goleak.VerifyNone(t, before)
}

// Without a key, spans go where the variables say.
func TestAttachWithCollector(t *testing.T) {
	collector := receiver.New(t)
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	provider := sdktrace.NewTracerProvider()
	shutdown, err := hhtrace.Attach(t.Context(), provider)
	if err != nil {
		t.Fatal(err)
	}
	spanOf(provider, t.Context(), "span")
	if err := shutdown(t.Context()); err != nil || names(collector) != "span" {
		t.Errorf("the collector has the spans %q, shutdown: %v", names(collector), err)
	}
}

// A propagator that keeps sessions in this process is reported once, when a session
// starts, unless the service passes nothing on.
func TestAttachBesidePropagator(t *testing.T) {
	for name, test := range map[string]struct {
		set     propagation.TextMapPropagator
		want    int
		options []hh.Option
	}{
		"none":                          {nil, 0, nil},
		"without":                       {propagation.TraceContext{}, 1, nil},
		"with":                          {propagation.Baggage{}, 0, nil},
		"ours":                          {hhtrace.NewPropagator(), 0, nil},
		"ours, which takes no sessions": {hhtrace.NewPropagator(), 0, []hh.Option{hh.WithoutRemoteSessions()}},
	} {
		t.Run(name, func(t *testing.T) {
			if !alone(t) {
				return
			}
			errs := handled(t)
			shutdown, err := hhtrace.Attach(t.Context(), sdktrace.NewTracerProvider(),
				hhtrace.WithOutput(&bytes.Buffer{}), hhtrace.WithRuntimeOptions(test.options...))
			if err != nil {
				t.Fatal(err)
			}
			if test.set != nil {
				otel.SetTextMapPropagator(test.set)
			}
			for range 2 {
				if _, err := hh.StartSession(t.Context(), hh.SessionConfig{}); err != nil {
					t.Error(err)
				}
			}
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			if got := strings.Count(errs.text(), "does not carry baggage"); got != test.want {
				t.Errorf("reported: %s", errs.text())
			}
		})
	}
}

// An exporter for a service's own provider sends to HoneyHive too, although variables
// configure another exporter of the provider.
func TestExporterBesideAnother(t *testing.T) {
	r := toReceiver(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.invalid")
	t.Setenv("OTEL_TRACES_SAMPLER", "of the provider")
	exporter, err := hhtrace.NewExporter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	spanOf(provider, t.Context(), "span")
	if err := provider.Shutdown(t.Context()); err != nil || names(r) != "span" {
		t.Errorf("HoneyHive has the spans %q, shutdown: %v", names(r), err)
	}
}

// With OTEL_TRACES_EXPORTER=none, no spans are sent, whoever exports.
func TestAttachWithoutExporter(t *testing.T) {
	r, own := toReceiver(t), tracetest.NewInMemoryExporter()
	t.Setenv("OTEL_TRACES_EXPORTER", "none")
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(own))
	shutdown, err := hhtrace.Attach(t.Context(), provider)
	if err != nil {
		t.Fatal(err)
	}
	spanOf(provider, t.Context(), "span")
	if err := shutdown(t.Context()); err != nil || names(r) != "" || len(own.GetSpans()) != 1 {
		t.Errorf("HoneyHive has %q, the own exporter %d spans; shutdown: %v", names(r), len(own.GetSpans()), err)
	}
}

// With the SDK disabled, the provider stays as it is.
func TestAttachDisabled(t *testing.T) {
	t.Setenv("OTEL_SDK_DISABLED", "true")
	t.Setenv("HH_API_KEY", "")
	own := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(own))
	shutdown, err := hhtrace.Attach(t.Context(), provider)
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
	if err != nil {
		t.Error(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithFeature("search")); err != nil {
		t.Error(err)
	}
	spanOf(provider, ctx, "span")
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if got := own.GetSpans(); len(got) != 1 || len(got[0].Attributes) > 0 {
		t.Errorf("the provider's own exporter has the spans %v", got)
	}
}

func TestAttachErrors(t *testing.T) {
	toReceiver(t)
	ended, attached := sdktrace.NewTracerProvider(), sdktrace.NewTracerProvider()
	if err := ended.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // after shutdown, it can be attached again
		shutdown, err := hhtrace.Attach(t.Context(), attached)
		if err != nil {
			t.Fatal(err)
		}
		for want, provider := range map[string]*sdktrace.TracerProvider{
			"the tracer provider is nil": nil, "was shut down": ended, "is attached already": attached,
		} {
			none, err := hhtrace.Attach(t.Context(), provider)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
			if err := none(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if err := shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}
	t.Setenv("HH_API_KEY", "two words")
	if _, err := hhtrace.Attach(t.Context(), attached); err == nil || !strings.Contains(err.Error(), "HH_API_KEY") {
		t.Errorf("a wrong key: %v", err)
	}
}

// The default runtime is that of the link that is left.
func TestAttachTwoProviders(t *testing.T) {
	var first, second bytes.Buffer
	one, err := hhtrace.Attach(t.Context(), sdktrace.NewTracerProvider(), hhtrace.WithAPIKey(""), hhtrace.WithOutput(&first))
	if err != nil {
		t.Fatal(err)
	}
	two, err := hhtrace.Attach(t.Context(), sdktrace.NewTracerProvider(), hhtrace.WithAPIKey(""), hhtrace.WithOutput(&second))
	if err != nil {
		t.Fatal(err)
	}
	start := func(name string) {
		t.Helper()
		if _, err := hh.StartSession(t.Context(), hh.SessionConfig{Name: name}); err != nil {
			t.Error(err)
		}
	}
	start("of the second")
	if err := two(t.Context()); err != nil {
		t.Error(err)
	}
	start("of the first")
	if err := one(t.Context()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(first.String(), "of the first") || strings.Contains(first.String(), "of the second") {
		t.Errorf("printed for the first provider:\n%s", first.String())
	}
	if !strings.Contains(second.String(), "of the second") || strings.Contains(second.String(), "of the first") {
		t.Errorf("printed for the second provider:\n%s", second.String())
	}
}
