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
	implPath      = schema.PlumbingPath
	attributePath = "go.opentelemetry.io/otel/attribute"
)

// Generate returns the file for a package whose schema has passed
// [schema.Check]. An error about names is a [schema.Findings].
func Generate(c Config) ([]byte, error) {
	g := &generator{Config: c, file: jen.NewFilePathName(c.Package.Path, c.Package.Name)}
	g.names = newNames(c)
	g.collect()
	if err := g.names.errs.Err(); err != nil {
		return nil, err
	}
	g.file.HeaderComment(schema.Generated)
	g.names.importInto(g.file)
	g.emitDeclarations()
	g.emitAPI()
	g.emitPlumbing()
	g.emitGuards()
	var out bytes.Buffer
	if err := g.file.Render(&out); err != nil {
		return nil, fmt.Errorf("hhgen has made code that is not Go; this is a bug of hhgen: %w", err)
	}
	return groupImports(out.Bytes()), nil
}

// emitAPI emits what services call.
func (g *generator) emitAPI() {
	g.emitInterfaces()
	g.emitSetters()
	g.emitConstructors()
	g.emitEnums()
	g.emitEnricher()
}

// emitPlumbing emits what only the functions of the API use.
func (g *generator) emitPlumbing() {
	g.emitComment(`The rest of this file is for the functions above: it records fields, and stops
compiling when it is out of date.`)
	g.blank()
	g.emitNameGuard()
	g.emitCarriers()
	g.emitKeys()
	g.emitSwitch()
	g.emitRecords()
	g.emitNested()
	g.emitRegistration()
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
	enums   []enum
}

// blank emits an empty line.
func (g *generator) blank() { g.file.Line() }
