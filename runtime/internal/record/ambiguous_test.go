package record_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// Keys that hold dots can become the paths of other values. The first of two
// such values is sent, on spans and in sessions alike.

func TestAmbiguousKeys(t *testing.T) {
	ambiguous, invalid, mended := hh.AmbiguousKey, hh.InvalidKey, hh.InvalidUTF8
	tests := []struct {
		name, in string
		want     attrs
		kinds    []hh.Kind
	}{
		{"versions", `{"gpt-4":7,"gpt-4.1":3}`, attrs{"gpt-4": int64(7)}, []hh.Kind{ambiguous}},
		{"versions, the child first", `{"gpt-4.1":3,"gpt-4":7}`, attrs{"gpt-4.1": int64(3)}, []hh.Kind{ambiguous}},
		{"one key twice", `{"a.b":1,"a":{"b":2}}`, attrs{"a.b": int64(1)}, []hh.Kind{ambiguous}},
		{"one key twice, nested first", `{"a":{"b":2},"a.b":1}`, attrs{"a.b": int64(2)}, []hh.Kind{ambiguous}},
		{"list index", `{"x":[1],"x.0":2}`, attrs{"x.0": int64(1)}, []hh.Kind{ambiguous}},
		{"below a list index", `{"x":[1],"x.0.y":2}`, attrs{"x.0": int64(1)}, []hh.Kind{ambiguous}},
		{"repeated member", `{"a":1,"a":2,"a":3}`, attrs{"a": int64(1)}, []hh.Kind{ambiguous, ambiguous}},
		{"repeated object", `{"a":{"b":1},"a":{"c":2}}`, attrs{"a.b": int64(1)}, []hh.Kind{ambiguous}},
		{"repeated in a list", `[{"a":1,"a":2},{"a":3}]`, attrs{"0.a": int64(1), "1.a": int64(3)}, []hh.Kind{ambiguous}},
		{"escaped alike", `{"a":1,"\u0061":2}`, attrs{"a": int64(1)}, []hh.Kind{ambiguous}},
		{"mended alike", "{\"a\xff\":1,\"a\xfe\":2}", attrs{"a\uFFFD": int64(1)}, []hh.Kind{mended, mended, ambiguous}},
		{"three levels", `{"a":{"b":{"c":1}},"a.b":{"c":2,"d":3}}`, attrs{"a.b.c": int64(1), "a.b.d": int64(3)}, []hh.Kind{ambiguous}},
		{"dots on both sides", `{"a.b":{"c":1},"a":{"b.c":2}}`, attrs{"a.b.c": int64(1)}, []hh.Kind{ambiguous}},
		{"only what collides", `{"a":{"b":1,"c":2},"a.b":{"d":3},"a.e":4}`, attrs{"a.b": int64(1), "a.c": int64(2), "a.e": int64(4)}, []hh.Kind{ambiguous}},
		{"a dotted key alone", `{"gen_ai.usage.input_tokens":512}`, attrs{"gen_ai.usage.input_tokens": int64(512)}, nil},
		{"dotted siblings", `{"a.b":1,"a.c":2,"ab":3,"a-b":4}`, attrs{"a.b": int64(1), "a.c": int64(2), "ab": int64(3), "a-b": int64(4)}, nil},
		{"before and after a dot", `{"a.b":1,"a-c":2,"a!":3,"a/":4,"a":5,"a-c.d":6}`,
			attrs{"a.b": int64(1), "a-c": int64(2), "a!": int64(3), "a/": int64(4)}, []hh.Kind{ambiguous, ambiguous}},
		{"beside each other", `{"a":{"c":1},"a.b":2}`, attrs{"a.c": int64(1), "a.b": int64(2)}, nil},
		{"one name in two objects", `{"a":{"k":1},"b":{"k":2}}`, attrs{"a.k": int64(1), "b.k": int64(2)}, nil},
		{"nothing is there", `{"a":{},"a.b":1,"c":null,"c.d":2}`, attrs{"a.b": int64(1), "c.d": int64(2)}, nil},
		{"empty key", `{"":1,"a":2}`, attrs{"a": int64(2)}, []hh.Kind{invalid}},
		{"empty key of an object", `{"a":{"":{"b":1}}}`, nil, []hh.Kind{invalid}},
		{"empty key in a list", `[{"":1,"b":2}]`, attrs{"0.b": int64(2)}, []hh.Kind{invalid}},
		{"what is not sent does not count", `{"a":1,"a.b":2,"a.c":2,"a.d":2,"e":5,"f":6,"g":7}`,
			attrs{"a": int64(1), "e": int64(5), "f": int64(6), "g": int64(7)}, []hh.Kind{ambiguous, ambiguous, ambiguous}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			put := func(b *record.Batch) { b.JSON(payload(), json.RawMessage(test.in)) }
			got, violations := recorded(t, put)
			if diff := cmp.Diff(under(test.want), got); diff != "" {
				t.Error(diff)
			}
			wantKinds(t, violations, test.kinds...)
			wantAgreement(t, put)
		})
	}
}

// The keys of maps are sorted, so what is lost does not depend on their order.
func TestAmbiguousKeysOfMaps(t *testing.T) {
	type counts map[string]float64
	tests := []struct {
		name  string
		in    any
		want  attrs
		kinds []hh.Kind
	}{
		{"map", map[string]any{"gpt-4": 7, "gpt-4.1": 3}, attrs{"gpt-4": int64(7)}, []hh.Kind{hh.AmbiguousKey}},
		{"typed map", counts{"gpt-4": 7, "gpt-4.1": 3}, attrs{"gpt-4": 7.0}, []hh.Kind{hh.AmbiguousKey}},
		{"map of maps", map[string]any{"a.b": 1, "a": map[string]int{"b": 2}}, attrs{"a.b": int64(2)}, []hh.Kind{hh.AmbiguousKey}},
		{"map in a list", []any{map[name]any{"a": 1, "a.b": 2}}, attrs{"0.a": int64(1)}, []hh.Kind{hh.AmbiguousKey}},
		{"list", map[string][]int{"x": {1}, "x.0": {2}}, attrs{"x.0": int64(1)}, []hh.Kind{hh.AmbiguousKey}},
		{"JSON in a map", map[string]any{"a": json.RawMessage(`{"b":1}`), "a.b": json.RawMessage(`{"c":2}`)}, attrs{"a.b": int64(1)}, []hh.Kind{hh.AmbiguousKey}},
		{"struct in a map", map[string]any{"a": struct{ B int }{1}, "a.B": 2}, attrs{"a.B": int64(1)}, []hh.Kind{hh.AmbiguousKey}},
		{"mended alike", map[string]any{"a\xff": 1, "a\xfe": 2}, attrs{"a\uFFFD": int64(2)}, []hh.Kind{hh.InvalidUTF8, hh.AmbiguousKey}},
		{"mended to a key that is there", map[string]any{"a\xff": 1, "a\uFFFD": 2}, attrs{"a\uFFFD": int64(2)}, []hh.Kind{hh.AmbiguousKey}},
		{"empty key", map[string]int{"": 1}, nil, []hh.Kind{hh.InvalidKey}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for range 20 {
				put := func(b *record.Batch) { b.Any(payload(), test.in) }
				got, violations := recorded(t, put)
				if diff := cmp.Diff(under(test.want), got); diff != "" {
					t.Fatal(diff)
				}
				wantKinds(t, violations, test.kinds...)
				wantAgreement(t, put)
			}
		})
	}
}

// putMap does what generated code does with a map of numbers.
func putMap(b *record.Batch, a *record.Attr, m map[string]float64) {
	for _, k := range record.Members(b, a, m) {
		b.Member(k)
		b.Float(a, m[k])
	}
	b.End()
}

func TestAmbiguousKeysOfDeclaredMaps(t *testing.T) {
	calls := &record.Attr{Key: "honeyhive_metrics.calls.{}", Holes: 1, MaxItems: 8}
	want := hh.Violation{Namespace: "metrics", Key: "calls", Kind: hh.AmbiguousKey}
	put := func(b *record.Batch) { putMap(b, calls, map[string]float64{"gpt-4": 7, "gpt-4.1": 3, "gpt-4o": 2}) }
	wantRecorded(t, put, attrs{"honeyhive_metrics.calls.gpt-4": 7.0, "honeyhive_metrics.calls.gpt-4o": 2.0}, want)
	wantAgreement(t, put)

	// Structs below such keys do not collide, unless their keys do.
	tokens := &record.Attr{Key: "honeyhive_metrics.usage.{}.tokens", Holes: 1, MaxItems: 8}
	usage := func(keys ...string) func(*record.Batch) {
		m := map[string]int64{}
		for i, k := range keys {
			m[k] = int64(i)
		}
		return func(b *record.Batch) {
			for _, k := range record.Members(b, &record.Attr{Key: "honeyhive_metrics.usage.{}", Holes: 1, MaxItems: 8}, m) {
				b.Member(k)
				b.Object("honeyhive_metrics.usage")
				b.Int(tokens, m[k])
				b.EndObject()
			}
			b.End()
		}
	}
	wantRecorded(t, usage("gpt-4", "gpt-4.1"), attrs{"honeyhive_metrics.usage.gpt-4.tokens": int64(0), "honeyhive_metrics.usage.gpt-4.1.tokens": int64(1)})
	wantAgreement(t, usage("gpt-4", "gpt-4.1"))
	wantRecorded(t, usage("a", "a.tokens"), attrs{"honeyhive_metrics.usage.a.tokens": int64(0)},
		hh.Violation{Namespace: "metrics", Key: "usage.{}.tokens", Kind: hh.AmbiguousKey})
	wantAgreement(t, usage("a", "a.tokens"))

	empty := func(b *record.Batch) { putMap(b, calls, map[string]float64{"": 1, "a": 2}) }
	wantRecorded(t, empty, attrs{"honeyhive_metrics.calls.a": 2.0}, hh.Violation{Namespace: "metrics", Key: "calls", Kind: hh.InvalidKey})
	wantAgreement(t, empty)
}

// An inline map of maps has the namespace's keys at its top alone.
func TestInlineMapOfMaps(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_metrics.{}.{}", Holes: 2, MaxItems: 8, Inline: true, Declared: []string{"score"}}
	put := func(b *record.Batch) {
		m := map[string]map[string]float64{"model": {"score": 1, "cost": 2}, "score": {"x": 3}, "score.y": {"z": 4}}
		for _, k := range record.Members(b, a, m) {
			b.Member(k)
			putMap(b, a, m[k])
		}
		b.End()
	}
	declared := hh.Violation{Namespace: "metrics", Kind: hh.DeclaredKey}
	wantRecorded(t, put, attrs{"honeyhive_metrics.model.score": 1.0, "honeyhive_metrics.model.cost": 2.0}, declared, declared)
	wantAgreement(t, put)
	replaced := func(b *record.Batch) {
		put(b)
		b.JSON(inline("metrics"), json.RawMessage(`{"model":3,"cost.x":4}`))
	}
	wantRecorded(t, replaced, attrs{"honeyhive_metrics.model": int64(3), "honeyhive_metrics.cost.x": int64(4)}, declared, declared)
	wantAgreement(t, replaced)
}

// Several fields of one call: a value below a key that another has under a
// dotted name is ambiguous; of one key of the namespace the later value stays.
func TestAmbiguousKeysOfSeveralFields(t *testing.T) {
	metadata := inline("metadata")
	text := func(a *record.Attr, text string) func(*record.Batch) {
		return func(b *record.Batch) { b.JSON(a, json.RawMessage(text)) }
	}
	labels := &record.Attr{Key: "honeyhive_metadata.{}", Holes: 1, MaxItems: 8, Inline: true}
	extra := &record.Attr{Key: "honeyhive_metadata.extra", MaxItems: 8, MaxBytes: 8}
	open := func(key string) func(*record.Batch) {
		o := &record.OpenNamespace{Attr: record.Attr{Key: "honeyhive_metadata", MaxBytes: 8}}
		return func(b *record.Batch) { b.Open(o, key, attribute.IntValue(9)) }
	}
	tests := []struct {
		name  string
		puts  []func(*record.Batch)
		want  attrs
		kinds []hh.Kind
	}{
		{"another member", []func(*record.Batch){text(metadata, `{"a":1}`), text(metadata, `{"a.b":2,"c":3}`)},
			attrs{"a": int64(1), "c": int64(3)}, []hh.Kind{hh.AmbiguousKey}},
		{"another member, dotted first", []func(*record.Batch){text(metadata, `{"a.b":2}`), text(metadata, `{"a":{"b":1,"c":3}}`)},
			attrs{"a.b": int64(2), "a.c": int64(3)}, []hh.Kind{hh.AmbiguousKey}},
		{"a typed map", []func(*record.Batch){text(metadata, `{"a":1}`), func(b *record.Batch) { putMap(b, labels, map[string]float64{"a.b": 2, "d": 4}) }},
			attrs{"a": int64(1), "d": 4.0}, []hh.Kind{hh.AmbiguousKey}},
		{"an open namespace", []func(*record.Batch){text(metadata, `{"a.b":2}`), open("a")}, attrs{"a.b": int64(2)}, []hh.Kind{hh.AmbiguousKey}},
		{"two members for one", []func(*record.Batch){text(metadata, `{"a":1}`), text(metadata, `{"a.b":2,"a":5}`)},
			attrs{"a": int64(5)}, []hh.Kind{hh.AmbiguousKey}},
		{"below what was replaced and what replaced it", []func(*record.Batch){text(metadata, `{"a":{"b":1}}`), text(metadata, `{"a":5}`), text(metadata, `{"a.c":2}`)},
			attrs{"a": int64(5)}, []hh.Kind{hh.AmbiguousKey}},
		{"the same member", []func(*record.Batch){text(metadata, `{"a.b":{"c":1}}`), text(metadata, `{"a.b":2}`)}, attrs{"a.b": int64(2)}, nil},
		{"the same scalar", []func(*record.Batch){text(metadata, `{"a.b":1}`), text(metadata, `{"a.b":2}`)}, attrs{"a.b": int64(2)}, nil},
		{"an object after a scalar", []func(*record.Batch){text(metadata, `{"a":1}`), text(metadata, `{"a":{"b":2}}`)}, attrs{"a.b": int64(2)}, nil},
		{"a scalar after an object", []func(*record.Batch){text(metadata, `{"a":{"b":2}}`), text(metadata, `{"a":1}`)}, attrs{"a": int64(1)}, nil},
		{"an open key after an object", []func(*record.Batch){text(metadata, `{"a":{"b":2}}`), open("a")}, attrs{"a": int64(9)}, nil},
		{"one field twice", []func(*record.Batch){text(extra, `{"a":1}`), text(extra, `{"a.b":2}`)}, attrs{"extra.a.b": int64(2)}, nil},
		{"other fields", []func(*record.Batch){text(extra, `{"a":1}`), text(inline("metrics"), `{"a.b":2}`), text(metadata, `{"a.b":3}`)},
			attrs{"extra.a": int64(1), "a.b": int64(3)}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			put := func(b *record.Batch) {
				for _, put := range test.puts {
					put(b)
				}
			}
			want := attrs{}
			for k, v := range test.want {
				want["honeyhive_metadata."+k] = v
			}
			got, violations := recorded(t, put)
			delete(got, "honeyhive_metrics.a.b")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			wantKinds(t, violations, test.kinds...)
			wantAgreement(t, put)
		})
	}
}

// A key below one that a field declares is the field's, whether or not that is
// recorded in the same call.
func TestDottedKeysOfFields(t *testing.T) {
	a := inline("metadata")
	a.Declared = []string{"user"}
	put := func(b *record.Batch) { b.JSON(a, json.RawMessage(`{"user.id":1,"user":2,"users.id":3}`)) }
	declared := hh.Violation{Namespace: "metadata", Kind: hh.DeclaredKey}
	wantRecorded(t, put, attrs{"honeyhive_metadata.users.id": int64(3)}, declared, declared)
	wantAgreement(t, put)
}

// More paths than are compared one by one.
func TestManyAmbiguousKeys(t *testing.T) {
	random.Check(t, 300, func(s random.Source) {
		var text strings.Builder
		for range 1 + s.IntN(200) {
			fmt.Fprintf(&text, `,%q:%s`, randomPath(s), random.OneOf(s, "1", `{"a":2,"b.a":3}`, "[4]", `"s"`))
		}
		in := json.RawMessage("{" + text.String()[1:] + "}")
		s.Logf("of %s", in)
		wantAgreement(s, func(b *record.Batch) { b.JSON(inline("outputs"), in) })
		wantAgreement(s, func(b *record.Batch) {
			b.JSON(&record.Attr{Key: "honeyhive_inputs.x", MaxBytes: 64, MaxItems: 1024}, in)
		})
	})
}

// Whatever the fields of one call have, and in whatever order, spans and updates
// have the same of it, and no attribute is below another.
func TestSpansAndSessionsAgreeOnSeveralFields(t *testing.T) {
	random.Check(t, 4000, func(s random.Source) {
		puts := make([]func(*record.Batch), 2+s.IntN(4))
		empty := s.IntN(2) == 0
		for i := range puts {
			var text string
			puts[i], text = randomField(s, empty)
			s.Logf("of %q", text)
		}
		put := func(b *record.Batch) {
			for _, put := range puts {
				put(b)
			}
		}
		if empty {
			wantWithin(s, put)
		} else {
			wantAgreement(s, put)
		}
	})
}

// wantWithin fails unless spans of put have at least what a session has. They have
// more if a later value is null or empty: a span has nothing in place of it.
func wantWithin(t random.TB, put func(*record.Batch)) {
	t.Helper()
	onSpan, _ := recorded(t, put)
	wantApart(t, onSpan)
	update, inherited, _ := updated(t, put)
	got := flattened(t, update)
	if diff := cmp.Diff(got, inherited); diff != "" {
		t.Errorf("inherited (-session +inherited):\n%s", diff)
	}
	for key, v := range got {
		if diff := cmp.Diff(v, onSpan[key]); diff != "" {
			t.Errorf("%s (-session +span):\n%s", key, diff)
		}
	}
}

// randomField is a field of one of the shapes that can be replaced, or meet
// another's paths. It may be empty, or have what is.
func randomField(s random.Source, empty bool) (put func(*record.Batch), said string) {
	values, least := []string{"1", `{"a":2,"b.a":3}`, "[4]", `"s"`, "1e999", `{"":1}`, "[[1e999],{\"\":2}]"}, 1
	if empty {
		values, least = append(values, "null", "{}", "[]", "[[1e999],{}]"), 0
	}
	var text strings.Builder
	for range least + s.IntN(3) {
		value := random.OneOf(s, values...)
		fmt.Fprintf(&text, `,%q:%s`, randomPath(s), value)
	}
	in := "{" + strings.TrimPrefix(text.String(), ",") + "}"
	numbers := make([]float64, least+s.IntN(3))
	labels := map[string]float64{}
	for i := range numbers {
		numbers[i] = random.OneOf(s, 1, 2, math.NaN())
		labels[randomPath(s)] = numbers[i]
	}
	key := random.OneOf(s, "a", "b", "ab")
	switch s.IntN(7) {
	case 0, 1:
		return func(b *record.Batch) { b.JSON(inline("metadata"), json.RawMessage(in)) }, "inline " + in
	case 2:
		extra := &record.Attr{Key: "honeyhive_metadata.extra", MaxBytes: 8, MaxItems: 8}
		return func(b *record.Batch) { b.JSON(extra, json.RawMessage(in)) }, "extra " + in
	case 3:
		inlined := &record.Attr{Key: "honeyhive_metadata.{}", Holes: 1, MaxItems: 8, Inline: true}
		return func(b *record.Batch) { putMap(b, inlined, labels) }, fmt.Sprint("inline ", labels)
	case 4:
		o := &record.OpenNamespace{Attr: record.Attr{Key: "honeyhive_metadata", MaxBytes: 8}}
		return func(b *record.Batch) { b.Open(o, key, attribute.IntValue(9)) }, "open " + key
	case 5:
		return func(b *record.Batch) { putTags(b, numbers) }, fmt.Sprint("tags ", numbers)
	default:
		return func(b *record.Batch) {
			b.Object("honeyhive_metadata.group")
			putMap(b, &record.Attr{Key: "honeyhive_metadata.group.labels.{}", Holes: 1, MaxItems: 8}, labels)
			if len(numbers) > 1 {
				b.Float(&record.Attr{Key: "honeyhive_metadata.group.score"}, numbers[0])
			}
			b.EndObject()
		}, fmt.Sprint("group ", labels, numbers)
	}
}

// putTags does what generated code does with a list of numbers.
func putTags(b *record.Batch, numbers []float64) {
	tags := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 8}
	for i := range b.Items(tags, len(numbers)) {
		b.Item(i)
		b.Float(tags, numbers[i])
	}
	b.End()
}

// Of a list, map, object or dynamic value that one call has twice, the later
// stays, whole: nothing of the earlier is left among it.
func TestLastValueOfAFieldOnASpan(t *testing.T) {
	extra := &record.Attr{Key: "honeyhive_metadata.extra", MaxBytes: 8, MaxItems: 8}
	text := func(in string) func(*record.Batch) {
		return func(b *record.Batch) { b.JSON(extra, json.RawMessage(in)) }
	}
	tags := func(numbers ...float64) func(*record.Batch) {
		return func(b *record.Batch) { putTags(b, numbers) }
	}
	for _, test := range []struct {
		name string
		puts []func(*record.Batch)
		want attrs
	}{
		{"list", []func(*record.Batch){tags(1, 2, 3), tags(4)}, attrs{"honeyhive_metadata.tags.0": 4.0}},
		{"dynamic", []func(*record.Batch){text(`{"a":1,"b":2}`), text(`{"b":3}`)}, attrs{"honeyhive_metadata.extra.b": int64(3)}},
		{"of another shape", []func(*record.Batch){text(`{"a":1}`), text(`[1]`), text(`2`)}, attrs{"honeyhive_metadata.extra": int64(2)}},
		{"rejected", []func(*record.Batch){text(`{"a":1}`), text(`{"":1}`)}, attrs{"honeyhive_metadata.extra.a": int64(1)}},
		{"beside others", []func(*record.Batch){tags(1, 2), text(`{"a":1}`), putInt("honeyhive_metadata.n", 5), tags(3), putInt("honeyhive_metadata.n", 6)},
			attrs{"honeyhive_metadata.tags.0": 3.0, "honeyhive_metadata.extra.a": int64(1), "honeyhive_metadata.n": int64(6)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			put := func(b *record.Batch) {
				for _, put := range test.puts {
					put(b)
				}
			}
			got, _ := recorded(t, put)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			wantAgreement(t, put)
		})
	}
}

// Keys that could collide and do not cost no more allocations than others.
func TestDottedKeysAllocateNothingMore(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	rt := hh.New(hh.WithMeterProvider(nil))
	allocs := func(m map[string]any) float64 {
		return testing.AllocsPerRun(100, func() {
			var kvs []attribute.KeyValue
			b := engine(rt).Batch()
			b.AnyMap(&record.Attr{Key: "honeyhive_inputs.x", MaxBytes: 64, MaxItems: 64}, m)
			b.Attributes(&kvs)
		})
	}
	plain := allocs(map[string]any{"gpt_4": "a", "gpt_4_1": "b", "claude": "c"})
	if dotted := allocs(map[string]any{"gpt.4": "a", "gpt.5.1": "b", "claude": "c"}); dotted > plain {
		t.Errorf("%v allocations with dots in keys, %v without", dotted, plain)
	}
	if nested := allocs(map[string]any{"gpt-4": map[string]any{"calls": 1}, "gpt-4.1": map[string]any{"calls": 2}}); nested > plain+6 {
		t.Errorf("%v allocations of paths that are compared, %v of others", nested, plain)
	}
}

// Keys that are long, and nothing but dots, take no time.
func TestKeysOfManyDots(t *testing.T) {
	dots := strings.Repeat(".", 1<<20)
	for _, v := range []any{
		map[string]any{dots: 1, dots + ".": 2, dots + "..": 3},
		json.RawMessage(`{"` + dots + `":1,"` + dots + `.":2,"` + dots + `":3}`),
	} {
		got, violations := recordSoon(t, v)
		if len(got) > 0 || len(violations) != 3 || !reported(violations, hh.InvalidKey) {
			t.Errorf("%v, %v", got, violations)
		}
	}
}

func randomPath(s random.Source) string {
	parts := make([]string, 1+s.IntN(4))
	for i := range parts {
		parts[i] = random.OneOf(s, "a", "b", "c", "0", "a-", "!", "ab", fmt.Sprint(s.IntN(50)))
	}
	return strings.Join(parts, ".")
}
