package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"sync/atomic"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// scope is the name of the tracers with which Setup examines providers. It starts no
// span that a provider could record.
const scope = "github.com/hhgen/hhgen/runtime/hhtrace"

// setGlobal is a variable because programs can be built so that the function does
// nothing: open-telemetry/opentelemetry-go-compile-instrumentation makes all of its
// calls but the first do nothing (beforeSetTracerProvider in provider_setup.go). A
// test replaces the function in the same way.
var setGlobal = otel.SetTracerProvider

// made are the providers that Setup has made. links guards it.
var made madeProviders

type madeProviders struct {
	// first is the provider that OpenTelemetry gives to tracers that were obtained
	// before any provider was set. It never gives them another one.
	first *sdktrace.TracerProvider
	last  *sdktrace.TracerProvider
	with  providerVariables // of the last one

	late []func() // remove the senders that a shutdown has left
}

func (m *madeProviders) removeLate() {
	for _, remove := range m.late {
		remove()
	}
	m.late = nil
}

// providerVariables are what the environment says about a provider.
type providerVariables struct {
	limits                               sdktrace.SpanLimits
	sampler, argument, resource, service string
}

func (c *config) providerVariables() providerVariables {
	return providerVariables{
		c.limits(), os.Getenv("OTEL_TRACES_SAMPLER"), os.Getenv("OTEL_TRACES_SAMPLER_ARG"),
		os.Getenv("OTEL_RESOURCE_ATTRIBUTES"), os.Getenv("OTEL_SERVICE_NAME"),
	}
}

// continues reports whether a provider that Setup made can serve another Setup.
func (c *config) continues(p *sdktrace.TracerProvider) bool {
	return len(c.providerOptions) == 0 && p == made.last && c.providerVariables() == made.with
}

func (m *madeProviders) has(p *sdktrace.TracerProvider) bool { return p == m.first || p == m.last }

// existingProvider returns the SDK's provider that is global; nil if nobody has set
// one, or if it is one that Setup made and had to shut down.
func existingProvider() (*sdktrace.TracerProvider, error) {
	global := otel.GetTracerProvider()
	if isPlaceholder(global) {
		global = behind(global)
	}
	p, ok := global.(*sdktrace.TracerProvider)
	switch {
	case isPlaceholder(global):
		return nil, nil
	case !ok || p == nil:
		return nil, fmt.Errorf("hhtrace: the global tracer provider is a %s, not one of OpenTelemetry's SDK, so its spans "+
			"cannot reach HoneyHive: set an SDK provider with otel.SetTracerProvider, or none, before Setup, or use Attach with an SDK provider",
			typeName(global))
	case !hasEnded(p):
		return p, nil
	case made.has(p):
		return nil, nil
	}
	return nil, errors.New("hhtrace: the global tracer provider was shut down, so it records nothing: call Setup before the shutdown, " +
		"or set another provider with otel.SetTracerProvider first")
}

// isPlaceholder reports whether v belongs to OpenTelemetry's global provider or
// propagator that exists before others are set, and passes calls on to the first one
// that is set.
func isPlaceholder(v any) bool {
	t := reflect.TypeOf(v)
	return t != nil && t.Kind() == reflect.Pointer && t.Elem().PkgPath() == "go.opentelemetry.io/otel/internal/global"
}

// behind returns the provider to which a placeholder passes calls on; the
// placeholder itself if there is none yet.
func behind(placeholder trace.TracerProvider) trace.TracerProvider {
	if made.first != nil {
		return made.first
	}
	tracer := placeholder.Tracer(scope)
	if isPlaceholder(tracer) {
		return placeholder
	}
	// The parent is not sampled, so samplers that respect parents do not record.
	parent := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}, Remote: true})
	_, span := tracer.Start(trace.ContextWithRemoteSpanContext(context.Background(), parent), scope)
	return span.TracerProvider()
}

// hasEnded reports whether a provider was shut down. Such a provider returns tracers
// that do nothing.
func hasEnded(p *sdktrace.TracerProvider) bool { return isNoop(p.Tracer(scope)) }

func isNoop(t trace.Tracer) bool {
	_, ok := t.(noop.Tracer)
	return ok
}

// typeName is the name of v's type with the path of its package.
func typeName(v any) string {
	t := reflect.TypeOf(v)
	if t == nil {
		return "nil"
	}
	pointer := ""
	if t.Kind() == reflect.Pointer {
		t, pointer = t.Elem(), "*"
	}
	return pointer + t.PkgPath() + "." + t.Name()
}

// install makes a provider with the processors of l, and sets it as the global one.
func (c *config) install(l *link) error {
	before := otel.GetTracerProvider()
	p := c.tracerProvider(l)
	setGlobal(p)
	first := isPlaceholder(before) && before.Tracer(scope) == p.Tracer(scope)
	if otel.GetTracerProvider() != trace.TracerProvider(p) || isPlaceholder(before) && !first && made.first == nil {
		return c.installed(l, p)
	}
	l.providers = append(l.providers, p)
	l.ends = len(c.providerOptions) > 0
	c.reportEarlier(made.last)
	if made.last, made.with = p, c.providerVariables(); first {
		made.first = p
	}
	return nil
}

// installed handles that p did not become the global provider. With the one that did,
// Setup does what Attach does.
func (c *config) installed(l *link, p *sdktrace.TracerProvider) error {
	found, err := existingProvider()
	switch {
	case err == nil && found == nil:
		err = errors.New("hhtrace: otel.SetTracerProvider has no effect in this program, so spans cannot reach HoneyHive: " +
			"use Attach with the provider that records them")
	case err == nil && len(c.providerOptions) > 0:
		err = errNoProviderOptions
	case err == nil:
		return l.register(found) // p has nothing else to shut down
	}
	return errors.Join(err, p.Shutdown(context.Background()))
}

// reportEarlier reports what tracers miss that were obtained before this Setup. That
// the variables have changed since then is not reported: no spans are lost.
func (c *config) reportEarlier(previous *sdktrace.TracerProvider) {
	switch {
	case previous == nil:
	case hasEnded(previous):
		report.Error(errors.New("hhtrace: tracers that were obtained from the provider of the Setup before record nothing, because it was " +
			"shut down, as WithTracerProviderOptions requires: obtain tracers after Setup, " +
			"or make a provider that lives as long as the process, and use Attach"))
	case len(c.providerOptions) > 0:
		report.Error(errors.New("hhtrace: tracers that were obtained before this Setup keep the provider of the Setup before, " +
			"without the WithTracerProviderOptions of this one: obtain tracers after Setup, or pass the options to the first Setup too"))
	}
}

// registerFirst adds the processors to the provider of tracers that were obtained
// before the first Setup, if a shutdown has left it alive.
func (l *link) registerFirst() error {
	if made.first == nil || slices.Contains(l.providers, made.first) || attachable(made.first) != nil {
		return nil
	}
	return l.register(made.first)
}

// watch notices what happens to OpenTelemetry's globals after Setup and Attach.
type watch struct {
	global trace.TracerProvider // nil: the provider is not watched
	told   atomic.Bool

	started atomic.Bool // a session
}

// begin watches the provider that is global now.
func (w *watch) begin() { w.global = otel.GetTracerProvider() }

// start is called when a session starts. After Attach, which leaves the propagator to
// the service, the first call looks at it. A service without one passes on no traces
// either.
func (w *watch) start() {
	w.check()
	if w.global != nil || w.started.Load() || w.started.Swap(true) {
		return
	}
	if p := otel.GetTextMapPropagator(); !isUnset(p) {
		reportWithoutBaggage(p)
	}
}

// check reports to otel.Handle, once, that the provider was replaced. The types of
// w.global are pointers, so the comparison cannot panic.
func (w *watch) check() {
	if w.global == nil || otel.GetTracerProvider() == w.global || w.told.Swap(true) {
		return
	}
	if err := w.replaced(); err != nil {
		report.Error(err)
	}
}

// replaced returns an error if the global provider is neither the watched one nor
// one that Attach was called with.
func (w *watch) replaced() error {
	now := otel.GetTracerProvider()
	if w.global == nil || now == w.global {
		return nil
	}
	if p, ok := now.(*sdktrace.TracerProvider); ok && links.attached(p) {
		return nil
	}
	return fmt.Errorf("hhtrace: after Setup, the global tracer provider was replaced by a %s, so spans of tracers that were obtained "+
		"since then do not reach HoneyHive: call otel.SetTracerProvider before Setup, or use Attach with that provider if it is one of the SDK",
		typeName(now))
}
