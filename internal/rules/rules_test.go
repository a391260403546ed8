package rules_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/internal/rules"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
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

// Each rule says all that its page needs.
func TestComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules.All() {
		if seen[r.ID] {
			t.Errorf("%s is in the tables as two rules", r.ID)
		}
		seen[r.ID] = true
		if !strings.HasSuffix(r.Title, ".") || !strings.HasSuffix(strings.TrimSpace(r.Why), ".") && !strings.HasSuffix(strings.TrimSpace(r.Why), ".)") {
			t.Errorf("%s: the title and the reason are sentences", r.ID)
		}
		if (r.Before == "") != (r.After == "") {
			t.Errorf("%s has one half of an example", r.ID)
		}
		if r.Severity != schema.Error && r.Severity != schema.Warning {
			t.Errorf("%s has severity %q", r.ID, r.Severity)
		}
	}
}

// The page for a terminal says what the other one does, in lines that fit.
func TestText(t *testing.T) {
	words := func(s string) []string {
		return strings.Fields(strings.NewReplacer("`", "", "```go", "", "```json", "", "```", "").Replace(s))
	}
	for _, r := range rules.All() {
		text := rules.Text(r)
		if !strings.HasPrefix(text, r.ID+" ("+string(r.Severity)+")\n\n"+r.Title+"\n") || !strings.HasSuffix(text, "\n"+r.URL()+"\n") {
			t.Errorf("%s begins and ends otherwise:\n%s", r.ID, text)
		}
		rest := words(text)
		for _, word := range words(r.Why + "\n" + r.Before + "\n" + r.After) {
			i := slices.Index(rest, word)
			if i < 0 {
				t.Errorf("%s lacks %q where it belongs:\n%s", r.ID, word, text)
				break
			}
			rest = rest[i+1:]
		}
		for line := range strings.Lines(text) {
			if strings.Contains(line, "```") || line != "\n" && strings.TrimRight(line, " \t\n") != strings.TrimSuffix(line, "\n") ||
				!strings.HasPrefix(line, "    ") && len(line) > 82 && !strings.HasPrefix(line, r.Title) {
				t.Errorf("%s has the line %q", r.ID, line)
			}
		}
	}
}

// The list has each rule.
func TestList(t *testing.T) {
	list := rules.List()
	for _, r := range rules.All() {
		row := regexp.MustCompile(`(?m)^  ` + r.ID + ` +` + string(r.Severity) + ` +` + regexp.QuoteMeta(r.Title) + `$`)
		if !row.MatchString(list) {
			t.Errorf("%s is not listed", r.ID)
		}
	}
	if a, b := strings.Index(list, "lint (minimal)"), strings.Index(list, "lint (strict)"); a < 0 || b < a {
		t.Error("levels are not in their order")
	}
}
