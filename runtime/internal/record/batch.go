package record

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// Batch collects the attributes of one call of an enricher, and its update of an
// event. Generated code gets one from [Runtime.Span], [Runtime.Session],
// [Runtime.Event] or [Runtime.Batch], records values, and ends with [Batch.Send],
// [Batch.Update], [Batch.Attributes] or [Batch.Context], after which it must not be
// used. It is for one goroutine.
type Batch struct {
	kvs    []attribute.KeyValue
	direct bool // a value needs no more than an attribute: it is for a span, and no paths are compared
	used   bool // members below sdk may have been used
	calls  byte // on spans without the span processor, modulo 256
	rt     *Runtime
	span   trace.Span
	sdk    *provider.Facts // of the span's provider; nil if the span is not the SDK's

	json     *updateJSON     // of an event's update; nil for spans and contexts
	baggage  []attribute.Key // of the values that travel to other services
	rejected int             // violations of the call
	depth    int             // how many holes are in use

	value   value    // the current value
	members []member // of the call so far
	inlined bool     // the call has an inline value
	dotted  bool     // one of those has a dot in its key
	repeats bool     // two values of the call may have one key

	comparing bool  // paths of the current value are compared
	taken     paths // paths of the current value so far
	others    paths // paths of earlier values that the current member may meet

	holes [maxHoles]hole
}

// maxHoles is enough for the lists and maps that a schema may nest.
const maxHoles = 8

var batches = sync.Pool{New: func() any { return &Batch{kvs: make([]attribute.KeyValue, 0, 16)} }}

// maxPooled is the most attributes that a pooled batch keeps room for.
const maxPooled = 1024

// Span returns a batch for the active span of ctx, or nil if the span does not
// record. A nil rt is the default runtime.
func (rt *Runtime) Span(ctx context.Context) *Batch {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return nil
	}
	b := batches.Get().(*Batch)
	b.rt, b.span, b.sdk, b.direct = rt, span, factsOf(span), true
	if b.sdk != nil && !b.sdk.Processed() {
		rt.orDefault().missProcessor(ctx, span, b.sdk, b.looks())
	}
	return b
}

// Session returns a batch that changes the session of ctx, and ends with
// [Batch.Update]. The error is [ErrNoSession] or [ErrInvalidSession]. A nil rt
// is the default runtime.
func (rt *Runtime) Session(ctx context.Context) (*Batch, error) {
	rt = rt.orDefault()
	s, err := rt.CurrentSession(ctx)
	if err != nil {
		return nil, err
	}
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		if sdk := factsOf(span); sdk != nil && !sdk.Processed() {
			rt.orDefault().missProcessor(ctx, span, sdk, true)
		}
	}
	return rt.event(s.ID, true), nil
}

// Event returns a batch that changes an event, and ends with [Batch.Update]. The
// error is for an id that is not a UUIDv4. A nil rt is the default runtime.
func (rt *Runtime) Event(id EventID) (*Batch, error) {
	if err := checkEventID(id); err != nil {
		return nil, err
	}
	return rt.event(EventIDText(id), false), nil
}

// event returns a batch that changes an event, which may be a session. The default
// runtime may be replaced during the call, which is remembered and sent by one runtime.
func (rt *Runtime) event(id string, session bool) *Batch {
	b := rt.orDefault().Batch()
	b.used = true
	b.json = updates.Get().(*updateJSON)
	b.json.event, b.json.session, b.json.b = id, session, b
	return b
}

// Batch returns a batch without a span. A nil rt is the default runtime.
func (rt *Runtime) Batch() *Batch {
	b := batches.Get().(*Batch)
	b.rt = rt
	return b
}

func (b *Batch) runtime() *Runtime { return b.rt.orDefault() }

// Send sets the collected attributes on the span, in one call. Callers defer it: if a
// method of a value panics, Send sets the attributes collected so far, and reports
// the panic as a violation.
func (b *Batch) Send() {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	if b.used {
		b.settle()
	}
	switch {
	case len(b.kvs) == 0:
	case b.sdk != nil: // its spans copy
		if b.sdk.CutsStrings() {
			b.runtime().reportCuts(b.sdk, b.kvs)
		}
		b.span.SetAttributes(b.kvs...)
	default:
		b.span.SetAttributes(slices.Clone(b.kvs)...)
	}
	b.release()
}

// Update gives the collected update to the session client, and stores its error in
// err. Callers defer it, like [Batch.Send].
func (b *Batch) Update(err *error) {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	*err = b.deliver()
	b.release()
}

// Attributes stores the collected attributes in kvs. Callers defer it, like
// [Batch.Send].
func (b *Batch) Attributes(kvs *[]attribute.KeyValue) {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	b.settle()
	*kvs = slices.Clip(slices.Clone(b.kvs)) // as a literal is: two lists that are appended to it share nothing
	b.release()
}

// Context stores in ctx a context that carries the collected attributes to spans
// that start in it. Callers defer it, like [Batch.Send].
func (b *Batch) Context(ctx *context.Context) {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	b.settle()
	*ctx = contextWith(*ctx, b.kvs, b.members, b.baggage)
	b.release()
}

// panicked reports a panic whose value is not known.
func (b *Batch) panicked(r any) {
	b.runtime().Report(Violation{Key: reflect.TypeOf(r).String(), Kind: Panicked})
}

// Foreign reports a field whose type hhgen did not generate in the package: a struct
// that embeds a record gets its methods, but not its generated code.
func (b *Batch) Foreign(t reflect.Type) {
	b.runtime().Report(Violation{Key: t.String(), Kind: ForeignField})
}

// release returns b to the pool, without references to values. Lists, maps and
// dynamic values clear the fields that they used when they end.
func (b *Batch) release() {
	if clear(b.kvs); cap(b.kvs) > maxPooled {
		b.kvs = nil
	}
	b.kvs = b.kvs[:0]
	b.rt, b.span, b.sdk, b.direct = nil, nil, nil, false
	if b.used {
		b.releaseUsed()
	}
	batches.Put(b)
}

// releaseUsed clears what only some batches use.
func (b *Batch) releaseUsed() {
	b.members, b.baggage = emptied(b.members), emptied(b.baggage)
	b.json.release()
	b.json, b.rejected = nil, 0
	b.inlined, b.dotted, b.repeats, b.used = false, false, false, false
	if b.depth > 0 || b.value.levels > 0 { // a method of a value panicked
		b.depth, b.value = 0, value{}
		b.stopComparing()
		b.direct = false
		clear(b.holes[:])
	}
}

// emptied returns an empty slice with the capacity of s, or nil if that is large.
func emptied[S ~[]E, E any](s S) S {
	clear(s)
	if cap(s) > maxPooled {
		return nil
	}
	return s[:0]
}

// slot adds an attribute with a's key, and returns it so that the caller sets its
// value. It returns nil if the path is taken.
func (b *Batch) slot(a *Attr) *attribute.KeyValue {
	n := len(b.kvs)
	if !b.direct || a.Holes > 0 || n == cap(b.kvs) {
		return b.otherSlot(a)
	}
	kvs := b.kvs[:n+1]
	kvs[n].Key = a.Key
	b.kvs = kvs
	return &kvs[n]
}

// otherSlot is slot for a key with holes, for a batch that is not for a span, for paths
// that are compared, and for more attributes than there is room for.
func (b *Batch) otherSlot(a *Attr) *attribute.KeyValue {
	n := len(b.kvs)
	b.kvs = append(b.kvs, attribute.KeyValue{Key: b.key(a)})
	kv := &b.kvs[n]
	if b.comparing && !b.claim(a, kv.Key) {
		*kv = attribute.KeyValue{} // do not keep its key alive
		b.kvs = b.kvs[:n]
		return nil
	}
	if a.Baggage {
		b.travels(a)
	}
	return kv
}
