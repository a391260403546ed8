package gostruct

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// The output is compiled in every build, so what it names must exist in every
// build, and be the same there. Two files that complete each other, such as
// plan_unix.go and plan_windows.go, are not enough: the output is made from
// only one of them.

// conditionFor is the condition of the file that declares obj.
func (l *loader) conditionFor(obj types.Object) string {
	return l.condition(l.fileOf(obj), l.standard(obj.Pkg()))
}

// standard reports whether a package is of the standard library.
func (l *loader) standard(p *types.Package) bool {
	known := l.graph[p.Path()]
	return known != nil && known.Module == nil && !strings.Contains(strings.Split(p.Path(), "/")[0], ".")
}

// constrainedRecord reports a record in a file that some builds leave out.
func (l *loader) constrainedRecord(pos token.Position, name, condition string) {
	l.errs.Add(pos, schema.RecordConstrained,
		"record %s is in a file that some builds leave out (%s), and the output is for all of them: move it to a file without %s",
		name, condition, without(condition))
}

// everywhere reports types and constants that the output names for a field but
// that some builds leave out.
func (w *walk) everywhere(f *types.Var, bounded bool) {
	if w.source.closed {
		return
	}
	pos := w.shownAt(f)
	var known []*types.TypeName
	eachTypeName(f.Type(), map[types.Type]bool{}, func(obj *types.TypeName, isKey bool) {
		known = append(known, obj)
		condition := w.conditionFor(obj)
		switch {
		case condition == byCgo && !strings.HasSuffix(w.fileOf(obj), ".go"):
			return // C.int, which only a record with import "C" can have
		case condition != "":
			w.errs.Add(pos, schema.RecordConstrained,
				"%s has type %s, which is declared at %s in a file that some builds leave out (%s), and the output is for all of them: %s",
				f.Name(), obj.Name(), w.positionOf(obj), condition, w.moveOr("move the type", condition, "use a type that every build has", obj.Pkg()))
			return
		case isKey:
			return // keys of maps may have any value, whatever constants their type has
		}
		w.method(f, obj.Type(), "MarshalText")
		for _, k := range w.conditionalConstants(obj, bounded) {
			w.errs.Add(pos, schema.RecordConstrained,
				"%s has type %s, whose constant %s is declared at %s in a file that some builds leave out (%s), and the output is for all of them: %s",
				f.Name(), obj.Name(), k.name, k.pos, k.condition, w.moveOr("move the constant", k.condition, "declare a type of your own", obj.Pkg()))
		}
	})
	w.madeOf(f, known)
}

// shownAt is the position in this module at which to report a problem with a
// field.
func (w *walk) shownAt(f *types.Var) token.Position {
	if w.within != nil && !w.sameModule(f.Pkg()) {
		return w.positionOf(w.within)
	}
	return w.positionOf(f)
}

// moveOr words the fix for a declaration: to move it, if it is in this module.
func (r *reader) moveOr(move, condition, otherwise string, p *types.Package) string {
	if r.sameModule(p) {
		return move + " to a file without " + without(condition)
	}
	return otherwise
}

// without names what a file must not contain, so that every build includes it.
func without(condition string) string {
	if condition == byCgo {
		return `import "C"`
	}
	return "build constraints"
}

// eachTypeName calls f for the names that a type is written with, and for those
// of its parts that are recorded. isKey says that the type is that of a map's
// keys. The walk looks at fields of structs. Types with a kind of their own,
// such as time.Time, exist in every build that has their package.
func eachTypeName(t types.Type, seen map[types.Type]bool, f func(obj *types.TypeName, isKey bool)) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		if t.Obj().Pkg() != nil {
			f(t.Obj(), false)
		}
		eachTypeName(t.Rhs(), seen, f)
	case *types.Pointer:
		eachTypeName(t.Elem(), seen, f)
	case *types.Slice:
		eachTypeName(t.Elem(), seen, f)
	case *types.Array:
		eachTypeName(t.Elem(), seen, f)
	case *types.Map:
		eachTypeName(t.Key(), map[types.Type]bool{}, func(obj *types.TypeName, _ bool) { f(obj, true) })
		eachTypeName(t.Elem(), seen, f)
	case *types.Named:
		if _, known := schema.KindOf(goName(t)); known || t.Obj().Pkg() == nil {
			return
		}
		for arg := range t.TypeArgs().Types() {
			eachTypeName(arg, seen, f)
		}
		f(t.Obj(), false)
		if value, address := marshals(t); !value && !address {
			eachTypeName(t.Underlying(), seen, f)
		}
	}
}

// conditional is a constant that some builds leave out.
type conditional struct {
	name, condition string
	pos             token.Position
}

// conditionalConstants are the constants of a string or integer type, the values
// of an enum, that some builds leave out, perhaps also this one. For an alias, they
// are those that its package declares. bounded says that integers are no enum.
func (r *reader) conditionalConstants(obj *types.TypeName, bounded bool) (found []conditional) {
	named, ok := types.Unalias(obj.Type()).(*types.Named)
	if !ok || r.standard(obj.Pkg()) || obj.IsAlias() && obj.Pkg() == named.Obj().Pkg() {
		return nil
	}
	if b, ok := named.Underlying().(*types.Basic); !ok || b.Info()&types.IsString == 0 && !r.listsIntegers(named, b, bounded) {
		return nil
	}
	names := map[string]bool{} // of constants that this build has
	for _, k := range r.constants(obj.Pkg(), named) {
		names[k.Name()] = true
		if condition := r.conditionFor(k); condition != "" {
			found = append(found, conditional{k.Name(), condition, r.positionOf(k)})
		}
	}
	for _, f := range r.unbuilt(obj.Pkg().Path()) {
		condition := r.condition(r.fileAt(f.Package), false)
		for _, id := range constantsOf(f, obj.Name(), names) {
			if condition != "" && (id.IsExported() || obj.Pkg() == r.root.Types) {
				found = append(found, conditional{id.Name, condition, r.position(id.Pos())})
			}
		}
	}
	return found
}

// unbuilt are the files of a package that this build leaves out, except tests.
func (l *loader) unbuilt(path string) (files []*ast.File) {
	if files, known := l.leftOutFiles[path]; known || l.source.closed {
		return files
	}
	if p := l.graph[path]; p != nil {
		for _, name := range p.IgnoredFiles {
			if !buildable(filepath.Base(name)) || strings.HasSuffix(name, "_test.go") {
				continue
			}
			if f, err := parser.ParseFile(l.fset, name, nil, parser.SkipObjectResolution); err == nil && f.Name.Name == p.Name {
				files = append(files, f)
			}
		}
	}
	l.leftOutFiles[path] = files
	return files
}

// buildable reports whether the name of a file allows builds to include it.
func buildable(name string) bool {
	return strings.HasSuffix(name, ".go") && name[0] != '_' && name[0] != '.'
}

// constantsOf finds the constants of a type in a file that was only parsed.
// known are the constants of the type that other files declare.
func constantsOf(f *ast.File, typ string, known map[string]bool) (found []*ast.Ident) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		of := false // the last expression, which is repeated where there is none
		for _, spec := range g.Specs {
			spec := spec.(*ast.ValueSpec) // as in any const declaration
			if spec.Type != nil || spec.Values != nil {
				id, isIdent := spec.Type.(*ast.Ident)
				isValue := func(x ast.Expr) bool { return valueOf(x, typ, known) }
				of = isIdent && id.Name == typ || spec.Type == nil && slices.ContainsFunc(spec.Values, isValue)
			}
			for _, id := range spec.Names {
				if of && id.Name != "_" {
					found = append(found, id)
				}
			}
		}
	}
	return found
}

// valueOf reports whether an expression certainly has a type: Plan("free"), or
// one with a constant of the type.
func valueOf(x ast.Expr, typ string, known map[string]bool) bool {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return valueOf(x.X, typ, known)
	case *ast.BinaryExpr:
		return valueOf(x.X, typ, known) || valueOf(x.Y, typ, known)
	case *ast.CallExpr:
		id, ok := x.Fun.(*ast.Ident)
		return ok && id.Name == typ
	case *ast.Ident:
		return known[x.Name]
	}
	return false
}
