package vet_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/scratch"
)

// BenchmarkAnalyzer measures the analyzer on code that records a lot, without the time
// that it takes to load the code: the tests of what is generated, and their dependencies.
func BenchmarkAnalyzer(b *testing.B) {
	cfg := &packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: scratch.Root(b), Tests: true}
	pkgs, err := packages.Load(cfg, "./gen", "./runtime/hhtest", "./runtime/hhtrace", "./examples/...")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := checker.Analyze([]*analysis.Analyzer{vet.Analyzer}, pkgs, &checker.Options{Sequential: true}); err != nil {
			b.Fatal(err)
		}
	}
}
