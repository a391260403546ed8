package record_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
)

// The vectors are what HoneyHive's Python SDK sends for an input.

type vector struct {
	Name       string
	Namespace  string
	Input      json.RawMessage
	InputText  string `json:"input_json_text"`
	Attributes []struct {
		Key, Type string
		Value     json.RawMessage
	}
}

func readVectors(t testing.TB, name string) []vector {
	t.Helper()
	text, err := os.ReadFile("../../testdata/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// objectVectors are the vectors whose namespace holds an object.
func objectVectors(t testing.TB) []vector {
	return slices.DeleteFunc(readVectors(t, "span.json"), func(v vector) bool {
		return v.Namespace == "error" || v.Namespace == "event_id"
	})
}

// inline is a declaration that takes whatever the vectors hold.
func inline(namespace string) *record.Attr {
	return &record.Attr{Key: attribute.Key("honeyhive_" + namespace), MaxBytes: 65536, MaxItems: 1024, Inline: true}
}

// want is v's attributes as a span keeps them.
func (v vector) want(t *testing.T) attrs {
	t.Helper()
	m := attrs{}
	for _, a := range vectors.Sent(v.Name, v.Attributes) {
		var err error
		switch a.Type {
		case "string":
			m[a.Key], err = decode[string](a.Value)
		case "bool":
			m[a.Key], err = decode[bool](a.Value)
		case "int":
			m[a.Key], err = decode[int64](a.Value)
		case "float":
			m[a.Key], err = decode[float64](a.Value)
		default:
			t.Fatalf("%s has the unknown type %q", a.Key, a.Type)
		}
		if err != nil {
			t.Fatalf("%s: %v", a.Key, err)
		}
	}
	return m
}

func decode[T any](text []byte) (v T, err error) {
	err = json.Unmarshal(text, &v)
	return v, err
}

func TestVectorsAsJSON(t *testing.T) {
	for _, v := range objectVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			got, violations := recorded(t, func(b *record.Batch) { b.JSON(inline(v.Namespace), v.Input) })
			wantVector(t, v, got, violations)
		})
	}
}

// The keys of a map are sorted, so of two members that make one path another
// may come first than in JSON: those vectors are for JSON alone.
func TestVectorsAsMaps(t *testing.T) {
	for _, v := range objectVectors(t) {
		if strings.HasPrefix(v.Name, "collision/") {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			var input map[string]any
			dec := json.NewDecoder(bytes.NewReader(v.Input))
			dec.UseNumber()
			if err := dec.Decode(&input); err != nil {
				t.Fatal(err)
			}
			got, violations := recorded(t, func(b *record.Batch) { b.Any(inline(v.Namespace), input) })
			wantVector(t, v, got, violations)
		})
	}
}

func wantVector(t *testing.T, v vector, got attrs, violations []hh.Violation) {
	t.Helper()
	if diff := cmp.Diff(v.want(t), got); diff != "" {
		t.Errorf("attributes (-official +ours):\n%s", diff)
	}
	rejected := vectors.Rejected[v.Name]
	if rejected != "" && !reported(violations, rejected) {
		t.Errorf("violations %v, want %s", violations, rejected)
	}
	for _, violation := range violations {
		if violation.Kind != hh.TooDeep && violation.Kind != rejected {
			t.Errorf("violation %v", violation)
		}
	}
}

// What the Python SDK sends although it is invalid is a violation here.
func TestDivergentVectors(t *testing.T) {
	want := map[string]hh.Violation{
		"divergent/uint64_max":            {Namespace: "metrics", Kind: hh.OutOfRange},
		"divergent/int64_max_plus_1":      {Namespace: "metrics", Kind: hh.OutOfRange},
		"divergent/two_pow_70":            {Namespace: "metrics", Kind: hh.OutOfRange},
		"divergent/neg_overflow":          {Namespace: "metrics", Kind: hh.OutOfRange},
		"divergent/lone_surrogate":        {Namespace: "metadata", Kind: hh.InvalidUTF8},
		"divergent/float_overflow_to_inf": {Namespace: "metrics", Kind: hh.OutOfRange},
		"divergent/top_level_string":      {Namespace: "metadata", Kind: hh.NotAnObject},
		"divergent/top_level_list":        {Namespace: "metadata", Kind: hh.NotAnObject},
	}
	for _, v := range readVectors(t, "divergent.json") {
		t.Run(v.Name, func(t *testing.T) {
			violation, known := want[v.Name]
			if !known {
				t.Fatal("the test does not know this vector")
			}
			wantAttrs := attrs{}
			if violation.Kind == hh.InvalidUTF8 {
				wantAttrs["honeyhive_metadata.v"] = "\uFFFD"
			}
			wantRecorded(t, func(b *record.Batch) { b.JSON(inline(v.Namespace), json.RawMessage(v.InputText)) }, wantAttrs, violation)
		})
	}
}

// wantExportable fails for an attribute that would cost a batch its export, or
// arrive as no number.
func wantExportable(t *testing.T, kvs []attribute.KeyValue, maxBytes int) {
	t.Helper()
	for _, kv := range kvs {
		if !utf8.ValidString(string(kv.Key)) {
			t.Errorf("key %q is not UTF-8", kv.Key)
		}
		switch kv.Value.Type() {
		case attribute.STRING:
			if s := kv.Value.AsString(); !utf8.ValidString(s) || len(s) > maxBytes {
				t.Errorf("%s is %q", kv.Key, s)
			}
		case attribute.FLOAT64:
			if f := kv.Value.AsFloat64(); math.IsNaN(f) || math.IsInf(f, 0) {
				t.Errorf("%s is %v", kv.Key, f)
			}
		case attribute.BOOL, attribute.INT64:
		default:
			t.Errorf("%s has the type %v", kv.Key, kv.Value.Type())
		}
	}
}
