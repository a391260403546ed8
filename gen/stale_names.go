package gen

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// hint is the name that the compiler prints if a name that the output needs is
// gone. It is a field that a type has only if all needed names exist.
const hint = "hh_gen_go_is_stale_run_go_generate"

// mostNeeded is how many names one type checks. The compiler stops after ten
// messages: if the names of a whole type are gone, its own message is the ninth.
const mostNeeded = 8

// emitNameGuard emits types that name each type and constant which the output
// needs and does not declare. If one of them is gone, the compiler's message about
// it does not say what to do. But the wrong type argument also makes the type that
// embeds the instance lack a field, and the compiler prints the name of that field.
// These are the first types of the file that name others: the compiler checks types
// first, in their order, so its messages about these come before those about other
// uses of the same names.
func (g *generator) emitNameGuard() {
	needed := g.neededNames()
	if len(needed) == 0 {
		return
	}
	g.emit(`// The types and constants that this file needs from other files. If one of them
// is gone, or a constant is longer than its field allows, the compiler also reports
// a missing field. The name of that field says what to do.
`)
	types := [][]string{{"hhNeeds[T any]", "struct {\n\t" + hint + " [1]int\n}"}}
	for i, some := range chunks(needed) {
		types = append(types, nameCheck(neededType(i+1), some)...)
	}
	g.emitTypes(table(types))
}

// nameCheck is a type that has the hint if all conditions compile, and another
// that needs the hint.
func nameCheck(name string, conditions []string) [][]string {
	// hhNeeded1 struct {
	//	hhNeeds[[len(any((*Turn)(nil) == nil &&
	//		len([1024 - len(PlanFree)]int{}) >= 0).([1]int))]int]
	// }
	// _ [len(hhNeeded1{}.hh_gen_go_is_stale_run_go_generate)]int
	return [][]string{
		{name, "struct {\n\thhNeeds[[len(any(" + strings.Join(conditions, " &&\n\t\t") + ").([1]int))]int]\n}"},
		{"_", "[len(" + name + "{}." + hint + ")]int"},
	}
}

// chunks are the conditions that one type each checks.
func chunks(needed []string) [][]string { return slices.Collect(slices.Chunk(needed, mostNeeded)) }

// neededNames returns conditions, one for each name that the output needs from the
// other files of its package, if the type checker knows them, or from other packages.
func (g *generator) neededNames() (needed []string) {
	seen := map[string]bool{}
	add := func(name, code string) {
		if !seen[name] {
			seen[name] = true
			needed = append(needed, code)
		}
	}
	isNil := func(typ string) string { return "(*" + typ + ")(nil) == nil" }
	for _, t := range g.Guarded {
		before := len(g.imported)
		if code, ok := g.spelled(t); ok {
			add(goTypeName(t), isNil(code))
		} else {
			g.imported = g.imported[:before] // it is named by nothing
		}
	}
	own := func(name schema.GoName) bool { return name.Path == g.Package.Path }
	limits := g.enumLimits()
	visitNames(g.Package, func(name schema.GoName) {
		if _, known := schema.KindOf(name); !known && name.Path != "" && !own(name) {
			add(name.String(), isNil(g.goName(name)))
		}
	}, func(t *schema.Type, _ *schema.Field, name schema.GoName) {
		if name.IsZero() || own(name) && g.Types == nil {
			return
		}
		// len([64 - len(PlanFree)]int{}) >= 0, or, of integers, len([1 + 0*Tier1]int{}) >= 0
		length := fmt.Sprintf("%d - len(%s)", limits[name.String()], g.goName(name))
		if t.Kind.Whole() {
			length = "1 + 0*" + g.goName(name)
		}
		add(name.String(), "len(["+length+"]int{}) >= 0")
	})
	return needed
}

// enumLimits returns the most bytes that each constant may have in all of its fields.
func (g *generator) enumLimits() map[string]int {
	limits := map[string]int{}
	visitNames(g.Package, func(schema.GoName) {}, func(_ *schema.Type, f *schema.Field, constant schema.GoName) {
		name := constant.String()
		if limit, again := limits[name]; !again || f.ByteLimit() < limit {
			limits[name] = f.ByteLimit()
		}
	})
	return limits
}

// goTypeName is the name of a type as [schema.GoName] spells it.
func goTypeName(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Path() })
}
