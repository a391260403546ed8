package gen

import (
	"bytes"
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// Config is what a file is generated from.
type Config struct {
	Package *schema.Package

	// Types is the package as the type checker sees it, and Guarded are the
	// structs and other declared types of its module that the records are made
	// of, or aliases of them. The file guards a copy of those. Both are nil for a schema that is not
	// Go source.
	Types   *types.Package
	Guarded []types.Type

	// Declare has the file declare the types of the schema too, and Sources are
	// the names of the files that it comes from. Both are for a schema that is
	// not Go source.
	Declare bool
	Sources []string

	// Declared are the package-level names of the package's other files, and
	// methods and fields as "Type.name".
	Declared map[string]token.Position

	// Imported are the names that these files have from imports.
	Imported map[string][]schema.Import
}

// The packages that generated code imports.
const (
	hhPath        = schema.RuntimePath
	implPath      = hhPath // of what only generated code calls
	attributePath = "go.opentelemetry.io/otel/attribute"
)

// Generate returns the file for a package whose schema has passed
// [schema.Check]. An error about names is a [schema.Errors].
func Generate(c Config) ([]byte, error) {
	g := &generator{Config: c, file: jen.NewFilePathName(c.Package.Path, c.Package.Name)}
	g.names = newNames(c)
	g.collect()
	if err := g.names.errs.Err(); err != nil {
		return nil, err
	}
	g.file.HeaderComment(schema.Generated)
	g.names.importInto(g.file)
	g.guards()
	g.declarations()
	g.attrs()
	g.fields()
	g.records()
	g.enrichers()
	g.puts()
	var out bytes.Buffer
	if err := g.file.Render(&out); err != nil {
		return nil, fmt.Errorf("hhgen has made code that is not Go; this is a bug of hhgen: %w", err)
	}
	return groupImports(out.Bytes()), nil
}

// groupImports puts the standard library's packages first, as gofmt's users
// expect; jennifer sorts all imports as one.
func groupImports(source []byte) []byte {
	before, rest, _ := bytes.Cut(source, []byte("import (\n"))
	block, after, found := bytes.Cut(rest, []byte("\n)\n"))
	if !found {
		return source
	}
	var standard, others [][]byte
	for _, line := range bytes.Split(block, []byte("\n")) {
		if _, path, _ := bytes.Cut(line, []byte(`"`)); bytes.Contains(bytes.Split(path, []byte("/"))[0], []byte(".")) {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	lines := bytes.Join([][]byte{bytes.Join(standard, []byte("\n")), bytes.Join(others, []byte("\n"))}, []byte("\n\n"))
	return slices.Concat(before, []byte("import (\n"), lines, []byte("\n)\n"), after)
}

// CheckNames returns what [Generate] would say of the names in c, also for a
// schema that has not passed [schema.Check].
func CheckNames(c Config) error {
	g := &generator{Config: c, names: newNames(c)}
	g.collect()
	return g.names.errs.Err()
}

// generator holds what the sections share.
type generator struct {
	Config
	file    *jen.File
	names   *names
	setters []*setter
	opens   []*schema.Open
}

// setter is one generated WithX, which one field or several of one meaning share.
type setter struct {
	field  *schema.Field
	record *schema.Record // the first that has it
	name   string         // WithUserID
	typ    string         // userIDField
	onSpan bool           // not on sessions
}

// collect finds the setters and open namespaces of the package, in the order
// of declaration, and has their names checked.
func (g *generator) collect() {
	g.claimTypes()
	seen, keys := map[string]bool{}, map[string]bool{}
	opened := map[schema.Namespace]bool{}
	for _, r := range g.Package.Records {
		for _, f := range r.Fields {
			name := f.SetterName()
			if seen[name] {
				continue
			}
			seen[name] = true
			s := &setter{field: f, record: r, name: name, typ: fieldType(name), onSpan: f.Namespace.SpanOnly()}
			g.setters = append(g.setters, s)
			g.names.take(s.name, f.At("setter"), "the setter of "+f.Name, "set "+g.Package.Word("setter=")+" to another name")
			g.names.take(s.typ, f.Pos, "the type of "+f.Name+"'s setter", "set "+g.Package.Word("setter=")+" to another name")
			g.claim(f, keys)
		}
		for _, o := range r.Opens {
			if opened[o.Namespace] {
				continue
			}
			opened[o.Namespace] = true
			g.opens = append(g.opens, o)
			g.names.take(openSetter(o), o.Pos, "the setter of the open namespace "+string(o.Namespace), "rename the other")
			g.names.take(openKeyType(o), o.Pos, "the type of the open namespace's keys", "rename the other")
			g.names.take(openVar(o), o.Pos, "the declaration of the open namespace", "rename the other")
			g.names.take(openFieldType(o), o.Pos, "the type of the open namespace's fields", "rename the other")
		}
		g.names.record(r)
	}
	for _, p := range g.switchParts() {
		if p.record != nil {
			g.names.take(p.name, p.record.Pos, "a function that puts fields of "+p.record.Name, "rename one of them")
		}
	}
}

// claim takes the names of the variables and functions that a field's keys need.
func (g *generator) claim(f *schema.Field, seen map[string]bool) {
	take := func(name, what string) {
		if !seen[name] {
			seen[name] = true
			g.names.take(name, f.Pos, what+" "+f.Name, "rename one of them")
		}
	}
	visitKeys(f, func(k wireKey) { take(k.variable(), "the declaration of a key of") })
	visitPlaces(f, func(f *schema.Field, p place) {
		take(p.putFunc(), "the function that puts")
		if f.Type.Elem != nil && f.Type.Leaf().Kind == schema.KindObject {
			take(itemFunc(p), "the function that puts an item of")
		}
	})
}

// blank puts an empty line.
func (g *generator) blank() { g.file.Line() }
