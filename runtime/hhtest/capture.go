package hhtest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
)

// In this file a recorder receives spans from the SDK, and sessions and violations
// from the runtime, in any goroutine.

// span is a span that can still change, or the snapshot of a span that has ended.
type span struct {
	sdktrace.ReadOnlySpan
	ended bool
}

// spanID identifies a span among all traces.
type spanID struct {
	trace trace.TraceID
	span  trace.SpanID
}

func idOf(s sdktrace.ReadOnlySpan) spanID {
	c := s.SpanContext()
	return spanID{c.TraceID(), c.SpanID()}
}

// processor records spans, with the attributes that hhtrace's processor sets.
type processor struct {
	r      *Recorder
	fields sdktrace.SpanProcessor
}

func (p processor) OnStart(ctx context.Context, started sdktrace.ReadWriteSpan) {
	owners.add(started, p.r) // in spite of its end, so that spans below are known too
	if p.r.ended() {
		return
	}
	p.fields.OnStart(ctx, started)
	p.r.record(func() {
		s := &span{ReadOnlySpan: started}
		p.r.spans = append(p.r.spans, s)
		p.r.byID[idOf(started)] = s
	})
}

func (p processor) OnEnd(ended sdktrace.ReadOnlySpan) {
	p.fields.OnEnd(ended)
	p.r.record(func() {
		if s := p.r.byID[idOf(ended)]; s != nil {
			*s = span{ended, true}
		}
	})
}

func (processor) Shutdown(context.Context) error   { return nil }
func (processor) ForceFlush(context.Context) error { return nil }

// client records the sessions and updates that the runtime sends.
type client struct{ r *Recorder }

var errEnded = errors.New("hhtest: the test has ended")

func (c client) StartSession(s hh.SessionStart) error {
	if !c.r.record(func() { c.r.starts = append(c.r.starts, s) }) {
		return errEnded
	}
	return nil
}

func (c client) UpdateEvent(u hh.Update) error {
	if !c.r.record(func() { c.r.updates = append(c.r.updates, u) }) {
		return errEnded
	}
	return nil
}

// violated records a violation and fails the test, in any goroutine.
func (r *Recorder) violated(v hh.Violation) {
	r.life.RLock()
	defer r.life.RUnlock()
	if r.over {
		return
	}
	r.mu.Lock()
	r.violations = append(r.violations, v)
	r.mu.Unlock()
	if !r.config.allowViolations {
		r.t.Errorf("%v%s: a violation fails the test; to allow violations, give hhtest.New the option hhtest.AllowViolations()", v, caller())
	}
}

// caller is the place in the code under test that records at this moment: the
// first frame above the runtime and generated code. It is "" if none is found.
func caller() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := frames.Next()
		if f.File != "" && !ours(f) {
			return fmt.Sprintf(", at %s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}

// outputName is the file that hhgen generates in each package.
const outputName = "hh_gen.go"

// ours reports whether a frame is of this package, of hhgen's runtime, of
// generated code, or of Go's runtime, which calls deferred functions.
func ours(f runtime.Frame) bool {
	return strings.HasPrefix(f.Function, "runtime.") || ofRuntime(f.Function) || filepath.Base(f.File) == outputName
}

// ofRuntime reports whether a function belongs to one of the packages of hhgen's
// runtime that record.
func ofRuntime(function string) bool {
	rest, ok := strings.CutPrefix(function, "github.com/hhgen/hhgen/runtime")
	pkg, _, _ := strings.Cut(rest, ".")
	return ok && slices.Contains([]string{"", "/hhtest", "/hhimpl", "/internal/record"}, pkg)
}
