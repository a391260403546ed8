package hhtest_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/dict"
)

// scalars has a value of each type. Records with different at differ in every field.
func scalars(at int) kinds.Scalars {
	deadline, budget, maybe := time.Unix(int64(at), 0), time.Duration(at), kinds.Green
	return kinds.Scalars{
		Int: at, Uint8: uint8(at), Float32: 0.1, Float64: float64(at), Label: "label", Color: kinds.Red, Text: "text",
		Hashed: hh.Hash("secret"), Masked: hh.Mask("secret"), Took: time.Second, At: time.Unix(int64(at), 5),
		Addr: netip.MustParseAddr("::1"), UUID: uuid.MustParse(session), Big: *big.NewInt(int64(at)), Deadline: &deadline, Budget: &budget, Maybe: &maybe,
		Err: errors.New("timeout"), EventID: hh.EventID(uuid.MustParse(session)),
	}
}

func composites() kinds.Composites {
	one := 1
	return kinds.Composites{
		Point: kinds.Point{X: 1, Y: &one, Name: "name"}, List: []string{"a", "b"}, Colors: []kinds.Color{kinds.Red}, Refs: []*int{&one, nil, &one},
		Matrix: [][]float64{{1, 2.5}, {3}}, Points: []kinds.Point{{X: 1}}, Counts: map[string]int{"a.b": 1, "c": 2},
		Places: map[string]kinds.Point{"here": {X: 1}}, JSON: json.RawMessage(`{"a":[1,1.0,"x",null,{}]}`),
		Any: map[string]any{"k": []any{1, "v"}}, AnyMap: map[string]any{"x": true}, Inline: map[string]float64{"in.line": 0.5},
	}
}

// HasExactly finds every type of field that EnrichSpan records.
func TestEveryKindOnSpans(t *testing.T) {
	rec := hhtest.New(t)
	ctx, span := tracer.Start(t.Context(), "span")
	record, c := scalars(1), composites()
	kinds.EnrichSpan(ctx, record, &c)
	chat.EnrichSpan(ctx, chat.WithPlan(chat.PlanFree))
	span.End()
	got := hhtest.Span(t, rec, "span")
	got.HasExactly(&record, c, chat.WithPlan(chat.PlanFree))
	got.Has(c).Has(kinds.WithList("a", "b"), chat.WithPlan(chat.PlanFree))
	got.Lacks(kinds.WithZeroInt(1), dict.Tenant{Tier: dict.Basic})

	for name, differing := range map[string]any{"scalar": scalars(2), "list": kinds.WithList("a"), "map": kinds.WithCounts(map[string]int{"c": 2})} {
		if fails(t, func(t testing.TB) { hhtest.Span(t, rec, "span").Has(differing) }) == "" {
			t.Errorf("HasExactly reports no difference for another %s", name)
		}
	}
}

// HasExactly finds every type of field in sessions too, in one update and in
// several.
func TestEveryKindInSessions(t *testing.T) {
	rec := hhtest.New(t)
	ctx, err := hh.ContextWithSession(t.Context(), session)
	must(t, err)
	c := composites()
	must(t, kinds.EnrichSession(ctx, c, kinds.WithText("text")))
	must(t, kinds.EnrichSession(ctx, kinds.WithInt(1), kinds.WithCounts(map[string]int{"d": 1})))
	c.Counts = map[string]int{"d": 1}
	hhtest.Session(t, rec, session).HasExactly(c, kinds.WithText("text"), kinds.WithInt(1)).Has(kinds.WithText("text"))
}

// JSON is compared by its structure, not by keys with dots, and numbers keep their
// kind.
func TestSessionShapes(t *testing.T) {
	tests := []struct{ name, got, want, report string }{
		{"same", `{"a":[1,{"b":2.50}],"c":{}}`, `{"c":{},"a":[1,{"b":25e-1}]}`, ""},
		{"kind", `{"a":1}`, `{"a":1.0}`, "-\tconfig.json.a = 1 (double)\n+\tconfig.json.a = 1 (int)\n"},
		{"text", `{"a":1}`, `{"a":"1"}`, "-\tconfig.json.a = \"1\" (string)\n+\tconfig.json.a = 1 (int)\n"},
		{"null", `{"a":null}`, `{"b":true}`, "+\tconfig.json.a = null\n-\tconfig.json.b = true\n"},
		{"dots", `{"a.b":1}`, `{"a":{"b":1}}`, "+\tconfig.json.\"a.b\" = 1\n-\tconfig.json.a.b = 1\n"},
		{"list", `["x"]`, `{"0":"x"}`, "-\tconfig.json.0 = \"x\"\n+\tconfig.json[0] = \"x\"\n"},
		{"empty", `{"a":[]}`, `{"a":{}}`, "-\tconfig.json.a = {} (object)\n+\tconfig.json.a = [] (list)\n"},
		{"order", `[1,2,3,4,5,6,7,8]`, `[1,0,3,4,5,6,7]`, "-\tconfig.json[1] = 0\n+\tconfig.json[1] = 2\n+\tconfig.json[7] = 8\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rec := hhtest.New(t)
			ctx, err := hh.ContextWithSession(t.Context(), session)
			must(t, err)
			must(t, kinds.EnrichSession(ctx, kinds.WithJSON(json.RawMessage(test.got))))
			want := ""
			if test.report != "" {
				want = "session " + session + " differs (-want +got):\n" + test.report
			}
			wantReport(t, fails(t, func(t testing.TB) {
				hhtest.Session(t, rec, session).HasExactly(kinds.WithJSON(json.RawMessage(test.want)))
			}), want)
		})
	}
}

// The tenth item of a list is sorted after the ninth.
func TestOrderOfItems(t *testing.T) {
	rec := hhtest.New(t)
	ctx, span := tracer.Start(t.Context(), "span")
	kinds.EnrichSpan(ctx, kinds.WithMany("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"))
	span.End()
	report := fails(t, func(t testing.TB) {
		hhtest.Span(t, rec, "span").Has(kinds.WithMany("a", "b", "x", "d", "e", "f", "g", "h", "i", "j", "x"))
	})
	wantReport(t, report, "span \"span\" differs (-want +got):\n"+
		"-\tmetadata.many.2 = \"x\"\n+\tmetadata.many.2 = \"c\"\n-\tmetadata.many.10 = \"x\"\n+\tmetadata.many.10 = \"k\"\n")
}

func TestZeroHasNoSign(t *testing.T) {
	rec := hhtest.New(t)
	ctx, span := tracer.Start(t.Context(), "span")
	kinds.EnrichSpan(ctx, kinds.WithFloat64(math.Copysign(0, -1)))
	span.End()
	hhtest.Span(t, rec, "span").HasExactly(kinds.WithFloat64(0))
}

// If two arguments give the same key, the later one counts, as in EnrichSpan.
func TestLaterArgumentWins(t *testing.T) {
	rec := hhtest.New(t)
	in(t.Context(), tracer, "span", turn(), chat.WithScore(0.5))
	hhtest.Span(t, rec, "span").HasExactly(turn(), chat.WithScore(0.5))
}
