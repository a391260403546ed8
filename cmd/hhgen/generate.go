package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/cache"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// generate brings the outputs of packages, or of JSON Schema files, up to date.
func generate(args []string, pkgName string, noCache bool, stderr io.Writer) error {
	var run *cache.Run
	if !noCache {
		run = begin(args)
	}
	if run.Found() {
		if pkgs, files, ok := planStale(run); ok {
			for _, dir := range run.KeptFolders() { // whose outputs are not planned
				output.Clean(filepath.Join(dir, outputName), schema.Generated)
			}
			return finish(run, pkgs, files, stderr)
		}
	}
	if run == nil {
		files, err := plan(args, pkgName)
		if err != nil {
			return err
		}
		return write(files, stderr)
	}
	run.Restart()
	pkgs, err := load(args)
	files, err := planLoaded(pkgs, err, args)
	if err != nil {
		return err
	}
	return finish(run, pkgs, files, stderr)
}

// begin asks the cache about packages; nil if it is of no use for them.
func begin(args []string) *cache.Run {
	cwd, err := os.Getwd()
	if err != nil || slices.ContainsFunc(args, func(arg string) bool { return strings.HasSuffix(arg, ".json") }) {
		return nil
	}
	question, ok := cache.Ask(cwd, outputName, orHere(args), os.Environ())
	if !ok {
		return nil
	}
	return cache.Default().Begin(question, cwd, os.Environ())
}

// planStale works out the outputs of the packages that the cache does not know
// to be up to date. ok is false if anything is wrong: what is said about it must
// come from all packages.
func planStale(run *cache.Run) (pkgs []*gostruct.Package, files []file, ok bool) {
	if folders := run.Stale(); len(folders) > 0 {
		patterns := make([]string, len(folders))
		for i, dir := range folders {
			patterns[i] = "." + string(filepath.Separator) + relative(dir)
		}
		var err error
		pkgs, err = load(patterns)
		if files, err = planLoaded(pkgs, err, patterns); err != nil || !sameFolders(pkgs, folders) || needKept(run, pkgs) {
			return nil, nil, false
		}
	}
	for _, p := range run.Schemas() {
		planned, err := planSources(file{path: relative(filepath.Join(p.Folder, outputName))}, p.Name)
		if err != nil || run.Used(p.Folder) && len(differing(planned)) > 0 {
			return nil, nil, false
		}
		files = append(files, planned...)
	}
	return pkgs, files, true
}

func sameFolders(pkgs []*gostruct.Package, folders []string) bool {
	dirs := make([]string, len(pkgs))
	for i, p := range pkgs {
		dirs[i] = p.Dir
	}
	slices.Sort(dirs)
	return slices.Equal(dirs, slices.Sorted(slices.Values(folders)))
}

// needKept reports whether packages have come to need others that were not
// loaded with them.
func needKept(run *cache.Run, pkgs []*gostruct.Package) bool {
	for _, p := range pkgs {
		depends, _ := p.Depends()
		for _, dir := range depends {
			if run.Kept(dir) {
				return true
			}
		}
	}
	return false
}

// finish writes the outputs, and has the cache remember that they are up to date.
func finish(run *cache.Run, pkgs []*gostruct.Package, files []file, stderr io.Writer) error {
	if err := write(files, stderr); err != nil {
		return err
	}
	outputs := map[string]file{}
	for _, f := range files {
		outputs[f.path] = f
	}
	var loaded []cache.Package
	for _, p := range pkgs {
		depends, whole := p.Depends()
		if !whole {
			return nil
		}
		f := outputs[relative(filepath.Join(p.Dir, outputName))]
		loaded = append(loaded, cache.Package{
			Folder: p.Dir, Name: p.Name, Depends: depends,
			Output: f.new, Schemas: schema.Sources(string(f.new)) != nil,
		})
	}
	run.Remember(loaded)
	return nil
}
