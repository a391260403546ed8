package hhtest

import (
	"context"
	"reflect"
	"runtime"
	"sync"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// router gives the spans of a provider to recorders, as its sampler and its span
// processor. Frameworks demand the SDK's type as the global provider, and register
// their own processors on it, so no other type can decide this.
type router struct{}

// ShouldSample drops spans that no recorder records.
func (router) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	state := trace.SpanContextFromContext(p.ParentContext).TraceState()
	r := recorderOf(p.ParentContext)
	switch {
	case state.Get(endedKey) != "" || r != nil && r.ended():
		// The SDK keeps nothing of a span that is dropped, except its trace state.
		state, _ = state.Insert(endedKey, "1")
	case r != nil:
		return sdktrace.SamplingResult{Decision: sdktrace.RecordAndSample, Tracestate: state}
	}
	return sdktrace.SamplingResult{Decision: sdktrace.Drop, Tracestate: state}
}

// endedKey marks, in the trace state of a span that was dropped, that it is below a
// span of a test that has ended. So the spans below it are dropped too.
const endedKey = "hhtest-ended"

func (router) Description() string { return "hhtest" }

func (router) OnStart(ctx context.Context, s sdktrace.ReadWriteSpan) {
	if r := recorderOf(ctx); r != nil {
		r.processor.OnStart(ctx, s)
	}
}

func (router) OnEnd(s sdktrace.ReadOnlySpan) {
	if r := owners.of(s.SpanContext()); r != nil {
		r.processor.OnEnd(s)
	}
}

func (router) Shutdown(context.Context) error   { return nil }
func (router) ForceFlush(context.Context) error { return nil }

// recorderOf returns the recorder of a span that is started in ctx: the active one,
// or the recorder of the parent if its test has ended. It is nil if there is none.
func recorderOf(ctx context.Context) *Recorder {
	if r := owners.of(trace.SpanContextFromContext(ctx)); r != nil && r.ended() {
		return r
	}
	return active.innermost()
}

// ownerMap holds the recorders of spans, by spanID, until the spans are garbage.
type ownerMap struct{ sync.Map }

var owners ownerMap

// add notes that the spans below s belong to the test of r.
func (m *ownerMap) add(s sdktrace.ReadWriteSpan, r *Recorder) {
	id := idOf(s)
	m.Store(id, r)
	v := reflect.ValueOf(s) // a pointer: a span can be changed
	runtime.AddCleanup((*byte)(v.UnsafePointer()), func(id spanID) { m.Delete(id) }, id)
}

// of returns the recorder of a span; nil if no recorder has recorded it.
func (m *ownerMap) of(c trace.SpanContext) *Recorder {
	r, _ := m.Load(spanID{c.TraceID(), c.SpanID()})
	owner, _ := r.(*Recorder)
	return owner
}
