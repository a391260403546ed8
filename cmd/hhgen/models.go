package main

import (
	"path/filepath"

	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// model is the schema of a package, and where it comes from.
type model struct {
	*schema.Package
	dir     string   // of the package, absolute
	sources []string // JSON Schema files that declare it, without their folder
}

// place is where schemas are read: a folder, and the environment of the go
// command there. The zero place is the working directory.
type place struct {
	dir  string
	env  []string
	base string // that positions are relative to instead of dir; "" for dir
}

// join is a path as seen from the place.
func (p place) join(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(p.dir, path)
}

// models reads the schemas of packages, or of the package that JSON Schema
// files declare. Packages without records are among them; that there is none is
// no mistake, since all may be new, or gone.
func (p place) models(args []string, pkgName string) ([]model, error) {
	if files, err := onlyFiles(args); err != nil || files {
		return p.documents(args, pkgName, err)
	}
	pkgs, err := gostruct.Load(gostruct.Config{Dir: p.dir, Base: p.base, Env: p.env, Output: outputName, None: true, Past: p.dir != ""}, orHere(args)...)
	if err != nil {
		return nil, err
	}
	var models []model
	for _, pkg := range pkgs {
		m, err := p.model(pkg)
		if err != nil {
			return nil, err
		}
		models = append(models, m)
	}
	return models, nil
}

// model is what a package that was loaded declares, in Go or in the JSON Schema
// files that its output was generated from.
func (p place) model(pkg *gostruct.Package) (m model, err error) {
	m = model{Package: pkg.Package, dir: pkg.Dir}
	sources := sourcesOf(pkg.Dir)
	switch {
	case sources == nil:
		return m, nil
	case len(pkg.Records) == 0:
		m.sources = sources
	case p.dir == "":
		return m, mixed(pkg, sources)
	default: // of the past, which nobody can change
		return m, nil
	}
	files := p.files(pkg.Dir, m.sources)
	if err := readable(files); err != nil {
		return m, err
	}
	m.Package, err = jsonschema.Read(jsonschema.Config{Path: pkg.Path, Name: pkg.Name, Root: moduleRoot(pkg.Dir)}, files...)
	return m, err
}

// documents reads the package that JSON Schema files of one folder declare.
func (p place) documents(names []string, pkgName string, err error) ([]model, error) {
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = p.join(name)
	}
	if err := readable(paths); err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(filepath.Dir(paths[0]))
	if err != nil {
		return nil, err
	}
	target, err := packageOf(dir, pkgName)
	if err != nil {
		return nil, err
	}
	read, err := jsonschema.Read(target, paths...)
	if err != nil {
		return nil, err
	}
	m := model{Package: read, dir: dir}
	for _, path := range paths {
		m.sources = append(m.sources, filepath.Base(path))
	}
	return []model{m}, nil
}

// sourcesOf are the JSON Schema files in a folder that its output was generated
// from; nil if that was Go source.
func sourcesOf(dir string) []string {
	text, err := output.Read(filepath.Join(dir, outputName))
	if err != nil || !schema.IsOutput(text) {
		return nil
	}
	return schema.Sources(string(text))
}

// files are the paths of files in a folder: relative ones in the working
// directory, as messages have them.
func (p place) files(dir string, names []string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(dir, name)
		if p.dir == "" {
			paths[i] = relative(paths[i])
		}
	}
	return paths
}

// schemas are the models alone.
func schemas(models []model) []*schema.Package {
	pkgs := make([]*schema.Package, len(models))
	for i, m := range models {
		pkgs[i] = m.Package
	}
	return pkgs
}
