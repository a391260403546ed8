package record_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// A pattern is about a string as it is given, but for invalid UTF-8, which is replaced
// before. What matches may still be cut.
func TestPattern(t *testing.T) {
	const key = "honeyhive_inputs.query"
	violation := func(kind hh.Kind, size, limit int) hh.Violation {
		return hh.Violation{Namespace: "inputs", Key: "query", Kind: kind, Size: size, Limit: limit}
	}
	noMatch := []hh.Violation{violation(hh.NoMatch, 0, 0)}
	for _, test := range []struct {
		name, re2, value string
		want             attrs
		violations       []hh.Violation
	}{
		{"match", "^[a-z]+$", "abc", attrs{key: "abc"}, nil},
		{"some part", "b", "abc", attrs{key: "abc"}, nil},
		{"empty", "^$", "", attrs{key: ""}, nil},
		{"no match", "^[a-z]+$", "abC", attrs{}, noMatch},
		{"a line break at the end", "^[a-z]+$", "abc\n", attrs{}, noMatch},
		{"matches and is cut", "^[a-z]+$", "abcdefghi", attrs{key: "abcdefgh"}, []hh.Violation{violation(hh.TooLong, 9, 8)}},
		{"matches what is cut", "i$", "abcdefghi", attrs{key: "abcdefgh"}, []hh.Violation{violation(hh.TooLong, 9, 8)}},
		{"at the limit", "^a+$", strings.Repeat("a", 8+4096), attrs{key: "aaaaaaaa"}, []hh.Violation{violation(hh.TooLong, 8+4096, 8)}},
		{"over the limit", "^a+$", strings.Repeat("a", 8+4097), attrs{}, noMatch},
		{"invalid UTF-8 that matches", "^a\ufffd$", "a\xff\xfe", attrs{key: "a\ufffd"}, []hh.Violation{violation(hh.InvalidUTF8, 0, 0)}},
		{"invalid UTF-8 that does not", "^..$", "\xff\xfe", attrs{}, noMatch},
		{"invalid expression", "(", "(", attrs{}, noMatch},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := &record.Attr{Key: key, MaxBytes: 8, Pattern: &record.Pattern{RE2: test.re2}}
			wantRecorded(t, func(b *record.Batch) { b.String(a, test.value) }, test.want, test.violations...)
		})
	}
}

// A string matches all expressions of its pattern but those that it must not match.
func TestPatternOfSeveral(t *testing.T) {
	const key = "honeyhive_inputs.query"
	for _, test := range []struct {
		name, value string
		and, not    []string
		match       bool
	}{
		{"all", "ab1", []string{"^.*a", `^.*\d`}, []string{"^.*c", "^b"}, true},
		{"not the first", "b1", []string{"^.*a", `^.*\d`}, nil, false},
		{"not the last", "ab", []string{"^.*a", `^.*\d`}, nil, false},
		{"not the expression", "abcdef1", []string{"^.*a"}, []string{"^b"}, false},
		{"the first that it must not match", "ab1c", []string{"^.*a"}, []string{"^.*c", "^b"}, false},
		{"the last that it must not match", "ba", nil, []string{"^.*c", "^b"}, false},
		{"one that does not compile", "ab", []string{"^a", "("}, nil, false},
		{"a forbidden one that does not compile", "ab", nil, []string{"(", "^b"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := &record.Attr{Key: key, MaxBytes: 8, Pattern: &record.Pattern{RE2: "^.{1,6}$", And: test.and, Not: test.not}}
			send := func(b *record.Batch) { b.String(a, test.value) }
			if test.match {
				wantRecorded(t, send, attrs{key: test.value})
			} else {
				wantRecorded(t, send, attrs{}, hh.Violation{Namespace: "inputs", Key: "query", Kind: hh.NoMatch})
			}
		})
	}
}

// Errors and texts of other types match too.
func TestPatternOfOtherKinds(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_error", MaxBytes: 8, Pattern: &record.Pattern{RE2: "^a"}}
	no := hh.Violation{Namespace: "error", Kind: hh.NoMatch}
	wantRecorded(t, func(b *record.Batch) { b.Error(a, errors.New("a")) }, attrs{"honeyhive_error": "a"})
	wantRecorded(t, func(b *record.Batch) { b.Error(a, errors.New("b")) }, attrs{}, no)
}

// An expression is compiled once, and several goroutines may record the first value.
func TestPatternConcurrently(t *testing.T) {
	pattern := &record.Pattern{RE2: "^[a-z]+$", And: []string{"^a"}, Not: []string{"^b"}}
	a := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 8, Pattern: pattern}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			wantRecorded(t, func(b *record.Batch) { b.String(a, "abc") }, attrs{"honeyhive_inputs.query": "abc"})
		})
	}
	wg.Wait()
}

// Matching allocates nothing, once the expression is compiled.
func TestPatternAllocations(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	rt := hh.New(hh.WithMeterProvider(nil))
	allocs := func(a *record.Attr) float64 {
		return testing.AllocsPerRun(100, func() {
			var kvs []attribute.KeyValue
			b := engine(rt).Batch()
			b.String(a, "AB,123x")
			b.Attributes(&kvs)
		})
	}
	plain := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 64}
	matched := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 64, Pattern: &record.Pattern{
		RE2: `^[A-Z]{2},(?:\d|x)+$`, And: []string{`^(?:.*\d)`}, Not: []string{`^(?:.*X)`},
	}}
	if without, with := allocs(plain), allocs(matched); with > without {
		t.Errorf("%v allocations with a pattern, %v without", with, without)
	}
}
