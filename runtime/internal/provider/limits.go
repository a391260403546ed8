// Package provider reads facts about tracer providers of the OpenTelemetry SDK:
// how many attributes their spans keep, where they cut strings, and whether they
// have the span processor of package hhtrace. It does not depend on the SDK,
// because services without tracing do not need the SDK.
package provider

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Limits are the limits of a provider's spans. A negative one means no limit.
type Limits struct {
	Count  int // attributes of a span
	Length int // characters of a string
}

// read reads the limits by reflection. The SDK has no API for them, and trying
// them out on a span would change the span. ok is false if it does not find them.
func read(provider reflect.Value) (l Limits, ok bool) {
	limits, ok := member(provider, "spanLimits")
	if !ok {
		return l, false
	}
	count, ok := member(limits, "AttributeCountLimit")
	length, alike := member(limits, "AttributeValueLengthLimit")
	if !ok || !alike || !count.CanInt() || !length.CanInt() {
		return l, false
	}
	return Limits{Count: int(count.Int()), Length: int(length.Int())}, true
}

// member is a field of a struct. It does not search embedded structs, because an
// embedded nil pointer would panic.
func member(of reflect.Value, name string) (field reflect.Value, ok bool) {
	if of.Kind() != reflect.Struct {
		return field, false
	}
	f, ok := of.Type().FieldByName(name)
	if !ok || len(f.Index) != 1 {
		return field, false
	}
	return of.FieldByIndex(f.Index), true
}

// cuts returns how many characters a value has if a span with these limits cuts
// it; otherwise 0.
func (l Limits) cuts(v attribute.Value) (characters int) {
	if v.Type() != attribute.STRING || len(v.AsString()) <= l.Length {
		return 0
	}
	if n := utf8.RuneCountInString(v.AsString()); n > l.Length {
		return n
	}
	return 0
}

// Cuts reports whether the provider's spans cut one value to the other.
func (f *Facts) Cuts(v, to attribute.Value) bool {
	return f.CutsStrings() && f.cuts(v) > 0 && to.Type() == attribute.STRING &&
		utf8.RuneCountInString(to.AsString()) == f.Length && strings.HasPrefix(v.AsString(), to.AsString())
}

// Enrichment begins the key of each attribute that enriches a span.
const Enrichment = "honeyhive_"

// Name returns the namespace and the name under which violations report an
// attribute that is cut or dropped. The name is "" unless the attribute is part of
// a span's identity, because other names may be data.
func Name(key attribute.Key) (namespace, name string) {
	if rest, ok := strings.CutPrefix(string(key), Enrichment); ok {
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

// associations begins the keys of attributes that repeat the identity of a span.
const associations = "traceloop.association.properties."

// CutsStrings reports whether the provider's spans are known to cut long strings.
func (f *Facts) CutsStrings() bool { return f != nil && f.LimitsKnown && f.Length >= 0 }

// EachCut calls report for each attribute that the provider's spans cut, with its
// number of characters. If the limits are not known, it does nothing.
func (f *Facts) EachCut(kvs []attribute.KeyValue, report func(namespace, name string, characters int)) {
	if !f.CutsStrings() {
		return
	}
	for _, kv := range kvs {
		n := f.cuts(kv.Value)
		if n == 0 {
			continue
		}
		if namespace, name := Name(kv.Key); !strings.HasPrefix(name, associations) {
			report(namespace, name, n)
		}
	}
}

// Lost returns the attributes of set that the span dropped, and how many attributes
// the span kept.
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
