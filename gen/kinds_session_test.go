package gen_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/dict"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
)

// checkSession records fields on a session and compares the update, exactly but
// for space between tokens, and the violations as "namespace.key kind". An
// update of "" is none.
func checkSession(t *testing.T, update string, violations []string, fields ...kinds.SessionField) {
	t.Helper()
	var seen []string
	client := &vectors.Client{}
	rt := hh.New(hh.WithHashKey([]byte("0123456789abcdef0123456789abcdef")), hh.WithSessionClient(client), hh.WithViolationHandler(func(v hh.Violation) {
		seen = append(seen, strings.TrimPrefix(v.Namespace+"."+v.Key, ".")+" "+string(v.Kind))
	}))
	ctx, err := hh.ContextWithSession(t.Context(), sessionID)
	if err != nil {
		t.Fatal(err)
	}
	if err := kinds.NewEnricher(rt).EnrichSession(ctx, fields...); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range client.Updates() {
		u.EventID = ""
		got = append(got, indented(t, u.AppendJSON(nil)))
	}
	var want []string
	if update != "" {
		want = append(want, indented(t, []byte(update)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("update: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(violations, seen); diff != "" {
		t.Errorf("violations: -want +got:\n%s", diff)
	}
}

// indented is a JSON text with one value in a line.
func indented(t *testing.T, text []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", " "); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return b.String()
}

// The record of all scalars has an error, so that no session takes it: its
// fields come one by one.
func TestSessionScalars(t *testing.T) {
	at := time.Date(2026, 2, 3, 4, 5, 6, 7, time.FixedZone("CET", 3600))
	id := uuid.MustParse("7f22137a-6911-4ed3-bc36-110f1dde6b66")
	checkSession(t, `{
		"metadata": {"string": "s\n\"é\u0001", "label": "label", "secret": "x", "at": "2026-02-03T03:05:06.000000007Z",
			"addr": "::1", "request_uuid": "`+id.String()+`", "big": "12", "big_ref": "13", "deadline": "2026-02-03T03:05:06.000000007Z",
			"inputs": {"text": "constant"}},
		"feedback": {"color": "green", "maybe": "red"},
		"metrics": {"bool": true, "flag": false, "int": 9223372036854775807, "int8": -8, "int16": -16, "int32": -32,
			"int64": -9223372036854775808, "uint": 9223372036854775807, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64,
			"float32": 0.5, "float64": 1000.0, "count": 0, "port": 443, "ratio": 1.0, "took_s": 1.5, "wait_us": 1000.0, "budget_ms": 1000.0},
		"user_properties": {"hashed": "e3e30b4d50224a4ba14084607085d072402144212a122eb4501daddd6bbe0ee3", "masked": "****1111"}}`, nil,
		kinds.WithBool(true), kinds.WithFlag(false), kinds.WithInt(math.MaxInt64), kinds.WithInt8(-8), kinds.WithInt16(-16), kinds.WithInt32(-32),
		kinds.WithInt64(math.MinInt64), kinds.WithUint(math.MaxInt64), kinds.WithUint8(8), kinds.WithUint16(16), kinds.WithUint32(32), kinds.WithUint64(64),
		kinds.WithFloat32(0.5), kinds.WithFloat64(1000), kinds.WithCount(0), kinds.WithPort(443), kinds.WithRatio(1),
		kinds.WithString("s\n\"é\x01"), kinds.WithLabel("label"), kinds.WithSecret("x"), kinds.WithColor(kinds.Green), kinds.WithText("constant"),
		kinds.WithHashed(hh.Hash("ada@example.com")), kinds.WithMasked(hh.Mask("4111111111111111")),
		kinds.WithTook(1500*time.Millisecond), kinds.WithWait(time.Millisecond), kinds.WithAt(at), kinds.WithAddr(netip.MustParseAddr("::1")),
		kinds.WithUUID(id), kinds.WithBig(*big.NewInt(12)), kinds.WithBigRef(*big.NewInt(13)), kinds.WithDeadline(at),
		kinds.WithBudget(time.Second), kinds.WithMaybe(kinds.Red))
}

// A value that is not sent leaves nothing behind, and is reported once; so is
// one that is sent in part.
func TestSessionScalarsOutOfBounds(t *testing.T) {
	checkSession(t, `{
		"metadata": {"string": "`+strings.Repeat("é", 512)+`", "inputs": {"text": "caf`+"\ufffd"+` t"}},
		"user_properties": {"masked": "****"}}`,
		[]string{
			"metrics.int out_of_range", "metrics.uint out_of_range", "metrics.uint64 out_of_range", "metrics.float32 not_finite",
			"metrics.float64 not_finite", "metadata.string too_long", "metadata.label too_long_dropped", "feedback.color not_in_enum",
			"inputs.text too_long", "inputs.text invalid_utf8", "metrics.took_s out_of_range", "metadata.at out_of_range",
		},
		kinds.WithInt(-4), kinds.WithUint(math.MaxUint64), kinds.WithUint64(101), kinds.WithFloat32(float32(math.Inf(1))),
		kinds.WithFloat64(math.NaN()), kinds.WithString(strings.Repeat("é", 1000)), kinds.WithLabel("over eight"), kinds.WithColor("mauve"),
		kinds.WithText(hh.Truncate("caf\xff too long")), kinds.WithTook(time.Hour), kinds.WithAt(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)),
		kinds.WithMasked(hh.Mask("short")))
}

func TestSessionMatches(t *testing.T) {
	checkSession(t, `{"metadata": {"code": "AB,12", "code_list": ["Ä", null, "B"]}}`, []string{"metadata.code_list no_match", "inputs.code_text no_match"},
		kinds.WithCode("AB,12"), kinds.WithCodeList("Ä", "b", "B"), kinds.WithCodeText("12345"))
}

func TestSessionZeroValues(t *testing.T) {
	checkSession(t, "", nil, kinds.Zero{}, &kinds.Zero{}, nil, (*kinds.Zero)(nil), kinds.Params{})
	checkSession(t, `{"metadata": {"zero_string": "a", "zero_point": {"x_pos": 0, "name": "p"}}, "metrics": {"zero_int": 1}}`, nil,
		kinds.Zero{ZeroInt: 1, ZeroString: "a", ZeroPoint: kinds.Point{Name: "p"}})
}

func TestSessionComposites(t *testing.T) {
	p := kinds.Point{X: 1, Y: ptr(2), Name: "abcdef", Other: "not sent"}
	r := kinds.Composites{
		Point: p, Line: &kinds.Line{To: &p, Path: []kinds.Point{p, {}, p}},
		List: []string{"a", "b", "c", "d"}, Named: kinds.Labels{"l"}, Colors: []kinds.Color{kinds.Red, "mauve", kinds.Green},
		Refs: []*int{ptr(1), nil, ptr(3)}, Matrix: [][]float64{{1, 10}, {2}}, Fixed: [2]int{1, 2}, Grid: [3][]bool{{true}, {}, {false, true}},
		Pairs:  []*[2]int{nil, {3, 4}, nil},
		Points: []kinds.Point{{X: 1}, {X: 2, Note: "n"}}, PtrList: []*kinds.Point{nil, {X: 3}},
		Counts: map[string]int{"c": 3, "a": 1, "b": 2}, ByColor: map[kinds.Color]float64{kinds.Red: 1},
		Places: map[string]kinds.Point{"here.there": {X: 9}}, Groups: map[string][]int{"g": {1, 2}, "f": {}},
		Times: []time.Time{time.Unix(0, 0)}, Many: []string{"m"}, Halves: kinds.Pair[int]{First: 1, Second: 2},
		JSON: json.RawMessage(`{"a":[1,null,"` + strings.Repeat("x", 20) + `"],"b":{},"c":null}`), Any: []any{1, "s", nil, 2.0, []int{}},
		AnyMap: map[string]any{"k": true, "n": nil}, Inline: map[string]float64{"thumbs": 1, "stars": 4.5},
	}
	checkSession(t, `{
		"metadata": {"list": ["a", "b", "c"], "named": ["l"], "times": ["1970-01-01T00:00:00Z"], "many": ["m"], "any_map": {"k": true, "n": null},
			"inputs": {"any": [1, "s", null, 2.0, []]}},
		"feedback": {"stars": 4.5, "thumbs": 1.0},
		"metrics": {"colors": ["red", null, "green"], "refs": [1, null, 3], "matrix": [[1.0, null], [2.0]], "fixed": [1, 2],
			"grid": [[true], [], [false]], "pairs": [null, [3, 4], null], "counts": {"a": 1, "b": 2}, "by_color": {"red": 1.0}},
		"outputs": {"point": {"x_pos": 1, "y_pos": 2, "name": "abcd"},
			"line": {"from": {"x_pos": 0, "name": ""}, "to": {"x_pos": 1, "y_pos": 2, "name": "abcd"},
				"path": [{"x_pos": 1, "y_pos": 2, "name": "abcd"}, {"x_pos": 0, "name": ""}]},
			"points": [{"x_pos": 1, "name": ""}, {"x_pos": 2, "name": "", "note": "n"}], "ptr_list": [null, {"x_pos": 3, "name": ""}],
			"places": {"here.there": {"x_pos": 9, "name": ""}}, "groups": {"f": [], "g": [1, 2]}},
		"config": {"halves": {"first": 1, "second": 2}, "json": {"a": [1, null, "xxxxxxxxxxxxxxxx"], "b": {}, "c": null}}}`,
		[]string{
			"outputs.point.name too_long", "outputs.line.to.name too_long", "outputs.line.path too_many_items", "outputs.line.path.[].name too_long",
			"metadata.list too_many_items", "metrics.colors not_in_enum", "metrics.matrix out_of_range", "metrics.grid too_many_items",
			"metrics.counts too_many_items", "config.json too_long",
		}, r)
}

// nil is absent, and empty is empty.
func TestSessionEmptyComposites(t *testing.T) {
	always := `"metrics": {%s"fixed": [0, 0], "grid": [%s]%s},
		"outputs": {"point": {"x_pos": 0, "name": ""}%s}, "config": {"halves": {"first": 0, "second": 0}%s}}`
	checkSession(t, fmt.Sprintf("{"+always, "", "null, null, null", "", "", ""), nil, kinds.Composites{})
	checkSession(t, fmt.Sprintf(`{"metadata": {"list": [], "many": [], "any_map": {}, "inputs": {"any": {}}}, `+always,
		`"refs": [], "matrix": [null, []], `, "[], [], []", `, "counts": {}, "by_color": {}`, `, "line": {"from": {"x_pos": 0, "name": ""}, "path": []}, "groups": {"a": []}`, `, "json": null`), nil,
		kinds.Composites{
			List: []string{}, Many: []string{}, AnyMap: map[string]any{}, Any: map[string]any{}, Grid: [3][]bool{{}, {}, {}}, Refs: []*int{},
			Matrix: [][]float64{nil, {}}, Counts: map[string]int{}, Line: &kinds.Line{Path: []kinds.Point{}}, Groups: map[string][]int{"a": {}, "b": nil}, ByColor: map[kinds.Color]float64{},
			JSON: json.RawMessage("null"), Inline: map[string]float64{},
		})
}

// A map that a setter is given is absent when it is nil. A list is not: no
// arguments are no items.
func TestSessionNilsOfSetters(t *testing.T) {
	checkSession(t, "", nil, kinds.WithCounts(nil), kinds.WithByColor(nil), kinds.WithPlaces(nil), kinds.WithAnyMap(nil), kinds.WithInline(nil),
		kinds.WithParams(nil), kinds.WithAny(nil), kinds.WithAny(map[string]any(nil)), kinds.WithJSON(nil))
	checkSession(t, `{"metadata": {"list": [], "many": []}, "metrics": {"matrix": [], "counts": {}}}`, nil,
		kinds.WithList(), kinds.WithMany(), kinds.WithMatrix(), kinds.WithCounts(map[string]int{}))
}

// Setters record what the record does, and of one key the last value, whole.
func TestSessionCompositeSetters(t *testing.T) {
	checkSession(t, `{
		"metadata": {"many": ["x"], "list": [], "inputs": {"params": {"b": 2}}},
		"feedback": {"f": 1.0},
		"metrics": {"fixed": [5, 6], "counts": {"n": 1}, "matrix": [[1.0]]},
		"outputs": {"ptr_list": [{"x_pos": 7, "name": ""}], "point": {"x_pos": 2, "name": "q"}}}`,
		[]string{"metadata.list too_many_items"},
		kinds.WithPoint(kinds.Point{X: 1, Y: ptr(2), Name: "p"}), kinds.WithList("a", "b", "c", "d"), kinds.WithMany("x"), kinds.WithFixed([2]int{5, 6}),
		kinds.WithCounts(map[string]int{"n": 1}), kinds.WithInline(map[string]float64{"f": 1}), kinds.WithMatrix([]float64{1}),
		kinds.WithPtrList(&kinds.Point{X: 7}), kinds.WithList(), kinds.WithPoint(kinds.Point{X: 2, Name: "q"}),
		kinds.WithParams(map[string]any{"a": 1}), kinds.Params{Params: map[string]any{"b": 2}})
}

func TestSessionEmbedded(t *testing.T) {
	r := kinds.Shared{Tenant: dict.Tenant{TenantID: "t1", Tier: dict.Deluxe}, Region: "eu"}
	checkSession(t, `{"metadata": {"hidden_count": 0, "region": "eu"}, "user_properties": {"tenant_id": "t1", "tier": "deluxe"}}`, nil, r)
	r.Build = &dict.Build{Version: "1.2"}
	checkSession(t, `{"metadata": {"app_version": "1.2", "hidden_count": 0, "region": "eu"}, "user_properties": {"tenant_id": "t1", "tier": "deluxe"}}`, nil, &r)
}

func TestSessionOpenNamespaces(t *testing.T) {
	checkSession(t, `{"metrics": {"ratio_a": 1.0, "yes": true}, "config": {"top_k": 5, "stop": "end", "temperature": 0.7, "long": "abcdefgh"}}`,
		[]string{"config.Top invalid_key", "config.temperature declared_key", "config.long too_long"},
		kinds.WithConfig("top_k", 5), kinds.WithConfig("stop", "end"), kinds.WithMetrics("ratio_a", 1.0), kinds.WithMetrics("yes", true), kinds.SetTemperature(0.7),
		kinds.WithConfig("Top", 1), kinds.WithConfig("temperature", 2), kinds.WithConfig("long", hh.Truncate("abcdefghij")))
}

func TestSessionInlineKeys(t *testing.T) {
	checkSession(t, `{"metadata": {"inputs": {"params": {"color": 1}}}, "feedback": {"stars": 4.0, "color": "red"}}`, []string{"feedback. declared_key"},
		kinds.WithInline(map[string]float64{"color": 1, "stars": 4}), kinds.Params{Params: map[string]any{"color": 1}}, kinds.WithColor(kinds.Red))
}

func TestSessionForeignField(t *testing.T) {
	type outsider struct{ kinds.Zero }
	checkSession(t, `{"metrics": {"count": 1}}`, []string{"gen_test.outsider foreign_field"}, outsider{}, kinds.WithCount(1))
}

func TestSessionPanickingValue(t *testing.T) {
	checkSession(t, `{"metadata": {"inputs": {"any": {"a": [1, null]}}}, "metrics": {"count": 1, "port": 2}}`, []string{"inputs.any panicked"},
		kinds.WithCount(1), kinds.WithAny(map[string]any{"a": []any{1, panicking{}, 2}, "b": 1}), kinds.WithPort(2))
}

// panicking is a value without a text.
type panicking struct{}

func (panicking) MarshalText() ([]byte, error) { panic("no text") }
