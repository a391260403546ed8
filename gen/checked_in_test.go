package gen_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

var update = flag.Bool("update", false, "rewrite the generated files that are checked in")

// The generated files that are checked in are what the generator makes today.
func TestCheckedIn(t *testing.T) {
	withoutDetector(t)
	pkgs, err := gostruct.Load(gostruct.Config{Dir: "..", Output: "hh_gen.go"},
		"./examples/...", "./runtime/testdata/chat", "./runtime/testdata/kinds/...", "./testdata/sizes", "./testdata/turn", "./runtime/testdata/wire")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, p := range pkgs {
		if len(p.Records) == 0 {
			continue
		}
		count++
		if err := schema.Check(p.Package); err != nil {
			t.Fatal(err)
		}
		want, err := gen.Generate(gen.Config{Package: p.Package, Types: p.Types, Guarded: p.Guarded, Declared: p.Declared})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(p.Dir, "hh_gen.go")
		if *update {
			if err := os.WriteFile(path, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), string(want)); diff != "" {
			t.Errorf("%s is stale, run go test ./gen -run CheckedIn -update: -file +generated:\n%s", path, diff)
		}
	}
	if count < 5 {
		t.Errorf("%d packages with records, want at least 5", count)
	}
}
