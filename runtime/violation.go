package hh

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// Kind says what a [Violation] is about.
type Kind string

// The kinds of violations. The comment says what was done.
const (
	TooLong         Kind = "too_long"         // a string over its bound in bytes: cut
	TooLongDropped  Kind = "too_long_dropped" // the same with overflow=drop: not sent
	InvalidUTF8     Kind = "invalid_utf8"     // a string that is not UTF-8: sent with U+FFFD in place of what is not
	NotFinite       Kind = "not_finite"       // NaN or an infinity: not sent
	OutOfRange      Kind = "out_of_range"     // a number outside its bounds or of int64, a time outside the years 0 to 9999: not sent
	NotInEnum       Kind = "not_in_enum"      // a value that the enum does not have: not sent
	TooManyItems    Kind = "too_many_items"   // a list, map or dynamic value with more than maxitems: cut
	TooDeep         Kind = "too_deep"         // nesting beyond what HoneyHive documents: sent
	TooComplex      Kind = "too_complex"      // a dynamic value that refers to itself, or is too large to look through: cut
	InvalidKey      Kind = "invalid_key"      // a dynamic key that is empty, too long or, in an open namespace, not snake_case: not sent
	AmbiguousKey    Kind = "ambiguous_key"    // a dynamic key whose path another value of the call has, or lies above or below one: not sent
	DeclaredKey     Kind = "declared_key"     // a dynamic key that a field declares, or that lies below one: not sent
	InvalidJSON     Kind = "invalid_json"     // a json.RawMessage that is not JSON: not sent
	NotAnObject     Kind = "not_an_object"    // an inline json.RawMessage that is no object: not sent
	UnsupportedType Kind = "unsupported_type" // a dynamic value with no form on the wire: not sent
	InvalidEventID  Kind = "invalid_event_id" // an event id that is no UUIDv4: not sent
	NoHashKey       Kind = "no_hash_key"      // a hashed field and a runtime without [WithHashKey], or with a key that is too short: not sent
	WeakHashKey     Kind = "weak_hash_key"    // a key of [WithHashKey] with fewer than 16 bytes: not used, so hashed fields are [NoHashKey]
	MarshalFailed   Kind = "marshal_failed"   // MarshalText or MarshalJSON returned an error: not sent
	Panicked        Kind = "panicked"         // a method of a value panicked: not sent
	ForeignField    Kind = "foreign_field"    // a field type that the package has not generated: not sent

	// Of what a session's spans inherit, with the namespace session:
	// TooManyItems means that a session has more attributes than spans inherit,
	// and SessionForgotten that [WithSessionMemory] was used up. The session
	// itself has the values.
	SessionForgotten Kind = "session_forgotten"

	InvalidSessionID Kind = "invalid_session_id" // a session id in the baggage that is no UUID: the span belongs to no session

	// Of what stands around the values: the SDK's limits, its span processors,
	// and the baggage.

	SpanFull        Kind = "span_full"         // a span with as many attributes as the SDK keeps: Size others were dropped
	SpanValueCut    Kind = "span_value_cut"    // a string over the SDK's limit of attribute values: cut by the SDK, to Limit characters
	NoSpanProcessor Kind = "no_span_processor" // a span without the session and the fields of its context, because nothing puts them there
	BaggageFull     Kind = "baggage_full"      // baggage with no room for the session: the session stays in this process; bytes, or members
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

// Report gives v to the handler of violations and counts it, for span
// processors and the like. A nil rt is the default runtime.
func (rt *Runtime) Report(v Violation) { rt.orDefault().report(v) }

// report gives v to the handler and counts it. A handler that panics is no
// reason to disturb the service.
func (rt *Runtime) report(v Violation) {
	rt.count(v)
	defer func() { _ = recover() }()
	rt.handler(v)
}

func (rt *Runtime) count(v Violation) {
	if rt.violations == nil {
		return
	}
	rt.violations.Add(context.Background(), 1, metric.WithAttributes(
		attribute.String("namespace", v.Namespace),
		attribute.String("key", v.Key),
		attribute.String("kind", string(v.Kind)),
	))
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

// violate reports a violation of a's declaration.
//
//go:noinline
func (b *Batch) violate(a *Attr, kind Kind, size, limit int) {
	b.rejected++
	namespace, key, _ := strings.Cut(strings.TrimPrefix(string(a.Key), "honeyhive_"), ".")
	for strings.HasSuffix(key, ".[]") || strings.HasSuffix(key, ".{}") {
		key = key[:len(key)-len(".[]")]
	}
	b.runtime().report(Violation{namespace, strings.TrimSuffix(key, "{}"), kind, size, limit})
}
