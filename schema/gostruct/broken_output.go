package gostruct

import (
	"bytes"
	"cmp"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// mended returns replacements for outputs that keep the go command from reading
// their packages: files without declarations, with the right package name.
func mended(roots []*packages.Package, output string) map[string][]byte {
	overlay := renamed(roots, output)
	maps.Copy(overlay, unreadable(roots, output))
	return overlay
}

var twoPackages = regexp.MustCompile(`^found packages (\S+) \((.+?)\) and (\S+) \((.+?)\) in (.+)$`)

// renamed returns, for each folder whose output has another package name than
// its other files, an output with the name of these: the go command would use
// the name in the first file, and leave out files with the other name.
func renamed(roots []*packages.Package, output string) map[string][]byte {
	overlay := map[string][]byte{}
	for _, p := range roots {
		for _, e := range p.Errors {
			m := twoPackages.FindStringSubmatch(e.Msg)
			if m == nil || m[2] != output {
				continue
			}
			path, name := filepath.Join(m[5], output), cmp.Or(PackageClause(m[5], output), m[3])
			if old, ok := readOutput(path); ok && name != m[1] { // else a test has another name
				overlay[path] = BareOutput(old, name)
			}
		}
	}
	return overlay
}

// unreadable are the outputs in which the go command finds no package, or cannot
// read what they import.
func unreadable(roots []*packages.Package, output string) map[string][]byte {
	overlay := map[string][]byte{}
	packages.Visit(roots, nil, func(p *packages.Package) {
		if output == "" || p.Dir == "" || !listFailed(p) {
			return
		}
		path := filepath.Join(p.Dir, output)
		if old, ok := readOutput(path); ok && !importsReadable(old) {
			name := PackageClause(p.Dir, output)
			if name == "" {
				name = filepath.Base(p.Dir)
			}
			if token.IsIdentifier(name) {
				overlay[path] = BareOutput(old, name)
			}
		}
	})
	return overlay
}

// listFailed reports whether the go command could not list a package.
func listFailed(p *packages.Package) bool {
	for _, e := range p.Errors {
		if e.Kind != packages.TypeError {
			return true
		}
	}
	return false
}

func importsReadable(content []byte) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", content, parser.ImportsOnly)
	return err == nil && !bytes.ContainsRune(content, 0)
}

// readOutput reads a file if hhgen has written it.
func readOutput(path string) ([]byte, bool) {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	content, err := os.ReadFile(path)
	return content, err == nil && schema.IsOutput(content)
}

// BareOutput is an output for the same sources that declares nothing.
func BareOutput(old []byte, name string) []byte {
	text := schema.Generated + "\n\npackage " + name + "\n"
	if sources := schema.Sources(string(old)); sources != nil {
		text += "\n// " + schema.SourcesText(sources) + "\n"
	}
	return []byte(text)
}

// PackageClause is the name of the package in the Go files of a folder, tests and
// the output left out; "" if there are none.
func PackageClause(dir, output string) string {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is well-formed
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || filepath.Base(name) == output {
			continue
		}
		if f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly); err == nil {
			return f.Name.Name
		}
	}
	return ""
}
