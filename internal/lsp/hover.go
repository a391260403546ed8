package lsp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hhgen/hhgen/schema"
)

// asked is what a person points at.
type asked struct {
	at *textRange // nil if that is not known
	// last says that only the last declaration is asked about.
	last bool
	// about reports whether that is a field, by its declaration; owner is the struct
	// that declares it.
	about func(p *schema.Package, owner schema.GoName, f *schema.Field) bool
}

// hover shows what a field is recorded as: in a Go struct, in JSON Schema, or at the
// call of its setter.
func (s *Server) hover(p positionParams) (any, error) {
	name, err := pathOf(p.TextDocument.URI)
	if err != nil {
		return nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.documents[name]
	if d == nil {
		return nil, nil
	}
	var a *asked
	switch filepath.Ext(name) {
	case ".go":
		a = askedGo(name, d.text, d.offset(p.Position))
	case ".json":
		a = askedJSON(name, d.text, d.offset(p.Position))
	}
	if a == nil {
		return nil, nil
	}
	var found []place
	for _, m := range s.modules {
		for _, p := range m.packages {
			found = append(found, placesOf(p, a.about)...)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	if a.last {
		found = lastDeclared(found)
	}
	return hover{markupContent{"markdown", describe(found)}, a.at}, nil
}

// askedGo finds the field of a struct, or the setter, that an offset of a Go file is
// in; nil if there is none. What can be parsed is enough.
func askedGo(name string, t *text, offset int) (found *asked) {
	fset := token.NewFileSet()
	f, _ := parser.ParseFile(fset, name, t.content, parser.SkipObjectResolution)
	if f == nil || f.FileStart == token.NoPos {
		return nil
	}
	pos := f.FileStart + token.Pos(offset)
	span := func(n ast.Node) *textRange {
		return &textRange{t.position(int(n.Pos() - f.FileStart)), t.position(int(n.End() - f.FileStart))}
	}
	var owner string
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() < pos {
			return false
		}
		switch n := n.(type) {
		case *ast.TypeSpec:
			owner = n.Name.Name
		case *ast.Field:
			if len(n.Names) > 0 && owner != "" {
				found = &asked{at: span(n.Names[0]), about: declares(name, owner, n.Names)}
			}
		case *ast.SelectorExpr:
			if imported := importOf(f, n.X); imported != "" {
				found = &asked{at: span(n.Sel), about: sets(imported, n.Sel.Name)}
			}
		}
		return true
	})
	return found
}

// declares is about the fields of a struct in a file.
func declares(file, owner string, names []*ast.Ident) func(*schema.Package, schema.GoName, *schema.Field) bool {
	return func(_ *schema.Package, o schema.GoName, f *schema.Field) bool {
		return o.Name == owner && f.Name == names[0].Name && inFile(f, file)
	}
}

// sets is about the field of a setter.
func sets(imported, setter string) func(*schema.Package, schema.GoName, *schema.Field) bool {
	return func(p *schema.Package, _ schema.GoName, f *schema.Field) bool {
		return p.Path == imported && f.Namespace != "" && f.SetterName() == setter
	}
}

// inFile reports whether a field is declared in a file.
func inFile(f *schema.Field, file string) bool {
	abs, err := filepath.Abs(f.Pos.Filename)
	return err == nil && abs == file
}

// importOf is the import path of the package that an expression names; "" if it
// names none.
func importOf(f *ast.File, e ast.Expr) string {
	id, ok := e.(*ast.Ident)
	if !ok {
		return ""
	}
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		if spec.Name != nil && spec.Name.Name == id.Name || spec.Name == nil && path.Base(imported) == id.Name {
			return imported
		}
	}
	return ""
}

// askedJSON finds the property that an offset of a JSON Schema file is in, or that
// has the value there; nil if there is none.
func askedJSON(name string, t *text, offset int) *asked {
	keys := strings.Split(keyAt(t.content, offset), "\x00")
	for len(keys) > 1 && keys[len(keys)-2] != "properties" {
		keys = keys[:len(keys)-1]
	}
	if len(keys) < 2 {
		return nil
	}
	key := keys[len(keys)-1]
	line := int(t.position(offset).Line) + 1
	return &asked{last: true, about: func(_ *schema.Package, _ schema.GoName, f *schema.Field) bool {
		return f.Key == key && inFile(f, name) && f.Pos.Line <= line
	}}
}

// lastDeclared are the places of the field that is declared last. Above a value stands
// the name of its property.
func lastDeclared(places []place) []place {
	last := 0
	for _, p := range places {
		last = max(last, p.field.Pos.Line)
	}
	return slices.DeleteFunc(places, func(p place) bool { return p.field.Pos.Line < last })
}

// keyAt are the names that lead to the value, or the name, at an offset of a JSON
// document, with zero bytes between them.
func keyAt(content string, offset int) string {
	dec := jsontext.NewDecoder(strings.NewReader(content))
	for {
		if _, err := dec.ReadToken(); err != nil {
			return ""
		}
		if int(dec.InputOffset()) >= offset {
			break
		}
	}
	var keys []string
	for token := range dec.StackPointer().Tokens() {
		keys = append(keys, token)
	}
	return strings.Join(keys, "\x00")
}

// code is text as inline code of Markdown.
func code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}
