// Package hhimpl is what the code that hhgen generates calls, and nothing else
// should: services use the functions of generated packages, and package hh in
// github.com/hhgen/hhgen/runtime. It changes with what hhgen generates.
package hhimpl

import (
	"context"
	"reflect"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// SupportsGenerated1 is what generated code requires. Code that a newer hhgen
// generates names a newer constant, so it does not compile with a runtime that is
// too old for it: update the module github.com/hhgen/hhgen, or generate with the
// version that go.mod requires.
const SupportsGenerated1 = true

type (
	// Batch collects what one call of an enricher records. Its methods record
	// values, and end with Send, Update, Attributes or Context.
	Batch = record.Batch

	// Attr is the declaration of one wire key.
	Attr = record.Attr

	// IntRange bounds an integer, ends included.
	IntRange = record.IntRange

	// FloatRange bounds a number, ends included.
	FloatRange = record.FloatRange

	// OpenNamespace is the declaration of a namespace that takes keys that no
	// field declares.
	OpenNamespace = record.OpenNamespace
)

// Span returns a batch for the active span of ctx, or nil if that does not
// record. A nil rt is the default runtime, as everywhere here.
func Span(ctx context.Context, rt *hh.Runtime) *Batch { return engine(rt).Span(ctx) }

// Session returns a batch that changes the session of ctx, and ends with its
// Update. The error is [hh.ErrNoSession] or [hh.ErrInvalidSession].
func Session(ctx context.Context, rt *hh.Runtime) (*Batch, error) { return engine(rt).Session(ctx) }

// Event returns a batch that changes an event, and ends with its Update. The
// error is for an id that is not a UUIDv4.
func Event(_ context.Context, rt *hh.Runtime, id hh.EventID) (*Batch, error) {
	return engine(rt).Event(id)
}

// Values returns a batch for no span, which ends with its Attributes or Context.
func Values(rt *hh.Runtime) *Batch { return engine(rt).Batch() }

func engine(rt *hh.Runtime) *record.Runtime { return (*record.Runtime)(rt) }

// Register tells the package hhtest how to record the fields of a generated
// package: of is one of the package's types, and do reports whether field is one.
func Register(of reflect.Type, do func(b *Batch, field any) bool) { record.Register(of, do) }

// Members begins a map and returns the keys that are recorded, sorted. A call of
// b.Member comes before each, and one of b.End after the last.
func Members[M ~map[K]V, K ~string, V any](b *Batch, a *Attr, m M) []K {
	return record.Members(b, a, m)
}

// Zero reports whether v says that it is zero. A panic is a violation of a's
// declaration, and counts as zero.
func Zero[T interface{ IsZero() bool }](b *Batch, a *Attr, v T) bool { return record.Zero(b, a, v) }

// IsZero reports whether v is the zero value of its type.
func IsZero[T comparable](v T) bool {
	var zero T
	return v == zero
}

// ValueOf is v as the value of an attribute.
func ValueOf[V hh.OpenValue](v V) attribute.Value {
	switch v := any(v).(type) {
	case string:
		return attribute.StringValue(v)
	case hh.Text:
		return attribute.StringValue(string(v))
	case bool:
		return attribute.BoolValue(v)
	case int:
		return attribute.IntValue(v)
	case int64:
		return attribute.Int64Value(v)
	case float64:
		return attribute.Float64Value(v)
	}
	return attribute.Value{} // OpenValue has no other type
}
