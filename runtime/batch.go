package hh

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// Batch collects the attributes of one call of an enricher, and what it changes
// of an event. Generated code gets one from [Runtime.Span], [Runtime.Session],
// [Runtime.Event] or [Runtime.Batch], puts values into it, and ends with
// [Batch.Send], [Batch.Update], [Batch.Attributes] or [Batch.Context], after
// which it must not be used. It is for one goroutine.
type Batch struct {
	rt    *Runtime
	span  trace.Span
	sdk   *provider.Facts // of the span's provider; nil if the span is not the SDK's
	kvs   []attribute.KeyValue
	holes [maxHoles]hole
	depth int       // how many holes are in use
	doc   *document // of an event's update; nil for spans and contexts

	value    value    // at hand
	members  []member // of the call so far
	inlined  bool     // the call has a value whose members are the namespace's
	dotted   bool     // one of those has a dot in its key
	repeats  bool     // two values of the call may have one key
	rejected int      // violations of the call

	comparing bool  // paths of the value at hand are compared
	taken     paths // those so far
	others    paths // those of earlier values that the member at hand may meet
}

// maxHoles is enough for the lists and maps that a schema may nest.
const maxHoles = 8

var batches = sync.Pool{New: func() any { return &Batch{kvs: make([]attribute.KeyValue, 0, 16)} }}

// maxPooled is the most attributes that a pooled batch keeps room for.
const maxPooled = 1024

// Span returns a batch for the active span of ctx, or nil if that does not
// record. A nil rt is the default runtime.
func (rt *Runtime) Span(ctx context.Context) *Batch {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return nil
	}
	sdk := factsOf(span)
	rt.expectProcessor(ctx, span, sdk)
	b := rt.Batch()
	b.span, b.sdk = span, sdk
	return b
}

// Batch returns a batch for no span.
func (rt *Runtime) Batch() *Batch {
	b := batches.Get().(*Batch)
	b.rt = rt
	return b
}

func (b *Batch) runtime() *Runtime { return b.rt.orDefault() }

// Send gives the span what was collected, in one call. It is meant to be
// deferred: what was collected before a method of some value panicked is sent,
// and the panic becomes a violation.
func (b *Batch) Send() {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	b.settle()
	switch {
	case len(b.kvs) == 0:
	case b.sdk != nil: // its spans copy
		b.runtime().reportCuts(b.sdk, b.kvs)
		b.span.SetAttributes(b.kvs...)
	default:
		b.span.SetAttributes(slices.Clone(b.kvs)...)
	}
	b.release()
}

// Attributes stores what was collected in kvs. It is meant to be deferred,
// like [Batch.Send].
func (b *Batch) Attributes(kvs *[]attribute.KeyValue) {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	b.settle()
	*kvs = slices.Clone(b.kvs)
	b.release()
}

// Context stores in ctx a context that carries what was collected to the
// spans that are started in it. It is meant to be deferred, like [Batch.Send].
func (b *Batch) Context(ctx *context.Context) {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	b.settle()
	*ctx = contextWith(*ctx, b.kvs, b.members)
	b.release()
}

// panicked reports a panic that no single value is known for.
func (b *Batch) panicked(r any) {
	b.runtime().report(Violation{Key: reflect.TypeOf(r).String(), Kind: Panicked})
}

func (b *Batch) release() {
	clear(b.kvs) // or they would be kept alive
	if cap(b.kvs) > maxPooled {
		b.kvs = nil
	}
	clear(b.members)
	if cap(b.members) > maxPooled {
		b.members = nil
	}
	if b.doc != nil {
		b.doc.release()
	}
	b.taken.reset()
	b.others.reset()
	*b = Batch{kvs: b.kvs[:0], members: b.members[:0], taken: b.taken, others: b.others}
	batches.Put(b)
}

// Foreign reports a field whose type the package has not generated: a struct
// that embeds a record gets its methods, but not its code.
func (b *Batch) Foreign(t reflect.Type) {
	b.runtime().report(Violation{Key: t.String(), Kind: ForeignField})
}

// slot adds an attribute with a's key, for its value to be written in place. It
// is nil if the key is a path that is taken.
func (b *Batch) slot(a *Attr) *attribute.KeyValue {
	n := len(b.kvs)
	if n < cap(b.kvs) {
		b.kvs = b.kvs[:n+1]
	} else {
		b.kvs = append(b.kvs, attribute.KeyValue{})
	}
	kv := &b.kvs[n]
	kv.Key = b.key(a)
	if b.comparing && !b.claim(a, kv.Key) {
		b.kvs = b.kvs[:n]
		return nil
	}
	return kv
}
