package hhtrace_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/goleak"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// With a key, spans and updates arrive at HoneyHive's API. A second Setup is
// rejected until the first is shut down, and a second shutdown does nothing.
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

// With the SDK disabled, nothing is recorded, and calls of a service return no
// errors.
func TestSetupDisabled(t *testing.T) {
	t.Setenv("OTEL_SDK_DISABLED", "true")
	var violations []hh.Violation
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithRuntimeOptions(hh.WithViolationHandler(func(v hh.Violation) {
		violations = append(violations, v)
	})))
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{Name: "conversation"})
	if err != nil {
		t.Error(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithTags("1", "2", "3", "4", "5")); err != nil {
		t.Error(err)
	}
	if err := chat.EnrichEvent(ctx, hh.NewEventID(), chat.WithFeature("search")); err != nil {
		t.Error(err)
	}
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if len(violations) != 1 {
		t.Errorf("violations %v", violations)
	}
}

// Each wrong variable is named, and the key is not shown.
func TestSetupErrors(t *testing.T) {
	for name, value := range map[string]string{
		"HH_API_KEY": "two words", "HH_API_URL": "ftp://x", "HH_SOURCE": " x", "OTEL_EXPORTER_OTLP_PROTOCOL": "thrift",
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

// If the exporter cannot be made, Setup leaves no goroutine running. A batcher of
// the SDK would start one at once.
func TestSetupWithoutExporter(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	certificate := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(certificate, pem.EncodeToMemory(&block), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", "http://localhost:1") // the exporter rejects a certificate for http
	t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", certificate)
	before := goleak.IgnoreCurrent()
	shutdown, err := hhtrace.Setup(t.Context())
	if err == nil {
		t.Error("no error")
	}
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, before)
}

// Options override variables, and reach the client, the runtime and the provider.
func TestSetupOptions(t *testing.T) {
	r := receiver.New(t)
	t.Setenv("HH_API_KEY", "other-key")
	t.Setenv("HH_API_URL", "https://other.example")
	t.Setenv("HH_PROJECT", "other")
	t.Setenv("HH_SOURCE", "other")
	var violations []hh.Violation
	ended := tracetest.NewSpanRecorder()
	shutdown, err := hhtrace.Setup(t.Context(), nil,
		hhtrace.WithAPIKey("secret-key"), hhtrace.WithAPIURL(r.URL+"/"),
		hhtrace.WithProject("shop"), hhtrace.WithSource("production"),
		hhtrace.WithClientOptions(honeyhive.WithV1Paths()),
		hhtrace.WithRuntimeOptions(hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) })),
		hhtrace.WithTracerProviderOptions(
			sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", "shop"))), sdktrace.WithSpanProcessor(ended)),
	)
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := otel.GetTracerProvider().Tracer("test").Start(ctx, "span")
	chat.EnrichSpan(ctx, chat.WithTags("1", "2", "3", "4", "5"))
	span.End()
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	var got []string
	for _, request := range r.Requests() {
		got = append(got, request.Method+" "+request.Path+" "+request.Header.Get("Authorization"))
	}
	slices.Sort(got)
	want := []string{"POST /opentelemetry/v1/traces Bearer secret-key", "POST /v1/sessions Bearer secret-key"}
	if !slices.Equal(got, want) {
		t.Errorf("requests %q, want %q", got, want)
	}
	if len(violations) != 1 || len(ended.Ended()) != 1 {
		t.Errorf("violations %v, spans %v", violations, ended.Ended())
	}
	spans := r.Spans()
	if len(spans) != 1 || spans[0].Service != "shop" ||
		spans[0].Value("honeyhive.project") != "shop" || spans[0].Value("honeyhive.source") != "production" {
		t.Errorf("spans %v", spans)
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

// Recorded strings cannot send control sequences to the terminal.
func TestSetupPrintsNoControlCharacters(t *testing.T) {
	var out bytes.Buffer
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithAPIKey(""), hhtrace.WithOutput(&out))
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := otel.GetTracerProvider().Tracer("test").Start(t.Context(), "span\x1b]0;name\a")
	chat.EnrichSpan(ctx, chat.WithFeature("\x1b[2Jline\nnext"))
	span.SetAttributes(attribute.Bool("key\x1b", true))
	span.End()
	if _, err := hh.StartSession(t.Context(), hh.SessionConfig{Name: "\x1b[2J"}); err != nil {
		t.Error(err)
	}
	if err := shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := strings.ReplaceAll(out.String(), "\n", "")
	if strings.ContainsFunc(got, unicode.IsControl) || !strings.Contains(got, `"\x1b[2Jline\nnext"`) {
		t.Errorf("printed:\n%q", out.String())
	}
}

// With a dead server, shutdown ends when its context ends, and its error counts
// what was not sent. Then Setup works again.
func TestShutdownUnderDeadServer(t *testing.T) {
	dead := httptest.NewServer(nil)
	dead.Close()
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", dead.URL)
	for range 2 {
		shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithClientOptions(honeyhive.WithErrorHandler(func(error) {})))
		if err != nil {
			t.Fatal(err)
		}
		ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
		if err != nil {
			t.Fatal(err)
		}
		_, span := otel.GetTracerProvider().Tracer("test").Start(ctx, "span")
		span.End()
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		err = shutdown(ctx)
		cancel()
		var left *honeyhive.ShutdownError
		if !errors.As(err, &left) || left.Dropped != 1 || strings.Contains(err.Error(), "secret-key") {
			t.Errorf("shutdown: %v", err)
		}
		if lost, ok := errors.AsType[*hhtrace.LostError](err); !ok || lost.Failed+lost.Dropped != 1 {
			t.Errorf("shutdown does not count the span: %v", err)
		}
		if err := shutdown(t.Context()); err != nil {
			t.Errorf("second shutdown: %v", err)
		}
		if err := chat.EnrichSession(ctx, chat.WithFeature("late")); err == nil {
			t.Error("an update after the shutdown is accepted")
		}
	}
}

// With the standard variables, spans go to a Collector, without HoneyHive's key.
// Sessions go to HoneyHive; without a key, they live on spans alone.
func TestSetupWithCollector(t *testing.T) {
	for _, key := range []string{"secret-key", ""} {
		t.Run("key "+key, func(t *testing.T) {
			api, collector := receiver.New(t), receiver.New(t)
			t.Setenv("HH_API_KEY", key)
			t.Setenv("HH_API_URL", api.URL)
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
			shutdown, err := hhtrace.Setup(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ctx, err := hh.ContextWithSession(t.Context(), sessionID)
			if err != nil {
				t.Fatal(err)
			}
			errs := handled(t)
			if err := chat.EnrichSession(ctx, chat.WithFeature("search")); err != nil {
				t.Error(err)
			}
			if told := !errs.none(); told != (key == "") {
				t.Errorf("reported: %v", errs.text())
			}
			_, span := otel.GetTracerProvider().Tracer("test").Start(ctx, "span")
			span.End()
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			if spans := collector.Spans(); len(spans) != 1 || spans[0].Value(feature) != "search" {
				t.Errorf("the collector has the spans %v", spans)
			}
			for _, request := range collector.Requests() {
				if auth := request.Header.Get("Authorization"); auth != "" {
					t.Errorf("the collector got the authorization %q", auth)
				}
			}
			if got, want := len(api.Requests()), min(len(key), 1); got != want {
				t.Errorf("%d requests to HoneyHive, want %d", got, want)
			}
		})
	}
}

// A span keeps more attributes than the SDK's default of 128, or as many as the
// environment sets.
func TestSetupAttributeLimit(t *testing.T) {
	for variable, want := range map[string]int{"": 130, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT": 20, "OTEL_ATTRIBUTE_COUNT_LIMIT": 20} {
		t.Run("limit by "+variable, func(t *testing.T) {
			r := receiver.New(t)
			t.Setenv("HH_API_KEY", "secret-key")
			t.Setenv("HH_API_URL", r.URL)
			if variable != "" {
				t.Setenv(variable, strconv.Itoa(want))
			}
			shutdown, err := hhtrace.Setup(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ctx, span := otel.GetTracerProvider().Tracer("test").Start(t.Context(), "span")
			kinds.EnrichSpan(ctx, &kinds.Cells{})
			span.End()
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			if got := len(r.Spans()[0].Attributes); variable == "" && got < want || variable != "" && got != want {
				t.Errorf("%d attributes, want %d", got, want)
			}
		})
	}
}
