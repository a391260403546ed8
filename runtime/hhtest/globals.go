package hhtest

import (
	"context"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
)

// This file connects recorders with the process's globals. OpenTelemetry binds
// tracers and propagators in package variables for ever to the first provider and
// propagator that become global. So the global provider and propagator do not
// belong to one recorder: at each use, they ask which recorder is active.

// recorders are the recorders that use the globals; the last one records.
type recorders struct {
	mu     sync.RWMutex
	stack  []*Recorder
	before globals // of the first recorder, to be restored after the last

	// own is the provider that becomes global where no other provider of the SDK
	// is. It is kept for the life of the process, with what frameworks register on it.
	own *sdktrace.TracerProvider

	// joined are the providers that were global before a recorder, and that have the
	// router until the last recorder ends.
	joined []*sdktrace.TracerProvider
}

type globals struct {
	tracers    trace.TracerProvider
	propagator propagation.TextMapPropagator
	runtime    *hh.Runtime
}

var active recorders

func (a *recorders) add(r *Recorder) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.stack) == 0 {
		a.before = globals{otel.GetTracerProvider(), otel.GetTextMapPropagator(), hh.Default()}
	}
	a.stack = append(a.stack, r)
	a.routeSpans()
	otel.SetTextMapPropagator(routingPropagator{})
	hh.SetDefault(r.runtime)
}

// routeSpans makes the spans of the global provider reach the router. A provider of
// the SDK stays global, because tracers and frameworks may be bound to it.
func (a *recorders) routeSpans() {
	p, ok := otel.GetTracerProvider().(*sdktrace.TracerProvider)
	switch {
	case !ok || p == nil || isShutDown(p):
		if a.own == nil || isShutDown(a.own) {
			a.own = newProvider(router{}, router{})
		}
		otel.SetTracerProvider(a.own)
	case !a.routes(p):
		p.RegisterSpanProcessor(router{})
		a.joined = append(a.joined, p)
	}
}

// routes reports whether the spans of p reach the router.
func (a *recorders) routes(p *sdktrace.TracerProvider) bool {
	return p == a.own || slices.Contains(a.joined, p)
}

// isShutDown reports whether p has been shut down. The SDK documents that p then
// does nothing, and has no other API for it.
func isShutDown(p *sdktrace.TracerProvider) bool {
	_, nothing := p.Tracer("hhtest").(noop.Tracer)
	return nothing
}

// remove works in any order, for recorders of tests that do not nest.
func (a *recorders) remove(r *Recorder) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stack = slices.DeleteFunc(a.stack, func(other *Recorder) bool { return other == r })
	if n := len(a.stack); n > 0 {
		hh.SetDefault(a.stack[n-1].runtime)
		return
	}
	a.restore()
}

// restore restores the globals after the last recorder. OpenTelemetry's default
// provider leads to the first provider that became global, so it is not restored.
func (a *recorders) restore() {
	if delegates(a.before.tracers) && a.own != nil {
		a.before.tracers = a.own
	}
	otel.SetTracerProvider(a.before.tracers)
	otel.SetTextMapPropagator(a.before.propagator)
	hh.SetDefault(a.before.runtime)
	a.before = globals{}
	for _, p := range a.joined {
		p.UnregisterSpanProcessor(router{})
	}
	a.joined = nil
}

// innermost is the recorder that was added last, or nil.
func (a *recorders) innermost() *Recorder {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if len(a.stack) == 0 {
		return nil
	}
	return a.stack[len(a.stack)-1]
}

// elsewhere says why expected spans may not have been recorded; "" if it finds no
// reason.
func (a *recorders) elsewhere() string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if len(a.stack) == 0 {
		return ""
	}
	p, ok := otel.GetTracerProvider().(*sdktrace.TracerProvider)
	switch {
	case !ok || !a.routes(p):
		return "the global tracer provider was replaced after hhtest.New"
	case isShutDown(p):
		return "the global tracer provider was shut down after hhtest.New: let the code under test shut down only a provider that it made"
	case slices.Contains(a.joined, p):
		return "another tracer provider was global before hhtest.New, and its sampler may have dropped spans"
	case a.before.tracers != p && !delegates(a.before.tracers):
		return "another tracer provider was global before hhtest.New: tracers that were obtained before hhtest.New record there"
	}
	return ""
}

// delegates reports whether p is OpenTelemetry's default for the global provider.
func delegates(p trace.TracerProvider) bool {
	t := reflect.TypeOf(p)
	return t.Kind() == reflect.Pointer && strings.HasSuffix(t.Elem().PkgPath(), "otel/internal/global")
}

// w3c propagates traces, sessions and fields between services.
var w3c = propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, hhtrace.NewPropagator())

// routingPropagator is the global propagator. Without a recorder it does nothing,
// like OpenTelemetry's default.
type routingPropagator struct{}

func (routingPropagator) Inject(ctx context.Context, carrier propagation.TextMapCarrier) {
	if active.innermost() != nil {
		w3c.Inject(ctx, carrier)
	}
}

func (routingPropagator) Extract(ctx context.Context, carrier propagation.TextMapCarrier) context.Context {
	if active.innermost() == nil {
		return ctx
	}
	return w3c.Extract(ctx, carrier)
}

func (routingPropagator) Fields() []string { return w3c.Fields() }

// becomesParallel reports whether the test ends because t.Parallel panicked, as
// the function parallel makes it do.
func becomesParallel() bool {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Function == "testing.(*T).Parallel" {
			return true
		}
		if !more {
			return false
		}
	}
}

// parallel reports whether t or a test around it is parallel, and makes t panic if
// it becomes parallel later. Only Setenv can do both; the variable has no meaning.
func parallel(t testing.TB) (yes bool) {
	defer func() {
		r := recover()
		if text, _ := r.(string); strings.Contains(text, "t.Parallel") {
			yes = true
		} else if r != nil {
			panic(r)
		}
	}()
	t.Setenv("HHTEST_RECORDS", t.Name())
	return false
}
