package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// planSchemas works out the output of the package that JSON Schema files
// declare. They lie in one folder, which is the package's.
func planSchemas(names []string, pkgName string) ([]file, error) {
	p, err := readSchemas(names, pkgName)
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(names[0])
	sources := baseNames(names)
	if records := gostruct.Tagged(dir, p.Name, outputName); len(records) > 0 {
		return nil, twoSources(records[0], sources, "move the record or the JSON Schema to another package")
	}
	f := file{path: filepath.Join(dir, outputName)}
	if err := f.read(true); err != nil {
		return nil, err
	}
	if f.old != nil && schema.IsWhole(f.old) && schema.Sources(string(f.old)) == nil {
		return nil, otherSource(f.path, "Go structs")
	}
	config := gen.Config{Package: p, Declare: true, Sources: sources}
	config.Declared, config.Imported = gostruct.Declared(dir, p.Name, outputName)
	if err := f.render(config); err != nil {
		return nil, err
	}
	return []file{f}, nil
}

// baseNames are the names of files without their folders, each once.
func baseNames(paths []string) (names []string) {
	for _, path := range paths {
		if base := filepath.Base(path); !slices.Contains(names, base) {
			names = append(names, base)
		}
	}
	return names
}

// readSchemas reads the package that JSON Schema files declare. If something is
// wrong with it, the error has what else is, as that of Go packages does; but of
// a key that is wrong as it is, not what follows from that.
func readSchemas(names []string, pkgName string) (*schema.Package, error) {
	if err := readable(names); err != nil {
		return nil, err
	}
	target, err := packageOf(filepath.Dir(names[0]), pkgName)
	if err != nil {
		return nil, err
	}
	p, err := jsonschema.Read(target, names...)
	var errs schema.Findings
	if err := collect(&errs, err); err != nil {
		return nil, err
	}
	if len(errs) == 0 {
		return p, nil
	}
	var more schema.Findings
	_ = collect(&more, schema.Check(p)) // no other error comes from it
	more = slices.DeleteFunc(more, func(e *schema.Finding) bool {
		return slices.ContainsFunc(errs, func(known *schema.Finding) bool { return known.Pos == e.Pos })
	})
	errs = append(errs, more...)
	return p, errs.Err()
}

// readable checks that files lie in one folder, and that the Go files beside them
// would not be waited for.
func readable(names []string) error {
	if err := oneFolder(names); err != nil {
		return err
	}
	return gostruct.CheckFolder(filepath.Dir(names[0]), outputName)
}

// oneFolder checks that files lie in one folder.
func oneFolder(names []string) error {
	var errs schema.Findings
	for _, name := range names {
		if filepath.Dir(name) != filepath.Dir(names[0]) {
			errs.Add(token.Position{Filename: name}, schema.PackageLoad, "the file lies in another folder than %s, and one run makes one package: run hhgen for each folder", names[0])
		}
	}
	return errs.Err()
}

// packageOf finds the Go package of a folder: its name from the flag, from go
// generate, from the files that are there, or from the folder; its path from
// go.mod.
func packageOf(dir, name string) (c jsonschema.Config, err error) {
	if name != "" && !token.IsIdentifier(name) {
		return c, fmt.Errorf("%q is no package name: set --package to a Go identifier", name)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return c, err
	}
	if cwd, err := os.Getwd(); name == "" && err == nil && cwd == abs { // go generate runs in the package's folder
		name = os.Getenv("GOPACKAGE")
	}
	if name == "" {
		name = gostruct.PackageClause(dir, outputName)
	}
	if name == "" {
		name = filepath.Base(abs)
	}
	if !token.IsIdentifier(name) {
		return c, fmt.Errorf("no package name can be made of the folder %s: use --package", filepath.Base(abs))
	}
	return jsonschema.Config{Name: name, Path: importPath(abs, name), Root: moduleRoot(abs)}, nil
}

// moduleRoot is the folder of the module that a folder belongs to; the folder
// itself where there is no module.
func moduleRoot(dir string) string {
	if root, err := config.Root(dir); err == nil && root != "" {
		return root
	}
	return dir
}

// importPath is that of a folder; its package's name where there is no module.
func importPath(dir, name string) string {
	root, err := config.Root(dir)
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

// planDocuments works out the JSON Schema files of packages, one for each
// record, beside their Go files.
func planDocuments(patterns []string) ([]file, error) {
	for _, p := range patterns {
		if strings.HasSuffix(p, ".json") {
			return nil, fmt.Errorf("%s is a file: hhgen schema writes JSON Schema, so name packages", p)
		}
	}
	var errs schema.Findings
	pkgs, err := load(patterns)
	if err := collect(&errs, err); err != nil {
		return nil, err
	}
	var files []file
	for _, p := range pkgs {
		if err := collect(&errs, schema.Check(p.Package)); err != nil {
			return nil, err
		}
		planned, err := planRecords(p)
		if err := collect(&errs, err); err != nil {
			return nil, err
		}
		files = append(files, planned...)
	}
	if len(files) == 0 && len(errs) == 0 {
		errs = noRecords(patterns)
	}
	return files, errs.Err()
}

// planRecords works out the JSON Schema files of one package.
func planRecords(p *gostruct.Package) (files []file, err error) {
	var errs schema.Findings
	first := map[string]*schema.Record{}
	for _, r := range p.Records {
		f := file{path: relative(filepath.Join(p.Dir, jsonschema.FileName(r)))}
		if other, taken := first[f.path]; taken {
			errs.Add(r.Pos, schema.NameClash, "%s would be written to %s, as is %s at %s: rename one of them", r.Name, f.path, other.Name, other.Pos)
			continue
		}
		first[f.path] = r
		if f.old, err = output.Read(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs.Add(token.Position{Filename: f.path}, schema.OutputWrite, "cannot read the output before writing it: %v", err)
			continue
		}
		if len(bytes.TrimSpace(f.old)) > 0 && !bytes.Contains(f.old, []byte(jsonschema.ID(p.Package, r))) {
			errs.Add(token.Position{Filename: f.path}, schema.OutputForeign, "the file was not written by hhgen, which would overwrite it: rename it")
			continue
		}
		f.old = unix(f.old)
		if f.new, err = jsonschema.Write(p.Package, r); err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, errs.Err()
}
