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
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"
	"go.opentelemetry.io/otel/trace/noop"

	hh "github.com/hhgen/hhgen/runtime"
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
	otel.SetTracerProvider(routing{})
	otel.SetTextMapPropagator(routingPropagator{})
	hh.SetDefault(r.runtime)
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
	otel.SetTracerProvider(a.before.tracers)
	otel.SetTextMapPropagator(a.before.propagator)
	hh.SetDefault(a.before.runtime)
	a.before = globals{}
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

// elsewhere says why expected spans may have gone to another provider; "" if it
// finds no reason.
func (a *recorders) elsewhere() string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if len(a.stack) == 0 {
		return ""
	}
	if _, ok := otel.GetTracerProvider().(routing); !ok {
		return "the global tracer provider was replaced after hhtest.New"
	}
	if !delegates(a.before.tracers) {
		return "another tracer provider was global before hhtest.New: tracers that were obtained before hhtest.New record there"
	}
	return ""
}

// delegates reports whether p is OpenTelemetry's default for the global provider.
func delegates(p trace.TracerProvider) bool {
	t := reflect.TypeOf(p)
	return t.Kind() == reflect.Pointer && strings.HasSuffix(t.Elem().PkgPath(), "otel/internal/global")
}

// recorderKey is the key under which a context holds the recorder of its spans.
type recorderKey struct{}

// routing is the global tracer provider.
type routing struct{ embedded.TracerProvider }

func (routing) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return tracer{name: name, options: options}
}

type tracer struct {
	embedded.Tracer
	name    string
	options []trace.TracerOption
}

// Start starts a span of the active recorder. Without an active recorder, and
// below spans of a test that has ended, it starts a span that does not record.
func (t tracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	if ctx == nil {
		ctx = context.Background()
	}
	r := active.innermost()
	if parent, _ := ctx.Value(recorderKey{}).(*Recorder); parent != nil && parent.ended() {
		r = nil
	}
	if r == nil {
		return noop.Tracer{}.Start(ctx, name, options...)
	}
	ctx = context.WithValue(ctx, recorderKey{}, r)
	return r.provider.Tracer(t.name, t.options...).Start(ctx, name, options...)
}

// w3c propagates traces and sessions between services.
var w3c = propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})

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
