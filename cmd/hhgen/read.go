package main

import (
	"errors"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// readChecked reads the schemas that arguments name, and applies the rules that
// hold for every source.
func readChecked(args []string, pkgName string) ([]*schema.Package, error) {
	pkgs, err := readArgs(args, pkgName)
	var errs schema.Errors
	if err := collect(&errs, err); err != nil {
		return nil, err
	}
	records := 0
	for _, p := range pkgs {
		records += len(p.Records)
		if err := collect(&errs, schema.Check(p)); err != nil {
			return nil, err
		}
	}
	if records == 0 && len(errs) == 0 {
		noRecords(&errs)
	}
	return pkgs, errs.Err()
}

// readArgs reads packages, or the one that JSON Schema files declare.
func readArgs(args []string, pkgName string) ([]*schema.Package, error) {
	files := 0
	for _, arg := range args {
		if strings.HasSuffix(arg, ".json") {
			files++
		}
	}
	switch {
	case files == len(args) && files > 0:
		p, err := readDocuments(args, pkgName)
		if err != nil {
			return nil, err
		}
		return []*schema.Package{p}, nil
	case files > 0:
		return nil, errors.New("name packages or JSON Schema files, not both")
	}
	loaded, err := load(args)
	var errs schema.Errors
	if err := collect(&errs, err); err != nil {
		return nil, err
	}
	var pkgs []*schema.Package
	for _, l := range loaded {
		p, err := readLoaded(l)
		if err == nil {
			pkgs = append(pkgs, p)
		} else if err := collect(&errs, err); err != nil {
			return nil, err
		}
	}
	return pkgs, errs.Err()
}

// readLoaded is the schema of a package, which JSON Schema may declare.
func readLoaded(p *gostruct.Package) (*schema.Package, error) {
	output := relative(filepath.Join(p.Dir, outputName))
	text, err := os.ReadFile(output)
	if names := gen.Sources(string(text)); err == nil && len(p.Records) == 0 && names != nil {
		for i, name := range names {
			names[i] = filepath.Join(filepath.Dir(output), name)
		}
		return readDocuments(names, p.Name)
	}
	return p.Package, nil
}

// readDocuments reads the package that the JSON Schema files of one folder declare.
func readDocuments(names []string, pkgName string) (*schema.Package, error) {
	var errs schema.Errors
	for _, name := range names {
		if filepath.Dir(name) != filepath.Dir(names[0]) {
			errs.Add(token.Position{Filename: name}, schema.PackageLoad, "the file lies in another folder than %s, and files of one package lie together: run hhgen for each folder", names[0])
		}
	}
	if len(errs) > 0 {
		return nil, errs.Err()
	}
	target, err := packageOf(filepath.Dir(names[0]), pkgName)
	if err != nil {
		return nil, err
	}
	return jsonschema.Read(target, names...)
}
