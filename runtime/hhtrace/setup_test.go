package hhtrace_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"

	"github.com/hhgen/hhgen/examples/quickstart/chat"
	"github.com/hhgen/hhgen/internal/receiver"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
)

// With a key, spans and updates arrive at HoneyHive's API; a second Setup is
// refused until the first is shut down, and a second shutdown does nothing.
func TestSetup(t *testing.T) {
	r := receiver.New(t)
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", r.URL)
	shutdown, err := hhtrace.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hhtrace.Setup(t.Context()); !errors.Is(err, hhtrace.ErrAlreadySetUp) {
		t.Errorf("second Setup: %v", err)
	}
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithFeature("search")); err != nil {
		t.Fatal(err)
	}
	_, span := otel.GetTracerProvider().Tracer("test").Start(ctx, "span")
	span.End()
	for range 2 {
		if err := shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}
	paths := map[string]bool{}
	for _, request := range r.Requests() {
		paths[request.Method+" "+request.Path] = true
		if got := request.Header.Get("Authorization"); got != "Bearer secret-key" {
			t.Errorf("%s: authorization %q", request.Path, got)
		}
	}
	for _, want := range []string{"POST /session/start", "PUT /events", "POST /opentelemetry/v1/traces"} {
		if !paths[want] {
			t.Errorf("no request %s in %v", want, paths)
		}
	}
	if spans := r.Spans(); len(spans) != 1 || spans[0].Value(ofSession) != sessionID || spans[0].Value(feature) != "search" {
		t.Errorf("spans %v", spans)
	}
}

// Each wrong variable is named, and the key is not shown.
func TestSetupErrors(t *testing.T) {
	for name, value := range map[string]string{
		"HH_API_KEY": "two words", "HH_API_URL": "ftp://x", "HH_SOURCE": " x", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
		"OTEL_TRACES_EXPORTER": "zipkin", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": "many", "OTEL_SDK_DISABLED": "maybe",
	} {
		t.Setenv(name, value)
	}
	shutdown, err := hhtrace.Setup(t.Context())
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"HH_API_KEY", "HH_API_URL", "HH_SOURCE", "PROTOCOL", "OTEL_TRACES_EXPORTER", "COUNT_LIMIT", "OTEL_SDK_DISABLED"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not in the error:\n%v", name, err)
		}
	}
	if strings.Contains(err.Error(), "two words") {
		t.Errorf("the error shows the key: %v", err)
	}
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

// Without a key, spans and updates are printed.
func TestSetupPrints(t *testing.T) {
	t.Setenv("HH_API_KEY", "")
	var out bytes.Buffer
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(&out))
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
	if err := shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "session "+sessionID+" starts") || !strings.Contains(got, `"search"`) {
		t.Errorf("printed:\n%s", got)
	}
}
