package hhtrace_test

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// Wrong settings are errors that name the option.
func TestDurableOptions(t *testing.T) {
	file := newFolder(t)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		dir    string
		option hhtrace.DurableOption
		want   string
	}{
		"no folder":     {"", nil, "WithDurableSpans: the folder has no name"},
		"a file":        {file, nil, "exporter of spans: WithDurableSpans: "},
		"negative wait": {"spans", hhtrace.WithMaxWait(-1), "WithMaxWait: -1ns is negative"},
		"no bytes":      {"spans", hhtrace.WithMaxBytes(0), "WithMaxBytes: 0 is not positive"},
		"no age":        {"spans", hhtrace.WithMaxAge(0), "WithMaxAge: 0s is not positive"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := hhtrace.NewExporter(t.Context(), hhtrace.WithAPIKey("secret-key"), hhtrace.WithDurableSpans(test.dir, test.option))
			if err == nil || !strings.HasPrefix(err.Error(), "hhtrace: "+test.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// Setup and Attach store spans too, whichever level is chosen. Their ForceFlush and their
// shutdown send what is stored.
func TestDurableSetupAndAttach(t *testing.T) {
	for _, options := range [][]hhtrace.DurableOption{nil, {hhtrace.WithSync(), hhtrace.WithMaxWait(time.Second)}} {
		r := receiver.New(t)
		t.Setenv("HH_API_KEY", "secret-key")
		t.Setenv("HH_API_URL", r.URL)
		dir := newFolder(t)
		setUp, err := hhtrace.Setup(t.Context(), hhtrace.WithDurableSpans(dir, options...))
		if err != nil {
			t.Fatal(err)
		}
		end(t.Context(), 3)
		if err := otel.GetTracerProvider().(*sdktrace.TracerProvider).ForceFlush(t.Context()); err != nil || len(r.Spans()) != 3 {
			t.Errorf("%d spans have arrived, flush: %v", len(r.Spans()), err)
		}
		own := sdktrace.NewTracerProvider()
		attached, err := hhtrace.Attach(t.Context(), own, hhtrace.WithDurableSpans(dir, options...)) // the same folder
		if err != nil {
			t.Fatal(err)
		}
		_, span := own.Tracer("test").Start(t.Context(), "attached")
		span.End()
		end(t.Context(), 2)
		if err := errors.Join(attached(t.Context()), setUp(t.Context())); err != nil || len(r.Spans()) != 6 {
			t.Errorf("%d spans have arrived, shutdown: %v", len(r.Spans()), err)
		}
	}
}

// A service whose batches the SDK's processor makes has its spans stored when that exports
// them.
func TestDurableExporterOfOwnBatches(t *testing.T) {
	handled(t)
	busy := takes(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", busy.URL)
	exporter, err := hhtrace.NewExporter(t.Context(), hhtrace.WithDurableSpans(newFolder(t)))
	if err != nil {
		t.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	_, span := provider.Tracer("test").Start(t.Context(), "span")
	span.End()
	if err := provider.ForceFlush(t.Context()); err != nil {
		t.Error(err)
	}
	if got := exporter.Stats(); got.Pending != 1 {
		t.Errorf("stats %+v", got)
	}
	// The receiver asks for an hour, so the shutdown does not wait.
	err = provider.Shutdown(t.Context())
	if stored, ok := errors.AsType[*hhtrace.StoredError](err); !ok || stored.Spans != 1 || !strings.Contains(err.Error(), "the last error: ") {
		t.Errorf("shutdown: %v", err)
	}
	if strings.Contains(err.Error(), "secret-key") {
		t.Errorf("the key is shown: %v", err)
	}
}

// Spans that are printed are not stored.
func TestDurableSpansThatArePrinted(t *testing.T) {
	t.Setenv("HH_API_KEY", "")
	dir := newFolder(t)
	var out strings.Builder
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(&out), hhtrace.WithDurableSpans(dir))
	if err != nil {
		t.Fatal(err)
	}
	end(t.Context(), 1)
	if err := shutdown(t.Context()); err != nil || !strings.Contains(out.String(), "span ") {
		t.Errorf("printed %q, shutdown: %v", out.String(), err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder: %v", err)
	}
}
