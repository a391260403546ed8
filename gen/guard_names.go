package gen

import (
	"go/types"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// staleImport is the name of an import that the compiler calls unused when the
// file is out of date.
var staleImport = strings.TrimSuffix(stale, "_")

// marker is a type of a package that is imported under the name staleImport.
type marker struct{ path, name string }

// markers are small packages that every program has, and that schemas hardly use.
var markers = []marker{{"hash", "Hash"}, {"sort", "Interface"}, {"io", "Reader"}, {"fmt", "Stringer"}}

// marker is the first of the markers whose package the output does not import for
// its own sake.
func (n *names) marker() marker {
	for _, m := range markers {
		if _, used := n.packages[m.path]; !used {
			return m
		}
	}
	return marker{"encoding", "TextMarshaler"}
}

// guardNames puts a function that names each type and constant which the output
// needs and does not declare. The compiler's message about one that is gone
// says nothing of this file. But of an expression that is wrong it does not look
// at the type that is asserted, so that it also finds an import without a use.
func (g *generator) guardNames() {
	needed := g.neededNames()
	if len(needed) == 0 {
		return
	}
	// _ = any((*Turn)(nil) == nil &&
	//	PlanFree != "").(hh_gen_go_is_stale_run_go_generate.Hash)
	all := jen.Add(needed[0])
	for _, code := range needed[1:] {
		all.Op("&&").Line().Add(code)
	}
	m := g.names.marker()
	g.doc("If a name here is gone, the compiler also says that the import is not used:\nits name says what to do.")
	g.file.Func().Id("_").Params().Block(jen.Id("_").Op("=").Any().Call(all).Assert(jen.Qual(m.path, m.name)))
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
