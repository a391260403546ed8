package hhtest_test

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// framework demands the SDK's type as the global provider, as Genkit does: once, it
// replaces another type, and it registers a processor.
type framework struct {
	once     sync.Once
	exported *tracetest.InMemoryExporter
}

func (f *framework) provider() *sdktrace.TracerProvider {
	f.once.Do(func() {
		f.exported = tracetest.NewInMemoryExporter()
		p, ok := otel.GetTracerProvider().(*sdktrace.TracerProvider)
		if !ok {
			p = sdktrace.NewTracerProvider()
			otel.SetTracerProvider(p)
		}
		p.RegisterSpanProcessor(sdktrace.NewSimpleSpanProcessor(f.exported))
	})
	return otel.GetTracerProvider().(*sdktrace.TracerProvider)
}

func (f *framework) exports() (names []string) {
	for _, s := range f.exported.GetSpans() {
		names = append(names, s.Name)
	}
	return names
}

// before makes p global before a test's recorder, and restores the global after
// the test.
func before(t *testing.T, p trace.TracerProvider) {
	t.Helper()
	former := otel.GetTracerProvider()
	t.Cleanup(func() { otel.SetTracerProvider(former) })
	otel.SetTracerProvider(p)
}

// A framework that needs the SDK's provider works in every test. Its processor sees
// the spans of all tests, and nothing between them.
func TestFrameworkWithinTests(t *testing.T) {
	var f framework
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			rec := hhtest.New(t)
			in(t.Context(), f.provider().Tracer("framework"), name, chat.WithRating(1))
			in(t.Context(), tracer, "of the service", chat.WithRating(2))
			hhtest.Span(t, rec, name).HasExactly(chat.WithRating(1))
			wantNames(t, rec, name, "of the service")
		})
		in(t.Context(), f.provider().Tracer("framework"), "between")
	}
	if got, want := f.exports(), []string{"first", "of the service", "second", "of the service"}; !slices.Equal(got, want) {
		t.Errorf("the framework's processor exports %q, want %q", got, want)
	}
}

// A framework that made the global provider before any test keeps it. Tracers that
// it made earlier record too.
func TestFrameworkBeforeTests(t *testing.T) {
	before(t, noop.NewTracerProvider())
	var f framework
	own := f.provider()
	earlier := own.Tracer("framework")
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			rec := hhtest.New(t)
			if otel.GetTracerProvider() != own {
				t.Fatal("the framework's provider was replaced")
			}
			t.Run("inner", func(t *testing.T) {
				inner := hhtest.New(t)
				in(t.Context(), earlier, "inner", chat.WithRating(2))
				wantNames(t, inner, "inner")
			})
			ctx := chat.ContextWith(t.Context(), chat.WithFeature("search"))
			in(ctx, earlier, name, chat.WithRating(1))
			in(ctx, otel.Tracer("service"), "of the service")
			hhtest.Span(t, rec, name).HasExactly(chat.WithRating(1), chat.WithFeature("search"))
			wantNames(t, rec, name, "of the service")
		})
		in(t.Context(), earlier, "between")
	}
	if otel.GetTracerProvider() != own {
		t.Error("the framework's provider was not restored")
	}
	want := []string{"inner", "first", "of the service", "between", "inner", "second", "of the service", "between"}
	if got := f.exports(); !slices.Equal(got, want) {
		t.Errorf("the framework's processor exports %q, want %q", got, want)
	}
}

// Goroutines that a test has left running do not record in later tests, though the
// provider records their spans for others.
func TestOutlivingSpanOfOtherProvider(t *testing.T) {
	before(t, sdktrace.NewTracerProvider())
	var first *hhtest.Recorder
	var ctx context.Context
	passes(t, func(t testing.TB) {
		first = hhtest.New(t)
		ctx, _ = otel.Tracer("service").Start(t.Context(), "open")
	})
	second := hhtest.New(t)
	ctx = in(ctx, otel.Tracer("service"), "late")
	in(ctx, otel.Tracer("service"), "below late")
	trace.SpanFromContext(ctx).End()
	wantNames(t, first)
	wantNames(t, second)
}

// A provider that another test has shut down and left behind does not record.
func TestShutDownProviderBefore(t *testing.T) {
	left := sdktrace.NewTracerProvider()
	if err := left.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	before(t, left)
	rec := hhtest.New(t)
	in(t.Context(), otel.Tracer("service"), "answer")
	wantNames(t, rec, "answer")
}

// A failure says where missing spans may have gone.
func TestSpansGoElsewhere(t *testing.T) {
	passes(t, func(t testing.TB) { hhtest.New(t) }) // from here on, the tracer of this package is bound to hhtest's provider
	never := sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample()))
	for name, c := range map[string]struct {
		before trace.TracerProvider // nil for the one that is global
		use    func()
		why    string
	}{
		"replaced": {nil, func() { otel.SetTracerProvider(noop.NewTracerProvider()) },
			"the global tracer provider was replaced after hhtest.New"},
		"replaced by the SDK": {nil, func() { otel.SetTracerProvider(sdktrace.NewTracerProvider()) },
			"the global tracer provider was replaced after hhtest.New"},
		"not the SDK's": {noop.NewTracerProvider(), func() {},
			"another tracer provider was global before hhtest.New: tracers that were obtained before hhtest.New record there"},
		"not sampled": {never, func() { in(t.Context(), otel.Tracer("service"), "answer") },
			"another tracer provider was global before hhtest.New, and its sampler may have dropped spans"},
		"shut down": {sdktrace.NewTracerProvider(), func() {
			if err := otel.GetTracerProvider().(*sdktrace.TracerProvider).Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			in(t.Context(), otel.Tracer("service"), "answer")
		}, "the global tracer provider was shut down after hhtest.New: let the code under test shut down only a provider that it made"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.before != nil {
				before(t, c.before)
			}
			report := fails(t, func(t testing.TB) {
				rec := hhtest.New(t)
				c.use()
				hhtest.Span(t, rec, "answer")
			})
			wantReport(t, report, "fatal: hhtest: no span \"answer\" has ended, nor has any other span; "+c.why+"\n")
			again := hhtest.New(t)
			in(t.Context(), tracer, "of the service")
			wantNames(t, again, "of the service")
		})
	}
}

// The provider of the tests may be shut down by the code under test, as if it had
// made the provider. Later tests record through another one, except with tracers that
// are bound to the first, and say so. This test needs a process of its own.
func TestShutDownOfOwnProvider(t *testing.T) {
	const variable = "HHTEST_SHUT_DOWN"
	if os.Getenv(variable) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestShutDownOfOwnProvider$")
		cmd.Env = append(os.Environ(), variable+"=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	passes(t, func(tb testing.TB) {
		rec := hhtest.New(tb)
		in(t.Context(), tracer, "answer")
		if err := otel.GetTracerProvider().(*sdktrace.TracerProvider).Shutdown(t.Context()); err != nil {
			t.Errorf("%v", err)
		}
		wantNames(t, rec, "answer")
	})
	for range 2 {
		report := fails(t, func(t testing.TB) {
			rec := hhtest.New(t)
			in(t.Context(), tracer, "bound")
			in(t.Context(), otel.Tracer("service"), "answer")
			hhtest.Span(t, rec, "answer")
			hhtest.Span(t, rec, "bound")
		})
		wantReport(t, report, "fatal: hhtest: no span \"bound\" has ended; ended: \"answer\"; "+
			"another tracer provider was global before hhtest.New: tracers that were obtained before hhtest.New record there\n")
	}
}
