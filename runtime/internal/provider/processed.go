package provider

import (
	"reflect"
	"sync"
	"sync/atomic"
	"weak"

	"go.opentelemetry.io/otel/trace"
)

// processed are the providers that have the span processor. They are not kept
// alive, but for the last one, which is found soonest.
var (
	processed     sync.Map // of weak.Pointer[byte] to nothing
	processedLast atomic.Pointer[trace.TracerProvider]
)

// Process notes that a provider of the SDK has the span processor.
func Process(p trace.TracerProvider) {
	if !isProcessedLast(p) && isPointer(p) {
		process(p)
	}
}

func process(p trace.TracerProvider) {
	processed.Store(reference(p), nil)
	processedLast.Store(&p)
}

// Processed reports whether a provider of the SDK is known to have the span
// processor.
func Processed(p trace.TracerProvider) bool {
	if isProcessedLast(p) {
		return true
	}
	if !isPointer(p) {
		return false
	}
	_, ok := processed.Load(reference(p))
	return ok
}

func isProcessedLast(p trace.TracerProvider) bool {
	last := processedLast.Load()
	return last != nil && *last == p
}

// reference is the same for the same provider, and for no other even when the
// provider is gone.
func reference(p trace.TracerProvider) weak.Pointer[byte] {
	return weak.Make((*byte)(reflect.ValueOf(p).UnsafePointer()))
}

// isPointer reports whether a provider is behind a pointer, as the SDK's are.
// Others may not even be comparable.
func isPointer(p trace.TracerProvider) bool {
	v := reflect.ValueOf(p)
	return v.Kind() == reflect.Pointer && !v.IsNil()
}
