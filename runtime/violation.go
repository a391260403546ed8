package hh

import (
	"fmt"
	"strings"
	"sync"

	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/internal/report"
)

// Kind says what a [Violation] is about. Its string is the name of its constant in
// snake_case: too_long.
type Kind string

// The kinds of violations. Each comment says which value it is about, and then
// what the runtime did with the value.
const (
	TooLong         Kind = record.TooLong         // a string over its bound in bytes: cut
	TooLongDropped  Kind = record.TooLongDropped  // a string over its bound, with overflow=drop or from baggage: not sent
	InvalidUTF8     Kind = record.InvalidUTF8     // a string that is not valid UTF-8: sent with U+FFFD in place of the invalid bytes
	NotFinite       Kind = record.NotFinite       // NaN or an infinity: not sent
	OutOfRange      Kind = record.OutOfRange      // a number outside its bounds or int64, a time outside years 0 to 9999: not sent
	NotInEnum       Kind = record.NotInEnum       // a value that the enum does not have: not sent
	NoMatch         Kind = record.NoMatch         // a string that does not match its field's pattern, or is 4 KiB over its bound in bytes: not sent
	TooManyItems    Kind = record.TooManyItems    // a list, map or dynamic value with more than maxitems: cut
	TooDeep         Kind = record.TooDeep         // a value nested deeper than HoneyHive documents: sent
	TooComplex      Kind = record.TooComplex      // a dynamic value that contains itself, or is too large to read: cut
	InvalidKey      Kind = record.InvalidKey      // a dynamic key that is empty, too long or, in an open namespace or in baggage, not snake_case: not sent
	AmbiguousKey    Kind = record.AmbiguousKey    // a dynamic key whose path equals that of another value, or is above or below it: not sent
	DeclaredKey     Kind = record.DeclaredKey     // a dynamic key that a field declares, or that is below one: not sent
	InvalidJSON     Kind = record.InvalidJSON     // a json.RawMessage that is not JSON: not sent
	NotAnObject     Kind = record.NotAnObject     // an inline json.RawMessage that is not an object: not sent
	UnsupportedType Kind = record.UnsupportedType // a dynamic value of a type that cannot be sent, such as a channel: not sent
	InvalidEventID  Kind = record.InvalidEventID  // an event id that is not a UUIDv4: not sent
	NoHashKey       Kind = record.NoHashKey       // a hashed field of a runtime without [WithHashKey], or with too short a key: not sent
	WeakHashKey     Kind = record.WeakHashKey     // a [WithHashKey] of fewer than 16 bytes: not used, so hashed fields are [NoHashKey]
	MarshalFailed   Kind = record.MarshalFailed   // MarshalText or MarshalJSON returned an error: not sent
	Panicked        Kind = record.Panicked        // a method of a value panicked: not sent
	ForeignField    Kind = record.ForeignField    // a field of a type that hhgen did not generate in the package: not sent

	// SessionForgotten means that [WithSessionMemory] was used up: later spans of
	// a session do not inherit its fields. Its namespace is session. TooManyItems
	// with this namespace means that the session has more attributes than spans
	// inherit, or, with the key spans, more running spans than get the fields that are
	// recorded later. In all these cases the session itself has the values.
	SessionForgotten Kind = record.SessionForgotten

	InvalidSessionID Kind = record.InvalidSessionID // a session id in the baggage that is not a UUID: the span belongs to no session

	// The kinds about the SDK's limits, its span processors, and the baggage.

	SpanFull        Kind = record.SpanFull        // a span that reached the SDK's limit of attributes: Size more were dropped
	SpanValueCut    Kind = record.SpanValueCut    // a string over the SDK's limit for attribute values: cut by the SDK to Limit characters
	NoSpanProcessor Kind = record.NoSpanProcessor // a tracer provider without hhtrace's span processor: spans lack their session and fields
	BaggageFull     Kind = record.BaggageFull     // baggage without room for the session: it stays in this process; Size is bytes or members
)

// fixes say what to do about violations that are not about a single value.
var fixes = map[Kind]string{
	SpanFull: "raise the SDK's limit, OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT or sdktrace.WithRawSpanLimits, or record less",
	SpanValueCut: "raise the SDK's limit, OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT or sdktrace.WithRawSpanLimits, " +
		"or lower the bounds of fields",
	NoSpanProcessor: "spans of this tracer provider do not carry the session and the fields of their context: " +
		"give it sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor())",
	NoHashKey:        "hashed fields are not sent without a key: set hh.WithHashKey; hhtrace.Setup takes it by hhtrace.WithRuntimeOptions",
	WeakHashKey:      "hashed fields are not sent: give it 32 random bytes",
	InvalidSessionID: "the span belongs to no session: the sender has to make a UUID from its id, as hh.SessionIDFrom does",
	BaggageFull:      "it does not travel to other services: put less into the baggage",
}

// Violation reports a value that was not recorded as it was given. It holds no
// part of the value itself.
type Violation struct {
	Namespace string // such as metrics; "" for a foreign field and a weak hash key

	// Key is the declared wire key, with [] for an index and {} for a map's key
	// within it; the Go type of a foreign field, or of a panic's value; or the
	// option of a weak hash key.
	Key string

	Kind  Kind
	Size  int // bytes, items or levels that were given, if the kind has a limit; attributes that a full span dropped
	Limit int // the most that the schema or the SDK permits; the fewest bytes of a hash key
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
// and kind. Keys come from declarations, so there are few.
func reportFirst() func(Violation) {
	var seen sync.Map
	return func(v Violation) {
		first := Violation{Namespace: v.Namespace, Key: v.Key, Kind: v.Kind}
		if _, again := seen.LoadOrStore(first, true); !again {
			report.Error(v)
		}
	}
}

// handle adapts f to the calls of the engine.
func handle(f func(Violation)) func(record.Violation) {
	return func(v record.Violation) {
		f(Violation{Namespace: v.Namespace, Key: v.Key, Kind: Kind(v.Kind), Size: v.Size, Limit: v.Limit})
	}
}
