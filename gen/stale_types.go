package gen

import (
	"fmt"
	"go/types"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// emitGuards emits declarations that stop compiling if the runtime is too old, or
// if a type has changed since the file was generated. emitNameGuard does the same
// for names that are gone.
func (g *generator) emitGuards() {
	// const _ = hhimpl.SupportsGenerated2
	g.emit("// If this does not compile, update the module github.com/hhgen/hhgen.\n")
	g.emit("const _ = ", g.qual(implPath, g.neededRuntime()), "\n")
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
		if re2, _ := f.Pattern.RE2(); len(re2.And)+len(re2.Not) > 0 {
			needed = max(needed, 5)
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
	var lines []string
	var part [][]string
	var checks strings.Builder
	used := map[string]bool{}
	for _, t := range g.Guarded {
		name, body, check, ok := g.typeCopy(t, used)
		if !ok { // a comment, which ends what gofmt aligns
			lines, part = append(append(lines, table(part)...), body), nil
			continue
		}
		part = append(part, []string{name, "= " + body})
		checks.WriteString(check)
	}
	if lines = append(lines, table(part)...); len(lines) == 0 {
		return
	}
	g.emit("\n// Copies of types. If a type changes, the build fails: run go generate.\n")
	g.emitTypes(lines)
	g.emit(checks.String())
}

// typeCopy returns the name and the body of a type's copy, and the declaration that
// compares the two. If the package cannot name the type, ok is false, and the body
// is a comment.
func (g *generator) typeCopy(t types.Type, used map[string]bool) (name, body, check string, ok bool) {
	short := types.TypeString(t, func(p *types.Package) string {
		if p == g.Types {
			return ""
		}
		return p.Name()
	})
	before := len(g.imported)
	literal, ok := g.spelled(t)
	if ok {
		body, ok = g.spelled(t.Underlying())
	}
	if !ok {
		g.imported = g.imported[:before] // it is named by nothing
		return "", strings.TrimSuffix(commentText([]string{"No copy of " + short + ": it has types that this package cannot name."}), "\n"), "", false
	}
	name = copyName(short, used)
	if _, isStruct := t.Underlying().(*types.Struct); isStruct {
		// hh_gen_go_is_stale_run_go_generate_Turn = struct { ... }
		// var _ hh_gen_go_is_stale_run_go_generate_Turn = Turn{}
		return name, body, "var _ " + name + " = " + literal + "{}\n", true
	}
	// hh_gen_go_is_stale_run_go_generate_Plan = *string
	// var _ = hh_gen_go_is_stale_run_go_generate_Plan((*Plan)(nil))
	return name, "*" + body, "var _ = " + name + "((*" + literal + ")(nil))\n", true
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
