package gostruct

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// source finds the syntax of what the type checker knows: tags for exact
// columns, and doc comments, which export data does not hold.
type source struct {
	fset  *token.FileSet
	graph map[string]*packages.Package
	nodes map[string]map[place]syntax // by file
}

// place is a declared name in a file. Export data knows lines but no columns.
type place struct {
	line int
	name string
}

// syntax is the declaration of a field, type or constant.
type syntax struct {
	pos token.Pos // of the name
	doc string
	tag *ast.BasicLit // of a field, or nil
	typ ast.Expr      // of a field, or nil
}

func newSource(fset *token.FileSet, roots []*packages.Package, graph map[string]*packages.Package) *source {
	s := &source{fset: fset, graph: graph, nodes: map[string]map[place]syntax{}}
	for _, p := range roots {
		for _, f := range p.Syntax {
			s.index(fset.Position(f.Package).Filename, f)
		}
	}
	return s
}

// find returns the syntax that declares obj; the zero value if the source of
// its package cannot be read.
func (s *source) find(obj types.Object) syntax {
	pos := s.fset.Position(obj.Pos())
	nodes, ok := s.nodes[pos.Filename]
	if !ok {
		nodes = s.parse(pos.Filename, obj.Pkg())
	}
	return nodes[place{pos.Line, obj.Name()}]
}

// parse reads a file of a dependency.
func (s *source) parse(filename string, pkg *types.Package) map[place]syntax {
	s.nodes[filename] = map[place]syntax{}
	path := filename
	// Under -trimpath, export data names files by import path.
	if p := s.graph[pkg.Path()]; p != nil {
		for _, f := range p.GoFiles {
			if filepath.Base(f) == filepath.Base(filename) {
				path = f
			}
		}
	}
	f, err := parser.ParseFile(s.fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err == nil {
		s.index(filename, f)
	}
	return s.nodes[filename]
}

// index remembers the declarations of a file.
func (s *source) index(filename string, f *ast.File) {
	nodes := map[place]syntax{}
	s.nodes[filename] = nodes
	put := func(id *ast.Ident, n syntax) { nodes[place{s.fset.Position(id.Pos()).Line, id.Name}] = n }
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			for _, spec := range n.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					put(spec.Name, syntax{pos: spec.Name.Pos(), doc: text(spec.Doc, n.Doc, spec.Comment)})
				}
			}
		case *ast.StructType:
			for _, field := range n.Fields.List {
				names := field.Names
				if names == nil {
					names = []*ast.Ident{embeddedName(field.Type)}
				}
				for _, id := range names {
					if id != nil {
						put(id, syntax{pos: id.Pos(), doc: text(field.Doc, field.Comment), tag: field.Tag, typ: field.Type})
					}
				}
			}
		}
		return true
	})
}

// embeddedName is the identifier that names an embedded field of type t.
func embeddedName(t ast.Expr) *ast.Ident {
	switch t := t.(type) {
	case *ast.Ident:
		return t
	case *ast.SelectorExpr:
		return t.Sel
	case *ast.StarExpr:
		return embeddedName(t.X)
	case *ast.IndexExpr:
		return embeddedName(t.X)
	case *ast.IndexListExpr:
		return embeddedName(t.X)
	case *ast.ParenExpr:
		return embeddedName(t.X)
	}
	return nil
}

// text is the first comment that says something.
func text(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if s := strings.TrimSpace(g.Text()); s != "" {
			return s
		}
	}
	return ""
}
