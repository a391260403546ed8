package gen_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/dict"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
)

// check records fields and compares the attributes, and the violations as
// "namespace.key kind".
func check(t *testing.T, attributes, violations []string, fields ...kinds.SpanField) {
	t.Helper()
	var seen []string
	rt := hh.New(hh.WithHashKey([]byte("0123456789abcdef0123456789abcdef")), hh.WithViolationHandler(func(v hh.Violation) {
		seen = append(seen, strings.TrimPrefix(v.Namespace+"."+v.Key, ".")+" "+string(v.Kind))
	}))
	kvs := recorded(t, func(ctx context.Context) { kinds.NewEnricher(rt).EnrichSpan(ctx, fields...) })
	if diff := cmp.Diff(attributes, short(kvs)); diff != "" {
		t.Errorf("attributes: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(violations, seen); diff != "" {
		t.Errorf("violations: -want +got:\n%s", diff)
	}
}

// short are attributes as "namespace.key = value", with strings in quotes and
// doubles with a fraction or an exponent.
func short(kvs []attribute.KeyValue) (lines []string) {
	for _, kv := range kvs {
		value := kv.Value.String()
		switch kv.Value.Type() {
		case attribute.STRING:
			value = "'" + value + "'"
		case attribute.FLOAT64:
			if !strings.ContainsAny(value, ".e") {
				value += ".0"
			}
		}
		lines = append(lines, strings.TrimPrefix(string(kv.Key), "honeyhive_")+" = "+value)
	}
	return lines
}

func ptr[T any](v T) *T { return &v }

func TestScalars(t *testing.T) {
	at := time.Date(2026, 2, 3, 4, 5, 6, 7, time.FixedZone("CET", 3600))
	id := uuid.MustParse("7f22137a-6911-4ed3-bc36-110f1dde6b66")
	r := kinds.Scalars{
		Bool: true, Flag: true, Int: -3, Int8: -8, Int16: -16, Int32: -32, Int64: math.MinInt64,
		Uint: 1, Uint8: 8, Uint16: 16, Uint32: 32, Uint64: 64, Byte: 'b', Rune: 'ä', Float32: 0.5, Float64: 1000,
		Count: 7, Port: 443, Ratio: 0.25, String: "s", Label: "label", Secret: "x", Color: kinds.Green,
		Text: "constant", Hashed: hh.Hash("ada@example.com"), Masked: hh.Mask("4111111111111111"),
		Took: 1500 * time.Millisecond, Wait: time.Millisecond, At: at, Addr: netip.MustParseAddr("::1"), UUID: id,
		Big: *big.NewInt(12), BigRef: big.NewInt(13), Deadline: &at, Budget: ptr(time.Second), Maybe: ptr(kinds.Red),
		Err: errors.New("boom"), EventID: hh.EventID(id), Ignored: make(chan int), Skipped: "skipped",
	}
	check(t, []string{
		"metrics.bool = true", "metrics.flag = true", "metrics.int = -3", "metrics.int8 = -8", "metrics.int16 = -16",
		"metrics.int32 = -32", "metrics.int64 = -9223372036854775808", "metrics.uint = 1", "metrics.uint8 = 8",
		"metrics.uint16 = 16", "metrics.uint32 = 32", "metrics.uint64 = 64",
		"metrics.byte = 98", "metrics.rune = 228", "metrics.float32 = 0.5", "metrics.float64 = 1000.0",
		"metrics.count = 7", "metrics.port = 443", "metrics.ratio = 0.25", "metadata.string = 's'", "metadata.label = 'label'",
		"metadata.secret = 'x'", "feedback.color = 'green'", "inputs.text = 'constant'",
		"user_properties.hashed = 'e3e30b4d50224a4ba14084607085d072402144212a122eb4501daddd6bbe0ee3'",
		"user_properties.masked = '****1111'", "metrics.took_s = 1.5", "metrics.wait_us = 1000.0",
		"metadata.at = '2026-02-03T03:05:06.000000007Z'", "metadata.addr = '::1'", "metadata.request_uuid = '" + id.String() + "'",
		"metadata.big = '12'", "metadata.big_ref = '13'", "metadata.deadline = '2026-02-03T03:05:06.000000007Z'",
		"metrics.budget_ms = 1000.0", "feedback.maybe = 'red'", "error = 'boom'", "event_id = '" + id.String() + "'",
	}, nil, r)
}

func TestScalarsOutOfBounds(t *testing.T) {
	r := kinds.Scalars{
		Int: -4, Uint: math.MaxUint64, Uint64: 101, Float32: float32(math.Inf(1)), Float64: math.NaN(),
		String: strings.Repeat("é", 1000), Label: "over eight", Color: "mauve", Text: hh.Truncate("caf\xff too long"),
		Took: time.Hour, At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), EventID: hh.EventID{1},
		Masked: hh.Mask("short"), Hashed: hh.Hash(""),
	}
	kvs := map[string]string{}
	var violations []string
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v.Namespace+"."+v.Key+" "+string(v.Kind)) }))
	for _, kv := range kinds.NewEnricher(rt).Attributes(r) {
		kvs[string(kv.Key)] = kv.Value.String()
	}
	for _, absent := range []string{"metrics.int", "metrics.uint", "metrics.uint64", "metrics.float32", "metrics.float64", "metadata.label",
		"feedback.color", "metrics.took_s", "metadata.at", "event_id", "user_properties.hashed", "feedback.maybe", "metadata.deadline", "error"} {
		if v, ok := kvs["honeyhive_"+absent]; ok {
			t.Errorf("%s = %q was sent", absent, v)
		}
	}
	for key, want := range map[string]string{
		"metadata.string": strings.Repeat("é", 512), "inputs.text": "caf\ufffd t", "user_properties.masked": "****", "metrics.bool": "false",
	} {
		if got := kvs["honeyhive_"+key]; got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	want := []string{
		"metrics.int out_of_range", "metrics.uint out_of_range", "metrics.uint64 out_of_range", "metrics.float32 not_finite",
		"metrics.float64 not_finite", "metadata.string too_long", "metadata.label too_long_dropped", "feedback.color not_in_enum",
		"inputs.text too_long", "inputs.text invalid_utf8", "user_properties.hashed no_hash_key", "metrics.took_s out_of_range",
		"metadata.at out_of_range", "event_id. invalid_event_id",
	}
	if diff := cmp.Diff(want, violations); diff != "" {
		t.Errorf("violations: -want +got:\n%s", diff)
	}
}

func TestMatches(t *testing.T) {
	check(t, []string{
		"metadata.code = 'AB,12'", "metadata.code_label = 'a'", "inputs.code_text = '\n😀'", "metadata.code_addr = '10.0.0.1'",
		"metadata.code_list.0 = 'Ä'", "metadata.code_map.a = 'A'", "outputs.code_place.name = 'xb'", "outputs.old_place.name = 'xb'",
	}, nil, kinds.Matches{
		Code: "AB,12", CodeLabel: ptr(kinds.Label("a")), CodeText: "\n😀", CodeAddr: ptr(netip.MustParseAddr("10.0.0.1")), CodeList: []string{"Ä"},
		CodeMap: map[string]*kinds.Label{"a": ptr(kinds.Label("A")), "n": nil}, CodePlace: &kinds.CodePlace{Name: "xb"},
	})
	check(t, []string{"metadata.code_list.1 = 'B'"}, []string{
		"metadata.code no_match", "metadata.code_label no_match", "inputs.code_text no_match", "metadata.code_addr no_match",
		"metadata.code_list no_match", "metadata.code_map no_match", "outputs.code_place.name no_match", "outputs.old_place.name no_match",
	}, kinds.Matches{
		Code: "AB, 12", CodeLabel: ptr(kinds.Label("a\u00a0")), CodeText: "12345", CodeAddr: ptr(netip.MustParseAddr("::1")), CodeList: []string{"a", "B"},
		CodeMap: map[string]*kinds.Label{"a": ptr(kinds.Label("B"))}, CodePlace: &kinds.CodePlace{Name: "bx"},
	})
}

func TestZeroValues(t *testing.T) {
	check(t, nil, nil, kinds.Zero{}, &kinds.Zero{}, nil, (*kinds.Zero)(nil))
	check(t, []string{
		"metrics.zero_int = 1", "metadata.zero_string = 'a'", "metadata.zero_point.x_pos = 0", "metadata.zero_point.name = 'p'",
	}, nil, kinds.Zero{ZeroInt: 1, ZeroString: "a", ZeroPoint: kinds.Point{Name: "p"}})
	check(t, []string{"metadata.zero_grade = 'b'", "config.zero_cell.name = 'c'"}, []string{"metadata.zero_grade panicked"},
		kinds.Zero{ZeroGrade: "none"}, kinds.Zero{ZeroGrade: "panic"}, kinds.Zero{ZeroGrade: "b", ZeroCell: kinds.Cell{Name: "c"}})
}

// zeros are the setters of fields with omitzero, each with a zero value.
var zeros = []kinds.SessionField{
	kinds.WithZeroInt(0), kinds.WithZeroString(""), kinds.WithZeroTime(time.Time{}), kinds.WithZeroTook(0), kinds.WithZeroAddr(netip.Addr{}),
	kinds.WithZeroPoint(kinds.Point{}), kinds.WithZeroHashed(hh.Hashed{}), kinds.WithZeroHashed(hh.Hash("")), kinds.WithZeroMasked(hh.Masked{}),
	kinds.WithZeroText(""), kinds.WithZeroColor(""), kinds.WithZeroFlag(false), kinds.WithZeroRatio(0), kinds.WithZeroPair([2]int{}),
	kinds.WithZeroGrade(""), kinds.WithZeroGrade("none"), kinds.WithZeroCell(kinds.Cell{Marks: []string{}}),
}

// omitzero holds for setters as for records, wherever they go.
func TestZeroValuesOfSetters(t *testing.T) {
	for _, z := range zeros {
		check(t, nil, nil, z)
		checkSession(t, "", nil, z)
		if kvs := kinds.Attributes(z); len(kvs) > 0 {
			t.Errorf("%T: attributes %v", z, kvs)
		}
		if kvs := hh.ContextAttributes(kinds.ContextWith(t.Context(), z)); len(kvs) > 0 {
			t.Errorf("%T: the context carries %v", z, kvs)
		}
	}
	check(t, []string{"metrics.zero_int = -1", "metadata.zero_string = ' '", "metadata.zero_time = '0001-01-01T00:00:00.000000001Z'",
		"metrics.zero_ms = 1e-06", "metrics.zero_flag = true", "metrics.zero_ratio = 0.1", "metrics.zero_pair.0 = 0", "metrics.zero_pair.1 = 1",
		"metadata.zero_grade = 'a'", "config.zero_cell.name = ''", "config.zero_cell.marks.0 = 'm'"}, []string{"metadata.zero_grade panicked"},
		kinds.WithZeroInt(-1), kinds.WithZeroString(" "), kinds.WithZeroTime(time.Time{}.Add(1)), kinds.WithZeroTook(1), kinds.WithZeroFlag(true),
		kinds.WithZeroRatio(0.1), kinds.WithZeroPair([2]int{0, 1}), kinds.WithZeroGrade("a"), kinds.WithZeroGrade("panic"),
		kinds.WithZeroCell(kinds.Cell{Marks: []string{"m"}}))
	// Fields without omitzero are recorded as they are given.
	check(t, []string{"metrics.count = 0", "metadata.string = ''"}, nil, kinds.WithCount(0), kinds.WithString(""))
}

// An update of an event has no zero values either; without others there is none.
func TestZeroValuesOfEvents(t *testing.T) {
	client := &vectors.Client{}
	e, id := kinds.NewEnricher(hh.New(hh.WithSessionClient(client))), hh.NewEventID()
	for want, fields := range map[string][]kinds.SessionField{
		"": zeros,
		`{"event_id":"` + id.String() + `","metrics":{"zero_int":2}}`: {kinds.WithZeroString(""), kinds.WithZeroInt(2), kinds.WithZeroPair([2]int{})},
	} {
		if err := e.EnrichEvent(t.Context(), id, fields...); err != nil {
			t.Error(err)
		}
		got := ""
		for _, u := range client.Updates() {
			got += string(u.AppendJSON(nil))
		}
		if got != want {
			t.Errorf("updates %s, want %s", got, want)
		}
	}
}

// Whether a value is zero is asked without moving it to the heap.
func TestZeroValuesAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	name := "c"
	got := testing.AllocsPerRun(100, func() {
		kinds.EnrichSpan(context.Background(), kinds.WithZeroString(name), kinds.WithZeroCell(kinds.Cell{Name: name}), kinds.WithZeroGrade(kinds.Grade(name)),
			kinds.WithZeroHashed(hh.Hashed{}), kinds.WithZeroPoint(kinds.Point{Name: name}), kinds.WithZeroAddr(netip.Addr{}))
	})
	if got != 0 {
		t.Errorf("%v allocations on a span that does not record, want 0", got)
	}
}

func TestComposites(t *testing.T) {
	p := kinds.Point{X: 1, Y: ptr(2), Name: "abcdef", Other: "not sent"}
	r := kinds.Composites{
		Point: p, Line: &kinds.Line{To: &p, Path: []kinds.Point{p}},
		List: []string{"a", "b", "c", "d"}, Named: kinds.Labels{"l"}, Colors: []kinds.Color{kinds.Red, "mauve", kinds.Green},
		Refs: []*int{ptr(1), nil, ptr(3)}, Matrix: [][]float64{{1, 10}, {2}}, Fixed: [2]int{1, 2}, Grid: [3][]bool{{true}, nil, {false, true}},
		Points: []kinds.Point{{X: 1}, {X: 2, Note: "n"}}, PtrList: []*kinds.Point{nil, {X: 3}},
		Counts: map[string]int{"c": 3, "a": 1, "b": 2}, ByColor: map[kinds.Color]float64{kinds.Red: 0.5},
		Places: map[string]kinds.Point{"here": {X: 9}}, Groups: map[string][]int{"g": {1, 2}},
		Times: []time.Time{time.Unix(0, 0)}, Many: []string{"m"}, Halves: kinds.Pair[int]{First: 1, Second: 2},
		JSON: json.RawMessage(`{"a":[1,null,"` + strings.Repeat("x", 20) + `"]}`), Any: []any{1, "s", nil, 2.5},
		AnyMap: map[string]any{"k": true}, Inline: map[string]float64{"thumbs": 1, "stars": 4.5},
	}
	check(t, []string{
		"outputs.point.x_pos = 1", "outputs.point.y_pos = 2", "outputs.point.name = 'abcd'",
		"outputs.line.from.x_pos = 0", "outputs.line.from.name = ''",
		"outputs.line.to.x_pos = 1", "outputs.line.to.y_pos = 2", "outputs.line.to.name = 'abcd'",
		"outputs.line.path.0.x_pos = 1", "outputs.line.path.0.y_pos = 2", "outputs.line.path.0.name = 'abcd'",
		"metadata.list.0 = 'a'", "metadata.list.1 = 'b'", "metadata.list.2 = 'c'", "metadata.named.0 = 'l'",
		"metrics.colors.0 = 'red'", "metrics.colors.2 = 'green'", "metrics.refs.0 = 1", "metrics.refs.2 = 3",
		"metrics.matrix.0.0 = 1.0", "metrics.matrix.1.0 = 2.0", "metrics.fixed.0 = 1", "metrics.fixed.1 = 2",
		"metrics.grid.0.0 = true", "metrics.grid.2.0 = false",
		"outputs.points.0.x_pos = 1", "outputs.points.0.name = ''", "outputs.points.1.x_pos = 2", "outputs.points.1.name = ''", "outputs.points.1.note = 'n'",
		"outputs.ptr_list.1.x_pos = 3", "outputs.ptr_list.1.name = ''",
		"metrics.counts.a = 1", "metrics.counts.b = 2", "metrics.by_color.red = 0.5",
		"outputs.places.here.x_pos = 9", "outputs.places.here.name = ''", "outputs.groups.g.0 = 1", "outputs.groups.g.1 = 2",
		"metadata.times.0 = '1970-01-01T00:00:00Z'", "metadata.many.0 = 'm'", "config.halves.first = 1", "config.halves.second = 2",
		"config.json.a.0 = 1", "config.json.a.2 = 'xxxxxxxxxxxxxxxx'", "inputs.any.0 = 1", "inputs.any.1 = 's'", "inputs.any.3 = 2.5",
		"metadata.any_map.k = true", "feedback.stars = 4.5", "feedback.thumbs = 1.0",
	}, []string{
		"outputs.point.name too_long", "outputs.line.to.name too_long", "outputs.line.path.[].name too_long", "metadata.list too_many_items",
		"metrics.colors not_in_enum", "metrics.matrix out_of_range", "metrics.grid too_many_items", "metrics.counts too_many_items",
		"config.json too_long",
	}, r)
}

// Setters record what the record does.
func TestCompositeSetters(t *testing.T) {
	check(t, []string{
		"outputs.point.x_pos = 1", "outputs.point.name = 'p'", "metadata.list.0 = 'a'", "metadata.list.1 = 'b'", "metadata.list.2 = 'c'",
		"metadata.many.0 = 'x'", "metrics.fixed.0 = 5", "metrics.fixed.1 = 6", "metrics.counts.n = 1", "feedback.f = 1.0",
		"metrics.matrix.0.0 = 1.0", "outputs.ptr_list.0.x_pos = 7", "outputs.ptr_list.0.name = ''",
	}, []string{"metadata.list too_many_items"},
		kinds.WithPoint(kinds.Point{X: 1, Name: "p"}), kinds.WithList("a", "b", "c", "d"), kinds.WithMany("x"), kinds.WithFixed([2]int{5, 6}),
		kinds.WithCounts(map[string]int{"n": 1}), kinds.WithInline(map[string]float64{"f": 1}), kinds.WithMatrix([]float64{1}),
		kinds.WithPtrList(&kinds.Point{X: 7}), kinds.WithList())
}

func TestEmbedded(t *testing.T) {
	r := kinds.Shared{Tenant: dict.Tenant{TenantID: "t1", Tier: dict.Deluxe}, Region: "eu"}
	check(t, []string{"user_properties.tenant_id = 't1'", "user_properties.tier = 'deluxe'", "metadata.hidden_count = 0", "metadata.region = 'eu'"}, nil, r)
	r.Build = &dict.Build{Version: "1.2"}
	check(t, []string{"user_properties.tenant_id = 't1'", "user_properties.tier = 'deluxe'", "metadata.app_version = '1.2'",
		"metadata.hidden_count = 0", "metadata.region = 'eu'"}, nil, r)
	check(t, []string{"user_properties.tenant_id = 't2'"}, nil, kinds.WithTenantID("t2"))
}

func TestOpenNamespaces(t *testing.T) {
	check(t, []string{"config.top_k = 5", "config.stop = 'end'", "metrics.ratio_a = 0.5", "config.temperature = 0.7", "config.long = 'abcdefgh'"},
		[]string{"config.Top invalid_key", "config.temperature declared_key", "config.Top invalid_key", "config.long too_long"},
		kinds.WithConfig("top_k", 5), kinds.WithConfig("stop", "end"), kinds.WithMetrics("ratio_a", 0.5), kinds.SetTemperature(0.7),
		kinds.WithConfig("Top", 1), kinds.WithConfig("temperature", 2), kinds.WithConfig("Top", 1),
		kinds.WithConfig("long", hh.Truncate("abcdefghij")))
}

// The keys of a map do not take the place of declared ones.
func TestInlineKeys(t *testing.T) {
	check(t, []string{"feedback.stars = 4.0", "inputs.params.color = 1"}, []string{"feedback. declared_key"},
		kinds.WithInline(map[string]float64{"color": 1, "stars": 4}), kinds.Params{Params: map[string]any{"color": 1}})
}

// The SDK keeps 128 attributes of a span unless it is told otherwise, and says
// so of none that it drops. The enricher cannot mend that; the README warns of it.
func TestSDKDropsAttributes(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	ctx, span := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder)).Tracer("test").Start(t.Context(), "span")
	kinds.EnrichSpan(ctx, kinds.Cells{})
	span.End()
	if s := recorder.Ended()[0]; len(s.Attributes()) != 128 || s.DroppedAttributes() != 2 {
		t.Errorf("%d attributes and %d dropped, want 128 and 2", len(s.Attributes()), s.DroppedAttributes())
	}
	if kvs := recorded(t, func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.Cells{}) }); len(kvs) != 130 {
		t.Errorf("%d attributes without a limit, want 130", len(kvs))
	}
}

// A struct outside the package that embeds a record has its methods, but is
// not a field of the package.
func TestForeignField(t *testing.T) {
	type outsider struct{ kinds.Zero }
	check(t, nil, []string{"gen_test.outsider foreign_field"}, outsider{})
}

func TestContextWith(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()), sdktrace.WithSpanProcessor(recorder)).Tracer("test")
	ctx := kinds.ContextWith(t.Context(), kinds.WithColor(kinds.Red), kinds.WithCount(1))
	ctx = kinds.ContextWith(ctx, kinds.WithCount(2))
	ctx, parent := tracer.Start(ctx, "parent")
	_, child := tracer.Start(ctx, "child")
	child.End()
	parent.End()
	_, outside := tracer.Start(t.Context(), "outside")
	outside.End()
	for i, want := range [][]string{{"feedback.color = 'red'", "metrics.count = 2"}, {"feedback.color = 'red'", "metrics.count = 2"}, nil} {
		if diff := cmp.Diff(want, short(recorder.Ended()[i].Attributes())); diff != "" {
			t.Errorf("%s: -want +got:\n%s", recorder.Ended()[i].Name(), diff)
		}
	}
}

// A value whose method panics is left out; the others are recorded.
func TestPanickingValue(t *testing.T) {
	check(t, []string{"metrics.count = 1", "metrics.port = 2"}, []string{"error. panicked"},
		kinds.WithCount(1), kinds.WithErr((*badError)(nil)), kinds.WithPort(2))
}

type badError struct{ message string }

func (e *badError) Error() string { return e.message }

// A float32 is recorded as the decimal that it is written as, and compared with
// bounds as that: float64(float32(0.1)) is 0.10000000149011612.
func TestSingleBounds(t *testing.T) {
	check(t, []string{"metrics.least = 0.7", "metrics.most = 0.1"}, nil,
		kinds.WithLeast(0.7), kinds.WithMost(0.1))
	check(t, nil, []string{"metrics.least out_of_range", "metrics.most out_of_range"},
		kinds.WithLeast(math.Nextafter32(0.7, 0)), kinds.WithMost(math.Nextafter32(0.1, 1)))
}

func TestSinglesInOthers(t *testing.T) {
	third := float32(1) / 3
	want := []string{"metrics.weights.0 = 0.1", "metrics.weights.1 = 0.3", "metrics.shares.a = 0.2", "metrics.steps.1 = 0.33333334",
		"config.between.low = 0.1", "config.between.both.0 = 0.9", "config.between.both.1 = -0.7"}
	singles := kinds.Singles{Weights: []float32{0.1, 0.3}, Shares: map[string]kinds.Ratio{"a": 0.2}, Steps: []*float32{nil, &third},
		Between: &kinds.Between{Low: 0.1, Both: [2]float32{0.9, -0.7}}}
	check(t, want, nil, singles)
	check(t, want, nil, kinds.WithWeights(singles.Weights...), kinds.WithShares(singles.Shares), kinds.WithSteps(singles.Steps...),
		kinds.WithBetween(*singles.Between))
	check(t, []string{"inputs.any.0 = 0.1", "inputs.any.1 = 1.5e+10", "inputs.any.2 = 2.0"}, nil, kinds.WithAny([]float32{0.1, 1.5e10, 2}))
}

// A nil pointer to an array keeps its index, like any other.
func TestNilArray(t *testing.T) {
	check(t, []string{"metrics.pairs.0.0 = 1", "metrics.pairs.0.1 = 2", "metrics.pairs.2.0 = 3", "metrics.pairs.2.1 = 4"}, nil,
		kinds.WithPairs(&[2]int{1, 2}, nil, &[2]int{3, 4}))
}

// The package has fields of every type, among them values that must escape:
// they must not take others with them.
func TestFieldsOfEveryTypeStayOnTheStack(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	key := "id"
	m, labels := map[string]any{"a": 1}, map[string]int{"b": 2}
	for name, enrich := range map[string]func(ctx context.Context){
		"error":   func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.WithErr(errTurn)) },
		"string":  func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.WithString(key), kinds.WithInt(1<<40)) },
		"map":     func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.WithCounts(labels), kinds.WithAnyMap(m)) },
		"object":  func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.WithPoint(kinds.Point{Name: key})) },
		"open":    func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.WithConfig("some_key", key)) },
		"eventID": func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.WithEventID(hh.EventID{1})) },
	} {
		if got := testing.AllocsPerRun(100, func() { enrich(context.Background()) }); got != 0 {
			t.Errorf("%s: %v allocations on a span that does not record, want 0", name, got)
		}
	}
}
