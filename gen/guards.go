package gen

import (
	"fmt"
	"go/types"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
)

// stale begins the names that the compiler prints for a file that is out of date.
const stale = "hh_gen_go_is_stale_run_go_generate_"

// guards puts what stops compiling when the file does not fit what is around
// it: a runtime that is too old, or a struct that has changed since.
func (g *generator) guards() {
	// const _ = hh.SupportsGenerated3
	g.blank()
	g.doc("If this does not compile, update the module github.com/hhgen/hhgen.")
	g.file.Const().Id("_").Op("=").Qual(implPath, "SupportsGenerated3")
	g.blank()
	g.guardNames()
	if len(g.Guarded) == 0 {
		return
	}
	g.doc("Copies of types: one that was changed since does not fit. Run go generate.")
	used := map[string]bool{}
	for _, t := range g.Guarded {
		g.guard(t, used)
	}
}

// guard puts the copy of one type, if the package can write it down.
func (g *generator) guard(t types.Type, used map[string]bool) {
	short := types.TypeString(t, func(p *types.Package) string {
		if p == g.Types {
			return ""
		}
		return p.Name()
	})
	s, isStruct := t.Underlying().(*types.Struct)
	literal, ok := spelled(t, g.Types)
	var body *jen.Statement
	if ok && isStruct {
		body, ok = spelledStruct(s, g.Types)
	} else if ok {
		body, ok = spelled(t.Underlying(), g.Types)
	}
	if !ok {
		g.doc("No copy of " + short + ": it has types that this package cannot name.")
		return
	}
	name := stale + identifier(short)
	for i := 2; used[name]; i++ {
		name = fmt.Sprintf("%s_%d", strings.TrimSuffix(name, fmt.Sprintf("_%d", i-1)), i)
	}
	used[name] = true
	if isStruct {
		// type hh_gen_go_is_stale_run_go_generate_Turn = struct { ... }
		// var _ hh_gen_go_is_stale_run_go_generate_Turn = Turn{}
		g.file.Type().Id(name).Op("=").Add(body)
		g.file.Var().Id("_").Id(name).Op("=").Add(literal).Values()
		g.blank()
		return
	}
	// type hh_gen_go_is_stale_run_go_generate_Plan = *string
	// var _ = hh_gen_go_is_stale_run_go_generate_Plan((*Plan)(nil))
	g.file.Type().Id(name).Op("=").Op("*").Add(body)
	g.blank()
	g.file.Var().Id("_").Op("=").Id(name).Call(jen.Parens(jen.Op("*").Add(literal)).Call(jen.Nil()))
	g.blank()
}

// identifier replaces what an identifier cannot hold.
func identifier(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 127 {
			return r
		}
		return '_'
	}, s), "_")
}

// quoted is a struct tag as source: in back quotes where that is possible.
func quoted(tag string) string {
	if strconv.CanBackquote(tag) {
		return "`" + tag + "`"
	}
	return strconv.Quote(tag)
}
