package gen

import (
	"bytes"
	"fmt"
	"go/format"
	"go/token"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// Source is a Go file that declares the records of a schema, as a person would
// write it: what gostruct reads as that schema. It is for people to edit, so its
// header is not that of generated code, and hhgen generates from it as from any
// other file.
type Source struct {
	Package *schema.Package

	Header   string // text of a comment above the package's own; "" for none
	Doc      string // of the package; "" for none
	Generate string // command of the go:generate line; "" for none

	// Directives are comments such as "hhgen:ignore KEY_GENERIC as it is today" of a
	// record or a field, without their slashes. They are no part of documentation. The
	// keys are *schema.Record and *schema.Field; of several fields with one object type,
	// those of the first are declared.
	Directives map[any][]string

	// Declared has the package-level names that other files of the package declare.
	Declared map[string]token.Position
}

// Format returns the file. The schema must have passed [schema.Check]. An error
// about names, of the file itself or of what hhgen generates from it, is a
// [schema.Findings] at the positions that the schema has.
func (s Source) Format() ([]byte, error) {
	g := &generator{Config: Config{Package: s.Package, Declare: true, Declared: s.Declared}, source: &s}
	g.names = newNames(g.Config)
	g.collect()
	if err := g.names.errs.Err(); err != nil {
		return nil, err
	}
	g.begin()
	g.emitDeclarations()
	if g.broken != nil {
		return nil, fmt.Errorf("hhgen has written code that is not valid Go; please report this bug of hhgen: %w", g.broken)
	}
	var file bytes.Buffer
	for _, text := range []string{s.Header, s.Doc} {
		if file.Len() > 0 {
			file.WriteByte('\n')
		}
		file.WriteString(docText(commentText([]string{text})))
	}
	fmt.Fprintf(&file, "package %s\n\n%s\n\n", s.Package.Name, g.sourceImports())
	if s.Generate != "" {
		fmt.Fprintf(&file, "//go:generate %s\n\n", oneLineOf(s.Generate))
	}
	file.Write(g.body.Bytes())
	return format.Source(file.Bytes())
}

// sourceImports is the import declaration, without parentheses if there is one import.
func (g *generator) sourceImports() string {
	lines := g.importLines()
	switch strings.Count(lines, "\n") {
	case 0:
		if lines == "" {
			return ""
		}
		return "import " + lines
	}
	return group("import", lines)
}

// directives are those of a record or a field.
func (g *generator) directives(of any) (out []jen.Code) {
	if g.source == nil {
		return nil
	}
	for _, text := range g.source.Directives[of] {
		out = append(out, jen.Comment("//"+oneLineOf(text)))
	}
	return out
}

// oneLineOf is text in one line, without what ends a line or hides it.
func oneLineOf(text string) string {
	return strings.Join(strings.Fields(strings.Join(printable(text), " ")), " ")
}

// tagOf is the struct tag of a field that is declared. What people write has no
// json tags.
func (g *generator) tagOf(f *schema.Field, json bool) string {
	return fieldTag(f, json && g.source == nil && token.IsExported(f.Name))
}
