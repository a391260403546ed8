package gen

import (
	"fmt"
	"go/types"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// emitGuards emits declarations that stop compiling if the runtime is too old, or
// if a type has changed since the file was generated. emitNameGuard does the same
// for names that are gone.
func (g *generator) emitGuards() {
	// const _ = hhimpl.SupportsGenerated2
	g.emitComment("If this does not compile, update the module github.com/hhgen/hhgen.")
	g.file.Const().Id("_").Op("=").Qual(implPath, g.neededRuntime())
	g.blank()
	g.emitCopies()
}

// neededRuntime is the constant that a runtime has which supports all that the file
// uses. A file that does not use what is newer does not need a newer runtime.
func (g *generator) neededRuntime() string {
	needed := 2
	visitFields(g.Package, func(f *schema.Field) {
		if f.Pattern != "" {
			needed = max(needed, 4)
		}
	}, func(_ *schema.Field, t *schema.Type) {
		if t.Enum != nil && t.Kind.Whole() {
			needed = max(needed, 3)
		}
	})
	return "SupportsGenerated" + strconv.Itoa(needed)
}

// emitCopies emits a copy of each guarded type, and a declaration that compiles only
// as long as the type equals its copy.
func (g *generator) emitCopies() {
	var copies, checks []jen.Code
	used := map[string]bool{}
	for _, t := range g.Guarded {
		s, check := g.typeCopy(t, used)
		copies = append(copies, s...)
		checks = append(checks, check)
	}
	if len(copies) == 0 {
		return
	}
	g.emitComment("Copies of types. If a type changes, the build fails: run go generate.")
	g.file.Type().Defs(copies...)
	g.blank()
	for _, check := range checks {
		g.file.Add(check)
	}
}

// typeCopy returns the declaration of a type's copy, and the declaration that
// compares the two; only a comment if the package cannot name the type.
func (g *generator) typeCopy(t types.Type, used map[string]bool) (declaration []jen.Code, check jen.Code) {
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
		return comment("No copy of " + short + ": it has types that this package cannot name."), jen.Null()
	}
	name := copyName(short, used)
	if isStruct {
		// hh_gen_go_is_stale_run_go_generate_Turn = struct { ... }
		// var _ hh_gen_go_is_stale_run_go_generate_Turn = Turn{}
		return []jen.Code{jen.Id(name).Op("=").Add(body)}, jen.Var().Id("_").Id(name).Op("=").Add(literal).Values()
	}
	// hh_gen_go_is_stale_run_go_generate_Plan = *string
	// var _ = hh_gen_go_is_stale_run_go_generate_Plan((*Plan)(nil))
	return []jen.Code{jen.Id(name).Op("=").Op("*").Add(body)},
		jen.Var().Id("_").Op("=").Id(name).Call(jen.Parens(jen.Op("*").Add(literal)).Call(jen.Nil()))
}

// copyName returns the name of a type's copy, which the compiler prints.
func copyName(short string, used map[string]bool) string {
	base := hint + "_" + identifier(short)
	name := base
	for i := 2; used[name]; i++ {
		name = fmt.Sprintf("%s_%d", base, i)
	}
	used[name] = true
	return name
}

// identifier replaces the characters that an identifier cannot have.
func identifier(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 127 {
			return r
		}
		return '_'
	}, s), "_")
}

// quoted returns a struct tag, or a pattern, as source: in back quotes where that is possible.
func quoted(text string) string {
	if strconv.CanBackquote(text) {
		return "`" + text + "`"
	}
	return strconv.Quote(text)
}
