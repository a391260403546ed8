package gostruct

import (
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// around adds the module that contains a folder, and the modules with which it
// replaces others.
func (c *fileChecker) around(dir string) {
	if root := above(dir, isModule); root != "" {
		c.module(root, true)
	}
}

// isModule reports whether a folder is the root of a module.
func isModule(dir string) bool { return isFileIn(dir, "go.mod") }

func isFileIn(dir, name string) bool {
	info, err := os.Stat(filepath.Join(dir, name))
	return err == nil && !info.IsDir()
}

// above is the nearest folder that is a root: dir or a folder above it; "" if
// there is none.
func above(dir string, isRoot func(string) bool) string {
	for !isRoot(dir) {
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

// module adds the module in a folder. Only the replacements of a main module
// count.
func (c *fileChecker) module(dir string, main bool) {
	text, ok := c.read(filepath.Join(dir, "go.mod"))
	if !ok {
		return
	}
	c.modules[modfile.ModulePath(text)] = dir
	if mod, err := modfile.Parse("go.mod", text, nil); main && err == nil { // otherwise the go command reports it
		_, _ = c.read(filepath.Join(dir, "go.sum"))
		c.replaced(dir, mod.Replace)
	}
}

// replaced adds the modules in folders that replace others.
func (c *fileChecker) replaced(dir string, replaces []*modfile.Replace) {
	for _, r := range replaces {
		if to := within(dir, r.New.Path); r.New.Version == "" && isModule(to) {
			c.module(to, false)
			c.modules[r.Old.Path] = to
		}
	}
}

// workspace adds the modules of the workspace that the environment names, or
// that contains a folder, and reports whether there is one.
func (c *fileChecker) workspace(dir string) bool {
	work := os.Getenv("GOWORK")
	switch root := above(dir, func(dir string) bool { return isFileIn(dir, "go.work") }); {
	case work == "off" || work == "" && root == "":
		return false
	case work == "":
		work = filepath.Join(root, "go.work")
	}
	text, _ := c.read(work)
	_, _ = c.read(work + ".sum")
	file, err := modfile.ParseWork("go.work", text, nil)
	if err != nil {
		return true // the go command reports it
	}
	for _, use := range file.Use {
		c.module(within(filepath.Dir(work), use.Path), true)
	}
	c.replaced(filepath.Dir(work), file.Replace)
	return true
}

// read checks a file and reads it, if it exists.
func (c *fileChecker) read(name string) (text []byte, ok bool) {
	if !c.file(name) {
		return nil, false
	}
	text, err := os.ReadFile(name)
	return text, err == nil
}

// within resolves a path in go.mod or go.work, which may be absolute.
func within(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// find is the folder of an import path; "" if no known module contains it.
func (c *fileChecker) find(importPath string) string {
	for path := importPath; ; path = path[:strings.LastIndexByte(path, '/')] {
		if dir, ok := c.modules[path]; ok && path != "" {
			return filepath.Join(dir, filepath.FromSlash(importPath[len(path):]))
		}
		if !strings.Contains(path, "/") {
			return ""
		}
	}
}

// imported checks all packages that the checked packages import, directly or
// not. Nothing is left to check if each module was checked as a whole.
func (c *fileChecker) imported() {
	if !slices.ContainsFunc(slices.Collect(maps.Values(c.modules)), func(dir string) bool { return !c.whole[dir] }) {
		return
	}
	for i := 0; i < len(c.files); i++ { // the loop adds more
		f, _ := parser.ParseFile(token.NewFileSet(), c.files[i], nil, parser.ImportsOnly)
		if f == nil {
			continue
		}
		for _, spec := range f.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && c.find(path) != "" {
				c.folder(c.find(path))
			}
		}
	}
}
