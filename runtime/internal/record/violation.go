package record

import (
	"context"
	"fmt"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// The kinds of violations. Package hh says what each is about.
const (
	TooLong          = "too_long"
	TooLongDropped   = "too_long_dropped"
	InvalidUTF8      = "invalid_utf8"
	NotFinite        = "not_finite"
	OutOfRange       = "out_of_range"
	NotInEnum        = "not_in_enum"
	TooManyItems     = "too_many_items"
	TooDeep          = "too_deep"
	TooComplex       = "too_complex"
	InvalidKey       = "invalid_key"
	AmbiguousKey     = "ambiguous_key"
	DeclaredKey      = "declared_key"
	InvalidJSON      = "invalid_json"
	NotAnObject      = "not_an_object"
	UnsupportedType  = "unsupported_type"
	InvalidEventID   = "invalid_event_id"
	NoHashKey        = "no_hash_key"
	WeakHashKey      = "weak_hash_key"
	MarshalFailed    = "marshal_failed"
	Panicked         = "panicked"
	ForeignField     = "foreign_field"
	SessionForgotten = "session_forgotten"
	InvalidSessionID = "invalid_session_id"
	SpanFull         = "span_full"
	SpanValueCut     = "span_value_cut"
	NoSpanProcessor  = "no_span_processor"
	BaggageFull      = "baggage_full"
	NoMatch          = "no_match"
)

// Violation is a value that was not recorded as it was given.
type Violation struct {
	Namespace, Key, Kind string
	Size, Limit          int
}

// Report gives v to the handler of violations and counts it. A nil rt is the
// default runtime. A panic of the handler does not reach the service; the first is
// reported.
func (rt *Runtime) Report(v Violation) {
	rt = rt.orDefault()
	rt.count(v)
	defer func() {
		if reason := recover(); reason != nil && !rt.handlerPanicked.Swap(true) {
			report.Error(fmt.Errorf("hh: the handler of hh.WithViolationHandler panicked, so it may have missed a violation of kind %s; "+
				"later panics are not reported: %v", v.Kind, reason))
		}
	}()
	rt.handler(v)
}

func (rt *Runtime) count(v Violation) {
	if rt.violations == nil {
		return
	}
	rt.violations.Add(context.Background(), 1, metric.WithAttributes(
		attribute.String("namespace", v.Namespace),
		attribute.String("key", v.Key),
		attribute.String("kind", v.Kind),
	))
}

// violate reports a violation of a's declaration.
//
//go:noinline
func (b *Batch) violate(a *Attr, kind string, size, limit int) {
	b.rejected++
	b.used = true
	namespace, key, _ := strings.Cut(strings.TrimPrefix(string(a.Key), Enrichment), ".")
	for strings.HasSuffix(key, ".[]") || strings.HasSuffix(key, ".{}") {
		key = key[:len(key)-len(".[]")]
	}
	b.runtime().Report(Violation{namespace, strings.TrimSuffix(key, "{}"), kind, size, limit})
}
