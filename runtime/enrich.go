package hh

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Session returns a batch that changes the session of ctx, and ends with
// [Batch.Update]. The error is [ErrNoSession] or [ErrInvalidSession]. A nil rt
// is the default runtime.
func (rt *Runtime) Session(ctx context.Context) (*Batch, error) {
	s, err := CurrentSession(ctx)
	if err != nil {
		return nil, err
	}
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		rt.expectProcessor(ctx, span, factsOf(span))
	}
	return rt.update(s.ID, true), nil
}

// Event returns a batch that changes an event, and ends with [Batch.Update]. The
// error is for an id that is no UUIDv4. A nil rt is the default runtime.
func (rt *Runtime) Event(_ context.Context, id EventID) (*Batch, error) {
	switch {
	case id.IsZero():
		return nil, errors.New("hh: the event id is zero")
	case !id.valid():
		return nil, fmt.Errorf("hh: an event id is a UUIDv4, not %s", id)
	}
	return rt.update(id.String(), false), nil
}

func (rt *Runtime) update(event string, session bool) *Batch {
	b := rt.Batch()
	b.doc = documents.Get().(*document)
	b.doc.event, b.doc.session, b.doc.at, b.doc.b = event, session, time.Now(), b
	return b
}

// Update gives the session client what was collected, and stores its error in
// err. It is meant to be deferred, like [Batch.Send].
func (b *Batch) Update(err *error) {
	if r := recover(); r != nil {
		b.panicked(r)
	}
	*err = b.deliver()
	b.release()
}

func (b *Batch) deliver() error {
	rt, d := b.runtime(), b.doc
	members := d.update()
	if len(members) == 0 {
		return nil
	}
	if d.session && rt.sessions != nil {
		rt.remember(b)
	}
	return rt.send(Update{EventID: d.event, Time: d.at, Members: members})
}

// remember keeps what a session was enriched with for its spans.
func (rt *Runtime) remember(b *Batch) {
	refused, forgotten := rt.sessions.add(b.doc.event, b.members, b.kvs)
	if refused > 0 {
		rt.report(Violation{Namespace: "session", Key: "attributes", Kind: TooManyItems, Size: maxInherited + refused, Limit: maxInherited})
	}
	for range forgotten {
		rt.report(Violation{Namespace: "session", Kind: SessionForgotten})
	}
}

// AppendSessionAttributes appends to kvs the attributes that the session with
// the given id was enriched with through rt, for span processors.
func (rt *Runtime) AppendSessionAttributes(kvs []attribute.KeyValue, id string) []attribute.KeyValue {
	sessions := rt.orDefault().sessions
	if sessions == nil {
		return kvs
	}
	return sessions.attributes(kvs, id)
}

// puts are the put functions of generated packages, by the packages' paths.
var puts sync.Map // of string to func(*Batch, any) bool

// Register tells the runtime how to put the fields of a generated package, for
// the package hhtest: of is one of the package's types.
func Register(of reflect.Type, put func(b *Batch, field any) bool) { puts.Store(of.PkgPath(), put) }

// put puts a field or record of any generated package.
func (b *Batch) put(field any) error {
	t := reflect.TypeOf(field)
	if t == nil {
		return nil
	}
	named := t
	if named.Kind() == reflect.Pointer {
		named = named.Elem()
	}
	if put, ok := puts.Load(named.PkgPath()); ok && put.(func(*Batch, any) bool)(b, field) {
		return nil
	}
	return fmt.Errorf("hh: %v is neither a record nor a field of a package that hhgen generated", t)
}

// AttributesOf returns what fields and records of any generated packages become
// on a span, for package hhtest.
func (rt *Runtime) AttributesOf(fields ...any) (kvs []attribute.KeyValue, err error) {
	b := rt.Batch()
	defer b.Attributes(&kvs)
	for _, f := range fields {
		err = errors.Join(err, b.put(f))
	}
	return nil, err
}

// MembersOf returns what fields and records of any generated packages become in
// an update of a session, for package hhtest. Those that only spans have become
// members of the namespaces error and event_id, which no update has.
func (rt *Runtime) MembersOf(fields ...any) ([]Member, error) {
	b := rt.update("", false)
	defer b.release()
	var err error
	for _, f := range fields {
		err = errors.Join(err, b.put(f))
	}
	return b.doc.update(), err
}
