package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// nameOf is how a file names a package at pos, with the dot behind it, and what
// is to be added to the file for that. ok is false if something else has the
// name, or if no file of the file's package imports that one: then it may be
// one that must not.
func (c *checker) nameOf(pkg *types.Package, f *ast.File, pos token.Pos) (name string, added []analysis.TextEdit, ok bool) {
	if pkg == c.Pkg {
		return "", nil, true
	}
	for _, spec := range f.Imports {
		if c.TypesInfo.PkgNameOf(spec) == nil || c.TypesInfo.PkgNameOf(spec).Imported() != pkg {
			continue
		}
		switch name := c.TypesInfo.PkgNameOf(spec).Name(); name {
		case "_":
		case ".":
			return "", nil, true
		default:
			return name + ".", nil, c.means(name, pos, pkg)
		}
	}
	if _, taken := c.Pkg.Scope().Innermost(pos).LookupParent(pkg.Name(), pos); taken != nil || !imports(c.Pkg, pkg.Path()) {
		return "", nil, false
	}
	edit, ok := importOf(f, pkg)
	return pkg.Name() + ".", []analysis.TextEdit{edit}, ok
}

// importOf adds an import to a file, in front of the one whose path is most like
// its path: gofmt sorts them. Each fix of the file adds it in the same form and
// place, so that all of them together add it once.
func importOf(f *ast.File, pkg *types.Package) (edit analysis.TextEdit, ok bool) {
	text := strconv.Quote(pkg.Path())
	if path.Base(pkg.Path()) != pkg.Name() {
		text = pkg.Name() + " " + text
	}
	most := -1
	for _, d := range f.Decls {
		d, isImport := d.(*ast.GenDecl)
		if !isImport || d.Tok != token.IMPORT {
			continue
		}
		for _, spec := range d.Specs {
			spec := spec.(*ast.ImportSpec)
			other, err := strconv.Unquote(spec.Path.Value)
			if n := common(other, pkg.Path()); err == nil && other != "C" && n >= most {
				most, edit = n, before(d, spec, text)
			}
		}
	}
	return edit, most >= 0
}

// before adds an import in front of one of a declaration, and of its comment.
func before(d *ast.GenDecl, spec *ast.ImportSpec, text string) analysis.TextEdit {
	at, doc := spec.Pos(), spec.Doc
	if d.Lparen.IsValid() {
		text += "\n\t"
	} else {
		at, doc = d.Pos(), d.Doc
		text = "import " + text + "\n"
	}
	if doc != nil {
		at = doc.Pos()
	}
	return analysis.TextEdit{Pos: at, End: at, NewText: []byte(text)}
}

// common is how many elements two import paths begin with.
func common(a, b string) (n int) {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	return n
}
