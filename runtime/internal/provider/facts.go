package provider

import (
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"

	"go.opentelemetry.io/otel/trace"
)

// Facts are the facts about one tracer provider of the SDK.
type Facts struct {
	// Limits are the limits of its spans. They are not known if the SDK stores them
	// in other fields than version 1.47 does.
	Limits
	LimitsKnown bool

	processed atomic.Bool   // it has the span processor
	calls     atomic.Uint32 // of Early
}

// known holds the facts about all providers that are alive. Its keys are weak, so
// it keeps no provider alive.
var known = struct {
	sync.RWMutex
	facts map[weak.Pointer[byte]]*Facts
}{facts: map[weak.Pointer[byte]]*Facts{}}

// newest is the provider that was added last, and its facts; never nil. Most processes
// have one provider, and find it here. It is kept alive.
var newest atomic.Pointer[factsFor]

// factsFor is a provider with its facts.
type factsFor struct {
	provider trace.TracerProvider
	facts    *Facts
}

func init() { newest.Store(&factsFor{}) }

// Of returns the facts about a provider; nil if it does not belong to the SDK.
func Of(p trace.TracerProvider) *Facts {
	if n := newest.Load(); n.provider == p {
		return n.facts
	}
	return find(p)
}

func find(p trace.TracerProvider) *Facts {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem().PkgPath() != "go.opentelemetry.io/otel/sdk/trace" {
		return nil
	}
	// Weak pointers are equal only for the same provider, even if another provider
	// later uses the same memory.
	start := (*byte)(v.UnsafePointer())
	key := weak.Make(start)
	known.RLock()
	f := known.facts[key]
	known.RUnlock()
	if f == nil {
		f = learn(p, start, key)
	}
	return f
}

func learn(p trace.TracerProvider, start *byte, key weak.Pointer[byte]) *Facts {
	known.Lock()
	defer known.Unlock()
	if f := known.facts[key]; f != nil {
		return f
	}
	f := &Facts{}
	f.Limits, f.LimitsKnown = read(reflect.ValueOf(p).Elem())
	known.facts[key] = f
	runtime.AddCleanup(start, forget, key)
	newest.Store(&factsFor{p, f})
	return f
}

func forget(key weak.Pointer[byte]) {
	known.Lock()
	defer known.Unlock()
	delete(known.facts, key)
}

// Process notes that the provider has the span processor.
func (f *Facts) Process() {
	if f != nil && !f.processed.Load() {
		f.processed.Store(true)
	}
}

// Processed reports whether the provider is known to have the span processor.
func (f *Facts) Processed() bool { return f != nil && f.processed.Load() }

// Early reports whether this is one of the first calls of Early, which are 1,000 or a few
// more.
func (f *Facts) Early() bool {
	const first = 1000
	return f.calls.Load() < first && f.calls.Add(1) > 0
}
