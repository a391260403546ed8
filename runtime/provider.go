package hh

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// This file reports what the tracer provider of a span does not do, or undoes,
// of what is recorded there.

// expectProcessor reports, once for a runtime, that a span does not carry the
// session or the fields of its context, because its provider has no processor
// that puts them there. Spans of other implementations than the SDK are not
// judged: nothing is known of them.
func (rt *Runtime) expectProcessor(ctx context.Context, span trace.Span) {
	if !copies(span) {
		return
	}
	if of := provider.Of(span.TracerProvider()); !of.Processed() {
		rt.orDefault().missProcessor(ctx, span, of)
	}
}

func (rt *Runtime) missProcessor(ctx context.Context, span trace.Span, of *provider.Facts) {
	if rt.processorMissed.Load() || !expectsMore(ctx, span) {
		return
	}
	if carriesSome(ctx, span) {
		of.Process() // by a processor of another kind
		return
	}
	if rt.processorMissed.CompareAndSwap(false, true) {
		rt.report(Violation{Namespace: "span", Kind: NoSpanProcessor})
	}
}

// expectsMore reports whether ctx had a session or fields before span was
// started. What was added later a processor could not have put on the span.
func expectsMore(ctx context.Context, span trace.Span) bool {
	id := span.SpanContext().SpanID()
	if c, ok := ctx.Value(contextKey{}).(carried); ok && c.since != id {
		return true
	}
	if e, ok := ctx.Value(sessionContextKey{}).(entered); ok {
		return e.since != id
	}
	_, err := baggageSession(ctx)
	return err == nil
}

// carriesSome reports whether the session of ctx, or one of its fields, is on
// the span.
func carriesSome(ctx context.Context, span trace.Span) bool {
	s, ok := span.(interface{ Attributes() []attribute.KeyValue })
	if !ok {
		return true // which cannot be told
	}
	fields := ContextAttributes(ctx)
	return slices.ContainsFunc(s.Attributes(), func(on attribute.KeyValue) bool {
		return on.Key == sessionIDKey ||
			slices.ContainsFunc(fields, func(field attribute.KeyValue) bool { return field.Key == on.Key })
	})
}

// reportCuts reports strings that a span of the SDK is about to cut.
func (rt *Runtime) reportCuts(span trace.Span, kvs []attribute.KeyValue) {
	of := provider.Of(span.TracerProvider())
	of.EachCut(kvs, func(namespace, name string, characters int) {
		rt.report(Violation{Namespace: namespace, Key: name, Kind: SpanValueCut, Size: characters, Limit: of.Length})
	})
}

// reportLost reports, with the first of them, that parts of the identity that was
// set on a span did not fit.
func (rt *Runtime) reportLost(span trace.Span, identity []attribute.KeyValue) {
	if lost, kept := provider.Lost(span, identity); len(lost) > 0 {
		namespace, name := provider.Name(lost[0].Key)
		rt.report(Violation{Namespace: namespace, Key: name, Kind: SpanFull, Size: len(lost), Limit: kept})
	}
}
