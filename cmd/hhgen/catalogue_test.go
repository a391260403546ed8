//go:build !windows

package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
)

// The catalogue of 1,000 records of 20 fields: loads is how many times as long the whole
// command takes as reading alone, and cpu-loads the same of processor time. The records of the first module have 1,000 keys together, and
// each of the second one has its own.
func BenchmarkCatalogue(b *testing.B) {
	for _, keys := range []int{1000, 20_000} {
		b.Run(fmt.Sprintf("keys=%d", keys), func(b *testing.B) { benchmarkCatalogue(b, keys/20) })
	}
}

// benchmarkCatalogue makes the catalogue of a module whose records are of some kinds:
// those of one have the same keys.
func benchmarkCatalogue(b *testing.B, kinds int) {
	dir := scratch.Module(b, "example.com/bench")
	for p := range 10 {
		var source strings.Builder
		fmt.Fprintf(&source, "// Package p%d declares records.\npackage p%d\n", p, p)
		for r := range 100 {
			fmt.Fprintf(&source, "\n// Record%d is one event.\ntype Record%d struct {\n", r, r)
			for f := range 20 {
				fmt.Fprintf(&source, "\t// Field%d says what it was.\n\tField%dX%d string `hh:\"metadata,maxbytes=64\"`\n", f, f, (100*p+r)%kinds)
			}
			source.WriteString("}\n")
		}
		scratch.Write(b, filepath.Join(dir, fmt.Sprintf("p%d", p), "p.go"), source.String())
	}
	b.Chdir(dir)
	f := &docsFlags{setFlags: setFlags{pkg: new(string)}, out: "docs"}
	formats, err := f.formats()
	if err != nil {
		b.Fatal(err)
	}
	var loading, whole spent
	for b.Loop() {
		began := spentUntilNow(b)
		s, err := f.read([]string{"./..."}, io.Discard)
		if err != nil {
			b.Fatal(err)
		}
		loading.add(began.since(b))
		if err := s.Check(); err != nil {
			b.Fatal(err)
		}
		c, err := f.of(s)
		if err != nil {
			b.Fatal(err)
		}
		if err := f.write(c, formats, io.Discard, io.Discard); err != nil {
			b.Fatal(err)
		}
		whole.add(began.since(b))
	}
	reportLoads(b, loading, whole)
}
