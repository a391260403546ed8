package gostruct

import (
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// CheckFiles reports the Go files that the go command would wait for without end
// when it reads packages, such as a named pipe, and outputs that it could not
// open: a link to nothing. It looks at the folders of patterns, and at their
// modules, whose packages may need each other. output is the base name of the
// file that hhgen writes, and dir the folder that patterns are relative to.
func CheckFiles(dir, output string, patterns ...string) error {
	c := &fileChecker{output: output, seen: map[string]bool{}}
	c.module(dir)
	for _, pattern := range patterns {
		folder, rest, _ := strings.Cut(pattern, "...")
		if !strings.HasPrefix(folder, ".") && !filepath.IsAbs(folder) {
			continue // an import path
		}
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(dir, folder)
		}
		c.module(folder)
		if rest == pattern || !strings.Contains(pattern, "...") {
			c.folder(folder)
		} else {
			c.tree(folder)
		}
	}
	return c.errs.Err()
}

// CheckFolder is CheckFiles for one folder.
func CheckFolder(dir, output string) error {
	c := &fileChecker{output: output, seen: map[string]bool{}}
	c.folder(dir)
	return c.errs.Err()
}

type fileChecker struct {
	output string
	seen   map[string]bool // folders
	errs   schema.Errors
}

// module checks the module that a folder lies in.
func (c *fileChecker) module(dir string) {
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && !info.IsDir() {
			c.tree(dir)
			return
		}
		if dir == filepath.Dir(dir) {
			return
		}
		dir = filepath.Dir(dir)
	}
}

// tree checks a folder and those below it that the go command does not leave out.
func (c *fileChecker) tree(dir string) {
	for _, e := range c.folder(dir) {
		name := e.Name()
		if e.IsDir() && name[0] != '.' && name[0] != '_' && name != "testdata" && name != "vendor" && name != "node_modules" {
			c.tree(filepath.Join(dir, name))
		}
	}
}

// folder checks a folder, and returns what it holds; nothing if that was checked.
func (c *fileChecker) folder(dir string) []fs.DirEntry {
	if c.seen[dir] {
		return nil
	}
	c.seen[dir] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // the go command says so
	}
	for _, e := range entries {
		name := e.Name()
		if filepath.Ext(name) != ".go" || e.Type().IsRegular() || e.IsDir() || name[0] == '.' || name[0] == '_' {
			continue
		}
		special, ok := errors.AsType[*regular.Error](regular.Check(filepath.Join(dir, name)))
		_, dangling := os.Stat(filepath.Join(dir, name))
		switch pos := (token.Position{Filename: shown(filepath.Join(dir, name))}); {
		case !ok:
		case name == c.output:
			c.errs.Add(pos, schema.OutputWrite, "cannot read the output before writing it: %v", special)
		case dangling == nil: // else it is the go command's to say
			c.errs.Add(pos, schema.PackageLoad, "cannot read the file: %v", special)
		}
	}
	return entries
}

// shown is a path as messages have it.
func shown(path string) string {
	if cwd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(cwd, path); err == nil {
			return rel
		}
	}
	return path
}
