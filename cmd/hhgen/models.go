package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// model is the schema of a package, and where it comes from.
type model struct {
	*schema.Package
	dir string // of the package, absolute
}

// place is where schemas are read: a folder, and the environment of the go
// command there. The zero place is the working directory.
type place struct {
	dir string
	env []string
}

// join is a path as seen from the place.
func (p place) join(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(p.dir, path)
}

// models reads the schemas of packages, or of the package that JSON Schema
// files declare. Packages without records are among them.
func (p place) models(args []string, pkgName string) ([]model, error) {
	if files, err := onlyFiles(args); err != nil || files {
		return p.documents(args, pkgName, err)
	}
	if len(args) == 0 {
		args = []string{"."}
	}
	pkgs, err := gostruct.Load(gostruct.Config{Dir: p.dir, Env: p.env, Output: outputName}, args...)
	if err != nil {
		return nil, err
	}
	var models []model
	for _, pkg := range pkgs {
		m := model{pkg.Package, pkg.Dir}
		if names := p.sources(pkg.Dir); len(pkg.Records) == 0 && names != nil {
			read, err := jsonschema.Read(jsonschema.Config{Path: pkg.Path, Name: pkg.Name}, names...)
			if err != nil {
				return nil, err
			}
			m.Package = read
		}
		models = append(models, m)
	}
	return models, nil
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
	if err := oneFolder(paths); err != nil {
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
	return []model{{read, dir}}, nil
}

// sources are the JSON Schema files that the output in a folder was generated
// from; nil if it was Go source.
func (p place) sources(dir string) []string {
	output, err := os.ReadFile(filepath.Join(dir, outputName))
	if err != nil || !strings.HasPrefix(string(output), gostruct.Generated) {
		return nil
	}
	names := gen.Sources(string(output))
	for i, name := range names {
		names[i] = filepath.Join(dir, name)
		if p.dir == "" {
			names[i] = relative(names[i])
		}
	}
	return names
}

// schemas are the models alone.
func schemas(models []model) []*schema.Package {
	pkgs := make([]*schema.Package, len(models))
	for i, m := range models {
		pkgs[i] = m.Package
	}
	return pkgs
}
