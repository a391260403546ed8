package breaking_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/report"
)

var update = flag.Bool("update", false, "write the pages of the rules")

// The pages of the rules are those that the table makes, and there are no others.
func TestPages(t *testing.T) {
	want := map[string]bool{}
	for _, r := range breaking.Rules {
		name := filepath.Join("../..", r.Page)
		want[filepath.Base(name)] = true
		if *update {
			if err := os.WriteFile(name, []byte(r.Markdown()), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		page, err := os.ReadFile(name)
		if err != nil {
			t.Errorf("%v: run go test ./schema/breaking -update", err)
		} else if diff := cmp.Diff(r.Markdown(), string(page)); diff != "" {
			t.Errorf("%s is out of date: run go test ./schema/breaking -update\n%s", name, diff)
		}
	}
	pages, err := os.ReadDir("rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if !want[p.Name()] {
			t.Errorf("rules/%s is the page of no rule: remove it", p.Name())
		}
	}
}

// Each rule says all that its page needs.
func TestRulesAreComplete(t *testing.T) {
	seen := map[schema.Rule]bool{}
	for _, r := range breaking.Rules {
		if seen[r.ID] {
			t.Errorf("rule %s is there twice", r.ID)
		}
		seen[r.ID] = true
		for what, text := range map[string]string{"title": r.Title, "reason": r.Why, "before": r.Before, "after": r.After, "category": r.Category} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("rule %s has no %s", r.ID, what)
			}
		}
		if !strings.HasSuffix(r.Title, ".") || !strings.HasSuffix(r.Why, ".") {
			t.Errorf("rule %s: the title and the reason are sentences", r.ID)
		}
		if r.Severity != report.Error && r.Severity != report.Warning {
			t.Errorf("rule %s has severity %q", r.ID, r.Severity)
		}
	}
	if got := len(breaking.Reported()); got != len(breaking.Rules) {
		t.Errorf("%d rules are reported, of %d", got, len(breaking.Rules))
	}
}
