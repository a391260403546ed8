package gen

import (
	"go/token"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// enum is an exported enum type that the package declares, with the names of its
// functions; one is "" if the package has another use for the name. An enum of
// integers has nothing to parse.
type enum struct {
	typ           *schema.Type
	values, parse string // PlanValues, ParsePlan
}

// collectEnums finds the enums of the package, in the order in which the schema
// needs them. Their functions take the names that nothing else has: a package
// that has a ParsePlan of its own keeps it.
func (g *generator) collectEnums() {
	seen := map[string]bool{}
	visitFields(g.Package, func(*schema.Field) {}, func(_ *schema.Field, t *schema.Type) {
		name := t.Go.Name
		if t.Enum == nil || t.Go.Path != g.Package.Path || !token.IsExported(name) || seen[name] {
			return
		}
		seen[name] = true
		e := enum{typ: t, values: g.names.takeFree(name + "Values")}
		if !t.Kind.Whole() {
			e.parse = g.names.takeFree("Parse" + name)
		}
		g.enums = append(g.enums, e)
	})
}

// emitEnums emits the functions of the enums.
func (g *generator) emitEnums() {
	for _, e := range g.enums {
		if e.values != "" {
			g.emitEnumValues(e)
		}
		if e.parse != "" {
			g.emitEnumParse(e)
		}
	}
}

func (g *generator) emitEnumValues(e enum) {
	name := e.typ.Go.Name
	// func PlanValues() []Plan { return []Plan{PlanFree, PlanPremium} }
	g.emitComment(e.values + " returns the values of " + name + ", in a new slice.")
	g.file.Func().Id(e.values).Params().Index().Id(name).Block(
		jen.Return(jen.Index().Id(name).Values(enumConstants(e.typ)...)))
	g.blank()
}

func (g *generator) emitEnumParse(e enum) {
	name := e.typ.Go.Name
	s, v := g.names.local("s"), g.names.local("v")
	// func ParsePlan(s string) (Plan, bool) {
	//	switch v := Plan(s); v {
	//	case PlanFree, PlanPremium:
	//		return v, true
	//	}
	//	return "", false
	// }
	g.emitComment(e.parse + " converts s to " + name + ", and reports whether that is one of its values.\nIf it is not, the result is empty.")
	g.file.Func().Id(e.parse).Params(jen.Id(s).String()).Params(jen.Id(name), jen.Bool()).Block(
		jen.Switch(jen.Id(v).Op(":=").Id(name).Call(jen.Id(s)), jen.Id(v)).Block(
			jen.Case(enumConstants(e.typ)...).Block(jen.Return(jen.Id(v), jen.True()))),
		jen.Return(jen.Lit(""), jen.False()))
	g.blank()
}

// enumConstants are the constants of an enum, each as itself, or as its value if
// the package cannot name it.
func enumConstants(t *schema.Type) []jen.Code {
	constants := make([]jen.Code, len(t.Enum))
	for i, m := range t.Enum {
		if constants[i] = enumLiteral(t, m); !m.Go.IsZero() {
			constants[i] = goName(m.Go)
		}
	}
	return constants
}

// enumLiteral is the value of a member of an enum.
func enumLiteral(t *schema.Type, m schema.EnumMember) jen.Code {
	if t.Kind.Whole() {
		return jen.Id(m.Value)
	}
	return jen.Lit(m.Value)
}
