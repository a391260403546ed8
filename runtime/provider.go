package hh

import (
	"context"
	"reflect"
	"slices"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// This file reports what the tracer provider of a span does not do, or undoes,
// of what is recorded there.

// ofSDK is the type of the SDK's spans, once one was seen. They copy the slice
// that SetAttributes is given; of other implementations nothing is known, and
// their slice must not be used again.
var ofSDK atomic.Value

// factsOf returns what is known of a span's provider; nil if the span is not the
// SDK's.
func factsOf(span trace.Span) *provider.Facts {
	if !isSDK(span) {
		return nil
	}
	return provider.Of(span.TracerProvider())
}

func isSDK(span trace.Span) bool {
	t := reflect.TypeOf(span)
	if t == ofSDK.Load() {
		return true
	}
	if t.Kind() != reflect.Pointer || t.Elem().PkgPath() != "go.opentelemetry.io/otel/sdk/trace" || t.Elem().Name() != "recordingSpan" {
		return false
	}
	ofSDK.Store(t)
	return true
}

// expectProcessor reports, once for a runtime, that a span does not carry the
// session or the fields of its context, because its provider has no processor
// that puts them there. Spans of other implementations than the SDK are not
// judged: nothing is known of them.
func (rt *Runtime) expectProcessor(ctx context.Context, span trace.Span, sdk *provider.Facts) {
	if sdk != nil && !sdk.Processed() {
		rt.orDefault().missProcessor(ctx, span, sdk)
	}
}

func (rt *Runtime) missProcessor(ctx context.Context, span trace.Span, sdk *provider.Facts) {
	if rt.processorMissed.Load() || !expectsMore(ctx, span) {
		return
	}
	if carriesSome(ctx, span) {
		sdk.Process() // by a processor of another kind
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
func (rt *Runtime) reportCuts(sdk *provider.Facts, kvs []attribute.KeyValue) {
	sdk.EachCut(kvs, func(namespace, name string, characters int) {
		rt.report(Violation{Namespace: namespace, Key: name, Kind: SpanValueCut, Size: characters, Limit: sdk.Length})
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
