package gostruct

import (
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// CheckFiles reports files that the go command would wait for forever when it
// reads packages, such as a named pipe, and outputs that it could not open,
// such as a link to a file that does not exist. It looks at the packages that
// patterns name, at the packages that these import, and at the files of their
// modules. output is the base name of the file that hhgen writes, and dir the
// folder that patterns are relative to.
func CheckFiles(dir, output string, patterns ...string) error {
	c := newFileChecker(output)
	if !c.workspace(dir) {
		c.around(dir)
	}
	for _, pattern := range patterns {
		c.pattern(dir, pattern)
	}
	c.imported()
	return c.errs.Err()
}

// CheckFolder is CheckFiles for the files of one folder.
func CheckFolder(dir, output string) error {
	c := newFileChecker(output)
	c.folder(dir)
	return c.errs.Err()
}

type fileChecker struct {
	output  string
	modules map[string]string // folders by module path
	whole   map[string]bool   // folders whose trees were checked
	seen    map[string]bool   // folders that were checked
	files   []string          // Go files in them
	errs    schema.Findings
}

func newFileChecker(output string) *fileChecker {
	return &fileChecker{output: output, modules: map[string]string{}, whole: map[string]bool{}, seen: map[string]bool{}}
}

// pattern checks the folders that a pattern names.
func (c *fileChecker) pattern(dir, pattern string) {
	folder, _, tree := strings.Cut(filepath.ToSlash(pattern), "...")
	isFile := strings.HasSuffix(pattern, ".go")
	if tree || isFile { // ./tu... includes ./turn
		folder = folder[:strings.LastIndexByte(folder, '/')+1]
	}
	switch local := strings.HasPrefix(folder, ".") || filepath.IsAbs(folder) || isFile; {
	case local && tree:
		c.tree(within(dir, folder))
	case local:
		c.folder(within(dir, folder))
	case tree || c.find(folder) == "": // such as example.com/..., or all
		for _, module := range c.modules {
			c.tree(module)
		}
	default:
		c.folder(c.find(folder))
	}
}

// tree checks a folder, and the folders below it that the go command reads.
func (c *fileChecker) tree(dir string) {
	if c.whole[dir] {
		return
	}
	c.whole[dir] = true
	for _, e := range c.folder(dir) {
		name := e.Name()
		if !e.IsDir() || name[0] == '.' || name[0] == '_' || name == "testdata" || name == "vendor" || name == "node_modules" {
			continue
		}
		if below := filepath.Join(dir, name); !isModule(below) {
			c.tree(below)
		}
	}
}

// folder checks a folder, and returns its entries.
func (c *fileChecker) folder(dir string) []fs.DirEntry {
	entries, err := os.ReadDir(dir)
	if c.seen[dir] || err != nil { // the go command reports it
		return entries
	}
	c.seen[dir] = true
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if e.IsDir() || !opened(e.Name()) || !e.Type().IsRegular() && !c.file(name) {
			continue
		}
		if filepath.Ext(name) == ".go" {
			c.files = append(c.files, name)
		}
	}
	return entries
}

// sources are the extensions of files that the go command opens to read their
// build constraints.
var sources = strings.Fields(".go .c .cc .cpp .cxx .m .h .hh .hpp .hxx .f .F .for .f90 .s .S .sx .swig .swigcxx")

// opened reports whether the go command opens a file of a package.
func opened(name string) bool {
	return name[0] != '.' && name[0] != '_' && slices.Contains(sources, filepath.Ext(name))
}

// file checks one file, and reports whether it can be read.
func (c *fileChecker) file(name string) bool {
	special, ok := errors.AsType[*regular.Error](regular.Check(name))
	_, dangling := os.Stat(name)
	switch pos := (token.Position{Filename: shown(name)}); {
	case !ok:
		return dangling == nil
	case filepath.Base(name) == c.output:
		c.errs.Add(pos, schema.OutputWrite, "cannot read the output before writing it: %v", special)
	case dangling == nil: // otherwise the go command reports it
		c.errs.Add(pos, schema.PackageLoad, "cannot read the file: %v", special)
	}
	return false
}

// shown is a path as messages show it.
func shown(path string) string {
	if cwd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(cwd, path); err == nil {
			return rel
		}
	}
	return path
}
