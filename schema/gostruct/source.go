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

// source finds the syntax of declarations that the type checker knows: tags
// with exact columns, and doc comments, which export data does not have.
type source struct {
	fset  *token.FileSet
	graph map[string]*packages.Package
	nodes map[string]map[place]syntax // by file

	overlay map[string][]byte // as in [Config]
	closed  bool              // no file is read
}

// place is a declared name in a file. Export data has lines but no columns.
type place struct {
	line int
	name string
}

// syntax is the declaration of a field, type or constant.
type syntax struct {
	pos token.Pos // of the name
	doc string
	tag *ast.BasicLit // of a field, or nil
	typ ast.Expr      // of a field or a type, and the value of a constant; or nil
	own bool          // people write the file, and can change it
}

func newSource(fset *token.FileSet, roots []*packages.Package, graph map[string]*packages.Package) *source {
	s := &source{fset: fset, graph: graph, nodes: map[string]map[place]syntax{}}
	for _, p := range roots {
		for _, f := range p.Syntax {
			s.index(fset.PositionFor(f.Package, false).Filename, f, !published(p.Module))
		}
	}
	return s
}

// find returns the syntax that declares obj; the zero value if the source of
// its package cannot be read.
func (s *source) find(obj types.Object) syntax {
	pos := s.fset.PositionFor(obj.Pos(), false)
	nodes, ok := s.nodes[pos.Filename]
	if !ok {
		nodes = s.parse(pos.Filename, obj.Pkg())
	}
	n, ok := nodes[place{pos.Line, obj.Name()}]
	if !ok {
		n = s.elsewhere(obj, pos.Line)
	}
	return n
}

// at is the position of obj's declaration, from its source if that can be read.
func (s *source) at(obj types.Object) token.Pos {
	if n := s.find(obj); n.pos.IsValid() {
		return n.pos
	}
	return obj.Pos()
}

// elsewhere looks in all files of a dependency. For a file with a //line
// comment, export data has the file name from the comment and the line on disk.
// For a file that cgo has copied, it has the line in the copy.
func (s *source) elsewhere(obj types.Object, line int) (found syntax) {
	p := s.graph[obj.Pkg().Path()]
	if p == nil || p.Syntax != nil {
		return syntax{}
	}
	for _, path := range p.GoFiles {
		nodes, ok := s.nodes[path]
		if !ok {
			nodes = s.parse(path, obj.Pkg())
		}
		if n, ok := nodes[place{line, obj.Name()}]; ok {
			return n
		}
		if n, ok := nodes[place{anyLine, obj.Name()}]; ok && obj.Parent() == obj.Pkg().Scope() {
			found = n
		}
	}
	return found
}

// anyLine stands for the line of a name that is declared at package level.
const anyLine = 0

// parse reads a file of a dependency.
func (s *source) parse(filename string, pkg *types.Package) map[place]syntax {
	s.nodes[filename] = map[place]syntax{}
	if s.closed {
		return nil
	}
	path := filename
	// Under -trimpath, export data names files by import path.
	own := false
	if p := s.graph[pkg.Path()]; p != nil {
		own = p.Module != nil && !published(p.Module)
		for _, f := range p.GoFiles {
			if filepath.Base(f) == filepath.Base(filename) {
				path = f
			}
		}
	}
	var src any
	if content, ok := s.overlay[path]; ok {
		src = content
	}
	f, err := parser.ParseFile(s.fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
	if err == nil {
		s.index(filename, f, own)
	}
	return s.nodes[filename]
}

// index remembers the declarations of a file. own says that its module can be changed.
func (s *source) index(filename string, f *ast.File, own bool) {
	own = own && !ast.IsGenerated(f)
	nodes := map[place]syntax{}
	s.nodes[filename] = nodes
	at := func(id *ast.Ident) place { return place{s.fset.PositionFor(id.Pos(), false).Line, id.Name} }
	put := func(id *ast.Ident, n syntax) {
		n.own = own
		nodes[at(id)] = n
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			put(n.Name, syntax{pos: n.Name.Pos()})
		case *ast.GenDecl:
			for _, spec := range n.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					put(spec.Name, syntax{pos: spec.Name.Pos(), doc: text(spec.Doc, n.Doc, spec.Comment), typ: spec.Type})
				case *ast.ValueSpec:
					doc := text(spec.Doc, spec.Comment)
					if doc == "" && !n.Lparen.IsValid() { // that of several constants is of none
						doc = text(n.Doc)
					}
					for i, id := range spec.Names {
						s := syntax{pos: id.Pos(), doc: doc}
						if i < len(spec.Values) { // otherwise the value of an earlier constant is repeated
							s.typ = spec.Values[i]
						}
						put(id, s)
					}
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
	for _, d := range f.Decls {
		if d, ok := d.(*ast.GenDecl); ok {
			for _, spec := range d.Specs {
				namesOf(spec, func(name string, id *ast.Ident) { nodes[place{anyLine, name}] = nodes[at(id)] })
			}
		}
	}
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

// text is the first comment that is not empty.
func text(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if s := strings.TrimSpace(g.Text()); s != "" {
			return s
		}
	}
	return ""
}
