package vet_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/scratch"
)

var update = flag.Bool("update", false, "write the fixtures with the suggested fixes applied")

// fixtures are the packages of testdata/app whose comments name the expected findings.
var fixtures = []string{"./values", "./records", "./calls", "./generic", "./dotted", "./raw", "./spans", "./suppressions", "./declared",
	"./dropped", "./deferred", "./durations", "./empty", "./outlived", "./sessions", "./recorders"}

// TestAnalyzer compares the findings with the comments, and each file after the
// suggested fixes with the golden file beside it.
func TestAnalyzer(t *testing.T) {
	if *update {
		writeGolden(t)
	}
	analysistest.RunWithSuggestedFixes(t, module(t), vet.Analyzer, fixtures...)
}

// writeGolden has the go command apply the fixes.
func writeGolden(t *testing.T) {
	dir := module(t)
	tool := filepath.Join(t.TempDir(), "hhgen")
	goRun(t, scratch.Root(t), "build", "-o", tool, "./cmd/hhgen")
	goRun(t, dir, append([]string{"vet", "-fix", "-vettool=" + tool}, fixtures...)...)
	for _, f := range fixtures {
		files, err := filepath.Glob(filepath.Join("testdata/app", f, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			rel, err := filepath.Rel("testdata/app", name)
			if err != nil {
				t.Fatal(err)
			}
			if fixed := read(t, filepath.Join(dir, rel)); !bytes.Equal(fixed, read(t, name)) {
				scratch.Write(t, name+".golden", string(fixed))
			}
		}
	}
}

// TestFixesCompile builds the golden files.
func TestFixesCompile(t *testing.T) {
	dir := module(t)
	fixed, err := filepath.Glob("testdata/app/*/*.golden")
	if err != nil || len(fixed) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, name := range fixed {
		rel, err := filepath.Rel("testdata/app", name)
		if err != nil {
			t.Fatal(err)
		}
		scratch.Write(t, filepath.Join(dir, rel[:len(rel)-len(".golden")]), string(read(t, name)))
	}
	goRun(t, dir, "build", "./...")
}

func goRun(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
