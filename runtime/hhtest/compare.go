package hhtest

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
)

// subject is a span, a session or another event that a test makes assertions
// about.
type subject struct {
	t    testing.TB
	rec  *Recorder
	what string // for messages, such as span "answer"
	got  leaves

	// convert converts fields to the leaves that the subject has of them.
	convert func(*hh.Runtime, ...any) (leaves, error)

	// optional are fields that [subject.hasExactly] ignores unless it is given
	// them.
	optional map[string]bool
}

func (s *subject) has(fields []any) {
	s.t.Helper()
	if want, ok := s.given("Has", fields, true); ok {
		s.differ(want, s.got.of(want.fields()), fields)
	}
}

func (s *subject) hasExactly(fields []any) {
	s.t.Helper()
	want, ok := s.given("HasExactly", fields, false)
	if !ok {
		return
	}
	compared := want.fields()
	for field := range s.got.fields() {
		compared[field] = compared[field] || !s.optional[field]
	}
	s.differ(want, s.got.of(compared), fields)
}

func (s *subject) lacks(fields []any) {
	s.t.Helper()
	want, ok := s.given("Lacks", fields, true)
	if !ok {
		return
	}
	if got := s.got.of(want.fields()); len(got) > 0 {
		s.t.Errorf("%s has fields that it should lack (+got):\n%s", s.what, lines(nil, got))
	}
}

// given evaluates the arguments of an assertion, and reports those that cannot be
// compared. ok is false if it reported one, or if an assertion that needs
// arguments has none.
func (s *subject) given(method string, fields []any, some bool) (l leaves, ok bool) {
	s.t.Helper()
	if some && len(fields) == 0 {
		s.t.Errorf("hhtest: %s compares nothing without arguments: give it a record or a setter", method)
		return nil, false
	}
	var violations []hh.Violation
	rt := s.rec.config.newRuntime(hh.WithSessionMemory(0),
		hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) }))
	ok = true
	for i, f := range fields {
		violations = nil
		l, err := s.convert(rt, f)
		if problem := problem(method, f, l, violations, err); problem != "" {
			ok = false
			s.t.Errorf("hhtest: %s, argument %d: %s", method, i+1, problem)
		}
	}
	if !ok {
		return nil, false
	}
	l, _ = s.convert(rt, fields...) // each field alone gave no error
	return l, true
}

// differ reports how the subject differs from the given fields.
func (s *subject) differ(want, got leaves, given []any) {
	s.t.Helper()
	if !maps.Equal(want, got) {
		s.t.Errorf("%s differs (-want +got):\n%s%s%s", s.what, lines(want, got), s.hints(want), zeroHints(want, got, given))
	}
}

// zeroHints explains records with fields that were not set, if one of the
// differences has a zero value.
func zeroHints(want, got leaves, given []any) string {
	differs := false
	for key, w := range want {
		differs = differs || w.value.zero() && got[key] != w
	}
	if !differs {
		return ""
	}
	var b strings.Builder
	for _, f := range given {
		if hint := unset("", f); hint != "" {
			b.WriteString(hint + "\n")
		}
	}
	return b.String()
}

// lines shows how leaves differ, with one line for each value, sorted by keys.
func lines(want, got leaves) string {
	keys := map[string]bool{}
	for key := range want {
		keys[key] = true
	}
	for key := range got {
		keys[key] = true
	}
	var b strings.Builder
	for _, key := range sorted(keys) {
		w, wanted := want[key]
		g, found := got[key]
		if w == g && wanted == found {
			continue
		}
		wText, gText := w.value.String(), g.value.String()
		if wanted && found && w.value.kind != g.value.kind {
			wText += " (" + w.value.kind + ")"
			gText += " (" + g.value.kind + ")"
		}
		if wanted {
			fmt.Fprintf(&b, "-\t%s = %s\n", key, wText)
		}
		if found {
			fmt.Fprintf(&b, "+\t%s = %s\n", key, gText)
		}
	}
	return b.String()
}

// hints names, for each wanted field that is missing, the namespaces that have a
// field of the same name.
func (s *subject) hints(want leaves) string {
	found := s.got.fields()
	var b strings.Builder
	for _, field := range sorted(want.fields()) {
		if found[field] {
			continue
		}
		namespace, name, _ := strings.Cut(field, ".")
		for _, other := range sorted(found) {
			if ns, n, _ := strings.Cut(other, "."); n == name && n != "" {
				fmt.Fprintf(&b, "%s is in %s, not in %s\n", name, ns, namespace)
			}
		}
	}
	return b.String()
}
