package judge

import (
	"fmt"
	"testing"

	"github.com/hhgen/hhgen/internal/raw"
	"github.com/hhgen/hhgen/schema"
)

// Imports that are added together make no cycle.
func TestPossibleImports(t *testing.T) {
	code := func(path string, deps ...string) *listed {
		return &listed{ImportPath: path, Name: "p", GoFiles: []string{"p.go"}, Imports: deps, Deps: append([]string{raw.AttributePath}, deps...)}
	}
	records := func(path string, deps ...string) *listed {
		p := code(path, deps...)
		p.GoFiles = append(p.GoFiles, schema.OutputName)
		return p
	}
	chat, enrich, hidden := records("m/chat", "m/keys"), records("m/enrich", "m/units"), records("m/other/internal/hidden")
	enrich.TestImports = []string{"m/fixture"}
	pkgs := []*listed{
		chat, enrich, hidden, code("m/keys"), code("m/units"), code("m/deep"), code("m/fixture", "m/deep"),
		code("m/orders"), code("m/pay", "m/chat", "m/keys"), {ImportPath: "m/plain", Name: "p", GoFiles: []string{"p.go"}},
	}
	want := map[string]string{
		"m/orders": "package p\n\nimport _ \"m/chat\"\nimport _ \"m/enrich\"\n",
		"m/pay":    "package p\n\nimport _ \"m/enrich\"\n",
	}
	got := map[string]string{}
	for _, p := range pkgs {
		if text := possibleImports(p, pkgs, belowRecords(pkgs)); text != "" {
			got[p.ImportPath] = text
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
