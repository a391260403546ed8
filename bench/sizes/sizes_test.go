package sizes_test

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/hhgen/hhgen/bench/sizes"
)

// recorded is what a way records on a span.
func recorded(call func(ctx context.Context)) []attribute.KeyValue {
	recorder := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder))
	span(provider.Tracer("test"), call)
	return recorder.Ended()[0].Attributes()
}

// What is compared does the same: all ways record the attributes that are
// written by hand, but for those that record one text, or log.
func TestWaysAgree(t *testing.T) {
	for _, n := range sizes.Sizes {
		want := attribute.NewSet(recorded(sizes.Ways(n)[0].Do)...)
		if want.Len() != n {
			t.Errorf("%d attributes, want %d", want.Len(), n)
		}
		for _, w := range sizes.Ways(n)[1:] {
			got := attribute.NewSet(recorded(w.Do)...)
			switch w.Name {
			case "encoding/json":
				if got.Len() != 1 {
					t.Errorf("%d, %s: %d attributes, want 1", n, w.Name, got.Len())
				}
			case "log/slog":
				if got.Len() != 0 {
					t.Errorf("%d, %s: %d attributes, want none", n, w.Name, got.Len())
				}
			default:
				if got != want {
					t.Errorf("%d, %s: %v, want %v", n, w.Name, got.ToSlice(), want.ToSlice())
				}
			}
		}
	}
}

// The calls are as makesizes writes them.
func TestGenerated(t *testing.T) {
	before := map[string]string{}
	files := []string{"peers.go", "../../testdata/sizes/records.go", "../../testdata/sizes/calls.go"}
	for _, name := range files {
		before[name] = read(t, name)
	}
	if out, err := exec.Command("go", "generate", ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range files {
		if read(t, name) != before[name] {
			t.Errorf("%s was out of date: check in what go generate has written", name)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
