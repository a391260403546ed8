// Package vet measures what the analyzer of call sites adds to go vet.
package vet

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/hhgen/hhgen/bench/internal/corpus"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

// BenchmarkVet checks 100 packages whose code has changed, once by go vet alone
// and once by go vet with hhgen as its tool, in turn. All that the packages
// depend on is in the go command's cache. The metric ratio is the second time by
// the first.
func BenchmarkVet(b *testing.B) {
	root, err := measure.Root()
	if err != nil {
		b.Fatal(err)
	}
	tool, dir := filepath.Join(b.TempDir(), "hhgen"), b.TempDir()
	goRun(b, root, "build", "-o", tool, "./cmd/hhgen")
	if err := corpus.Write(corpus.Config{Dir: dir, Packages: 100, Records: 10, Fields: 15, Calls: true, Root: root}); err != nil {
		b.Fatal(err)
	}
	generate := exec.Command(tool, "./...")
	generate.Dir = dir
	if out, err := generate.CombinedOutput(); err != nil {
		b.Fatalf("hhgen: %v\n%s", err, out)
	}
	alone, with := []string{"vet", "./..."}, []string{"vet", "-vettool=" + tool, "./..."}
	goRun(b, dir, alone...)
	goRun(b, dir, with...)
	var took [2]time.Duration
	changes := 0
	for b.Loop() {
		for i, args := range [][]string{alone, with} {
			b.StopTimer()
			changes++
			change(b, dir, changes)
			b.StartTimer()
			begin := time.Now()
			goRun(b, dir, args...)
			took[i] += time.Since(begin)
		}
	}
	b.ReportMetric(took[0].Seconds()/float64(b.N), "s-alone/op")
	b.ReportMetric(took[1].Seconds()/float64(b.N), "s-hhgen/op")
	b.ReportMetric(float64(took[1])/float64(took[0]), "ratio")
}

// change gives each package another file, so that nothing about it is cached.
func change(b *testing.B, dir string, n int) {
	b.Helper()
	folders, err := filepath.Glob(filepath.Join(dir, "*", "*.go"))
	if err != nil || len(folders) == 0 {
		b.Fatalf("no packages in %s: %v", dir, err)
	}
	for _, path := range folders {
		name := filepath.Base(filepath.Dir(path))
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), "changed.go"), fmt.Appendf(nil, "package %s\n\n// Change %d.\n", name, n), 0o666); err != nil {
			b.Fatal(err)
		}
	}
}

func goRun(b *testing.B, dir string, args ...string) {
	b.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("go %v: %v\n%s", args, err, out)
	}
}
