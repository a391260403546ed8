//go:build !windows

package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/gen/collector"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/scratch"
)

// A policy of 1,000 records of three fields, compared with loading them as
// BenchmarkCatalogue does it.
func BenchmarkCollector(b *testing.B) {
	dir := scratch.Module(b, "example.com/bench")
	var source strings.Builder
	source.WriteString("package many\n")
	for i := range 1000 {
		fmt.Fprintf(&source, "\ntype Record%d struct {\n\tText%[1]d string `hh:\"metadata,maxbytes=64\"`\n"+
			"\tScore%[1]d float64 `hh:\"metrics,minimum=0,maximum=1\"`\n\tTags%[1]d []string `hh:\"metadata,maxitems=4,maxbytes=16\"`\n}\n", i)
	}
	scratch.Write(b, filepath.Join(dir, "many", "many.go"), source.String())
	b.Chdir(dir)
	var loading, all spent
	size := 0
	for b.Loop() {
		begun := spentUntilNow(b)
		sources, err := load.Load(load.Request{Args: []string{"./many"}})
		if err != nil {
			b.Fatal(err)
		}
		loading.add(begun.since(b))
		p, err := collector.Generate(load.Schemas(sources), collector.Options{})
		if err != nil {
			b.Fatal(err)
		}
		all.add(begun.since(b))
		size = len(p.Text)
	}
	reportLoads(b, loading, all)
	b.ReportMetric(float64(size), "bytes")
}
