package gen

import (
	"bytes"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

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
	g := &generator{Config: c, names: newNames(c)}
	g.collect()
	if err := g.names.errs.Err(); err != nil {
		return nil, err
	}
	g.begin()
	g.emitDeclarations()
	g.emitAPI()
	g.emitPlumbing()
	g.emitGuards()
	if g.broken != nil {
		return nil, fmt.Errorf("hhgen has generated code that is not valid Go; please report this bug of hhgen: %w", g.broken)
	}
	return slices.Concat(g.head(), g.body.Bytes()), nil
}

// head is the beginning of the file: its package clause, and what it has come to
// import.
func (g *generator) head() []byte {
	return fmt.Appendf(nil, "%s\n\npackage %s\n\n%s\n\n", schema.Generated, g.Package.Name, group("import", g.importLines()))
}

// importLines are the packages that the file has come to import, those of the
// standard library first.
func (g *generator) importLines() string {
	var standard, others []string
	for _, path := range slices.Compact(slices.Sorted(slices.Values(g.imported))) {
		line := strconv.Quote(path)
		if name := g.names.imports[path]; name.alias {
			line = name.text + " " + line
		}
		if strings.Contains(strings.Split(path, "/")[0], ".") {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	return strings.TrimSpace(strings.Join(standard, "\n") + "\n\n" + strings.Join(others, "\n"))
}

// qual is a name of a package, as the file refers to it.
func (g *generator) qual(path, name string) string {
	if path == "" || path == g.Package.Path {
		return name
	}
	return g.packageName(path) + "." + name
}

// packageName is the name of an imported package in the file.
func (g *generator) packageName(path string) string {
	g.imported = append(g.imported, path)
	return g.names.imports[path].text
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
	body     bytes.Buffer // what is emitted, without the head of the file
	imported []string     // paths of packages, each as often as the file refers to it
	broken   error        // why a section is not valid Go
	uneven   bool         // a type has several lines, which only gofmt lays out
	names    *names
	setters  []*setter
	opens    []*schema.Open
	enums    []enum
	b        string  // the name of the batch that values are recorded in
	source   *Source // that is written in place of an output; nil for an output
}

// begin chooses the names that no declaration may have, now that all of these are
// known.
func (g *generator) begin() {
	g.names.nameImports()
	g.b = g.names.local("b")
	g.imported, g.uneven = nil, false
}
