package record

import (
	"reflect"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

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

// reportCuts reports strings that a span of the SDK is about to cut.
func (rt *Runtime) reportCuts(sdk *provider.Facts, kvs []attribute.KeyValue) {
	sdk.EachCut(kvs, func(namespace, name string, characters int) {
		rt.Report(Violation{Namespace: namespace, Key: name, Kind: SpanValueCut, Size: characters, Limit: sdk.Length})
	})
}

// reportLost reports, with the first of them, that parts of the identity that was
// set on a span did not fit.
func (rt *Runtime) reportLost(span trace.Span, identity []attribute.KeyValue) {
	if lost, kept := provider.Lost(span, identity); len(lost) > 0 {
		namespace, name := provider.Name(lost[0].Key)
		rt.Report(Violation{Namespace: namespace, Key: name, Kind: SpanFull, Size: len(lost), Limit: kept})
	}
}
