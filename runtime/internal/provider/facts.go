package provider

import (
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"

	"go.opentelemetry.io/otel/trace"
)

// Facts are what is known of one tracer provider of the SDK.
type Facts struct {
	// Limits are those of its spans. They are not known of an SDK that keeps them
	// elsewhere than version 1.47 does.
	Limits
	LimitsKnown bool

	processed atomic.Bool // it has the span processor
}

// known is what is known of the providers that are alive. It keeps none of them
// alive, so it has no strong reference to one.
var known = struct {
	sync.RWMutex
	facts map[weak.Pointer[byte]]*Facts
}{facts: map[weak.Pointer[byte]]*Facts{}}

// newest are the provider that became known last, which is kept alive, and its
// facts: most processes have one provider, and find it here.
var newest atomic.Pointer[struct {
	provider trace.TracerProvider
	facts    *Facts
}]

// Of returns what is known of a provider; nil if it is not the SDK's.
func Of(p trace.TracerProvider) *Facts {
	if n := newest.Load(); n != nil && n.provider == p {
		return n.facts
	}
	return find(p)
}

func find(p trace.TracerProvider) *Facts {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem().PkgPath() != "go.opentelemetry.io/otel/sdk/trace" {
		return nil
	}
	// A weak pointer is the same for the same provider, and for no other, even
	// when the provider is gone and its memory is used again.
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
	newest.Store(&struct {
		provider trace.TracerProvider
		facts    *Facts
	}{p, f})
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
