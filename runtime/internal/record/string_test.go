package record_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// longestPrefix is the longest beginning of v that ends between characters and
// fits into limit bytes: the definition, character by character.
func longestPrefix(v string, limit int) string {
	end := 0
	for _, r := range v {
		if end+utf8.RuneLen(r) > limit {
			break
		}
		end += utf8.RuneLen(r)
	}
	return v[:end]
}

// Every position of a character of 1 to 4 bytes relative to the bound occurs,
// for bounds below, at and above the 8 bytes that are looked at in one step.
func TestStringIsCutBetweenCharacters(t *testing.T) {
	for _, limit := range []int{0, 1, 2, 3, 7, 8, 9, 16, 17, 1024} {
		for _, char := range []string{"a", "é", "中", "😀"} {
			for before := max(0, limit-5); before <= limit+1; before++ {
				v := strings.Repeat("x", before) + strings.Repeat(char, 3)
				t.Run(fmt.Sprintf("%d bytes/%s after %d", limit, char, before), func(t *testing.T) {
					wantBounded(t, v, limit)
				})
			}
		}
	}
}

func wantBounded(t *testing.T, v string, limit int) {
	t.Helper()
	var violations []hh.Violation
	if len(v) > limit {
		violations = []hh.Violation{{Namespace: "inputs", Key: "query", Kind: hh.TooLong, Size: len(v), Limit: limit}}
	}
	a := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: limit}
	wantRecorded(t, func(b *record.Batch) { b.String(a, v) }, attrs{"honeyhive_inputs.query": longestPrefix(v, limit)}, violations...)
}

func TestStringAtTheBound(t *testing.T) {
	for _, limit := range []int{1, 8, 1024, 65536} {
		for _, size := range []int{limit - 1, limit, limit + 1} {
			t.Run(fmt.Sprintf("%d of %d", size, limit), func(t *testing.T) {
				wantBounded(t, strings.Repeat("x", size), limit)
			})
		}
	}
}

// A span that kept a slice of the original would keep all of it alive.
func TestCutStringSharesNoMemory(t *testing.T) {
	original := strings.Repeat("é", 1<<10)
	for _, limit := range []int{1, 2, 3, 100, len(original) - 1} {
		a := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: limit}
		kvs := attributes(func(b *record.Batch) { b.String(a, original) })
		got := kvs[0].Value.AsString()
		if len(got) > 0 && within(unsafe.StringData(got), original) {
			t.Errorf("cut at %d bytes, the string shares memory with the original", limit)
		}
	}
}

func within(p *byte, s string) bool {
	begin := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	at := uintptr(unsafe.Pointer(p))
	return begin <= at && at < begin+uintptr(len(s))
}

// attributes returns what put puts, in its order and with repeated keys.
func attributes(put func(*record.Batch)) (kvs []attribute.KeyValue) {
	b := engine(hh.New(hh.WithViolationHandler(func(hh.Violation) {}))).Batch()
	defer b.Attributes(&kvs)
	put(b)
	return kvs
}

func TestOverflowDrop(t *testing.T) {
	drop := func() *record.Attr { return &record.Attr{MaxBytes: 10, Drop: true} }
	runValues(t, []valueTest{
		{name: "under", attr: drop(), put: put((*record.Batch).String, "123456789"), want: "123456789"},
		{name: "at", attr: drop(), put: put((*record.Batch).String, "1234567890"), want: "1234567890"},
		{name: "over", attr: drop(), put: put((*record.Batch).String, "1234567890a"), kind: hh.TooLongDropped, size: 11},
		{name: "characters do not count", attr: drop(), put: put((*record.Batch).String, "éééééé"), kind: hh.TooLongDropped, size: 12},
		{name: "error", attr: drop(), put: put((*record.Batch).Error, errors.New("1234567890a")), kind: hh.TooLongDropped, size: 11},
		{name: "invalid within the bound", attr: drop(), put: put((*record.Batch).String, "a\xffb"), want: "a\uFFFDb", kind: hh.InvalidUTF8},
	})
}

func TestInvalidUTF8IsMended(t *testing.T) {
	at := func(limit int) *record.Attr { return &record.Attr{MaxBytes: limit} }
	runValues(t, []valueTest{
		{name: "short", attr: at(16), put: put((*record.Batch).String, "a\xff"), want: "a\uFFFD", kind: hh.InvalidUTF8},
		{name: "alone", attr: at(16), put: put((*record.Batch).String, "\x80"), want: "\uFFFD", kind: hh.InvalidUTF8},
		{name: "a run is one", attr: at(16), put: put((*record.Batch).String, "a\xff\xfe\xfdb"), want: "a\uFFFDb", kind: hh.InvalidUTF8},
		{name: "8 bytes", attr: at(16), put: put((*record.Batch).String, "1234567\xff"), want: "1234567\uFFFD", kind: hh.InvalidUTF8},
		{name: "last of 9 bytes", attr: at(16), put: put((*record.Batch).String, "12345678\xff"), want: "12345678\uFFFD", kind: hh.InvalidUTF8},
		{name: "surrogate", attr: at(16), put: put((*record.Batch).String, "\xed\xa0\x80"), want: "\uFFFD", kind: hh.InvalidUTF8},
		{name: "overlong", attr: at(16), put: put((*record.Batch).String, "\xc0\xaf"), want: "\uFFFD", kind: hh.InvalidUTF8},
		{name: "a replacement that does not fit", attr: at(4), put: put((*record.Batch).String, "abc\xff"), want: "abc", kind: hh.InvalidUTF8},
		{name: "no room for any", attr: at(1), put: put((*record.Batch).String, "\xff"), want: "", kind: hh.InvalidUTF8},
		{name: "U+FFFD itself is valid", attr: at(16), put: put((*record.Batch).String, "\uFFFD"), want: "\uFFFD"},
		{name: "NUL is valid", attr: at(16), put: put((*record.Batch).String, "a\x00b"), want: "a\x00b"},
	})
}

func TestOverlongInvalidStringIsCutAndMended(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 8}
	tooLong := hh.Violation{Namespace: "inputs", Key: "query", Kind: hh.TooLong, Size: 12, Limit: 8}
	invalid := hh.Violation{Namespace: "inputs", Key: "query", Kind: hh.InvalidUTF8}
	tests := []struct {
		name, in, want string
		violations     []hh.Violation
	}{
		{"before the cut", "ab\xffcdefghijk", "ab\uFFFDcde", []hh.Violation{tooLong, invalid}},
		{"after the cut", "abcdefghij\xffk", "abcdefgh", []hh.Violation{tooLong}},
		{"at the cut", "abcdefg\xffhijk", "abcdefg", []hh.Violation{tooLong, invalid}},
		{"continuation bytes only", strings.Repeat("\x80", 12), "\uFFFD", []hh.Violation{tooLong, invalid}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantRecorded(t, func(b *record.Batch) { b.String(a, test.in) }, attrs{"honeyhive_inputs.query": test.want}, test.violations...)
		})
	}
}

// A replacement character has three bytes, so that mending may take a string over
// its bound.
func TestMendedStringIsDropped(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 4, Drop: true}
	wantRecorded(t, func(b *record.Batch) { b.String(a, "abc\xff") }, attrs{},
		hh.Violation{Namespace: "inputs", Key: "query", Kind: hh.InvalidUTF8},
		hh.Violation{Namespace: "inputs", Key: "query", Kind: hh.TooLongDropped, Size: 6, Limit: 4})
}

// Whatever the string and its bound, what is sent can be exported and is no
// longer than declared; of a valid string it is the beginning.
func FuzzString(f *testing.F) {
	for _, s := range []string{"", "a", "héllo wörld", "中中中", "😀😀😀", "a\xff", "\x80\x80\x80\x80\x80\x80\x80\x80\x80", "\xf0\x9f\x98", "12345678\xed\xa0\x80"} {
		for _, limit := range []uint16{0, 1, 2, 3, 4, 8, 9, 1024} {
			f.Add(s, limit)
		}
	}
	f.Fuzz(func(t *testing.T, s string, limit uint16) {
		a := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: int(limit)}
		kvs := attributes(func(b *record.Batch) { b.String(a, s) })
		if len(kvs) != 1 {
			t.Fatalf("%d attributes, want 1", len(kvs))
		}
		got := kvs[0].Value.AsString()
		if len(got) > int(limit) || !utf8.ValidString(got) {
			t.Errorf("%q with %d bytes is recorded as %q", s, limit, got)
		}
		if utf8.ValidString(s) && got != longestPrefix(s, int(limit)) {
			t.Errorf("%q with %d bytes is recorded as %q, want %q", s, limit, got, longestPrefix(s, int(limit)))
		}
	})
}
