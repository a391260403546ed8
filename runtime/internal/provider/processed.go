package provider

import (
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/trace"
)

// Providers are known by their address, so that none is kept alive. An address
// that is used again, after a provider is gone, hides at most a message.
var (
	processed     sync.Map // of uintptr to nothing
	processedLast atomic.Uintptr
)

// Process notes that a provider has the span processor.
func Process(p trace.TracerProvider) {
	at := address(p)
	if at == processedLast.Load() {
		return
	}
	processed.Store(at, nil)
	processedLast.Store(at)
}

// Processed reports whether a provider is known to have the span processor.
func Processed(p trace.TracerProvider) bool {
	at := address(p)
	if at != 0 && at == processedLast.Load() {
		return true
	}
	_, ok := processed.Load(at)
	return ok
}
