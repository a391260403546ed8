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

// Config has the inputs of a generated file.
type Config struct {
	Package *schema.Package

	// Types is the package as the type checker sees it. Guarded are the types of
	// its module that the records use, or aliases of them: the file holds a copy of
	// each, and does not compile if one changes. Both are nil for a schema that is
	// not Go source.
	Types   *types.Package
	Guarded []types.Type

	// Declare makes the file declare the types of the schema too. Sources are the
	// names of the schema's files. Both are for a schema that is not Go source.
	Declare bool
	Sources []string

	// Declared has the package-level names that the package's other files declare,
	// and their methods and fields as "Type.name".
	Declared map[string]token.Position

	// Imported has the names that these files import.
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
		return nil, fmt.Errorf("hhgen has generated code that is not valid Go; please report this bug of hhgen: %w", err)
	}
	return groupImports(out.Bytes()), nil
}

// emitAPI emits the functions that services call.
func (g *generator) emitAPI() {
	g.emitInterfaces()
	g.emitSetters()
	g.emitConstructors()
	g.emitEnums()
	g.emitEnricher()
}

// emitPlumbing emits the declarations that only the functions of the API use.
func (g *generator) emitPlumbing() {
	g.emitComment(`The functions above use the rest of this file. It records fields, and stops
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

// groupImports puts the imports of the standard library into a group of their own,
// as most Go code does; jennifer sorts all imports in one group.
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

// CheckNames returns the errors about names that [Generate] would return for c. The
// schema need not have passed [schema.Check].
func CheckNames(c Config) error {
	g := &generator{Config: c, names: newNames(c)}
	g.collect()
	return g.names.errs.Err()
}

// generator holds the state that the sections share.
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
