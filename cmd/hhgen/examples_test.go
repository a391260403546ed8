package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/internal/scratch"
)

// What is checked in of the examples is what the command makes today, also
// where JSON Schema declares a package, or was made of one.
func TestExamplesAreUpToDate(t *testing.T) {
	t.Chdir(scratch.Root(t))
	for _, args := range [][]string{{"check", "./examples/..."}, {"schema", "--check", "./examples/quickstart/chat"},
		{"docs", "--check", "--uses", "--out", "examples/services", "--link", "https://github.com/hhgen/hhgen/blob/main/{file}#L{line}", "./examples/services/..."},
		{"collector", "--check", "--out", "examples/services/policy.yaml", "./examples/services/..."}} {
		out, err := exec.Command("hhgen", args...).CombinedOutput() // of TestMain; go vet runs the same program
		if err != nil {
			t.Errorf("hhgen %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// The same 100 records of 20 fields, from JSON Schema and from Go source.
func BenchmarkSources(b *testing.B) {
	dir := scratch.Module(b, "example.com/bench")
	var source strings.Builder
	source.WriteString("package structs\n")
	files := []string{}
	for i := range 100 {
		fmt.Fprintf(&source, "\ntype Record%d struct {\n", i)
		var members []string
		for j := range 20 {
			fmt.Fprintf(&source, "\tField%dX%d string `hh:\"metadata,maxbytes=64\"`\n", i, j)
			members = append(members, fmt.Sprintf(`"field%d_x%d": {"type": "string", "x-hh-maxbytes": 64}`, i, j))
		}
		source.WriteString("}\n")
		name := filepath.Join(dir, "schemas", fmt.Sprintf("record%d.schema.json", i))
		files = append(files, name)
		scratch.Write(b, name, fmt.Sprintf(`{"title": "Record%d", "type": "object", "properties": {"metadata": {"type": "object", "properties": {%s}}}}`,
			i, strings.Join(members, ", ")))
	}
	scratch.Write(b, filepath.Join(dir, "structs", "structs.go"), source.String())
	b.Chdir(dir)
	for _, c := range []struct {
		name string
		args []string
	}{{"go", []string{"./structs"}}, {"json", files}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				sources, err := load.Load(load.Request{Args: c.args})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := output.Plan(sources); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
