package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var moduleVersion = regexp.MustCompile(`\bv\d+\.\d+\.\d+\b`)

// The versions in the table of docs/frameworks.md are those that the modules in
// e2e require.
func TestFrameworkVersions(t *testing.T) {
	files, err := filepath.Glob("../../e2e/*/go.mod")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	required := map[string]bool{}
	for _, file := range append(files, "../../e2e/go.mod") {
		for line := range strings.Lines(string(readFile(t, file))) {
			if !strings.Contains(line, "// indirect") {
				required[moduleVersion.FindString(line)] = true
			}
		}
	}
	named := 0
	for line := range strings.Lines(string(readFile(t, "../../docs/frameworks.md"))) {
		if !strings.HasPrefix(line, "| [") {
			continue
		}
		for _, v := range moduleVersion.FindAllString(line, -1) {
			named++
			if !required[v] {
				t.Errorf("no module in e2e requires %s, which docs/frameworks.md names: %s", v, line)
			}
		}
	}
	if named == 0 {
		t.Error("docs/frameworks.md names no version")
	}
}
