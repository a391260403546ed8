package hh

import (
	"fmt"
	"strings"
	"sync"

	"go.opentelemetry.io/otel"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Kind says what a [Violation] is about. As text, it is its constant's name in
// snake_case: too_long.
type Kind string

// The kinds of violations. The comment says what was done.
const (
	TooLong         Kind = record.TooLong         // a string over its bound in bytes: cut
	TooLongDropped  Kind = record.TooLongDropped  // the same with overflow=drop: not sent
	InvalidUTF8     Kind = record.InvalidUTF8     // a string that is not UTF-8: sent with U+FFFD in place of what is not
	NotFinite       Kind = record.NotFinite       // NaN or an infinity: not sent
	OutOfRange      Kind = record.OutOfRange      // a number outside its bounds or of int64, a time outside the years 0 to 9999: not sent
	NotInEnum       Kind = record.NotInEnum       // a value that the enum does not have: not sent
	TooManyItems    Kind = record.TooManyItems    // a list, map or dynamic value with more than maxitems: cut
	TooDeep         Kind = record.TooDeep         // nesting beyond what HoneyHive documents: sent
	TooComplex      Kind = record.TooComplex      // a dynamic value that refers to itself, or is too large to look through: cut
	InvalidKey      Kind = record.InvalidKey      // a dynamic key that is empty, too long or, in an open namespace, not snake_case: not sent
	AmbiguousKey    Kind = record.AmbiguousKey    // a dynamic key whose path another value of the call has, or lies above or below one: not sent
	DeclaredKey     Kind = record.DeclaredKey     // a dynamic key that a field declares, or that lies below one: not sent
	InvalidJSON     Kind = record.InvalidJSON     // a json.RawMessage that is not JSON: not sent
	NotAnObject     Kind = record.NotAnObject     // an inline json.RawMessage that is no object: not sent
	UnsupportedType Kind = record.UnsupportedType // a dynamic value with no form on the wire: not sent
	InvalidEventID  Kind = record.InvalidEventID  // an event id that is no UUIDv4: not sent
	NoHashKey       Kind = record.NoHashKey       // a hashed field and a runtime without [WithHashKey], or with a key that is too short: not sent
	WeakHashKey     Kind = record.WeakHashKey     // a key of [WithHashKey] with fewer than 16 bytes: not used, so hashed fields are [NoHashKey]
	MarshalFailed   Kind = record.MarshalFailed   // MarshalText or MarshalJSON returned an error: not sent
	Panicked        Kind = record.Panicked        // a method of a value panicked: not sent
	ForeignField    Kind = record.ForeignField    // a field type that the package has not generated: not sent

	// Of what a session's spans inherit, with the namespace session:
	// TooManyItems means that a session has more attributes than spans inherit,
	// and SessionForgotten that [WithSessionMemory] was used up. The session
	// itself has the values.
	SessionForgotten Kind = record.SessionForgotten

	InvalidSessionID Kind = record.InvalidSessionID // a session id in the baggage that is no UUID: the span belongs to no session

	// Of what stands around the values: the SDK's limits, its span processors,
	// and the baggage.

	SpanFull        Kind = record.SpanFull        // a span with as many attributes as the SDK keeps: Size others were dropped
	SpanValueCut    Kind = record.SpanValueCut    // a string over the SDK's limit of attribute values: cut by the SDK, to Limit characters
	NoSpanProcessor Kind = record.NoSpanProcessor // a span without the session and the fields of its context, because nothing puts them there
	BaggageFull     Kind = record.BaggageFull     // baggage with no room for the session: the session stays in this process; bytes, or members
)

// fixes are what to do about violations that are not about a value.
var fixes = map[Kind]string{
	SpanFull: "raise the SDK's limit, OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT or sdktrace.WithRawSpanLimits, or record less",
	SpanValueCut: "raise the SDK's limit, OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT or sdktrace.WithRawSpanLimits, " +
		"or lower the bounds of fields",
	NoSpanProcessor: "the session and the fields of a context reach no span of this tracer provider: " +
		"give it sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor())",
	WeakHashKey: "hashed fields are not sent: give it 32 random bytes",
	BaggageFull: "the session does not travel to other services: put less into the baggage",
}

// Violation is a value that was not recorded as it was given. It holds nothing
// of the value itself.
type Violation struct {
	Namespace string // such as metrics; "" for a foreign field and a weak hash key
	Key       string // declared wire key, with [] for an index and {} for a map's key within it; the Go type of a foreign field, or of a panic's value; the option of a weak hash key
	Kind      Kind
	Size      int // bytes, items or levels that were given, where the kind has a limit; attributes that a full span dropped
	Limit     int // what the schema or the SDK permits; the least bytes of a hash key
}

// Error describes the violation in one line.
func (v Violation) Error() string {
	what := strings.TrimPrefix(v.Namespace+"."+v.Key, ".")
	s := fmt.Sprintf("hhgen: %s: %s", strings.TrimSuffix(what, "."), v.Kind)
	switch {
	case v.Kind == SpanFull:
		s += fmt.Sprintf(" (%d dropped, limit %d)", v.Size, v.Limit)
	case v.Limit > 0 || v.Kind == SpanValueCut:
		s += fmt.Sprintf(" (%d, limit %d)", v.Size, v.Limit)
	}
	if fix := fixes[v.Kind]; fix != "" {
		s += ": " + fix
	}
	return s
}

// reportFirst returns a handler that reports the first violation of each key
// and kind. Keys come from declarations, so that there are few.
func reportFirst() func(Violation) {
	var seen sync.Map
	return func(v Violation) {
		first := Violation{Namespace: v.Namespace, Key: v.Key, Kind: v.Kind}
		if _, again := seen.LoadOrStore(first, true); !again {
			otel.Handle(v)
		}
	}
}

// handle returns f as the engine calls it.
func handle(f func(Violation)) func(record.Violation) {
	return func(v record.Violation) {
		f(Violation{Namespace: v.Namespace, Key: v.Key, Kind: Kind(v.Kind), Size: v.Size, Limit: v.Limit})
	}
}
