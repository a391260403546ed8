package load

import (
	"fmt"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

var noPosition token.Position

// target is the Go package that JSON Schema files declare.
type target struct{ name, path, dir string }

// named reads the package of JSON Schema files that the arguments name, without
// the go command.
func (l *loader) named(names []string) (*Source, error) {
	if err := oneFolder(names); err != nil {
		return nil, err
	}
	dir := folderOf(names[0])
	t, err := packageOf(dir, l.Package)
	if err != nil {
		return nil, err
	}
	s, err := l.declared(names, t)
	if err != nil {
		return nil, err
	}
	if records := gostruct.Tagged(dir, s.Name, schema.OutputName); len(records) > 0 && !l.Past {
		return nil, twoSources(records[0], s.Files, "move the record or the JSON Schema to another package")
	}
	return s, nil
}

// declared reads the package that JSON Schema files declare. If something is
// wrong with it, the error has what else is, as that of Go packages does; but of
// a key that is wrong as it is, not what follows from that.
func (l *loader) declared(names []string, t target) (*Source, error) {
	if len(names) == 0 {
		return nil, nil // something is wrong with each
	}
	if err := gostruct.CheckFolder(folderOf(names[0]), schema.OutputName); err != nil {
		return nil, err
	}
	defaults, err := l.defaults(t.dir)
	if err != nil {
		return nil, err
	}
	s := &Source{Dir: t.dir, Files: baseNames(names), unsaved: l.Unsaved}
	p, err := jsonschema.Read(jsonschema.Config{
		Name: t.name, Path: t.path, Root: moduleRoot(t.dir), ReadFile: s.readFile, Defaults: defaults,
	}, names...)
	var errs schema.Findings
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	if s.Package = p; len(errs) == 0 {
		return s, nil
	}
	errs.CollectElsewhere(schema.Check(p))
	return nil, errs.Err()
}

// readFile reads a document, and remembers that the package depends on it.
func (s *Source) readFile(name string) ([]byte, error) {
	abs, err := filepath.Abs(name)
	if err == nil {
		s.inputs = append(s.inputs, abs)
	}
	if text, ok := s.unsaved[abs]; ok && err == nil {
		return text, nil
	}
	return jsonschema.ReadFile(name)
}

// baseNames are the names of files without their folders, each once.
func baseNames(paths []string) (names []string) {
	for _, path := range paths {
		file, fragment := schema.SplitSource(path)
		if base := filepath.Base(file) + fragment; !slices.Contains(names, base) {
			names = append(names, base)
		}
	}
	return names
}

// folderOf is the folder of a JSON Schema file.
func folderOf(name string) string {
	file, _ := schema.SplitSource(name)
	return filepath.Dir(file)
}

// oneFolder checks that files are in one folder.
func oneFolder(names []string) error {
	var errs schema.Findings
	for _, name := range names {
		if folderOf(name) != folderOf(names[0]) {
			errs.Add(token.Position{Filename: name}, schema.PackageLoad, "the file and %s are in different folders, but one run generates one package: run hhgen for each folder", names[0])
		}
	}
	return errs.Err()
}

// packageOf finds the Go package of a folder: its name from the flag, from go
// generate, from the files that are there, or from the folder; its path from
// go.mod.
func packageOf(dir, name string) (t target, err error) {
	if name != "" && !token.IsIdentifier(name) {
		return t, fmt.Errorf("%q is not a valid package name: set --package to a Go identifier", name)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return t, err
	}
	if cwd, err := os.Getwd(); name == "" && err == nil && cwd == abs { // go generate runs in the package's folder
		name = os.Getenv("GOPACKAGE")
	}
	if name == "" {
		name = gostruct.PackageClause(dir, schema.OutputName)
	}
	if name == "" {
		name = filepath.Base(abs)
	}
	if !token.IsIdentifier(name) {
		return t, fmt.Errorf("the package cannot be named after the folder %s: use --package", filepath.Base(abs))
	}
	return target{name, importPath(abs, name), abs}, nil
}

// moduleRoot is the folder of the module that a folder belongs to; the folder
// itself where there is no module.
func moduleRoot(dir string) string {
	if root, err := folder.Module(dir); err == nil && root != "" {
		return root
	}
	return dir
}

// importPath is that of a folder; its package's name where there is no module.
func importPath(dir, name string) string {
	root, err := folder.Module(dir)
	if err != nil || root == "" {
		return name
	}
	mod, _ := os.ReadFile(filepath.Join(root, "go.mod")) // without a module's path, it is none
	rel, err := filepath.Rel(root, dir)
	if err != nil || modfile.ModulePath(mod) == "" {
		return name
	}
	return path.Join(modfile.ModulePath(mod), filepath.ToSlash(rel))
}
