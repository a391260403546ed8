package load

import (
	"bytes"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// unlisted are outputs in place of those by which the go command would not find a
// package: it has no Go file, as before the first run, or a build constraint that
// somebody added leaves out its output.
func (l *loader) unlisted() (map[string][]byte, error) {
	overlay := map[string][]byte{}
	var errs schema.Findings
	for _, root := range l.roots() {
		c, err := l.configuration(root)
		if err := errs.Collect(err); err != nil {
			return nil, err
		}
		if err != nil {
			continue
		}
		for _, d := range c.declarations {
			if err := errs.Collect(d.addMissing(overlay, root)); err != nil {
				return nil, err
			}
		}
	}
	for _, dir := range l.folders() {
		addConstrained(overlay, dir)
	}
	return overlay, errs.Err()
}

// roots are the modules that the folders of the arguments lie in.
func (l *loader) roots() (roots []string) {
	for _, dir := range append([]string{l.at(".")}, l.tops()...) {
		if root, err := folder.Module(dir); err == nil && root != "" && !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	return roots
}

// at is a path of the request, absolute or as seen from the working directory.
func (l *loader) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(l.Dir, path)
}

// tops are the folders that the arguments name.
func (l *loader) tops() (dirs []string) {
	for _, arg := range OrHere(l.Args) {
		if IsFolder(arg) {
			top, _, _ := strings.Cut(arg, "...")
			dirs = append(dirs, l.at(top))
		}
	}
	return dirs
}

// folders are those that the arguments may name, with all below them where they
// are trees.
func (l *loader) folders() (dirs []string) {
	for i, dir := range l.tops() {
		if !strings.HasSuffix(OrHere(l.Args)[i], "...") {
			dirs = append(dirs, dir)
			continue
		}
		tree, err := folder.Tree(dir)
		if err == nil { // else the go command says what is wrong
			dirs = append(dirs, tree...)
		}
	}
	return dirs
}

// addMissing adds an output that declares nothing, if the package of a declaration
// has none that the go command could read.
func (d *declaration) addMissing(overlay map[string][]byte, root string) error {
	var errs schema.Findings
	if own, err := folder.Module(d.dir); err != nil || own != root {
		errs.Add(d.pos, schema.PackageLoad, "the folder is in another module: name it in the %s of that module", config.Name)
		return errs.Err()
	}
	path := filepath.Join(d.dir, schema.OutputName)
	if text, err := regular.ReadFile(path); err == nil && schema.IsOutput(text) && clause(path) != "" {
		return nil
	}
	name := packageName(d.dir)
	if !token.IsIdentifier(name) {
		errs.Add(d.pos, schema.PackageLoad, "the package cannot be named after the folder %s: add a Go file with a package clause to it, such as doc.go", name)
		return errs.Err()
	}
	overlay[path] = gostruct.BareOutput(nil, name)
	return nil
}

// addConstrained adds an output without its build constraint.
func addConstrained(overlay map[string][]byte, dir string) {
	path, err := filepath.Abs(filepath.Join(dir, schema.OutputName))
	if err != nil {
		return
	}
	text, err := regular.ReadFile(path)
	if err != nil || !schema.IsOutput(text) || !constrained(text) {
		return
	}
	if name := packageName(dir); token.IsIdentifier(name) {
		overlay[path] = gostruct.BareOutput(text, name)
	}
}

// packageName is the name of the package in a folder by its Go files, the output
// and then tests last; by the folder, if there are none.
func packageName(dir string) string {
	if name := gostruct.PackageClause(dir, schema.OutputName); name != "" {
		return name
	}
	tests, _ := filepath.Glob(filepath.Join(dir, "*_test.go")) // the pattern is well-formed
	for _, path := range append([]string{filepath.Join(dir, schema.OutputName)}, tests...) {
		if name := clause(path); name != "" {
			return strings.TrimSuffix(name, "_test")
		}
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return filepath.Base(dir)
}

// clause is the name of a file's package; "" if it cannot be read.
func clause(path string) string {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly)
	if err != nil {
		return ""
	}
	return f.Name.Name
}

// constrained reports whether a build constraint stands above the package clause.
// Hhgen writes none.
func constrained(text []byte) bool {
	for line := range bytes.Lines(text) {
		if bytes.HasPrefix(line, []byte("package ")) {
			return false
		}
		if constraint.IsGoBuild(strings.TrimSpace(string(line))) {
			return true
		}
	}
	return false
}

// anew are the outputs of packages that JSON Schema declares and others use, as
// far as they will change. What is wrong with their schemas is said when they are
// generated.
func (l *loader) anew(sources []*Source) map[string][]byte {
	overlay := map[string][]byte{}
	for _, s := range sources {
		if s.Files == nil || !used(s, sources) {
			continue
		}
		path := filepath.Join(s.Dir, schema.OutputName)
		old, err := regular.ReadFile(path)
		content, generateErr := s.Generate()
		if generateErr == nil && (err != nil || !bytes.Equal(old, content)) {
			overlay[path] = content
		}
	}
	return overlay
}

// used reports whether one of the sources depends on s.
func used(s *Source, sources []*Source) bool {
	return slices.ContainsFunc(sources, func(user *Source) bool {
		depends, _ := user.Go.Depends()
		for path := range depends {
			if path == s.Path {
				return true
			}
		}
		return false
	})
}
