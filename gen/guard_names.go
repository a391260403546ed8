package gen

import (
	"go/types"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// guardNames puts a function that names each type and constant which the output
// needs and does not declare. The compiler's message about one that is gone says
// nothing of what to do. But where an expression is wrong, the compiler does not
// look at the type that is asserted of it, and so finds a variable without a use,
// whose name does. It is the first function of the file, since the compiler stops
// after ten messages: those about declarations come first, then those in functions.
func (g *generator) guardNames() {
	needed := g.neededNames()
	if len(needed) == 0 {
		return
	}
	// var hh_gen_go_is_stale_run_go_generate [1]int
	// _ = any((*Turn)(nil) == nil &&
	//	PlanFree != "").([len(hh_gen_go_is_stale_run_go_generate)]int)
	all := jen.Add(needed[0])
	for _, code := range needed[1:] {
		all.Op("&&").Line().Add(code)
	}
	hint := strings.TrimSuffix(stale, "_")
	g.doc("This function is never called. It names the types and constants that this file\nneeds from other files. If one of them is gone, the compiler also reports a\nvariable that is not used, whose name says what to do.")
	g.file.Func().Id("_").Params().Block(
		jen.Var().Id(hint).Index(jen.Lit(1)).Int(),
		jen.Id("_").Op("=").Any().Call(all).Assert(jen.Index(jen.Len(jen.Id(hint))).Int()))
	g.blank()
}

// neededNames are conditions, one for each name that the output needs from other
// files: those of its package, of which the type checker knows that they are
// there, and of other packages.
func (g *generator) neededNames() (needed []jen.Code) {
	seen := map[string]bool{}
	add := func(name string, code *jen.Statement) {
		if !seen[name] {
			seen[name] = true
			needed = append(needed, code)
		}
	}
	isNil := func(typ jen.Code) *jen.Statement {
		return jen.Parens(jen.Op("*").Add(typ)).Call(jen.Nil()).Op("==").Nil()
	}
	for _, t := range g.Guarded {
		if code, ok := spelled(t, g.Types); ok {
			add(goTypeName(t), isNil(code))
		}
	}
	own := func(name schema.GoName) bool { return name.Path == g.Package.Path }
	visitNames(g.Package, func(name schema.GoName) {
		if _, known := schema.KindOf(name); !known && name.Path != "" && !own(name) {
			add(name.String(), isNil(goName(name)))
		}
	}, func(name schema.GoName) {
		if !name.IsZero() && (!own(name) || g.Types != nil) {
			add(name.String(), goName(name).Op("!=").Lit(""))
		}
	})
	return needed
}

// goTypeName is the name of a type as [schema.GoName] spells it.
func goTypeName(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Path() })
}
