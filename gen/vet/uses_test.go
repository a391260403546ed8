package vet_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/schema/usage"
)

// TestUses compares the uses in the package uses, and in that of the schema, with a file.
func TestUses(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: module(t), Tests: true}, "./uses", "./chat")
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{vet.Uses}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, action := range graph.Roots {
		if strings.HasSuffix(action.Package.ID, ".test") { // go vet does not look at the main package of tests
			continue
		}
		for _, d := range action.Diagnostics {
			use, err := usage.Decode(d.Message, action.Package.Fset.Position(d.Pos))
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, line(use))
		}
	}
	slices.Sort(lines)
	got := strings.Join(slices.Compact(lines), "\n") + "\n"
	const want = "testdata/uses.txt"
	if *update {
		if err := os.WriteFile(want, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(read(t, want)), got); diff != "" {
		t.Error(diff)
	}
}

// line is a use in one line.
func line(u usage.Use) string {
	short := func(path string) string { return strings.TrimPrefix(path, "example.com/") }
	words := []string{fmt.Sprintf("%s:%03d %s", filepath.Base(u.Pos.Filename), u.Pos.Line, u.How), short(u.Package) + "." + u.Name}
	for name, value := range map[string]string{"in": short(u.Record), "by": short(u.By), "code": string(u.Code)} {
		if value != "" {
			words = append(words, name+"="+value)
		}
	}
	if u.Prefix {
		words = append(words, "prefix")
	}
	if u.Suppressed {
		words = append(words, "suppressed")
	}
	slices.Sort(words[2:])
	return strings.Join(words, " ")
}
