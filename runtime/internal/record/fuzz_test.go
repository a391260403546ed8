package record_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// The bounds of the fuzzed declaration are small, so that short inputs reach
// all of them.
const (
	fuzzMaxBytes = 12
	fuzzMaxItems = 6
	fuzzMaxPath  = 256
	fuzzMaxDepth = 100
	fuzzMaxVisit = 64 * (fuzzMaxItems + 1)
)

// reference flattens a JSON object a second time, with less care: it looks at
// each value as text, by encoding/json.
type reference struct {
	kvs    []string // key, type and value
	paths  []string // their keys
	lost   bool     // a path was taken, or a key is empty
	visits int
	over   bool // something is over a bound, or not as it should be
	doubt  bool // encoding/json put U+FFFD in place of something, or found it there
}

func (r *reference) value(path string, text json.RawMessage, depth int) {
	r.visits++
	key := strings.TrimPrefix(path, ".")
	r.over = r.over || len(key) > fuzzMaxPath || depth > fuzzMaxDepth || r.visits > fuzzMaxVisit
	if r.over {
		return
	}
	switch c := text[0]; {
	case c == 'n':
	case c == '{':
		r.object(path, text, depth)
	case c == '[':
		r.list(path, text, depth)
	case c == '"':
		s := r.text(text)
		r.over = r.over || len(s) > fuzzMaxBytes
		r.put(path, attribute.StringValue(s), nil)
	case c == 't' || c == 'f':
		r.put(path, attribute.BoolValue(c == 't'), nil)
	case bytes.ContainsAny(text, ".eE"):
		f, err := strconv.ParseFloat(string(text), 64)
		r.put(path, attribute.Float64Value(f), err)
	default:
		i, err := strconv.ParseInt(string(text), 10, 64)
		r.put(path, attribute.Int64Value(i), err)
	}
}

func (r *reference) object(path string, text []byte, depth int) {
	dec := json.NewDecoder(bytes.NewReader(text))
	_, _ = dec.Token()
	seen := map[any]bool{}
	for dec.More() {
		key, _ := dec.Token()
		r.doubt = r.doubt || strings.Contains(key.(string), "\uFFFD")
		var member json.RawMessage
		_ = dec.Decode(&member)
		if key == "" || seen[key] {
			r.lost = true
			continue
		}
		seen[key] = true
		r.value(path+"."+key.(string), member, depth+1)
	}
}

func (r *reference) list(path string, text []byte, depth int) {
	var items []json.RawMessage
	_ = json.Unmarshal(text, &items)
	for i, item := range items {
		r.value(path+"."+strconv.Itoa(i), item, depth+1)
	}
}

func (r *reference) text(text []byte) (s string) {
	_ = json.Unmarshal(text, &s)
	r.doubt = r.doubt || strings.Contains(s, "\uFFFD")
	return s
}

func (r *reference) put(path string, v attribute.Value, err error) {
	if err == nil && !r.over && slices.ContainsFunc(r.paths, func(taken string) bool {
		return strings.HasPrefix(path+".", taken+".") || strings.HasPrefix(taken+".", path+".")
	}) {
		r.lost = true
		return
	}
	r.paths = append(r.paths, path)
	r.over = r.over || err != nil || len(r.kvs) == fuzzMaxItems
	r.kvs = append(r.kvs, describe("honeyhive_metadata"+path, v))
}

func describe(key string, v attribute.Value) string {
	return key + " " + v.Type().String() + " " + v.String()
}

func FuzzJSON(f *testing.F) {
	for _, v := range objectVectors(f) {
		f.Add([]byte(v.Input))
	}
	for _, v := range readVectors(f, "divergent.json") {
		f.Add([]byte(v.InputText))
	}
	for _, s := range []string{"", "{", `{"a":1}{`, "\"\xff\"", "{\"\xff\":\"\xff\"}", `{"":{"":[]}}`, `{"a":"\ud83d\ude00\ud83d"}`,
		`{"a":1,"a":{"b":2},"a.b":3}`, `{"a.b.c":1,"a":{"b":{"d":2,"c":3}},"a.b":{"e":4}}`, `{"x":[1],"x.0":2,"x.1":3}`, `{"a":[0,0,0,0,0,0,0]}`, nested(`{"a":`, `}`, 101), `{"` + long(257) + `":[{"a":1}],"b":2}`,
		`{"a":[` + strings.Repeat("null,", 500) + `1]}`, `{"a":"éééééé","b":"ééééééé"}`, `{"a":-0,"b":-0.0,"c":1E+2}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		kvs, violations := flatten(text)
		wantExportable(t, kvs, fuzzMaxBytes)
		if len(kvs) > fuzzMaxItems {
			t.Errorf("%d attributes", len(kvs))
		}
		wantLikeReference(t, text, kvs, violations)
	})
}

func flatten(text []byte) (kvs []attribute.KeyValue, violations []hh.Violation) {
	a := &record.Attr{Key: "honeyhive_metadata", MaxBytes: fuzzMaxBytes, MaxItems: fuzzMaxItems, Inline: true}
	b := engine(hh.New(hh.WithViolationHandler(collect(&violations)))).Batch()
	defer b.Attributes(&kvs)
	b.JSON(a, text)
	return kvs, violations
}

// wantLikeReference compares with the reference what that is sure about; and
// whatever is over a bound must have been reported.
func wantLikeReference(t *testing.T, text []byte, kvs []attribute.KeyValue, violations []hh.Violation) {
	t.Helper()
	reported := false
	for _, v := range violations {
		reported = reported || v.Kind != hh.TooDeep
	}
	trimmed := bytes.TrimSpace(text)
	if len(text) == 0 || string(trimmed) == "null" {
		wantNothing(t, kvs, violations)
		return
	}
	if !json.Valid(text) || trimmed[0] != '{' {
		if len(kvs) > 0 || !reported {
			t.Errorf("not a JSON object: %v, %v", kvs, violations)
		}
		return
	}
	var r reference
	r.value("", trimmed, 0)
	switch {
	case r.over && !reported:
		t.Errorf("something is over a bound, and only %v is reported", violations)
	case r.over || r.doubt:
	case reported != r.lost:
		t.Errorf("something is lost: %v, and %v is reported", r.lost, violations)
	default:
		var got []string
		for _, kv := range kvs {
			got = append(got, describe(string(kv.Key), kv.Value))
		}
		if diff := cmp.Diff(r.kvs, got); diff != "" {
			t.Errorf("(-reference +got):\n%s", diff)
		}
	}
}

func wantNothing(t *testing.T, kvs []attribute.KeyValue, violations []hh.Violation) {
	t.Helper()
	if len(kvs) > 0 || len(violations) > 0 {
		t.Errorf("nothing becomes %v, %v", kvs, violations)
	}
}
