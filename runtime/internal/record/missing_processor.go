package record

import (
	"context"
	"slices"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// missProcessor reports, once for a runtime, that a span does not carry the session or
// the fields of its context because its provider has no processor that sets them. Spans
// of implementations other than the SDK are not checked. looks tells whether to search the
// baggage, which takes as long as recording several attributes.
func (rt *Runtime) missProcessor(ctx context.Context, span trace.Span, sdk *provider.Facts, looks bool) {
	if rt.processorMissed.Load() || !rt.expectsMore(ctx, span, looks) {
		return
	}
	if carriesSome(ctx, span) {
		sdk.Process() // by a processor of another kind
		return
	}
	if rt.processorMissed.CompareAndSwap(false, true) {
		rt.Report(Violation{Namespace: "span", Kind: NoSpanProcessor})
	}
}

// looks reports whether a call searches the baggage of its context for a session: the
// first calls on spans of a provider do, and later the first of each 64 calls that have
// the same batch.
func (b *Batch) looks() bool {
	const some = 64
	b.calls++
	return b.calls%some == 1 || b.sdk.Early()
}

// expectsMore reports whether ctx had a session or fields before span started. A
// processor could not have set those that were added later.
func (rt *Runtime) expectsMore(ctx context.Context, span trace.Span, looks bool) bool {
	if anyCarry.Load() {
		if c, ok := ctx.Value(contextKey{}).(carried); ok && c.since != span.SpanContext().SpanID() {
			return true
		}
	}
	if anyEntered.Load() {
		if e, ok := ctx.Value(sessionContextKey{}).(entered); ok {
			return e.since != span.SpanContext().SpanID()
		}
	}
	if !looks {
		return false
	}
	_, err := rt.baggageSession(ctx)
	return err == nil
}

// carriesSome reports whether the session of ctx, or one of its fields, is on
// the span.
func carriesSome(ctx context.Context, span trace.Span) bool {
	s, ok := span.(interface{ Attributes() []attribute.KeyValue })
	if !ok {
		return true // the attributes of the span are not known
	}
	fields := ContextAttributes(ctx)
	return slices.ContainsFunc(s.Attributes(), func(on attribute.KeyValue) bool {
		return on.Key == sessionIDKey ||
			slices.ContainsFunc(fields, func(field attribute.KeyValue) bool { return field.Key == on.Key })
	})
}

// anyCarry and anyEntered report whether a context of this process carries fields
// or belongs to a session. Until one does, spans are not checked.
var anyCarry, anyEntered atomic.Bool

// note sets a flag that is set once and read often.
func note(flag *atomic.Bool) {
	if !flag.Load() {
		flag.Store(true)
	}
}
