package record_test

import (
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// MaxRunes bounds characters, where JSON Schema's maxLength does.
func TestMaxRunes(t *testing.T) {
	for _, c := range []struct {
		in, want string
		drop     bool
		kind     hh.Kind
	}{
		{in: "abc", want: "abc"},
		{in: "äöü", want: "äöü"},
		{in: "abcd", want: "abc", kind: hh.TooLong},
		{in: "äöüß", want: "äöü", kind: hh.TooLong},
		{in: "a\xffcd", want: "a\ufffdc", kind: hh.TooLong},
		{in: "😀😀😀", want: "😀😀", kind: hh.TooLong}, // 12 bytes, over MaxBytes
		{in: "äöüß", drop: true, kind: hh.TooLongDropped},
	} {
		a := record.Attr{Key: "honeyhive_metadata.v", MaxBytes: 10, MaxRunes: 3, Drop: c.drop}
		got, violations := recorded(t, func(b *record.Batch) { b.String(&a, c.in) })
		if v, sent := got["honeyhive_metadata.v"]; sent == c.drop || sent && v != c.want {
			t.Errorf("%q: %q, want %q", c.in, v, c.want)
		}
		if c.kind == "" && len(violations) > 0 || c.kind != "" && (len(violations) == 0 || violations[0].Kind != c.kind) {
			t.Errorf("%q: violations %v, want %q", c.in, violations, c.kind)
		}
	}
}
