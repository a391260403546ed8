package listing

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/regular"
)

// head is what decides whether a Go file belongs to a package.
type head struct {
	Package     string
	Constraints string // the text above the package clause, if it may have build constraints
	Cgo         bool

	imports []string
}

// same reports whether the go command takes two files alike.
func (h head) same(o head) bool {
	return h.Package == o.Package && h.Constraints == o.Constraints && h.Cgo == o.Cgo
}

// headsIn are the heads of a folder's Go files, but for the output's, by name.
// The contents of overlay, by path, replace those of files.
func headsIn(dir, output string, overlay map[string][]byte) (map[string]head, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	heads := map[string]head{}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || name[0] == '.' || name[0] == '_' || name == output {
			continue
		}
		text, err := read(filepath.Join(dir, name), overlay)
		if err != nil {
			return nil, err
		}
		if heads[name], err = headOf(text); err != nil {
			return nil, err
		}
	}
	return heads, nil
}

// read reads a file, or what replaces it.
func read(path string, overlay map[string][]byte) ([]byte, error) {
	if text, ok := overlay[path]; ok {
		return text, nil
	}
	return regular.ReadFile(path)
}

func headOf(text []byte) (h head, err error) {
	f, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly|parser.SkipObjectResolution)
	if err != nil {
		return h, err
	}
	h.Package = f.Name.Name
	above := text[:f.Package-f.FileStart]
	if bytes.Contains(above, []byte("go:build")) || bytes.Contains(above, []byte("+build")) {
		h.Constraints = string(above)
	}
	for _, spec := range f.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		h.Cgo = h.Cgo || path == "C"
		h.imports = append(h.imports, path)
	}
	return h, nil
}
