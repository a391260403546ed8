package provider

import (
	"reflect"
	"runtime"
	"sync"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"
	"go.opentelemetry.io/otel/trace/noop"
)

// The limits are read from the SDK. If this fails with a newer SDK, strings that it
// cuts are no longer reported.
func TestLimitsOfTheSDK(t *testing.T) {
	limits := sdktrace.NewSpanLimits()
	for _, want := range []Limits{{Count: 128, Length: -1}, {Count: 0, Length: 0}, {Count: -1, Length: 77}} {
		limits.AttributeCountLimit, limits.AttributeValueLengthLimit = want.Count, want.Length
		p := sdktrace.NewTracerProvider(sdktrace.WithRawSpanLimits(limits))
		for range 2 {
			if f := Of(p); f.Limits != want || !f.LimitsKnown {
				t.Errorf("limits %v, %v, want %v", f.Limits, f.LimitsKnown, want)
			}
		}
	}
}

// The limits of a provider that stores them in other fields are not known.
func TestLimitsElsewhere(t *testing.T) {
	type limits struct{ AttributeCountLimit, AttributeValueLengthLimit int }
	type embedded struct{ spanLimits limits }
	for _, p := range []any{
		7, struct{}{}, struct{ spanLimits int }{}, struct{ spanLimits *limits }{}, struct{ *embedded }{},
		struct {
			spanLimits struct{ AttributeCountLimit int }
		}{},
		struct {
			spanLimits struct {
				AttributeCountLimit       int
				AttributeValueLengthLimit string
			}
		}{},
		struct {
			spanLimits struct {
				AttributeCountLimit       any
				AttributeValueLengthLimit int
			}
		}{},
	} {
		if l, ok := read(reflect.ValueOf(p)); ok {
			t.Errorf("%T has the limits %v", p, l)
		}
	}
	if l, ok := read(reflect.ValueOf(embedded{limits{1, 2}})); !ok || l != (Limits{1, 2}) {
		t.Errorf("limits %v, %v", l, ok)
	}
}

// uncomparable is a provider whose comparison with == panics.
type uncomparable struct {
	embedded.TracerProvider
	names []string
}

func (uncomparable) Tracer(string, ...trace.TracerOption) trace.Tracer { return nil }

// pointed is a provider of another implementation, behind a pointer.
type pointed struct{ uncomparable }

func TestOtherProviders(t *testing.T) {
	Of(sdktrace.NewTracerProvider()).Process()
	for _, p := range []trace.TracerProvider{nil, noop.NewTracerProvider(), uncomparable{}, &pointed{}, (*pointed)(nil), (*sdktrace.TracerProvider)(nil)} {
		f := Of(p)
		if f != nil {
			t.Errorf("%T is the SDK's", p)
		}
		f.Process()
		f.EachCut(nil, nil)
		if f.Processed() {
			t.Errorf("%T is processed", p)
		}
	}
}

// A provider is not taken for an earlier one that had the same memory, and the
// facts of a provider are removed with it.
func TestProvidersComeAndGo(t *testing.T) {
	for range 200 {
		p := sdktrace.NewTracerProvider()
		if Of(p).Processed() {
			t.Fatal("a new provider is processed")
		}
		Of(p).Process()
		runtime.GC()
		if !Of(p).Processed() {
			t.Fatal("the provider is not processed")
		}
	}
	const few = 20
	n := 0
	for range 1000 {
		runtime.GC() // which lets cleanups run, at some time
		runtime.Gosched()
		known.RLock()
		n = len(known.facts)
		known.RUnlock()
		if n < few {
			return
		}
	}
	t.Errorf("%d providers are known", n)
}

// Switching between two providers allocates nothing, and goroutines may ask for
// the same provider at once.
func TestProvidersInTurn(t *testing.T) {
	a, b := sdktrace.NewTracerProvider(), sdktrace.NewTracerProvider()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			Of(a).Process()
			_ = Of(b).Processed()
		})
	}
	all.Wait()
	if n := testing.AllocsPerRun(100, func() {
		if !Of(a).Processed() || Of(b).Processed() || Of(a) != Of(a) {
			t.Error("the providers are taken for each other")
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
