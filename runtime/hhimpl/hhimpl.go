// Package hhimpl is for generated code only. Services use the functions of
// generated packages, and package hh in github.com/hhgen/hhgen/runtime. Package
// hhimpl changes with the code that hhgen generates.
package hhimpl

import (
	"context"
	"reflect"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// SupportsGenerated5 is the constant that generated code requires if it has patterns
// with look-ahead, SupportsGenerated4 that which it requires if it has other patterns,
// and SupportsGenerated3 that which it requires if it has enums of integers; other code
// requires SupportsGenerated2. The code of a newer hhgen requires a newer constant, so
// it does not compile with a runtime that is too old for it. To fix that, update the module
// github.com/hhgen/hhgen/runtime, or generate with the version that go.mod
// requires. The code of an older hhgen, which SupportsGenerated1 is for, compiles
// too.
const (
	SupportsGenerated5 = true // since look-ahead in patterns
	SupportsGenerated4 = true // since patterns
	SupportsGenerated3 = true // since enums of integers
	SupportsGenerated2 = true // since StartSession
	SupportsGenerated1 = true
)

type (
	// Batch collects the values of one call of an enricher. Send, Update, Start,
	// Attributes or Context ends it.
	Batch = record.Batch

	// Attr is the declaration of one wire key.
	Attr = record.Attr

	// IntRange bounds an integer, ends included.
	IntRange = record.IntRange

	// FloatRange bounds a number, ends included.
	FloatRange = record.FloatRange

	// Pattern is a regular expression that strings match.
	Pattern = record.Pattern

	// OpenNamespace is the declaration of a namespace that takes keys that no
	// field declares.
	OpenNamespace = record.OpenNamespace
)

// Span returns a batch for the active span of ctx, or nil if that does not
// record. A nil rt is the default runtime, as everywhere here.
func Span(ctx context.Context, rt *hh.Runtime) *Batch { return engine(rt).Span(ctx) }

// Session returns a batch for an update of the session of ctx. End it with its
// method Update. The error is [hh.ErrNoSession] or [hh.ErrInvalidSession].
func Session(ctx context.Context, rt *hh.Runtime) (*Batch, error) { return engine(rt).Session(ctx) }

// NewSession returns a batch for the fields that a session starts with. End it with
// its method Start, which begins the session.
func NewSession(rt *hh.Runtime, c hh.SessionConfig) *Batch {
	return engine(rt).NewSession(record.SessionConfig(c))
}

// Event returns a batch for an update of an event. End it with its method Update.
// The error says that id is not a UUIDv4.
func Event(_ context.Context, rt *hh.Runtime, id hh.EventID) (*Batch, error) {
	return engine(rt).Event(id)
}

// Values returns a batch without a span. End it with its method Attributes or
// Context.
func Values(rt *hh.Runtime) *Batch { return engine(rt).Batch() }

func engine(rt *hh.Runtime) *record.Runtime { return (*record.Runtime)(rt) }

// Register registers do, which records the fields of a generated package, for
// package hhtest. of is a type of the generated package. do reports whether field
// is a field or record of the package.
func Register(of reflect.Type, do func(b *Batch, field any) bool) { record.Register(of, do) }

// Members begins a map and returns the keys to record, sorted. Call b.Member
// before each of them, and b.End after the last.
func Members[M ~map[K]V, K ~string, V any](b *Batch, a *Attr, m M) []K {
	return record.Members(b, a, m)
}

// Zero reports whether v.IsZero() is true. A panic of IsZero is a violation under
// a's key, and counts as zero.
func Zero[T interface{ IsZero() bool }](b *Batch, a *Attr, v T) bool { return record.Zero(b, a, v) }

// IsZero reports whether v is the zero value of its type.
func IsZero[T comparable](v T) bool {
	var zero T
	return v == zero
}

// ValueOf returns v as the value of an attribute.
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
