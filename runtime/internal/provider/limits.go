// Package provider knows what the tracer providers of the OpenTelemetry SDK do
// to what is recorded: how many attributes their spans keep, where they cut
// strings, and whether they have the span processor of the package hhtrace. It
// does not depend on the SDK, which services without tracing do not need.
package provider

import (
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Limits are those of a provider's spans. Negative ones are none.
type Limits struct {
	Count  int // attributes of a span
	Length int // characters of a string
}

// known are the limits of the provider that was asked for last: most processes
// have one.
type known struct {
	provider trace.TracerProvider
	limits   Limits
	ok       bool
}

var last atomic.Pointer[known]

// LimitsOf returns the limits of a provider of the SDK. ok is false for other
// providers, and for an SDK that keeps its limits elsewhere than version 1.47.
func LimitsOf(p trace.TracerProvider) (l Limits, ok bool) {
	if !isPointer(p) {
		return l, false
	}
	if k := last.Load(); k != nil && k.provider == p {
		return k.limits, k.ok
	}
	k := &known{provider: p}
	k.limits, k.ok = read(reflect.ValueOf(p).Elem())
	last.Store(k)
	return k.limits, k.ok
}

// read reads limits that the SDK does not show: nothing of its API says them, and
// trying them out on a span would change it.
func read(provider reflect.Value) (l Limits, ok bool) {
	if provider.Kind() != reflect.Struct || provider.Type().PkgPath() != "go.opentelemetry.io/otel/sdk/trace" {
		return l, false
	}
	limits := provider.FieldByName("spanLimits")
	if !limits.IsValid() || limits.Kind() != reflect.Struct {
		return l, false
	}
	count, length := limits.FieldByName("AttributeCountLimit"), limits.FieldByName("AttributeValueLengthLimit")
	if !count.IsValid() || !count.CanInt() || !length.IsValid() || !length.CanInt() {
		return l, false
	}
	return Limits{Count: int(count.Int()), Length: int(length.Int())}, true
}

// cuts returns how many characters a value has, if a span of these limits cuts
// it; 0 if not.
func (l Limits) cuts(v attribute.Value) (characters int) {
	if v.Type() != attribute.STRING || len(v.AsString()) <= l.Length {
		return 0
	}
	if n := utf8.RuneCountInString(v.AsString()); n > l.Length {
		return n
	}
	return 0
}

// Name is what violations call an attribute that is cut or does not fit: its
// namespace, and its name if that is part of a span's identity. Other names may be
// data.
func Name(key attribute.Key) (namespace, name string) {
	if rest, ok := strings.CutPrefix(string(key), "honeyhive_"); ok {
		namespace, _, _ = strings.Cut(rest, ".")
		return namespace, ""
	}
	name, ok := strings.CutPrefix(string(key), "honeyhive.")
	switch {
	case !ok:
		return "span", string(key)
	case strings.HasPrefix(name, "session_"):
		return "session", name
	}
	return "span", name
}

// associations begins the keys of attributes that repeat others of the identity.
const associations = "traceloop.association.properties."

// EachCut calls f with each attribute that a span of these limits cuts, and how
// many characters it has.
func (l Limits) EachCut(kvs []attribute.KeyValue, f func(namespace, name string, characters int)) {
	if l.Length < 0 {
		return
	}
	for _, kv := range kvs {
		n := l.cuts(kv.Value)
		if n == 0 {
			continue
		}
		if namespace, name := Name(kv.Key); !strings.HasPrefix(name, associations) {
			f(namespace, name, n)
		}
	}
}

// Lost are those of the attributes that were set on a span and did not fit, and
// how many it has.
func Lost(span trace.Span, set []attribute.KeyValue) (lost []attribute.KeyValue, kept int) {
	s, ok := span.(interface {
		Attributes() []attribute.KeyValue
		DroppedAttributes() int
	})
	if !ok || len(set) == 0 || s.DroppedAttributes() == 0 {
		return nil, 0
	}
	on := s.Attributes()
	for _, kv := range set {
		if !slices.ContainsFunc(on, func(other attribute.KeyValue) bool { return other.Key == kv.Key }) {
			lost = append(lost, kv)
		}
	}
	return lost, len(on)
}
