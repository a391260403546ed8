package gostruct

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// blameImports replaces errors about a package, of which the first stands at an
// index, by the syntax errors of what it imports, from which they may follow. A
// struct with a type of a broken package may lack fields without an error. ok is
// false if the package cannot be read because of that.
func (l *loader) blameImports(root *packages.Package, first int) (ok bool) {
	broken := map[string]schema.Findings{} // by import path
	var all schema.Findings
	packages.Visit([]*packages.Package{root}, nil, func(p *packages.Package) {
		if found := l.syntaxErrors(p); p != root && len(found) > 0 {
			broken[p.PkgPath] = found
			all = append(all, found...)
		}
	})
	if len(l.errs) > first && len(all) > 0 {
		l.errs = append(l.errs[:first], all...)
		return false
	}
	before := len(l.errs)
	for path, found := range broken {
		if hasFieldOf(root.Types, path) {
			l.errs = append(l.errs, found...)
		}
	}
	return len(l.errs) == before
}

// hasFieldOf reports whether a struct of a package has a field with a type of
// another package.
func hasFieldOf(p *types.Package, path string) bool {
	if p == nil {
		return false
	}
	for _, name := range p.Scope().Names() {
		s, ok := p.Scope().Lookup(name).Type().Underlying().(*types.Struct)
		for i := 0; ok && i < s.NumFields(); i++ {
			if t, named := innermost(s.Field(i).Type()).(*types.Named); named && t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == path {
				return true
			}
		}
	}
	return false
}

// innermost is the type that pointers, lists, arrays and maps lead to.
func innermost(t types.Type) types.Type {
	for {
		inner, ok := types.Unalias(t).(interface{ Elem() types.Type })
		if !ok {
			return types.Unalias(t)
		}
		t = inner.Elem()
	}
}

// syntaxErrors are those of a package: the first of each line, since one mistake
// causes several.
func (l *loader) syntaxErrors(p *packages.Package) (found schema.Findings) {
	var last token.Position
	for _, e := range p.Errors {
		pos := schema.ParsePosition(e.Pos)
		if e.Kind == packages.ParseError && !l.ofOutput(p, pos) && !sameLine(last, pos) {
			last = pos
			found.Add(l.relative(pos), schema.PackageParse, "%s", e.Msg)
		}
	}
	return found
}
