package record

import (
	"reflect"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// ofSDK is the type of the SDK's spans, after the first one; before, it is a type of no
// span. The SDK's spans copy the slice given to SetAttributes. Spans of other
// implementations may keep the slice, so it must not be used again.
var ofSDK atomic.Pointer[reflect.Type]

func init() {
	none := reflect.TypeFor[int]()
	ofSDK.Store(&none)
}

// factsOf returns the facts about a span's provider; nil if the span does not belong
// to the SDK.
func factsOf(span trace.Span) *provider.Facts {
	if !isSDK(span) {
		return nil
	}
	return provider.Of(span.TracerProvider())
}

// isSDK reports whether a span belongs to the SDK.
func isSDK(span trace.Span) bool {
	t := reflect.TypeOf(span)
	if t == *ofSDK.Load() {
		return true
	}
	if t.Kind() != reflect.Pointer || t.Elem().PkgPath() != "go.opentelemetry.io/otel/sdk/trace" || t.Elem().Name() != "recordingSpan" {
		return false
	}
	seen := t // only the copy moves to the heap
	ofSDK.Store(&seen)
	return true
}

// reportCuts reports strings that a span of the SDK is about to cut.
func (rt *Runtime) reportCuts(sdk *provider.Facts, kvs []attribute.KeyValue) {
	sdk.EachCut(kvs, func(namespace, name string, characters int) {
		rt.Report(Violation{Namespace: namespace, Key: name, Kind: SpanValueCut, Size: characters, Limit: sdk.Length})
	})
}

// reportLost reports that a span dropped parts of its identity. The violation names
// the first of them.
func (rt *Runtime) reportLost(span trace.Span, identity []attribute.KeyValue) {
	if lost, kept := provider.Lost(span, identity); len(lost) > 0 {
		namespace, name := provider.Name(lost[0].Key)
		rt.Report(Violation{Namespace: namespace, Key: name, Kind: SpanFull, Size: len(lost), Limit: kept})
	}
}
