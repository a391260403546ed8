package gen

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// emitKeys emits one line for each wire key of the package. The lines are data
// that the linker lays out: they hold constants only.
func (g *generator) emitKeys() {
	seen := map[string]bool{}
	var lines []string
	var part [][]string
	for i, s := range g.setters {
		if i > 0 && s.records[0] != g.setters[i-1].records[0] && len(part) > 0 {
			lines, part = append(append(lines, table(part)...), ""), nil // what is above an empty line is aligned apart
		}
		visitKeys(s.field, func(k wireKey) {
			if name := k.variable(); !seen[name] {
				seen[name] = true
				// hhMetricsScore = hhimpl.Attr{Key: "honeyhive_metrics.score", ...}
				part = append(part, []string{name, "= " + g.qual(implPath, "Attr") + literalOf(append(g.literal(k), g.declaredBeside(k)...)...)})
			}
		})
	}
	for _, o := range g.opens {
		// hhOpenMetadata = hhimpl.OpenNamespace{Attr: hhimpl.Attr{Key: "honeyhive_metadata", ...}}
		part = append(part, []string{openVar(o), "= " + g.openLiteral(o)})
	}
	lines = append(lines, table(part)...)
	if len(part) == 0 && len(lines) > 0 {
		lines = lines[:len(lines)-1]
	}
	if len(lines) > 0 {
		g.emit(group("var", lines...), "\n\n")
	}
}

// literalOf is a composite literal, without its type.
func literalOf(elements ...string) string { return "{" + strings.Join(elements, ", ") + "}" }

// declaredBeside lists the keys that an inline field must leave to others.
func (g *generator) declaredBeside(k wireKey) []string {
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
func (g *generator) literal(k wireKey) (out []string) {
	f, leaf := k.field, k.typ.Leaf()
	path := strings.Join(k.path, ".")
	add := func(name, value string) { out = append(out, name+": "+value) }
	add("Key", strconv.Quote(k.namespace.Attribute(path)))
	if holes := strings.Count(path, "[]") + strings.Count(path, "{}"); holes > 0 {
		add("Holes", strconv.Itoa(holes))
	}
	switch {
	case leaf.Enum != nil && leaf.Kind.Whole():
		add("Whole", g.enumValues(leaf, "int64"))
	case leaf.Enum != nil:
		add("Values", g.enumValues(leaf, "string"))
	case leaf.Sized():
		add("MaxBytes", strconv.Itoa(f.ByteLimit()))
	}
	if f.MaxLength > 0 && leaf.Enum == nil {
		add("MaxRunes", strconv.Itoa(f.MaxLength))
	}
	if f.Pattern != "" {
		add("Pattern", g.pattern(f))
	}
	if f.MaxItems > 0 {
		add("MaxItems", strconv.Itoa(f.MaxItems))
	}
	if f.Overflow == schema.Drop {
		add("Drop", "true")
	}
	if f.Inline {
		add("Inline", "true")
	}
	if f.Baggage {
		add("Baggage", "true")
	}
	if f.Bounded() {
		if leaf.Kind.Whole() {
			add("Ints", g.intRange(f))
		} else {
			add("Floats", g.floatRange(f))
		}
	}
	if leaf.Kind == schema.KindDuration {
		unit, _ := schema.UnitOfDuration(f.Unit)
		add("Unit", g.qual("time", unit.GoName))
	}
	return out
}

// enumValues is []string{string(PlanFree), string(PlanPremium)}, or a slice of the
// type of the wire's integers.
func (g *generator) enumValues(t *schema.Type, wire string) string {
	constants := g.enumConstants(t)
	for i, m := range t.Enum {
		if !m.Go.IsZero() {
			constants[i] = wire + "(" + constants[i] + ")"
		}
	}
	return "[]" + wire + literalOf(constants...)
}

// pattern is &hhimpl.Pattern{RE2: `^[a-z]+$`}, and of ^(?=.*[a-z])(?!z).+$ it is
// &hhimpl.Pattern{RE2: `^.+$`, And: []string{`^(?:.*[a-z])`}, Not: []string{`^(?:z)`}}.
func (g *generator) pattern(f *schema.Field) string {
	re2, _ := f.Pattern.RE2() // the schema was checked
	out := "&" + g.qual(implPath, "Pattern") + "{RE2: " + quoted(re2.Match)
	for _, ahead := range []struct {
		name string
		re2  []string
	}{{"And", re2.And}, {"Not", re2.Not}} {
		if len(ahead.re2) > 0 {
			var list []string
			for _, text := range ahead.re2 {
				list = append(list, quoted(text))
			}
			out += ", " + ahead.name + ": []string" + literalOf(list...)
		}
	}
	return out + "}"
}

// intRange is &hh.IntRange{Min: 1, Max: 5}.
func (g *generator) intRange(f *schema.Field) string {
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	if f.Minimum != "" || f.Above != "" {
		low = f.LeastInt()
	}
	if f.Maximum != "" || f.Below != "" {
		high = f.GreatestInt()
	}
	return fmt.Sprintf("&%s{Min: %s, Max: %s}", g.qual(implPath, "IntRange"), g.number(low), g.number(high))
}

func (g *generator) number(i int64) string {
	switch i {
	case math.MinInt64:
		return g.qual("math", "MinInt64")
	case math.MaxInt64:
		return g.qual("math", "MaxInt64")
	}
	return strconv.FormatInt(i, 10)
}

// floatRange is &hh.FloatRange{Min: 0, Max: 1}. A bound that is inclusive is
// spelled as the schema has it.
func (g *generator) floatRange(f *schema.Field) string {
	var low, high string
	switch {
	case f.Above != "":
		low = float(f.LeastFloat())
	case f.Minimum != "":
		low = strings.ToLower(string(f.Minimum))
	default:
		low = "-" + g.qual("math", "MaxFloat64")
	}
	switch {
	case f.Below != "":
		high = float(f.GreatestFloat())
	case f.Maximum != "":
		high = strings.ToLower(string(f.Maximum))
	default:
		high = g.qual("math", "MaxFloat64")
	}
	return fmt.Sprintf("&%s{Min: %s, Max: %s}", g.qual(implPath, "FloatRange"), low, high)
}

func float(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// openLiteral declares an open namespace and the keys that it does not take.
func (g *generator) openLiteral(o *schema.Open) string {
	attr := []string{"Key: " + strconv.Quote(o.Namespace.Attribute(""))}
	if o.Namespace != schema.Metrics {
		attr = append(attr, "MaxBytes: "+strconv.Itoa(o.ByteLimit()))
	}
	if o.Overflow == schema.Drop {
		attr = append(attr, "Drop: true")
	}
	attr = append(attr, g.declaredKeys(o.Namespace)...)
	return g.qual(implPath, "OpenNamespace") + "{Attr: " + g.qual(implPath, "Attr") + literalOf(attr...) + "}"
}

// declaredKeys lists the keys of a namespace that dynamic keys must not meet,
// one on each line; nothing if there are none.
func (g *generator) declaredKeys(n schema.Namespace) []string {
	var keys strings.Builder
	seen := map[string]bool{}
	for _, s := range g.setters {
		for _, f := range s.field.Written() {
			if f.Namespace == n && !f.Inline && !seen[f.Key] {
				seen[f.Key] = true
				keys.WriteString("\n\t" + strconv.Quote(f.Key) + ",")
			}
		}
	}
	if keys.Len() == 0 {
		return nil
	}
	return []string{"Declared: []string{" + keys.String() + "\n}"}
}
