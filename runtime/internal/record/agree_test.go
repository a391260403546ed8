package record_test

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
)

// A span has attributes, and a session has JSON. The same functions make both, so
// both must have the same values.

// flattened is what spans have of the JSON of an update: its leaves.
func flattened(t random.TB, update string) attrs {
	t.Helper()
	m := attrs{}
	if update != "" {
		dec := json.NewDecoder(strings.NewReader(update))
		dec.UseNumber()
		leaves(t, dec, "", m)
	}
	return m
}

// leaves puts the leaves of the next value of dec into m. No two of them have
// one path, and no object two members of one name.
func leaves(t random.TB, dec *json.Decoder, key string, m attrs) {
	t.Helper()
	token, err := dec.Token()
	if err != nil {
		t.Fatal(err)
	}
	switch v := token.(type) {
	case json.Delim:
		seen := map[string]bool{}
		for i := 0; dec.More(); i++ {
			member := strconv.Itoa(i)
			if v == '{' {
				name, _ := dec.Token()
				member = name.(string)
			}
			if seen[member] {
				t.Errorf("%s has two members %q", key, member)
			}
			seen[member] = true
			leaves(t, dec, key+"."+member, m)
		}
		_, _ = dec.Token()
	case nil:
	default:
		name := strings.Replace("honeyhive_"+key[1:], "metadata.inputs.", "inputs.", 1)
		if _, again := m[name]; again {
			t.Errorf("the session has %s twice", name)
		}
		m[name] = vectors.Typed(t, v)
	}
}

// wantAgreement fails unless a session of put and the spans that are started in
// it later have the same, and a span of put as well; but for a value that is
// cut, which may be sooner in a session, that has nulls too.
func wantAgreement(t random.TB, put func(*record.Batch)) {
	t.Helper()
	update, inherited, violations := updated(t, put)
	got := flattened(t, update)
	wantApart(t, got)
	if diff := cmp.Diff(got, inherited); diff != "" && len(got) <= 128 {
		t.Errorf("inherited (-session +inherited):\n%s\n%s", diff, update)
	}
	if reported(violations, hh.TooManyItems) {
		return
	}
	onSpan, spanViolations := recorded(t, put)
	wantApart(t, onSpan)
	if diff := cmp.Diff(onSpan, got); diff != "" {
		t.Errorf("session (-span +session):\n%s\n%s", diff, update)
	}
	wantViolations(t, spanViolations, violations)
}

// wantApart fails if an attribute is below another.
func wantApart(t random.TB, got attrs) {
	t.Helper()
	for key := range got {
		for i := range key {
			if _, above := got[key[:i]]; above && key[i] == '.' {
				t.Errorf("%s and %s are both sent", key[:i], key)
			}
		}
	}
}

func TestSpansAndSessionsAgreeOnVectors(t *testing.T) {
	for _, v := range objectVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			wantAgreement(t, func(b *record.Batch) { b.JSON(inline(v.Namespace), v.Input) })
		})
	}
	for _, v := range readVectors(t, "divergent.json") {
		t.Run(v.Name, func(t *testing.T) {
			wantAgreement(t, func(b *record.Batch) { b.JSON(inline(v.Namespace), []byte(v.InputText)) })
		})
	}
}

// randomValue is a value of any type that there is, most of them small.
func randomValue(s random.Source, depth int) any {
	pick := s.IntN(30)
	if depth > 0 && pick < 12 {
		n := s.IntN(5)
		switch pick {
		case 0, 1, 2, 3:
			m := map[string]any{}
			for range n {
				m[randomText(s)] = randomValue(s, depth-1)
			}
			return m
		case 4, 5, 6, 7:
			list := make([]any, n)
			for i := range list {
				list[i] = randomValue(s, depth-1)
			}
			return list
		case 8:
			v := randomValue(s, depth-1)
			return &v
		case 9:
			return map[name]any{name(randomText(s)): randomValue(s, depth-1)}
		case 10:
			return struct{ A, B any }{randomText(s), s.IntN(9)}
		case 11:
			text, _ := json.Marshal(map[string]any{randomText(s): nil, "b": []any{s.IntN(9), "c"}})
			return json.RawMessage(text)
		}
	}
	return randomScalars[pick%len(randomScalars)](s)
}

// randomScalars has the panics and failures of users' methods too.
var randomScalars = []func(random.Source) any{
	func(random.Source) any { return nil },
	func(s random.Source) any { return s.IntN(2) == 0 },
	func(s random.Source) any { return int64(s.Uint64()) >> s.IntN(64) },
	func(s random.Source) any { return math.Float64frombits(s.Uint64()) },
	func(s random.Source) any { return float32(s.IntN(10)) },
	func(s random.Source) any { return randomText(s) },
	func(s random.Source) any { return s.Uint64() },
	func(random.Source) any { return (*int)(nil) },
	func(random.Source) any { return []int{} },
	func(random.Source) any { return map[string]int{} },
	func(random.Source) any { return []string(nil) },
	func(random.Source) any { return func() {} },
	func(random.Source) any { return failing{} },
	func(s random.Source) any { return text(randomText(s)) },
	func(s random.Source) any { return random.OneOf[any](s, 1, panics{}, panickingJSON{}, panickingError{}) },
	func(random.Source) any { return json.RawMessage(`{`) },
	func(random.Source) any { return json.RawMessage(`null`) },
	func(random.Source) any { return jsonText(`[1,{"a":[]},1e999]`) },
	func(random.Source) any { return hh.Hash("no key") },
	func(random.Source) any { return json.Number("1E3") },
}

func randomText(s random.Source) string {
	return random.OneOf(s, "", "a", "b", "a.b", "a.0", "b.a.b", "key", "é中😀", "\"\\\n\x00", "not UTF-8 \xff", "not UTF-8 \xfe", long(20), long(200))
}

// Bounds of every size cut the values in every place.
func TestSpansAndSessionsAgreeOnRandomValues(t *testing.T) {
	random.Check(t, 3000, func(s random.Source) {
		v := randomValue(s, 1+s.IntN(5))
		maxBytes, maxItems := s.IntN(32), s.IntN(20)
		members, isMap := v.(map[string]any)
		inline := isMap && s.IntN(2) == 0
		s.Logf("of %#v", v)
		wantAgreement(s, func(b *record.Batch) {
			a := &record.Attr{Key: "honeyhive_outputs", MaxBytes: maxBytes, MaxItems: maxItems, Inline: inline}
			if inline {
				b.AnyMap(a, members)
				return
			}
			a.Key += ".payload"
			b.Any(a, v)
		})
	})
}

func FuzzUpdate(f *testing.F) {
	for _, v := range objectVectors(f) {
		f.Add([]byte(v.Input), uint8(6), uint8(12))
	}
	for _, s := range []string{"{", "\"\xff\"", "{\"\xff\":\"\xff\"}", `{"a":"\ud83d\ude00\ud83d"}`, `{"a":1,"a":{"b":2},"a.b":3}`, `{"a":[{},[],null,{"b":[]}]}`,
		nested(`{"a":`, `}`, 101), `{"` + long(257) + `":[{"a":1}],"b":2}`, `{"a":[` + strings.Repeat("null,", 500) + `1]}`, `[1e999,"a"]`} {
		f.Add([]byte(s), uint8(3), uint8(2))
	}
	f.Fuzz(func(t *testing.T, text []byte, maxItems, maxBytes uint8) {
		for _, a := range []*record.Attr{
			{Key: "honeyhive_outputs", MaxItems: int(maxItems), MaxBytes: int(maxBytes), Inline: true},
			{Key: "honeyhive_outputs.payload", MaxItems: int(maxItems), MaxBytes: int(maxBytes)},
		} {
			wantAgreement(t, func(b *record.Batch) { b.JSON(a, text) })
			var v any
			if json.Unmarshal(text, &v) == nil && !a.Inline {
				wantAgreement(t, func(b *record.Batch) { b.Any(a, []any{v, panics{}}) })
			}
		}
	})
}
