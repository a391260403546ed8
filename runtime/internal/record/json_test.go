package record_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// payload is a declaration of dynamic values with small bounds.
func payload() *record.Attr {
	return &record.Attr{Key: "honeyhive_inputs.payload", MaxBytes: 16, MaxItems: 4}
}

func payloadViolation(kind hh.Kind, size, limit int) hh.Violation {
	return hh.Violation{Namespace: "inputs", Key: "payload", Kind: kind, Size: size, Limit: limit}
}

// under prefixes the keys of m with the key of payload.
func under(m attrs) attrs {
	all := attrs{}
	for k, v := range m {
		all[strings.TrimSuffix("honeyhive_inputs.payload."+k, ".")] = v
	}
	return all
}

func TestJSONValues(t *testing.T) {
	one := func(kind hh.Kind, size, limit int) []hh.Violation {
		return []hh.Violation{payloadViolation(kind, size, limit)}
	}
	tests := []struct {
		name, in   string
		want       attrs
		violations []hh.Violation
	}{
		{"nothing", "", nil, nil},
		{"null", "null", nil, nil},
		{"empty object", "{}", nil, nil},
		{"empty list", "[]", nil, nil},
		{"scalar", `"a"`, attrs{"": "a"}, nil},
		{"types", ` { "b":true,"i":1, "f":1.0 ,"s":"" } `, attrs{"b": true, "i": int64(1), "f": 1.0, "s": ""}, nil},
		{"null keeps its index", `[1,null,2]`, attrs{"0": int64(1), "2": int64(2)}, nil},
		{"repeated member", `{"a":1,"a":2}`, attrs{"a": int64(1)}, one(hh.AmbiguousKey, 0, 0)},
		{"int64 ends", `[-9223372036854775808,9223372036854775807]`, attrs{"0": int64(-1 << 63), "1": int64(1<<63 - 1)}, nil},
		{"over int64", `[1,9223372036854775808]`, attrs{"0": int64(1)}, one(hh.OutOfRange, 0, 0)},
		{"over float64", `[1e309]`, nil, one(hh.OutOfRange, 0, 0)},
		{"below float64", `[1e-400]`, attrs{"0": 0.0}, nil},
		{"string at the bound", `["0123456789abcdef"]`, attrs{"0": "0123456789abcdef"}, nil},
		{"string over the bound", `["0123456789abcdeé"]`, attrs{"0": "0123456789abcde"}, one(hh.TooLong, 17, 16)},
		{"escaped surrogate pair", `["\ud83d\ude00"]`, attrs{"0": "😀"}, nil},
		{"escaped backslash before u", `["\\ud83d"]`, attrs{"0": `\ud83d`}, nil},
		{"high surrogate alone", `["a\ud83db"]`, attrs{"0": "a\uFFFDb"}, one(hh.InvalidUTF8, 0, 0)},
		{"low surrogate alone", `["\ude00"]`, attrs{"0": "\uFFFD"}, one(hh.InvalidUTF8, 0, 0)},
		{"surrogates exchanged", `["\ude00\ud83d"]`, attrs{"0": "\uFFFD\uFFFD"}, one(hh.InvalidUTF8, 0, 0)},
		{"string not UTF-8", "[\"a\xff\"]", attrs{"0": "a\uFFFD"}, one(hh.InvalidUTF8, 0, 0)},
		{"key not UTF-8", "{\"a\xff\":1}", attrs{"a\uFFFD": int64(1)}, one(hh.InvalidUTF8, 0, 0)},
		{"U+FFFD escaped", `["\ufffd"]`, attrs{"0": "\uFFFD"}, nil},
		{"not JSON", `{"a":1,}`, nil, one(hh.InvalidJSON, 0, 0)},
		{"not ended", `{"a":1`, nil, one(hh.InvalidJSON, 0, 0)},
		{"two texts", `{"a":1} {"b":2}`, nil, one(hh.InvalidJSON, 0, 0)},
		{"space only", ` `, nil, one(hh.InvalidJSON, 0, 0)},
		{"NaN", `[NaN]`, nil, one(hh.InvalidJSON, 0, 0)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantRecorded(t, func(b *record.Batch) { b.JSON(payload(), json.RawMessage(test.in)) }, under(test.want), test.violations...)
		})
	}
}

func TestInlineJSON(t *testing.T) {
	notAnObject := []hh.Violation{{Namespace: "metadata", Kind: hh.NotAnObject}}
	tests := []struct {
		name, in   string
		want       attrs
		violations []hh.Violation
	}{
		{"object", `{"a":{"b":1}}`, attrs{"honeyhive_metadata.a.b": int64(1)}, nil},
		{"null", `null`, nil, nil},
		{"string", `"a"`, nil, notAnObject},
		{"number", `1`, nil, notAnObject},
		{"false", `false`, nil, notAnObject},
		{"list", `[{"a":1}]`, nil, notAnObject},
		{"list in the object", `{"a":[1]}`, attrs{"honeyhive_metadata.a.0": int64(1)}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantRecorded(t, func(b *record.Batch) { b.JSON(inline("metadata"), json.RawMessage(test.in)) }, test.want, test.violations...)
		})
	}
}

// dynamics are the two ways to put a JSON text.
var dynamics = map[string]func(*record.Batch, *record.Attr, string){
	"JSON": func(b *record.Batch, a *record.Attr, text string) { b.JSON(a, json.RawMessage(text)) },
	"Any": func(b *record.Batch, a *record.Attr, text string) {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			panic(err)
		}
		b.Any(a, v)
	},
}

func TestDynamicValueIsCutAtMaxItems(t *testing.T) {
	for name, dynamic := range dynamics {
		for _, n := range []int{3, 4, 5, 1000} {
			t.Run(fmt.Sprintf("%s/%d", name, n), func(t *testing.T) {
				want := attrs{}
				for i := range min(n, 4) {
					want[fmt.Sprint(i)] = true
				}
				var violations []hh.Violation
				if n > 4 {
					violations = append(violations, payloadViolation(hh.TooManyItems, 5, 4))
				}
				text := "[" + strings.TrimSuffix(strings.Repeat("true,", n), ",") + "]"
				wantRecorded(t, func(b *record.Batch) { dynamic(b, payload(), text) }, under(want), violations...)
			})
		}
	}
}

// The keys below the declared one may have 256 bytes in all.
func TestDynamicPath(t *testing.T) {
	tests := []struct {
		name, in string
		keys     []string
		size     int // of the violation
	}{
		{"256 bytes", fmt.Sprintf(`{%q:true}`, long(256)), []string{long(256)}, 0},
		{"257 bytes", fmt.Sprintf(`{"a":true,%q:true,"z":true}`, long(257)), []string{"a", "z"}, 257},
		{"nested 256 bytes", fmt.Sprintf(`{%q:{%q:true}}`, long(128), long(127)), []string{long(128) + "." + long(127)}, 0},
		{"nested 257 bytes", fmt.Sprintf(`{%q:{%q:true},"z":true}`, long(128), long(128)), []string{"z"}, 257},
		{"what is below a bad key", fmt.Sprintf(`{%q:{"a":[1,{"b":2}]},"z":true}`, long(257)), []string{"z"}, 257},
		{"index of 256 bytes", fmt.Sprintf(`{%q:[true]}`, long(254)), []string{long(254) + ".0"}, 0},
		{"index of 257 bytes", fmt.Sprintf(`{%q:[true]}`, long(255)), nil, 257},
	}
	for name, dynamic := range dynamics {
		for _, test := range tests {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				want := attrs{}
				for _, k := range test.keys {
					want[k] = true
				}
				var violations []hh.Violation
				if test.size > 0 {
					violations = append(violations, payloadViolation(hh.InvalidKey, test.size, 256))
				}
				wantRecorded(t, func(b *record.Batch) { dynamic(b, payload(), test.in) }, under(want), violations...)
			})
		}
	}
}

func long(n int) string { return strings.Repeat("k", n) }

// nested is a true within so many objects, or lists.
func nested(open, end string, n int) string {
	return strings.Repeat(open, n) + "true" + strings.Repeat(end, n)
}

// HoneyHive documents 5 levels of objects below a namespace and 2 of lists,
// and accepts more: deeper values are sent, and reported once.
func TestDeepValuesAreSentAndReportedOnce(t *testing.T) {
	objects := func(n int) string { return nested(`{"o":`, `}`, n) }
	lists := func(n int) string { return nested(`[`, `]`, n) }
	tests := []struct {
		name, in    string
		size, limit int
	}{
		{"5 objects", objects(5), 0, 0},
		{"6 objects", objects(6), 6, 5},
		{"20 objects", objects(20), 20, 5},
		{"2 lists", lists(2), 0, 0},
		{"3 lists", lists(3), 3, 2},
		{"both too deep", fmt.Sprintf(`{"a":%s,"b":%s}`, objects(9), lists(9)), 10, 5},
		{"many too deep", fmt.Sprintf(`{"a":%s,"b":%s,"c":%s}`, objects(9), objects(8), objects(7)), 10, 5},
		{"lists between objects", `{"a":[{"b":[{"c":{"d":{"e":true}}}]}]}`, 0, 0},
		{"too many lists between objects", `[{"a":[{"b":[true]}]}]`, 3, 2},
	}
	for name, dynamic := range dynamics {
		for _, test := range tests {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				got, violations := recorded(t, func(b *record.Batch) { dynamic(b, payload(), test.in) })
				wantLeaves(t, got, strings.Count(test.in, "true"))
				var want []hh.Violation
				if test.size > 0 {
					want = []hh.Violation{payloadViolation(hh.TooDeep, test.size, test.limit)}
				}
				wantViolations(t, want, violations)
			})
		}
	}
}

func wantLeaves(t *testing.T, got attrs, n int) {
	t.Helper()
	if len(got) != n {
		t.Errorf("%d attributes, want %d", len(got), n)
	}
	for k, v := range maps.All(got) {
		if v != true {
			t.Errorf("%s is %v", k, v)
		}
	}
}

// What is around the value counts: the objects and lists of the declared key.
func TestDepthOfTheDeclaredKeyCounts(t *testing.T) {
	tests := []struct {
		key            attribute.Key
		inline         bool
		objects, lists int // what is still permitted within the value
	}{
		{"honeyhive_metadata", true, 6, 2}, // the namespace itself is not counted
		{"honeyhive_metadata.a", false, 5, 2},
		{"honeyhive_metadata.a.b.c", false, 3, 2},
		{"honeyhive_metadata.a.[]", false, 5, 1},
		{"honeyhive_metadata.a.[].b", false, 4, 1},
		{"honeyhive_metadata.a.{}", false, 4, 2},
	}
	for _, test := range tests {
		t.Run(string(test.key), func(t *testing.T) {
			a := &record.Attr{Key: test.key, Inline: test.inline, MaxBytes: 8, MaxItems: 8, Holes: strings.Count(string(test.key), "[]") + strings.Count(string(test.key), "{}")}
			deep := func(text string) bool { return len(putInHoles(t, a, text)) > 0 }
			objects := func(n int) string { return nested(`{"o":`, `}`, n) }
			lists := func(n int) string { return `{"l":` + nested(`[`, `]`, n) + `}` }
			if deep(objects(test.objects)) || !deep(objects(test.objects+1)) {
				t.Errorf("not %d objects are permitted", test.objects)
			}
			if deep(lists(test.lists)) || !deep(lists(test.lists+1)) {
				t.Errorf("not %d lists are permitted", test.lists)
			}
		})
	}
}

// putInHoles puts a JSON text within the lists and maps of a's key.
func putInHoles(t *testing.T, a *record.Attr, text string) []hh.Violation {
	t.Helper()
	_, violations := recorded(t, func(b *record.Batch) {
		if strings.Contains(string(a.Key), "{}") {
			record.Members(b, a, map[string]int{"m": 0})
			b.Member("m")
		} else if a.Holes > 0 {
			b.Items(a, 1)
		}
		b.JSON(a, json.RawMessage(text))
		if a.Holes > 0 {
			b.End()
		}
	})
	return violations
}

// Deeper than anything that is sent: neither the stack nor the time may grow
// with the input.
func TestVeryDeepJSONIsCut(t *testing.T) {
	for _, depth := range []int{101, 1000, 9999, 20000} {
		for _, text := range []string{nested(`[`, `]`, depth), nested(`{"":`, `}`, depth), nested(`{"long_member_name":`, `}`, depth)} {
			got, violations := recorded(t, func(b *record.Batch) { b.JSON(payload(), json.RawMessage(text)) })
			if len(got) > 0 || len(violations) == 0 || len(violations) > 2 {
				t.Errorf("%d of %s: %v, %v", depth, text[:2], got, violations)
			}
		}
	}
}
