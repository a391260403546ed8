package record_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// updated gives put a batch for a session. It returns the update as JSON, ""
// for none; what the session's spans inherit; and what the runtime reported.
func updated(t random.TB, put func(*record.Batch), options ...hh.Option) (string, attrs, []hh.Violation) {
	t.Helper()
	client := &sessionClient{}
	var violations []hh.Violation
	rt := hh.New(append(options, hh.WithSessionClient(client), hh.WithViolationHandler(collect(&violations)))...)
	if err := enrich(t, rt, sessionID, put); err != nil {
		t.Fatal(err)
	}
	inherited := asMap(engine(rt).AppendSessionAttributes(nil, sessionID))
	updates := client.Updates()
	if len(updates) == 0 {
		return "", inherited, violations
	}
	u := updates[0]
	if u.EventID != sessionID || u.Time.IsZero() || u.Empty() || len(updates) > 1 {
		t.Errorf("updates %v", updates)
	}
	u.EventID = ""
	wantDistinctMembers(t, u)
	return string(u.AppendJSON(nil)), inherited, violations
}

// enrich does what a generated EnrichSession does.
func enrich(t random.TB, rt *hh.Runtime, id string, put func(*record.Batch)) (err error) {
	t.Helper()
	b, err := engine(rt).Session(inSession(t, id))
	if err != nil {
		return err
	}
	defer b.Update(&err)
	put(b)
	return nil
}

// wantDistinctMembers fails for what no client could send.
func wantDistinctMembers(t random.TB, u hh.Update) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range u.Members {
		name := m.Namespace + "." + m.Key
		if seen[name] || !utf8.ValidString(m.Key) || !utf8.Valid(m.Value) || !json.Valid(m.Value) {
			t.Errorf("member %q is %q, twice: %v", name, m.Value, seen[name])
		}
		seen[name] = true
	}
}

// wantUpdate compares the update of what put puts with want.
func wantUpdate(t *testing.T, want string, put func(*record.Batch), violations ...hh.Violation) {
	t.Helper()
	got, _, reported := updated(t, put)
	if got != want {
		t.Errorf("update (-want +got):\n- %s\n+ %s", want, got)
	}
	wantViolations(t, violations, reported)
}

// payloadUpdate is an update of the value that payload declares.
func payloadUpdate(value string) string {
	if value == "" {
		return ""
	}
	return `{"metadata":{"inputs":{"payload":` + value + `}}}`
}

func TestJSONInAnUpdate(t *testing.T) {
	tests := []struct {
		in, want string
		kind     hh.Kind
	}{
		{"", "", ""},
		{"null", "null", ""},
		{"{}", "{}", ""},
		{"[]", "[]", ""},
		{`""`, `""`, ""},
		{` { "b" : true, "a" : [ 1 , 1E2, -0.0 ] } `, `{"b":true,"a":[1,100.0,-0.0]}`, ""},
		{`[null,null,1]`, `[null,null,1]`, ""},
		{`{"a":null,"b":{"c":null}}`, `{"a":null,"b":{"c":null}}`, ""},
		{`{"a":{},"b":[[]],"c":""}`, `{"a":{},"b":[[]],"c":""}`, ""},
		{`[9223372036854775807,-9223372036854775808]`, `[9223372036854775807,-9223372036854775808]`, ""},
		{`[1,9223372036854775808,2]`, `[1,null,2]`, hh.OutOfRange},
		{`{"a":1e309,"b":2}`, `{"b":2}`, hh.OutOfRange},
		{`{"a":1e309}`, ``, hh.OutOfRange},
		{`[1e309]`, ``, hh.OutOfRange},
		{`["\u0000\"\\\/\n",{"\u00e9\n":"é"}]`, `["\u0000\"\\/\n",{"é\n":"é"}]`, ""},
		{`["\ud83d"]`, `["` + "\uFFFD" + `"]`, hh.InvalidUTF8},
		{"{\"a\xff\":1}", `{"a` + "\uFFFD" + `":1}`, hh.InvalidUTF8},
		{`{"a.b":{"c":1}}`, `{"a.b":{"c":1}}`, ""},
		{`{"a.b":{"":1}}`, ``, hh.InvalidKey},
		{`{"a":[1],"a":{"b":2}}`, `{"a":[1]}`, hh.AmbiguousKey},
		{`{"a":null,"a":1}`, `{"a":null}`, hh.AmbiguousKey},
		{`{"x":[1],"x.0":2}`, `{"x":[1]}`, hh.AmbiguousKey},
		{`{"a.b":1,"a":{"b":2}}`, `{"a.b":1}`, hh.AmbiguousKey},
		{`{"a.b.c":1,"a":{"b":{"c":2},"d":{}}}`, `{"a.b.c":1,"a":{"d":{}}}`, hh.AmbiguousKey},
		{`{"a.0":1,"b":2,"a":[3]}`, `{"a.0":1,"b":2}`, hh.AmbiguousKey},
		{`{"a":{"":{"x":1}}}`, ``, hh.InvalidKey},
		{`{"a":1,"b":{"c":{"d":[1e309]}},"e":2}`, `{"a":1,"e":2}`, hh.OutOfRange},
		{`[[1e309],[],2]`, `[null,[],2]`, hh.OutOfRange},
		{`[1,[],[[1e309]]]`, `[1,[],null]`, hh.OutOfRange},
		{`{"x.1":2,"x":[0,1,2]}`, `{"x.1":2,"x":[0,null,2]}`, hh.AmbiguousKey},
		{`{"a":1`, "", hh.InvalidJSON},
		{`[1,2,3,4,5,[6],{"a":7}]`, `[1,2,3,4]`, hh.TooManyItems},
		{`[[1,2,3],[4,5],[6]]`, `[[1,2,3],[4]]`, hh.TooManyItems},
		{`{"a":[1,2,3,4],"b":[5],"c":null}`, `{"a":[1,2,3,4]}`, hh.TooManyItems},
		{`[null,null,null,null,null,1]`, `[null,null,null,null]`, hh.TooManyItems},
		{`[{},{},{},{},{},{}]`, `[{},{},{},{}]`, hh.TooManyItems},
		{fmt.Sprintf(`{"a":1,%q:{"b":[]},"c":2}`, long(257)), `{"a":1,"c":2}`, hh.InvalidKey},
		{fmt.Sprintf(`{%q:[1,{"a":2}]}`, long(254)), fmt.Sprintf(`{%q:[1,null]}`, long(254)), hh.InvalidKey},
		{`[1,2,3,4,5,"\ud83d"]`, `[1,2,3,4]`, hh.TooManyItems}, // what is cut has no other faults
		{`{"a":1,"b":2,"c":3,"d":4,"e":5,"\ud83d":6}`, `{"a":1,"b":2,"c":3,"d":4}`, hh.TooManyItems},
		{nested(`[`, `]`, 200), ``, hh.TooComplex},
		{nested(`[`, `]`, 50), strings.Repeat("[", 50) + "true" + strings.Repeat("]", 50), ""},
		{`["0123456789abcdeé"]`, `["0123456789abcde"]`, hh.TooLong},
	}
	for _, test := range tests {
		t.Run(test.in[:min(len(test.in), 30)], func(t *testing.T) {
			got, _, violations := updated(t, func(b *record.Batch) { b.JSON(payload(), json.RawMessage(test.in)) })
			if want := payloadUpdate(test.want); got != want {
				t.Errorf("-want +got:\n- %s\n+ %s", want, got)
			}
			violations = slices.DeleteFunc(violations, func(v hh.Violation) bool { return v.Kind == hh.TooDeep })
			wantKinds(t, violations, test.kind)
		})
	}
}

// What was rejected counts towards no limit.
func TestEmptiedContainersAreNotCounted(t *testing.T) {
	in := `[` + strings.Repeat(`{"":1},`, 5) + `{},{},[[1e999]],{},{},{}]` // of which 4 may be empty
	got, _, violations := updated(t, func(b *record.Batch) { b.JSON(payload(), json.RawMessage(in)) })
	if want := payloadUpdate(`[null,null,null,null,null,{},{},null,{},{}]`); got != want {
		t.Errorf("-want +got:\n- %s\n+ %s", want, got)
	}
	invalid := hh.InvalidKey
	wantKinds(t, violations, invalid, invalid, invalid, invalid, invalid, hh.OutOfRange, hh.TooManyItems, hh.TooDeep)
}

// wantKinds compares the kinds of violations; "" is none.
func wantKinds(t *testing.T, violations []hh.Violation, want ...hh.Kind) {
	t.Helper()
	var got []hh.Kind
	for _, v := range violations {
		got = append(got, v.Kind)
	}
	if len(want) == 1 && want[0] == "" {
		want = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func TestAnyInAnUpdate(t *testing.T) {
	var number *int
	var list []string
	n, iface := 3, any(nil)
	tests := []struct {
		name string
		v    any
		want string
		kind hh.Kind
	}{
		{"nil", nil, "", ""},
		{"nil pointer", number, "", ""},
		{"pointer to a nil pointer", &number, "", ""},
		{"pointer to a nil interface", &iface, "", ""},
		{"nil list", list, "", ""},
		{"nil map", map[string]any(nil), "", ""},
		{"nil raw", json.RawMessage(nil), "", ""},
		{"empty list", []string{}, "[]", ""},
		{"empty map", table{}, "{}", ""},
		{"empty struct", struct{}{}, "{}", ""},
		{"empty bytes", []byte{}, `""`, ""},
		{"nils within", []any{number, list, nil, json.RawMessage{}}, "[null,null,null,null]", ""},
		{"nils in a map", map[string]any{"a": nil, "b": number, "c": map[string]int(nil)}, `{"a":null,"b":null,"c":null}`, ""},
		{"pointer", &n, "3", ""},
		{"numbers", []any{1, 1.0, float32(0.5), json.Number("2.0")}, "[1,1.0,0.5,2.0]", ""},
		{"largest", uint64(math.MaxInt64), "9223372036854775807", ""},
		{"too large", []any{uint64(math.MaxUint64), 1}, "[null,1]", hh.OutOfRange},
		{"NaN in a map", map[string]any{"a": math.NaN(), "b": 1}, `{"b":1}`, hh.NotFinite},
		{"functions", []any{func() {}, 1}, "[null,1]", hh.UnsupportedType},
		{"function last", []any{1, func() {}}, "[1,null]", hh.UnsupportedType},
		{"struct", point{X: 1}, `{"x":1,"label":null}`, ""},
		{"typed map", table{"b": 2, "a": 1}, `{"a":1,"b":2}`, ""},
		{"lists", [][]int{{1}, {}, nil, {2, 3}}, `[[1],[],null,[2,3]]`, ""},
		{"text", text("t\n"), `"t\n"`, ""},
		{"JSON", []any{jsonText(`{"a":[null,{}]}`)}, `[{"a":[null,{}]}]`, ""},
		{"JSON that is null", jsonText(`null`), "null", ""},
		{"failing text", []any{failing{}, 1}, "[null,1]", hh.MarshalFailed},
		{"cut", map[string]any{"a": []any{1, 2, 3}, "b": map[string]any{"c": 4, "d": 5}, "e": 6}, `{"a":[1,2,3],"b":{"c":4}}`, hh.TooManyItems},
		{"cycle", []any{1, cyclicList(1)}, "[1]", hh.TooComplex},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, _, violations := updated(t, func(b *record.Batch) { b.Any(payload(), test.v) })
			if want := payloadUpdate(test.want); got != want {
				t.Errorf("-want +got:\n- %s\n+ %s", want, got)
			}
			violations = slices.DeleteFunc(violations, func(v hh.Violation) bool { return v.Kind == hh.TooDeep })
			wantKinds(t, violations, test.kind)
		})
	}
}

// What a panic leaves open is ended: the value that has no form is null in a
// list, absent in a map, and what comes after it is not reached.
func TestPanicsInAnUpdate(t *testing.T) {
	tests := []struct {
		name string
		v    any
		want string
	}{
		{"alone", panics{}, ""},
		{"in a list", []any{1, panics{}, 2}, "[1,null]"},
		{"first of a list", []any{panics{}}, ""},
		{"in a map", map[string]any{"a": 1, "b": panics{}, "c": 2}, `{"a":1}`},
		{"first of a map", map[string]any{"b": panics{}}, ""},
		{"deep", map[string]any{"a": []any{map[string]any{"b": []any{1, panics{}}}, 2}}, `{"a":[{"b":[1,null]}]}`},
		{"JSON", []any{map[string]any{"a": panickingJSON{}}}, ""},
		{"in an object beside one that is empty", map[string]any{"a": map[string]any{}, "b": []any{panics{}}}, `{"a":{}}`},
		{"error", []any{1, &pointerError{"e"}, panickingError{}}, `[1,"e",null]`},
		{"struct", []any{1, struct{ P panics }{}}, `[1,null]`},
		{"typed map", map[name]any{"a": []any{panickingError{}}}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			after := &record.Attr{Key: "honeyhive_metrics.after"}
			got, inherited, violations := updated(t, func(b *record.Batch) {
				b.Any(payload(), test.v)
				b.Int(after, 1)
			})
			want := `{"metrics":{"after":1}}`
			if test.want != "" {
				want = strings.TrimSuffix(payloadUpdate(test.want), "}") + `,"metrics":{"after":1}}`
			}
			if got != want {
				t.Errorf("-want +got:\n- %s\n+ %s", want, got)
			}
			wantKinds(t, violations, hh.Panicked)
			if inherited["honeyhive_metrics.after"] != int64(1) {
				t.Errorf("inherited %v", inherited)
			}
		})
	}
}

type panickingError struct{}

func (panickingError) Error() string { panic(secret) }

// In the lists, maps and objects of generated code, too.
func TestPanicsInDeclaredContainers(t *testing.T) {
	labels := &record.Attr{Key: "honeyhive_outputs.hits.[].labels.{}", Holes: 2, MaxItems: 4, MaxBytes: 8}
	hits := &record.Attr{Key: "honeyhive_outputs.hits.[].v.[]", Holes: 2, MaxItems: 4, MaxBytes: 8}
	build := &record.Attr{Key: "honeyhive_outputs.hits.[].build", Holes: 1, MaxBytes: 8}
	hit := func(b *record.Batch, i int) {
		b.Item(i)
		b.Object("honeyhive_outputs.hits")
		for _, k := range record.Members(b, labels, map[string]bool{"a": true, "b": false}) {
			b.Member(k)
			if k == "a" {
				b.Marshal(labels, panics{})
			} else {
				b.Marshal(labels, text("t"))
			}
		}
		b.End()
		for j := range b.Items(hits, 3) {
			b.Item(j)
			switch j {
			case 0:
				b.Error(hits, panickingError{})
			case 1:
				b.Any(hits, map[string]any{"a": true, "b": panics{}})
			case 2:
				b.Marshal(hits, panics{})
			}
		}
		b.End()
		if !record.Zero(b, build, panickingZero{}) {
			b.Bool(build, true)
		}
		b.EndObject()
	}
	violation := func(key string) hh.Violation {
		return hh.Violation{Namespace: "outputs", Key: "hits.[]." + key, Kind: hh.Panicked}
	}
	one := []hh.Violation{violation("labels"), violation("v"), violation("v"), violation("v"), violation("build")}
	wantUpdate(t, `{"outputs":{"hits":[{"labels":{"b":"t"},"v":[null,{"a":true},null]},{"labels":{"b":"t"},"v":[null,{"a":true},null]}]}}`, func(b *record.Batch) {
		for i := range b.Items(&record.Attr{Key: "honeyhive_outputs.hits.[]", Holes: 1, MaxItems: 2}, 2) {
			hit(b, i)
		}
		b.End()
	}, append(one, one...)...)
}

type panickingZero struct{}

func (panickingZero) IsZero() bool { panic(secret) }

// An object, list or map of generated code that is empty because all that was
// given for it was rejected is not written; one that was given empty is.
func TestEmptiedContainersAreNotWritten(t *testing.T) {
	score := &record.Attr{Key: "honeyhive_metadata.group.score"}
	labels := &record.Attr{Key: "honeyhive_metadata.group.labels.{}", Holes: 1, MaxItems: 4}
	group := func(v float64, m map[string]float64) func(*record.Batch) {
		return func(b *record.Batch) {
			b.Object("honeyhive_metadata.group")
			if v > 0 {
				b.Float(score, v)
			}
			if m != nil {
				putMap(b, labels, m)
			}
			b.EndObject()
		}
	}
	violation := func(key string) hh.Violation {
		return hh.Violation{Namespace: "metadata", Key: key, Kind: hh.NotFinite}
	}
	inf := math.Inf(1)
	wantUpdate(t, `{"metadata":{"group":{}}}`, group(0, nil))
	wantUpdate(t, ``, group(inf, nil), violation("group.score"))
	wantUpdate(t, ``, group(0, map[string]float64{"a": inf}), violation("group.labels"))
	wantUpdate(t, `{"metadata":{"group":{"labels":{}}}}`, group(inf, map[string]float64{}), violation("group.score"))
	wantUpdate(t, `{"metadata":{"group":{"score":1.0}}}`, group(1, map[string]float64{"a": inf}), violation("group.labels"))
	tags := func(numbers ...float64) func(*record.Batch) {
		return func(b *record.Batch) { putTags(b, numbers) }
	}
	wantUpdate(t, `{"metadata":{"tags":[]}}`, tags())
	wantUpdate(t, ``, tags(inf), violation("tags"))
	wantUpdate(t, `{"metadata":{"tags":[null,1.0]}}`, tags(inf, 1), violation("tags"))
}

// A panic that nobody thought of, in the midst of everything: what was
// collected is sent, and the batches that come later are clean.
func TestUpdateRecovers(t *testing.T) {
	for range 10 {
		wantUpdate(t, `{"metadata":{"n":1},"outputs":{"hits":[null,{"k":[1,null]}]}}`, func(b *record.Batch) {
			b.Int(&record.Attr{Key: "honeyhive_metadata.n"}, 1)
			b.Items(&record.Attr{Key: "honeyhive_outputs.hits.[]", MaxItems: 4}, 2)
			b.Item(1)
			b.Object("honeyhive_outputs.hits")
			inner := &record.Attr{Key: "honeyhive_outputs.hits.[].k.[]", Holes: 2, MaxItems: 4}
			b.Items(inner, 3)
			b.Item(0)
			b.Int(inner, 1)
			b.Item(1)
			panic(errors.New(secret))
		}, hh.Violation{Key: "*errors.errorString", Kind: hh.Panicked})
		wantUpdate(t, `{"metadata":{"m":2}}`, func(b *record.Batch) { b.Int(&record.Attr{Key: "honeyhive_metadata.m"}, 2) })
	}
}

// Of one key the last value stays, whole; inputs go before a key of that name.
func TestLastValueOfAKey(t *testing.T) {
	put := func(texts ...string) func(*record.Batch) {
		return func(b *record.Batch) {
			for i := 0; i < len(texts); i += 2 {
				b.JSON(inline(texts[i]), json.RawMessage(texts[i+1]))
			}
		}
	}
	wantUpdate(t, `{"metadata":{"b":2,"a":{"d":2}}}`, put("metadata", `{"a":{"c":1},"b":1}`, "metadata", `{"b":2,"a":{"d":2}}`))
	wantUpdate(t, `{"metadata":{"a":[]}}`, put("metadata", `{"a":1}`, "metadata", `{"a":2}`, "metadata", `{"a":[]}`))
	wantUpdate(t, `{"metadata":{"a":1},"metrics":{"a":2}}`, put("metadata", `{"a":1}`, "metrics", `{"a":2}`))
	taken := hh.Violation{Namespace: "metadata", Key: "inputs", Kind: hh.AmbiguousKey}
	wantUpdate(t, `{"metadata":{"inputs":{"q":1}}}`, put("metadata", `{"inputs":"mine"}`, "inputs", `{"q":1}`))
	wantUpdate(t, `{"metadata":{"inputs":{"q":1}}}`, put("inputs", `{"q":1}`, "metadata", `{"inputs":"mine"}`))
	wantUpdate(t, `{"metadata":{"inputs":"mine"}}`, put("inputs", `{}`, "metadata", `{"inputs":"mine"}`))
	wantUpdate(t, `{"metadata":{"a":1,"inputs":{"r":3,"q":2}}}`, put("inputs", `{"q":1,"r":3}`, "metadata", `{"a":1}`, "inputs", `{"q":2}`))
	wantUpdate(t, `{"metadata":{"inputs":{"\n":{}}}}`, put("inputs", `{"\n":{}}`))
	var many, last, kept strings.Builder
	for i := range 60 { // more than are compared one by one
		fmt.Fprintf(&many, `,"k%d":0`, i)
	}
	for i := range 40 {
		fmt.Fprintf(&last, `,"k%d":%d`, i, i)
	}
	for i := 40; i < 60; i++ {
		fmt.Fprintf(&kept, `,"k%d":0`, i)
	}
	wantUpdate(t, `{"metadata":{`+kept.String()[1:]+last.String()+`}}`, put("metadata", `{`+many.String()[1:]+`}`, "metadata", `{`+last.String()[1:]+`}`))
	wantUpdate(t, `{"metadata":{"a":1,"inputs":{"q":1}}}`, put("inputs", `{"q":1}`, "metadata", `{"inputs.q":2,"a":1}`), taken)
}

// Nothing to send is no update, and no error, even without a client.
func TestNothingToSend(t *testing.T) {
	puts := map[string]func(*record.Batch){
		"nothing":      func(*record.Batch) {},
		"empty object": func(b *record.Batch) { b.JSON(inline("metadata"), []byte(`{}`)) },
		"null":         func(b *record.Batch) { b.JSON(inline("metadata"), []byte(`null`)) },
		"no object":    func(b *record.Batch) { b.JSON(inline("metadata"), []byte(`[1]`)) },
		"no JSON":      func(b *record.Batch) { b.JSON(payload(), []byte(`{`)) },
		"out of range": func(b *record.Batch) { b.Float(&record.Attr{Key: "honeyhive_metrics.a"}, math.NaN()) },
		"nil error":    func(b *record.Batch) { b.Error(&record.Attr{Key: "honeyhive_metadata.a"}, nil) },
		"inline map": func(b *record.Batch) {
			record.Members(b, &record.Attr{Key: "honeyhive_metadata.{}", Holes: 1, Inline: true, MaxItems: 1}, map[string]int{})
			b.End()
		},
	}
	for name, put := range puts {
		if got, inherited, _ := updated(t, put); got != "" || len(inherited) > 0 {
			t.Errorf("%s: update %s, inherited %v", name, got, inherited)
		}
		if err := enrich(t, hh.New(hh.WithViolationHandler(func(hh.Violation) {})), sessionID, put); err != nil {
			t.Errorf("%s: error %v without a client", name, err)
		}
	}
	if err := enrich(t, hh.New(), sessionID, putInt("honeyhive_metadata.a", 1)); !errors.Is(err, hh.ErrNoSessionClient) {
		t.Errorf("error %v, want %v", err, hh.ErrNoSessionClient)
	}
}

// A batch that grew over what is pooled, and one after it, are complete.
func TestLargeUpdates(t *testing.T) {
	for _, n := range []int{20000, 1, 1025, 3} {
		a := &record.Attr{Key: "honeyhive_metadata", Inline: true, MaxItems: n, MaxBytes: 64}
		var members strings.Builder
		for i := range n {
			fmt.Fprintf(&members, `,"k%d":"%d"`, i, i)
		}
		text := `{` + members.String()[1:] + `}`
		wantUpdate(t, `{"metadata":`+text+`}`, func(b *record.Batch) { b.JSON(a, []byte(text)) }, tooManyInherited(n)...)
	}
}

// tooManyInherited is the violation of a session with n attributes.
func tooManyInherited(n int) []hh.Violation {
	if n <= 128 {
		return nil
	}
	return []hh.Violation{{Namespace: "session", Key: "attributes", Kind: hh.TooManyItems, Size: n, Limit: 128}}
}

// An update belongs to the client: what is recorded later does not change it.
func TestUpdatesBelongToTheClient(t *testing.T) {
	client := &sessionClient{}
	rt := hh.New(hh.WithSessionClient(client))
	put := func(v string) func(*record.Batch) {
		return func(b *record.Batch) {
			b.JSON(inline("metadata"), []byte(`{"key_`+v+`":["`+v+`"]}`))
			b.JSON(inline("inputs"), []byte(`{"key_`+v+`":["`+v+`"]}`))
		}
	}
	if err := enrich(t, rt, sessionID, put("first")); err != nil {
		t.Fatal(err)
	}
	u := client.Updates()[0]
	want := string(u.AppendJSON(nil))
	for range 100 {
		_ = enrich(t, rt, sessionID, put("later"))
	}
	if got := string(u.AppendJSON(nil)); got != want || !strings.Contains(want, "key_first") {
		t.Errorf("became %s, was %s", got, want)
	}
}

// A key may be a part of a request's body, which a client must not keep with it.
func TestMemberKeysShareNoMemory(t *testing.T) {
	body := strings.Repeat("k", 1<<10)
	a := &record.Attr{Key: "honeyhive_metadata.{}", Holes: 1, Inline: true, MaxItems: 1}
	client := &sessionClient{}
	err := enrich(t, hh.New(hh.WithSessionClient(client)), sessionID, func(b *record.Batch) {
		for _, k := range record.Members(b, a, map[string]int{body[:8]: 1}) {
			b.Member(k)
			b.Int(a, 1)
		}
		b.End()
	})
	if err != nil {
		t.Fatal(err)
	}
	if key := client.Updates()[0].Members[0].Key; key != body[:8] || within(unsafe.StringData(key), body) {
		t.Errorf("key %q is a part of the map's", key)
	}
}
