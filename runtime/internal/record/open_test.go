package record_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

func openMetadata() *record.OpenNamespace {
	return &record.OpenNamespace{Attr: record.Attr{Key: "honeyhive_metadata", MaxBytes: 8, Declared: []string{"feature", "tags"}}}
}

func TestOpenValues(t *testing.T) {
	violation := func(kind hh.Kind, size, limit int) []hh.Violation {
		return []hh.Violation{{Namespace: "metadata", Key: "k", Kind: kind, Size: size, Limit: limit}}
	}
	tests := []struct {
		name       string
		v          attribute.Value
		want       any
		violations []hh.Violation
	}{
		{"string", hhimpl.ValueOf("text"), "text", nil},
		{"Text", hhimpl.ValueOf(hh.Text("text")), "text", nil},
		{"empty string", hhimpl.ValueOf(""), "", nil},
		{"bool", hhimpl.ValueOf(false), false, nil},
		{"int", hhimpl.ValueOf(0), int64(0), nil},
		{"int64", hhimpl.ValueOf(int64(math.MinInt64)), int64(math.MinInt64), nil},
		{"float64", hhimpl.ValueOf(2.0), 2.0, nil},
		{"over the bound", hhimpl.ValueOf("123456789"), "12345678", violation(hh.TooLong, 9, 8)},
		{"Text over the bound", hhimpl.ValueOf(hh.Text("1234567é")), "1234567", violation(hh.TooLong, 9, 8)},
		{"not UTF-8", hhimpl.ValueOf("a\xff"), "a\uFFFD", violation(hh.InvalidUTF8, 0, 0)},
		{"NaN", hhimpl.ValueOf(math.NaN()), nil, violation(hh.NotFinite, 0, 0)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := attrs{}
			if test.want != nil {
				want["honeyhive_metadata.k"] = test.want
			}
			o := openMetadata()
			wantRecorded(t, func(b *record.Batch) { b.Open(o, "k", test.v) }, want, test.violations...)
		})
	}
}

func TestOpenDrop(t *testing.T) {
	o := openMetadata()
	o.Drop = true
	wantRecorded(t, func(b *record.Batch) { b.Open(o, "k", hhimpl.ValueOf("123456789")) }, nil,
		hh.Violation{Namespace: "metadata", Key: "k", Kind: hh.TooLongDropped, Size: 9, Limit: 8})
}

// A rejected key is never recorded, and is reported each time: to the runtime
// that records, which need not be the one that met the key first.
func TestOpenKeys(t *testing.T) {
	tests := []struct {
		name, key string
		rejected  hh.Kind
	}{
		{"letter", "k", ""},
		{"snake_case", "retry_2", ""},
		{"longest", "k" + strings.Repeat("0", 127), ""},
		{"too long", "k" + strings.Repeat("0", 128), hh.InvalidKey},
		{"empty", "", hh.InvalidKey},
		{"upper case", "Retry", hh.InvalidKey},
		{"digit first", "2nd", hh.InvalidKey},
		{"underscore first", "_k", hh.InvalidKey},
		{"dot", "a.b", hh.InvalidKey},
		{"space", "a b", hh.InvalidKey},
		{"line feed last", "k\n", hh.InvalidKey},
		{"declared", "feature", hh.DeclaredKey},
		{"declared list", "tags", hh.DeclaredKey},
		{"item of a declared list", "tags.0", hh.InvalidKey},
		{"begins like a declared key", "feature_2", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := attrs{"honeyhive_metadata." + test.key: int64(3)}
			var violations []hh.Violation
			if test.rejected != "" {
				want = nil
				violations = slices.Repeat([]hh.Violation{{Namespace: "metadata", Key: test.key, Kind: test.rejected}}, 3)
			}
			o := openMetadata()
			wantRecorded(t, func(b *record.Batch) {
				for i := range 3 {
					b.Open(o, test.key, hhimpl.ValueOf(i+1))
				}
			}, want, violations...)
		})
	}
}

// The key of a violation becomes an attribute of a metric, which one string
// that is not UTF-8 keeps from being exported.
func TestRejectedKeyIsReportedAsUTF8(t *testing.T) {
	o := openMetadata()
	_, violations := recorded(t, func(b *record.Batch) { b.Open(o, "a\xff", hhimpl.ValueOf(1)) })
	if len(violations) != 1 || violations[0].Kind != hh.InvalidKey || !utf8.ValidString(violations[0].Key) {
		t.Errorf("got %+q, want one invalid_key with a valid key", violations)
	}
}
