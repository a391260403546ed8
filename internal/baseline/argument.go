package baseline

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema"
)

// wanted is what an argument names: packages of a module, a file of one, or what
// the module calls by an import path.
type wanted struct {
	Pattern
	file, importPath string
}

// wanted is what an argument names in the working directory, module by module.
func (r *revision) wanted(arg string) ([]wanted, error) {
	top, rest := arg, ""
	if i := strings.Index(arg, "..."); i >= 0 {
		cut := max(strings.LastIndexAny(arg[:i], `/\`), 0)
		top, rest = arg[:cut], filepath.ToSlash(arg[cut:])
	}
	switch {
	case load.IsDocument(arg):
		file, fragment := schema.SplitSource(arg)
		p, err := r.pattern(filepath.Dir(file), "")
		return []wanted{{Pattern: p, file: filepath.Base(file) + fragment}}, err
	case load.IsFolder(arg):
		p, err := r.pattern(top, rest)
		return []wanted{{Pattern: p}}, err
	}
	patterns, err := r.patternsOf(top, rest)
	if err != nil {
		return nil, err
	}
	var all []wanted
	for _, p := range patterns {
		all = append(all, wanted{Pattern: p})
	}
	if len(all) == 0 || everyModule(arg) { // packages from elsewhere
		p, err := r.pattern(".", "")
		return append(all, wanted{Pattern: p, importPath: arg}), err
	}
	return all, nil
}

// patternsOf are the packages of the repository that an import path, or a pattern
// of them, names. Each module is one of its own in the revision.
func (r *revision) patternsOf(importPath, rest string) (patterns []Pattern, err error) {
	for _, m := range r.Sources {
		if _, err := r.repo.Rel(m.Dir); err != nil || rest == "" && m.Path != importPath && !everyModule(importPath) {
			continue
		}
		p, err := r.pattern(m.Dir, "")
		if err != nil {
			return nil, err
		}
		rel, within := p.Module.Cut(importPath)
		_, below := Module{Path: importPath}.Cut(p.Module.Path)
		switch {
		case rest != "" && within:
			p.Rel, p.Rest = rel, rest
		case rest == All && below, everyModule(importPath):
			p.Rel, p.Rest = ".", All
		}
		if !slices.Contains(patterns, p) {
			patterns = append(patterns, p)
		}
	}
	return patterns, nil
}

// everyModule reports whether an argument names the packages of all modules.
func everyModule(arg string) bool { return arg == "all" || arg == "work" }
