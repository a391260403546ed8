package provider_test

import (
	"runtime"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// The SDK keeps its limits where they are looked for. If a newer one does not,
// this fails, and what its limits cost is reported less well.
func TestLimitsOfTheSDK(t *testing.T) {
	limits := sdktrace.NewSpanLimits()
	for _, want := range []provider.Limits{{Count: 128, Length: -1}, {Count: 0, Length: 0}, {Count: -1, Length: 77}} {
		limits.AttributeCountLimit, limits.AttributeValueLengthLimit = want.Count, want.Length
		p := sdktrace.NewTracerProvider(sdktrace.WithRawSpanLimits(limits))
		for range 2 {
			if got, ok := provider.LimitsOf(p); got != want || !ok {
				t.Errorf("limits %v, %v, want %v", got, ok, want)
			}
		}
	}
}

// uncomparable is a provider that == panics for.
type uncomparable struct {
	embedded.TracerProvider
	names []string
}

func (uncomparable) Tracer(string, ...trace.TracerOption) trace.Tracer { return nil }

// pointed is a provider of another implementation, behind a pointer.
type pointed struct{ uncomparable }

func TestOtherProviders(t *testing.T) {
	provider.Process(sdktrace.NewTracerProvider())
	for _, p := range []trace.TracerProvider{nil, noop.NewTracerProvider(), uncomparable{}, &pointed{}, (*pointed)(nil)} {
		if _, ok := provider.LimitsOf(p); ok {
			t.Errorf("%T has limits", p)
		}
		if provider.Processed(p) {
			t.Errorf("%T is processed", p)
		}
	}
	provider.Process(nil)
	provider.Process(uncomparable{})
}

// A provider that takes the place of one that is gone is not taken for it.
func TestProvidersComeAndGo(t *testing.T) {
	for range 200 {
		p := sdktrace.NewTracerProvider()
		if provider.Processed(p) {
			t.Fatal("a new provider is processed")
		}
		provider.Process(p)
		if !provider.Processed(p) {
			t.Fatal("the provider is not processed")
		}
		runtime.GC()
	}
}
