package gen

import (
	"fmt"
	"go/token"
	"strconv"
	"strings"

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
	g.emitDoc(e.values + " returns the values of " + name + ", in a new slice.")
	g.emitf("%s", block(fmt.Sprintf("func %s() []%s", e.values, name), "return []"+name+literalOf(g.enumConstants(e.typ)...)))
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
	g.emitDoc(e.parse + " converts s to " + name + ", and reports whether that is one of its values.\nIf it is not, the result is empty.")
	g.emitf("%s", block(fmt.Sprintf("func %s(%s string) (%s, bool)", e.parse, s, name),
		fmt.Sprintf("switch %s := %s(%s); %s {\ncase %s:\n\treturn %s, true\n}", v, name, s, v, strings.Join(g.enumConstants(e.typ), ", "), v),
		`return "", false`))
}

// enumConstants are the constants of an enum, each as itself, or as its value if
// the package cannot name it.
func (g *generator) enumConstants(t *schema.Type) []string {
	constants := make([]string, len(t.Enum))
	for i, m := range t.Enum {
		if constants[i] = enumLiteral(t, m); !m.Go.IsZero() {
			constants[i] = g.goName(m.Go)
		}
	}
	return constants
}

// enumLiteral is the value of a member of an enum.
func enumLiteral(t *schema.Type, m schema.EnumMember) string {
	if t.Kind.Whole() {
		return m.Value
	}
	return strconv.Quote(m.Value)
}
