package live_test

import (
	"math"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/live"
)

// leafOf is the only leaf of a field.
func leafOf(t *testing.T, f schema.Field) *keys.Leaf {
	t.Helper()
	if f.Namespace == "" {
		f.Namespace, f.Key = schema.Metadata, "key"
	}
	leaves := keys.Leaves([]*schema.Package{{Records: []*schema.Record{{Name: "Turn", Fields: []*schema.Field{&f}}}}})
	if len(leaves) != 1 {
		t.Fatalf("the field has %d leaves", len(leaves))
	}
	return leaves[0]
}

func ofKind(k schema.Kind) *schema.Type { return &schema.Type{Kind: k} }

func enum(k schema.Kind, values ...string) *schema.Type {
	t := ofKind(k)
	for _, v := range values {
		t.Enum = append(t.Enum, schema.EnumMember{Value: v})
	}
	return t
}

var (
	text    = otlp.StringValue
	integer = otlp.IntValue
	double  = otlp.DoubleValue
	yes     = otlp.BoolValue(true)
	array   = otlp.Value{Kind: otlp.List, List: []otlp.Value{otlp.StringValue("a")}}
	pairs   = otlp.Value{Kind: otlp.Map}
	bytes   = otlp.Value{Kind: otlp.Bytes, Text: "a"}
	digest  = strings.Repeat("0a", 32)
)

// Each kind of value, right and wrong in each way.
func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name  string
		field schema.Field
		right []otlp.Value
		wrong map[*schema.Rule][]otlp.Value
	}{
		{"boolean", schema.Field{Type: ofKind(schema.KindBool)}, []otlp.Value{yes}, map[*schema.Rule][]otlp.Value{
			live.Type: {text("true"), integer(1), double(1), array, pairs, bytes},
		}},
		{"integer", schema.Field{Type: ofKind(schema.KindInt), Minimum: "1", Below: "6"}, []otlp.Value{integer(1), integer(5)}, map[*schema.Rule][]otlp.Value{
			live.Type:      {text("1"), double(1), yes, array},
			live.NotFinite: {double(math.NaN())},
			live.Range:     {integer(0), integer(6), integer(math.MinInt64)},
		}},
		{"unsigned", schema.Field{Type: ofKind(schema.KindUint)}, []otlp.Value{integer(0), integer(math.MaxInt64)}, map[*schema.Rule][]otlp.Value{
			live.Range: {integer(-1)},
		}},
		{"enum of integers", schema.Field{Type: enum(schema.KindInt, "1", "3")}, []otlp.Value{integer(3)}, map[*schema.Rule][]otlp.Value{
			live.Enum: {integer(2)},
			live.Type: {text("3"), double(3)},
		}},
		{"number", schema.Field{Type: ofKind(schema.KindFloat), Above: "0", Maximum: "1"},
			[]otlp.Value{double(0.5), double(1), integer(1), double(math.SmallestNonzeroFloat64)}, map[*schema.Rule][]otlp.Value{
				live.Type:      {text("0.5"), yes, array},
				live.NotFinite: {double(math.NaN()), double(math.Inf(1)), double(math.Inf(-1))},
				live.Range:     {double(0), double(1.5), integer(2)},
			}},
		{"duration", schema.Field{Type: ofKind(schema.KindDuration), Unit: "ms"}, []otlp.Value{double(1.5), integer(120)}, map[*schema.Rule][]otlp.Value{
			live.Type: {text("120ms")},
		}},
		{"string", schema.Field{Type: ofKind(schema.KindString), MaxBytes: 8, MaxLength: 6},
			[]otlp.Value{text(""), text("héllo"), text("ABCDEF")}, map[*schema.Rule][]otlp.Value{
				live.Type:  {integer(1), yes, double(1), array, pairs, bytes},
				live.Bytes: {text("ABCDEFG"), text("ééééé")},
				live.UTF8:  {text("caf\xe9")},
			}},
		{"default bound", schema.Field{Type: ofKind(schema.KindString)}, []otlp.Value{text(strings.Repeat("a", 1024))}, map[*schema.Rule][]otlp.Value{
			live.Bytes: {text(strings.Repeat("a", 1025))},
		}},
		{"pattern", schema.Field{Type: ofKind(schema.KindString), Pattern: "^[a-z]+$", MaxBytes: 4},
			[]otlp.Value{text("abcd")}, map[*schema.Rule][]otlp.Value{
				live.Pattern: {text("ABC"), text(""), text("ABCDEF"), text(strings.Repeat("a", 5000))},
				live.Bytes:   {text("abcde")},
			}},
		{"look-ahead", schema.Field{Type: ofKind(schema.KindString), Pattern: "^(?!x)[a-z]$"}, []otlp.Value{text("a")}, map[*schema.Rule][]otlp.Value{
			live.Pattern: {text("x")},
		}},
		{"enum", schema.Field{Type: enum(schema.KindString, "free", "premium")}, []otlp.Value{text("free")}, map[*schema.Rule][]otlp.Value{
			live.Enum: {text("premum"), text(""), text(strings.Repeat("a", 2000)), text("\xff")},
			live.Type: {integer(0)},
		}},
		{"hashed", schema.Field{Type: ofKind(schema.KindHashed)}, []otlp.Value{text(digest)}, map[*schema.Rule][]otlp.Value{
			live.PlainText: {text("ada@example.com"), text(strings.ToUpper(digest)), text(digest + "0"), text(""), integer(17), double(1.5), array},
			live.Type:      {yes},
		}},
		{"masked", schema.Field{Type: ofKind(schema.KindMasked), MaxBytes: 12},
			[]otlp.Value{text("****"), text("****1234"), text("****é234"), text("")}, map[*schema.Rule][]otlp.Value{
				live.PlainText: {text("ada@example.com"), text("4111111111111234"), text("****12345"), integer(4111), text("***1")},
				live.Bytes:     {text("****äää😀")},
				live.Type:      {yes},
			}},
		{"time", schema.Field{Type: ofKind(schema.KindTime)},
			[]otlp.Value{text("2026-11-29T13:06:30Z"), text("2026-11-29T13:06:30.123456789+01:00")}, map[*schema.Rule][]otlp.Value{
				live.Type: {text("29.11.2026"), text("2026-11-29 13:06:30"), integer(1_700_000_000), text("")},
			}},
		{"error", schema.Field{Type: ofKind(schema.KindError), Namespace: schema.ErrorText, Key: "error", MaxBytes: 4},
			[]otlp.Value{text("EOF")}, map[*schema.Rule][]otlp.Value{
				live.Bytes: {text("timeout")},
				live.Type:  {yes},
			}},
		{"event id", schema.Field{Type: ofKind(schema.KindEventID), Namespace: schema.EventIDText, Key: "event_id"},
			[]otlp.Value{text("3c4b8bd0-94a1-4f7e-9a57-1f4f0e4f2f6b"), text("3C4B8BD0-94A1-4F7E-9A57-1F4F0E4F2F6B")}, map[*schema.Rule][]otlp.Value{
				live.EventID: {text("request-17"), text("3c4b8bd0-94a1-1f7e-9a57-1f4f0e4f2f6b"), text("3c4b8bd0-94a1-4f7e-ca57-1f4f0e4f2f6b"),
					text("3c4b8bd094a14f7e9a571f4f0e4f2f6b"), text("{3c4b8bd0-94a1-4f7e-9a57-1f4f0e4f2f6}"), text("")},
				live.Type: {integer(1)},
			}},
		{"JSON", schema.Field{Type: ofKind(schema.KindJSON), MaxBytes: 4},
			[]otlp.Value{yes, integer(-1), double(0.5), text("abcd")}, map[*schema.Rule][]otlp.Value{
				live.Bytes:     {text("abcde")},
				live.NotFinite: {double(math.NaN())},
				live.Type:      {array, pairs, bytes},
				live.UTF8:      {text("\xff")},
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := live.JudgeOf(leafOf(t, c.field))
			for _, v := range append(c.right, otlp.Value{}) {
				if got := j.Verdict(v); !got.OK() {
					t.Errorf("%v: %s", v, got.Rule.ID)
				}
			}
			for rule, values := range c.wrong {
				for _, v := range values {
					if got := j.Verdict(v); got.Rule != rule {
						t.Errorf("%v: got %v, want %s", v, got.Rule, rule.ID)
					}
				}
			}
		})
	}
}

// A string over its bound comes with its size.
func TestVerdictSize(t *testing.T) {
	j := live.JudgeOf(leafOf(t, schema.Field{Type: ofKind(schema.KindString), MaxBytes: 8, MaxLength: 3}))
	for s, want := range map[string]live.Verdict{
		"abcd": {Rule: live.Bytes, Size: 4, Limit: 3, Characters: true},
		"😀😀😀":  {Rule: live.Bytes, Size: 12, Limit: 8},
	} {
		if got := j.Verdict(text(s)); got != want {
			t.Errorf("%q: got %+v, want %+v", s, got, want)
		}
	}
}

// An open namespace of metrics takes numbers and booleans, the others strings too.
func TestVerdictOpen(t *testing.T) {
	for n, want := range map[schema.Namespace]*schema.Rule{schema.Metrics: live.Type, schema.Metadata: nil} {
		leaves := keys.Leaves([]*schema.Package{{Records: []*schema.Record{{Opens: []*schema.Open{{Namespace: n}}}}}})
		j := live.JudgeOf(leaves[0])
		if got := j.Verdict(text("a")); got.Rule != want {
			t.Errorf("%s: %v", n, got.Rule)
		}
		if got := j.Verdict(integer(1)); !got.OK() {
			t.Errorf("%s: %v", n, got.Rule)
		}
	}
}
