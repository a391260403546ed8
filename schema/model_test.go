package schema

import (
	"go/token"
	"math"
	"testing"
)

func TestNumber(t *testing.T) {
	for s, ok := range map[string]bool{
		"0": true, "-1": true, "0.5": true, "1e3": true, "1E-3": true, "9223372036854775807": true,
		"": false, "1/3": false, "0x10": false, "01": false, "1.": false, ".5": false, "NaN": false, "Inf": false, "1e999": false, "+1": false, "1_000": false,
		"1e-400": true, "1e-999999999": false,
	} {
		if _, err := ParseNumber(s); (err == nil) != ok {
			t.Errorf("ParseNumber(%q): %v", s, err)
		}
	}
	for n, want := range map[Number]int64{"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64, "1e3": 1000, "2.0": 2} {
		if got, ok := n.Int(); !ok || got != want {
			t.Errorf("%s.Int() = %d, %t", n, got, ok)
		}
	}
	for _, n := range []Number{"0.5", "9223372036854775808", "1e-400"} {
		if i, ok := n.Int(); ok {
			t.Errorf("%s.Int() = %d", n, i)
		}
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"metrics", "metadata", "maxbytes"}
	for word, want := range map[string]string{
		"metrcs":  `did you mean "metrics"?`,
		"maxByte": `did you mean "maxbytes"?`,
		"colour":  "use one of metrics, metadata, maxbytes",
		"":        "use one of metrics, metadata, maxbytes",
	} {
		if got := Suggest(word, known); got != want {
			t.Errorf("Suggest(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestErrorsAreSortedAndOnce(t *testing.T) {
	var errs Findings
	at := func(file string, line int) token.Position {
		return token.Position{Filename: file, Line: line, Column: 1}
	}
	errs.Add(at("b.go", 1), KeyForm, "third")
	errs.Add(at("a.go", 9), KeyForm, "second")
	errs.Add(at("a.go", 1), KeyForm, "first")
	errs.Add(at("a.go", 9), KeyForm, "second")
	errs.Add(token.Position{}, RecordNone, "nowhere")
	want := "nowhere (RECORD_NONE)\na.go:1:1: first (KEY_FORM)\na.go:9:1: second (KEY_FORM)\nb.go:1:1: third (KEY_FORM)"
	if got := errs.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWorstCase(t *testing.T) {
	str := &Type{Kind: KindString}
	key := len("honeyhive_metadata.k")
	for _, c := range []struct {
		name string
		f    Field
		want Size
	}{
		{"string", Field{Type: str, MaxBytes: 10}, Size{1, key + 10}},
		{"default bound", Field{Type: str}, Size{1, key + 1024}},
		{"number", Field{Type: &Type{Kind: KindInt}}, Size{1, key + 8}},
		{"enum", Field{Type: &Type{Kind: KindString, Enum: []EnumMember{{Value: "a"}, {Value: "long"}}}}, Size{1, key + 4}},
		{"list", Field{Type: &Type{Kind: KindList, Elem: str}, MaxItems: 11, MaxBytes: 1}, Size{11, 11 * (key + 3 + 1)}},
		{"array", Field{Type: &Type{Kind: KindArray, Len: 2, Elem: str}, MaxBytes: 1}, Size{2, 2 * (key + 2 + 1)}},
		{"map", Field{Type: &Type{Kind: KindMap, Elem: &Type{Kind: KindBool}}, MaxItems: 3}, Size{3, 3 * (key + 1 + 256 + 1)}},
		{"object", Field{Type: &Type{Kind: KindObject, Fields: []*Field{{Key: "ab", Type: str, MaxBytes: 5}, {Key: "c", Type: &Type{Kind: KindBool}}}}},
			Size{2, key + 3 + 5 + key + 2 + 1}},
		{"dynamic", Field{Type: &Type{Kind: KindJSON}, MaxItems: 4, MaxBytes: 7}, Size{4, 4 * (key + 1 + 256 + 7)}},
		{"huge", Field{Type: &Type{Kind: KindMap, Elem: &Type{Kind: KindMap, Elem: &Type{Kind: KindMap, Elem: &Type{Kind: KindMap, Elem: str}}}}, MaxItems: 65536},
			Size{math.MaxInt, math.MaxInt}},
	} {
		c.f.Namespace, c.f.Key = Metadata, "k"
		if got := c.f.WorstCase(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	r := Record{Fields: []*Field{{Namespace: ErrorText, Type: &Type{Kind: KindError}, MaxBytes: 1}, {Namespace: Metrics, Key: "n", Type: &Type{Kind: KindInt}}}}
	if got, want := r.WorstCase(), (Size{2, len("honeyhive_error") + 1 + len("honeyhive_metrics.n") + 8}); got != want {
		t.Errorf("record: %+v, want %+v", got, want)
	}
}

func TestImportableFrom(t *testing.T) {
	for _, c := range []struct {
		path, from string
		want       bool
	}{
		{"example.com/a/b", "example.com/c", true},
		{"example.com/a/internal/b", "example.com/a/c", true},
		{"example.com/a/internal/b", "example.com/a", true},
		{"example.com/a/internal", "example.com/b", false},
		{"example.com/a/internal/b", "example.com/ab", false},
		{"internal/abi", "example.com/a", false},
		{"example.com/internals/b", "example.com/c", true},
	} {
		if got := (GoName{Path: c.path}).ImportableFrom(c.from); got != c.want {
			t.Errorf("%s from %s: %t, want %t", c.path, c.from, got, c.want)
		}
	}
}

func TestNamespaceAttribute(t *testing.T) {
	for n, want := range map[Namespace]string{Metrics: "honeyhive_metrics.x", ErrorText: "honeyhive_error", EventIDText: "honeyhive_event_id"} {
		if got := n.Attribute("x"); got != want {
			t.Errorf("%s: %q, want %q", n, got, want)
		}
	}
	if Namespace("metric").Valid() {
		t.Error("metric is no namespace")
	}
}
