package gen

import (
	"math"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// emitKeys emits one line for each wire key of the package. The lines are data
// that the linker lays out: they hold constants only.
func (g *generator) emitKeys() {
	seen := map[string]bool{}
	var keys []jen.Code
	for i, s := range g.setters {
		if i > 0 && s.records[0] != g.setters[i-1].records[0] {
			keys = append(keys, jen.Line()) // gofmt aligns what is above it apart
		}
		visitKeys(s.field, func(k wireKey) {
			if name := k.variable(); !seen[name] {
				seen[name] = true
				// hhMetricsScore = hhimpl.Attr{Key: "honeyhive_metrics.score", ...}
				keys = append(keys, jen.Id(name).Op("=").Qual(implPath, "Attr").Values(append(k.literal(), g.declaredBeside(k)...)...))
			}
		})
	}
	for _, o := range g.opens {
		// hhOpenMetadata = hhimpl.OpenNamespace{Attr: hhimpl.Attr{Key: "honeyhive_metadata", ...}}
		keys = append(keys, jen.Id(openVar(o)).Op("=").Add(g.openLiteral(o)))
	}
	if len(keys) > 0 {
		g.file.Var().Defs(keys...)
		g.blank()
	}
}

// declaredBeside lists the keys that an inline field must leave to others.
func (g *generator) declaredBeside(k wireKey) []jen.Code {
	if !k.field.Inline {
		return nil
	}
	return g.declaredKeys(k.namespace)
}

// wireKey is one key that values are recorded under.
type wireKey struct {
	field     *schema.Field // that declares the bounds
	typ       *schema.Type  // of the field
	namespace schema.Namespace
	path      []string // with [] and {} for indexes and keys of maps
}

func (k wireKey) variable() string {
	var words []string
	for _, p := range k.path {
		if p != "[]" && p != "{}" {
			words = append(words, p)
		}
	}
	return attrVar(k.namespace, words)
}

// visitKeys calls visit for each wire key of a record's field.
func visitKeys(f *schema.Field, visit func(wireKey)) {
	for _, f := range f.Written() {
		visitUnder(f, f.Namespace, top(f).path, visit)
	}
}

func visitUnder(f *schema.Field, n schema.Namespace, path []string, visit func(wireKey)) {
	t := f.Type
	for ; t.Elem != nil; t = t.Elem {
		hole := "[]"
		if t.Kind == schema.KindMap {
			hole = "{}"
		}
		path = append(path[:len(path):len(path)], hole)
	}
	if t.Kind != schema.KindObject || f.Type != t {
		visit(wireKey{f, f.Type, n, path})
	}
	for _, member := range t.Fields {
		for _, member := range member.Written() {
			visitUnder(member, n, append(path[:len(path):len(path)], member.Key), visit)
		}
	}
}

// literal is the content of the key's hhimpl.Attr.
func (k wireKey) literal() []jen.Code {
	f, leaf := k.field, k.typ.Leaf()
	path := strings.Join(k.path, ".")
	var out []jen.Code
	add := func(name string, value jen.Code) { out = append(out, jen.Id(name).Op(":").Add(value)) }
	add("Key", jen.Lit(k.namespace.Attribute(path)))
	if holes := strings.Count(path, "[]") + strings.Count(path, "{}"); holes > 0 {
		add("Holes", jen.Lit(holes))
	}
	switch {
	case leaf.Enum != nil && leaf.Kind.Whole():
		add("Whole", enumValues(leaf, jen.Int64()))
	case leaf.Enum != nil:
		add("Values", enumValues(leaf, jen.String()))
	case leaf.Sized():
		add("MaxBytes", jen.Lit(f.ByteLimit()))
	}
	if f.MaxLength > 0 && leaf.Enum == nil {
		add("MaxRunes", jen.Lit(f.MaxLength))
	}
	if f.Pattern != "" {
		add("Pattern", pattern(f))
	}
	if f.MaxItems > 0 {
		add("MaxItems", jen.Lit(f.MaxItems))
	}
	if f.Overflow == schema.Drop {
		add("Drop", jen.True())
	}
	if f.Inline {
		add("Inline", jen.True())
	}
	if f.Baggage {
		add("Baggage", jen.True())
	}
	if f.Bounded() {
		if leaf.Kind.Whole() {
			add("Ints", intRange(f))
		} else {
			add("Floats", floatRange(f))
		}
	}
	if leaf.Kind == schema.KindDuration {
		unit, _ := schema.UnitOfDuration(f.Unit)
		add("Unit", jen.Qual("time", unit.GoName))
	}
	return out
}

// enumValues is []string{string(PlanFree), string(PlanPremium)}, or a slice of the
// type of the wire's integers.
func enumValues(t *schema.Type, wire *jen.Statement) jen.Code {
	values := enumConstants(t)
	for i, m := range t.Enum {
		if !m.Go.IsZero() {
			values[i] = wire.Clone().Parens(values[i])
		}
	}
	return jen.Index().Add(wire).Values(values...)
}

// pattern is &hhimpl.Pattern{RE2: `^[a-z]+$`}.
func pattern(f *schema.Field) jen.Code {
	re2, _ := f.Pattern.RE2() // the schema was checked
	return jen.Op("&").Qual(implPath, "Pattern").Values(jen.Id("RE2").Op(":").Op(quoted(re2)))
}

// intRange is &hh.IntRange{Min: 1, Max: 5}.
func intRange(f *schema.Field) jen.Code {
	low, high := jen.Qual("math", "MinInt64"), jen.Qual("math", "MaxInt64")
	if f.Minimum != "" || f.Above != "" {
		low = number(f.LeastInt())
	}
	if f.Maximum != "" || f.Below != "" {
		high = number(f.GreatestInt())
	}
	return jen.Op("&").Qual(implPath, "IntRange").Values(jen.Id("Min").Op(":").Add(low), jen.Id("Max").Op(":").Add(high))
}

func number(i int64) *jen.Statement {
	switch i {
	case math.MinInt64:
		return jen.Qual("math", "MinInt64")
	case math.MaxInt64:
		return jen.Qual("math", "MaxInt64")
	}
	return jen.Id(strconv.FormatInt(i, 10))
}

// floatRange is &hh.FloatRange{Min: 0, Max: 1}. A bound that is inclusive is
// spelled as the schema has it.
func floatRange(f *schema.Field) jen.Code {
	low, high := jen.Op("-").Qual("math", "MaxFloat64"), jen.Qual("math", "MaxFloat64")
	if f.Above != "" {
		low = float(f.LeastFloat())
	} else if f.Minimum != "" {
		low = jen.Id(string(f.Minimum))
	}
	if f.Below != "" {
		high = float(f.GreatestFloat())
	} else if f.Maximum != "" {
		high = jen.Id(string(f.Maximum))
	}
	return jen.Op("&").Qual(implPath, "FloatRange").Values(jen.Id("Min").Op(":").Add(low), jen.Id("Max").Op(":").Add(high))
}

func float(f float64) *jen.Statement { return jen.Id(strconv.FormatFloat(f, 'g', -1, 64)) }

// openLiteral declares an open namespace and the keys that it does not take.
func (g *generator) openLiteral(o *schema.Open) jen.Code {
	attr := []jen.Code{jen.Id("Key").Op(":").Lit(o.Namespace.Attribute(""))}
	if o.Namespace != schema.Metrics {
		attr = append(attr, jen.Id("MaxBytes").Op(":").Lit(o.ByteLimit()))
	}
	if o.Overflow == schema.Drop {
		attr = append(attr, jen.Id("Drop").Op(":").True())
	}
	attr = append(attr, g.declaredKeys(o.Namespace)...)
	return jen.Qual(implPath, "OpenNamespace").Values(jen.Id("Attr").Op(":").Qual(implPath, "Attr").Values(attr...))
}

// declaredKeys lists the keys of a namespace that dynamic keys must not meet,
// one on each line; nothing if there are none.
func (g *generator) declaredKeys(n schema.Namespace) []jen.Code {
	var keys []jen.Code
	seen := map[string]bool{}
	for _, s := range g.setters {
		for _, f := range s.field.Written() {
			if f.Namespace == n && !f.Inline && !seen[f.Key] {
				seen[f.Key] = true
				keys = append(keys, jen.Lit(f.Key))
			}
		}
	}
	if keys == nil {
		return nil
	}
	lines := jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}
	return []jen.Code{jen.Id("Declared").Op(":").Index().String().Custom(lines, keys...)}
}
