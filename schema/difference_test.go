package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
)

// Each aspect, in the direction in which it differs, and what says the same in
// other words.
func TestDiff(t *testing.T) {
	kind := func(k schema.Kind) *schema.Type { return &schema.Type{Kind: k} }
	of := func(k schema.Kind, elem *schema.Type, n int) *schema.Type {
		return &schema.Type{Kind: k, Elem: elem, Len: n}
	}
	enum := func(values ...string) *schema.Type {
		e := kind(schema.KindString)
		for _, v := range values {
			e.Enum = append(e.Enum, schema.EnumMember{Value: v})
		}
		return e
	}
	text, number, float := kind(schema.KindString), kind(schema.KindInt), kind(schema.KindFloat)
	tags, grid := of(schema.KindList, text, 0), of(schema.KindList, of(schema.KindArray, number, 4), 0)
	for _, c := range []struct {
		a, b schema.Field
		want string
	}{
		{schema.Field{Type: number}, schema.Field{Type: text, Unit: "ms", MaxBytes: 3}, "type integer>string changed"},
		{schema.Field{Type: number}, schema.Field{Type: kind(schema.KindUint)}, ""},
		{schema.Field{Type: kind(schema.KindText)}, schema.Field{Type: text}, ""},
		{schema.Field{Type: tags, MaxItems: 2}, schema.Field{Type: of(schema.KindArray, text, 2)}, "presence optional>required tightened"},
		{schema.Field{Type: text}, schema.Field{Type: kind(schema.KindHashed), MaxBytes: 3}, "privacy string>hashed string tightened"},
		{schema.Field{Type: kind(schema.KindHashed)}, schema.Field{Type: kind(schema.KindMasked)}, "privacy hashed string>masked string widened"},
		{schema.Field{Type: number}, schema.Field{Type: number, Unit: "ms"}, "unit >ms changed"},
		{schema.Field{Type: enum("a", "b")}, schema.Field{Type: enum("b", "a"), MaxBytes: 3}, ""},
		{schema.Field{Type: enum("a", "b")}, schema.Field{Type: enum("b")}, "values a, b>b tightened"},
		{schema.Field{Type: enum("a")}, schema.Field{Type: enum("b", "a")}, "values a>a, b widened"},
		{schema.Field{Type: enum("a")}, schema.Field{Type: enum("b")}, "values a>b changed"},
		{schema.Field{Type: enum("a, b")}, schema.Field{Type: enum("a", "b")}, "values \"a, b\">a, b changed"},
		{schema.Field{Type: text}, schema.Field{Type: enum("a")}, "values >a tightened"},
		{schema.Field{Type: enum("a")}, schema.Field{Type: text, MaxBytes: 3}, "values a> widened"},
		{schema.Field{Type: text}, schema.Field{Type: text, MaxBytes: schema.DefaultMaxBytes}, ""},
		{schema.Field{Type: text}, schema.Field{Type: text, MaxBytes: 64}, "bytes 1024>64 tightened"},
		{schema.Field{Type: text, MaxBytes: 40, MaxLength: 10}, schema.Field{Type: text, MaxBytes: 80, MaxLength: 20}, "length 10>20 widened"},
		{schema.Field{Type: text}, schema.Field{Type: text, MaxBytes: 40, MaxLength: 10}, "bytes 1024>40 tightened, length >10 tightened"},
		{schema.Field{Type: text}, schema.Field{Type: text, Pattern: `^\d`}, `pattern >"^\\d" tightened`},
		{schema.Field{Type: tags, MaxItems: 2, Pattern: "a"}, schema.Field{Type: tags, MaxItems: 2, Pattern: "b"}, `pattern "a">"b" changed`},
		{schema.Field{Type: tags, MaxItems: 2}, schema.Field{Type: tags, MaxItems: 3}, "items 2>3 widened"},
		{schema.Field{Type: grid, MaxItems: 2}, schema.Field{Type: of(schema.KindList, of(schema.KindArray, number, 3), 0), MaxItems: 2}, "items 4>3 tightened"},
		{schema.Field{Type: float, Minimum: "1", Maximum: "2.50"}, schema.Field{Type: float, Minimum: "1.0", Maximum: "2.5"}, ""},
		{schema.Field{Type: number, Above: "0", Below: "10"}, schema.Field{Type: number, Minimum: "1", Maximum: "9"}, ""},
		{schema.Field{Type: float, Minimum: "0"}, schema.Field{Type: float, Above: "0"}, "low 0>0 (exclusive) tightened"},
		{schema.Field{Type: float, Maximum: "1"}, schema.Field{Type: float}, "high 1> widened"},
		{schema.Field{Type: float, Maximum: "1"}, schema.Field{Type: float, Maximum: "5e-1"}, "high 1>5e-1 tightened"},
		{schema.Field{Type: number}, schema.Field{Type: number, Minimum: "0"}, "low >0 tightened"},
		{schema.Field{Type: text}, schema.Field{Type: text, Overflow: schema.Drop}, "overflow truncate>drop changed"},
		{schema.Field{Type: number}, schema.Field{Type: number, MovedFrom: schema.Move{Key: "uid", Until: "2027-03-31"}}, "move >uid until 2027-03-31 changed"},
		{schema.Field{Type: number}, schema.Field{Type: number, OmitZero: true}, "presence required>optional widened"},
	} {
		if got := differences(schema.Diff(&c.a, &c.b)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.a.Type.Kind, got, c.want)
		}
		back := schema.Diff(&c.b, &c.a)
		for i, d := range schema.Diff(&c.a, &c.b) {
			if back[i].From != d.To || back[i].Change != map[schema.Change]schema.Change{schema.Tightened: schema.Widened, schema.Widened: schema.Tightened, schema.Changed: schema.Changed}[d.Change] {
				t.Errorf("%+v, and back %+v", d, back[i])
			}
		}
	}
}

func differences(all []schema.Difference) string {
	aspects := []string{"type", "privacy", "unit", "values", "bytes", "length", "pattern", "items", "low", "high", "overflow", "move", "baggage", "presence"}
	changes := []string{"same", "tightened", "widened", "changed"}
	lines := make([]string, len(all))
	for i, d := range all {
		lines[i] = fmt.Sprintf("%s %s>%s %s", aspects[d.Aspect], d.From, d.To, changes[d.Change])
	}
	return strings.Join(lines, ", ")
}
