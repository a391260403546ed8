package hhtrace_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
	"go.uber.org/goleak"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// packageTracer is a tracer as packages keep it in a variable.
var packageTracer = otel.Tracer("package")

// A provider of the SDK that is global is attached to, with the propagator that the
// service has.
func TestSetupAttaches(t *testing.T) {
	if !alone(t) {
		return
	}
	r, own, errs := toReceiver(t), tracetest.NewInMemoryExporter(), handled(t)
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(own))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	_, err := hhtrace.Setup(t.Context(), hhtrace.WithTracerProviderOptions(sdktrace.WithSampler(sdktrace.NeverSample())))
	if err == nil || !strings.Contains(err.Error(), "WithTracerProviderOptions: the options cannot apply") {
		t.Errorf("options that cannot apply: %v", err)
	}
	shutdown, err := hhtrace.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hhtrace.Attach(t.Context(), provider); err == nil || !strings.Contains(err.Error(), "attached already") {
		t.Errorf("Attach with a provider of Setup: %v", err)
	}
	if _, ok := otel.GetTextMapPropagator().(propagation.TraceContext); !ok || otel.GetTracerProvider() != trace.TracerProvider(provider) {
		t.Error("Setup replaced a global")
	}
	if !strings.Contains(errs.text(), "does not carry baggage") {
		t.Errorf("reported: %s", errs.text())
	}
	_, span := packageTracer.Start(t.Context(), "span")
	span.End()
	if err := shutdown(t.Context()); err != nil || names(r) != "span" || len(own.GetSpans()) != 1 {
		t.Errorf("HoneyHive has %q, the own exporter %d spans; shutdown: %v", names(r), len(own.GetSpans()), err)
	}
	spanOf(provider, t.Context(), "after")
	if len(own.GetSpans()) != 2 {
		t.Error("the shutdown ended the provider")
	}

	detach, err := hhtrace.Attach(t.Context(), provider)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hhtrace.Setup(t.Context()); err == nil || !strings.Contains(err.Error(), "attached already") {
		t.Errorf("Setup with a provider of Attach: %v", err)
	}
	if err := detach(t.Context()); err != nil {
		t.Error(err)
	}
}

// strange is a provider of another implementation.
type strange struct{ noop.TracerProvider }

// Setup rejects a global provider that it cannot add to, and leaves it.
func TestSetupOnOtherProviders(t *testing.T) {
	ended := sdktrace.NewTracerProvider()
	if err := ended.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	for want, provider := range map[string]trace.TracerProvider{
		"go.opentelemetry.io/otel/trace/noop.TracerProvider":        noop.NewTracerProvider(),
		"*github.com/hhgen/hhgen/runtime/hhtrace_test.strange, not": &strange{},
		"the global tracer provider was shut down":                  ended,
	} {
		t.Run(want, func(t *testing.T) {
			if !alone(t) {
				return
			}
			toReceiver(t)
			before := goleak.IgnoreCurrent()
			otel.SetTracerProvider(provider)
			shutdown, err := hhtrace.Setup(t.Context())
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v", err)
			}
			if err := shutdown(t.Context()); err != nil || otel.GetTracerProvider() != provider {
				t.Error(err, "or the provider was replaced")
			}
			goleak.VerifyNone(t, before)
		})
	}
}

// If another provider stays global in spite of SetTracerProvider, Setup attaches to
// it, or returns an error.
func TestSetterWithoutEffect(t *testing.T) {
	options := []hhtrace.Option{hhtrace.WithTracerProviderOptions(sdktrace.WithSyncer(tracetest.NewInMemoryExporter()))}
	for name, test := range map[string]struct {
		kept    trace.TracerProvider // nil: none is set
		options []hhtrace.Option
		want    string
	}{
		"none":    {want: "otel.SetTracerProvider has no effect in this program"},
		"SDK":     {kept: sdktrace.NewTracerProvider()},
		"options": {sdktrace.NewTracerProvider(), options, "the options cannot apply"},
		"noop":    {kept: noop.NewTracerProvider(), want: "noop.TracerProvider, not one of OpenTelemetry's SDK"},
	} {
		t.Run(name, func(t *testing.T) {
			if !alone(t) {
				return
			}
			r := toReceiver(t)
			before := goleak.IgnoreCurrent()
			*hhtrace.SetGlobal = func(trace.TracerProvider) {
				if test.kept != nil {
					otel.SetTracerProvider(test.kept)
				}
			}
			shutdown, err := hhtrace.Setup(t.Context(), test.options...)
			if test.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				_, span := packageTracer.Start(t.Context(), "span")
				span.End()
			} else if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v", err)
			}
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			if got := names(r); (got == "span") != (test.want == "") {
				t.Errorf("HoneyHive has the spans %q", got)
			}
			r.Close()
			goleak.VerifyNone(t, before)
		})
	}
}

// A tracer in a package variable records in each Setup. In between, nothing runs, and
// the first span that ends is reported.
func TestSetupAgain(t *testing.T) {
	if !alone(t) {
		return
	}
	before, errs := goleak.IgnoreCurrent(), handled(t)
	for _, name := range []string{"first", "second", "third"} {
		r := toReceiver(t)
		shutdown, err := hhtrace.Setup(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, span := packageTracer.Start(t.Context(), name)
		span.End()
		spanOf(otel.GetTracerProvider(), t.Context(), name)
		if err := shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		r.Close()
		goleak.VerifyNone(t, before)
		if got := names(r); got != name+" "+name {
			t.Errorf("HoneyHive has the spans %q in the Setup that is %s", got, name)
		}
		for range 2 {
			_, span = packageTracer.Start(t.Context(), "in between")
			span.End()
		}
	}
	if got := errs.text(); strings.Count(got, "\n") != 2 || strings.Count(got, "a span was dropped because it ended after the shutdown") != 3 {
		t.Errorf("reported: %s", got)
	}
}

// With options, which may have processors, shutdown ends the provider. What that does
// to earlier tracers is reported, and they record if it is possible.
func TestSetupAgainWithOptions(t *testing.T) {
	type step struct {
		options  bool
		spans    string
		reported string
	}
	for name, steps := range map[string][]step{
		"options first": {
			{true, "package new", ""},
			{false, "new", "record nothing"},
			{false, "new", ""},
		},
		"options later": {
			{false, "package new", ""},
			{true, "package new", "without the WithTracerProviderOptions of this one"},
			{false, "package new", "record nothing"},
			{false, "package new", ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if !alone(t) {
				return
			}
			before := goleak.IgnoreCurrent()
			for i, step := range steps {
				r, errs := toReceiver(t), handled(t)
				ended := &counter{}
				var options []hhtrace.Option
				if step.options {
					options = append(options, hhtrace.WithTracerProviderOptions(sdktrace.WithBatcher(ended)))
				}
				shutdown, err := hhtrace.Setup(t.Context(), options...)
				if err != nil {
					t.Fatal(err)
				}
				_, span := packageTracer.Start(t.Context(), "package")
				span.End()
				spanOf(otel.GetTracerProvider(), t.Context(), "new")
				if err := shutdown(t.Context()); err != nil {
					t.Error(err)
				}
				r.Close()
				goleak.VerifyNone(t, before)
				if got := names(r); got != step.spans {
					t.Errorf("Setup %d: HoneyHive has the spans %q, want %q", i, got, step.spans)
				}
				if got := errs.text(); errs.none() != (step.reported == "") || !strings.Contains(got, step.reported) && step.reported != "" {
					t.Errorf("Setup %d: reported %s, want %q", i, got, step.reported)
				}
				if ended.shut != step.options {
					t.Errorf("Setup %d: the exporter of the options was shut down: %v", i, ended.shut)
				}
			}
		})
	}
}

// counter is an exporter of a service.
type counter struct{ shut bool }

func (*counter) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return nil }
func (c *counter) Shutdown(context.Context) error                           { c.shut = true; return nil }

// A provider that replaces Setup's is reported once, by the next call that concerns
// sessions, and by shutdown; unless it is attached.
func TestReplacedProvider(t *testing.T) {
	for name, test := range map[string]struct {
		replacement trace.TracerProvider
		want        string
	}{
		"noop": {noop.NewTracerProvider(), "go.opentelemetry.io/otel/trace/noop.TracerProvider"},
		"SDK":  {sdktrace.NewTracerProvider(), "*go.opentelemetry.io/otel/sdk/trace.TracerProvider"},
	} {
		t.Run(name, func(t *testing.T) {
			if !alone(t) {
				return
			}
			errs := handled(t)
			shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(&bytes.Buffer{}))
			if err != nil {
				t.Fatal(err)
			}
			ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
			if err = errors.Join(err, chat.EnrichSession(ctx, chat.WithFeature("search"))); err != nil || !errs.none() {
				t.Fatal(err, errs.text())
			}
			otel.SetTracerProvider(test.replacement)
			for range 2 {
				if err := chat.EnrichSession(ctx, chat.WithFeature("help")); err != nil {
					t.Error(err)
				}
			}
			if got := errs.text(); strings.Count(got, "was replaced by a "+test.want) != 1 {
				t.Errorf("reported: %s", got)
			}
			if err := shutdown(t.Context()); err == nil || !strings.Contains(err.Error(), "was replaced by a "+test.want) {
				t.Errorf("shutdown: %v", err)
			}
		})
	}
	t.Run("attached", func(t *testing.T) {
		if !alone(t) {
			return
		}
		errs := handled(t)
		shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(&bytes.Buffer{}))
		if err != nil {
			t.Fatal(err)
		}
		provider := sdktrace.NewTracerProvider()
		otel.SetTracerProvider(provider)
		detach, err := hhtrace.Attach(t.Context(), provider, hhtrace.WithOutput(&bytes.Buffer{}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := hh.StartSession(t.Context(), hh.SessionConfig{}); err != nil {
			t.Error(err)
		}
		if err := errors.Join(shutdown(t.Context()), detach(t.Context())); err != nil || !errs.none() {
			t.Errorf("shutdown: %v, reported: %s", err, errs.text())
		}
	})
}
