package rules_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/rules"
	"github.com/hhgen/hhgen/internal/scratch"
)

var update = flag.Bool("update", false, "write the pages of the rules")

// The pages are those that the tables make, and there are no others.
func TestPages(t *testing.T) {
	root := scratch.Root(t)
	want := map[string]bool{}
	for _, r := range rules.All() {
		page := filepath.Join(root, filepath.FromSlash(r.Page()))
		want[filepath.Base(page)] = true
		if *update {
			scratch.Write(t, page, rules.Markdown(r))
		}
		got, err := os.ReadFile(page)
		if err != nil {
			t.Error(err)
		} else if diff := cmp.Diff(string(got), rules.Markdown(r)); diff != "" {
			t.Errorf("%s is out of date: run go test ./internal/rules -update\n%s", r.Page(), diff)
		}
	}
	pages, err := os.ReadDir(filepath.Join(root, "docs/rules"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if !want[p.Name()] {
			t.Errorf("docs/rules/%s is the page of no rule: remove it", p.Name())
		}
	}
}
