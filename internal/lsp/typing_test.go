package lsp

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
)

// BenchmarkTyping measures how long after a key was pressed the findings of a package
// with ten records are shown, with the pause that the server waits for.
func BenchmarkTyping(b *testing.B) {
	dir := app(b)
	schema := filepath.Join(dir, "ten/ten.go")
	var text strings.Builder
	text.WriteString("// Package ten has ten records.\npackage ten\n")
	for i := range 10 {
		fmt.Fprintf(&text, "\n// Record%d is a record.\ntype Record%d struct {\n", i, i)
		for j := range 8 {
			fmt.Fprintf(&text, "\t// Name%d%d is a name.\n\tName%d%d string `hh:\"metadata,maxbytes=64\"`\n", i, j, i, j)
		}
		text.WriteString("}\n")
	}
	right := text.String()
	wrong := strings.Replace(right, "metadata,", "metadatta,", 1)
	scratch.Write(b, schema, right)
	c := start(b)
	c.initialize(nil, dir)
	c.open(schema, wrong)
	c.awaitRule(schema, typo)
	for b.Loop() {
		c.change(schema, contentChange{Text: strings.Replace(wrong, "metadatta,", "metadata,", 1)})
		c.awaitNone(schema, typo)
		c.change(schema, contentChange{Text: wrong})
		c.awaitRule(schema, typo)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(2*b.N), "ms/change")
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MB")
}
