package main

import (
	"bytes"
	"path/filepath"
	"slices"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// loadAnew reads packages as they will be: those that use types which JSON Schema
// declares see them as the schema says now, whatever the output on disk has.
func loadAnew(cfg gostruct.Config, patterns []string) ([]*gostruct.Package, error) {
	cfg.Output = outputName
	pkgs, err := gostruct.Load(cfg, patterns...)
	if cfg.Overlay = declaredAnew(pkgs); len(cfg.Overlay) == 0 {
		return pkgs, err
	}
	return gostruct.Load(cfg, patterns...)
}

// declaredAnew are the outputs of packages that JSON Schema declares and others
// among pkgs use, as far as they will change. What is wrong with their schemas
// is for planPackage to say.
func declaredAnew(pkgs []*gostruct.Package) map[string][]byte {
	overlay := map[string][]byte{}
	for _, p := range pkgs {
		f := file{path: relative(filepath.Join(p.Dir, outputName))}
		if len(p.Records) > 0 || f.read(false) != nil || schema.Sources(string(f.old)) == nil || !used(p, pkgs) {
			continue
		}
		files, err := planSources(f, p.Name)
		if err == nil && len(files) == 1 && !bytes.Equal(files[0].old, files[0].new) {
			overlay[filepath.Join(p.Dir, outputName)] = files[0].new
		}
	}
	return overlay
}

// used reports whether one of pkgs depends on p.
func used(p *gostruct.Package, pkgs []*gostruct.Package) bool {
	return slices.ContainsFunc(pkgs, func(user *gostruct.Package) bool {
		depends, _ := user.Depends()
		for path := range depends {
			if path == p.Path {
				return true
			}
		}
		return false
	})
}
