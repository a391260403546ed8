package lint_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/lint"
)

// Each entry of the table is complete.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range lint.Rules {
		if seen[r.ID] {
			t.Errorf("%s is in the table twice", r.ID)
		}
		seen[r.ID] = true
		if !slices.Contains(lint.Levels, r.Level) {
			t.Errorf("%s has level %q", r.ID, r.Level)
		}
		if r.Default != schema.Error && r.Default != schema.Warning {
			t.Errorf("%s has the severity %q", r.ID, r.Default)
		}
		if !strings.HasSuffix(r.Title, ".") || r.Why == "" || r.Before == "" || r.After == "" {
			t.Errorf("%s is not described", r.ID)
		}
	}
}

// Before breaks its rule and After does not, as the pages say. All examples are
// read by one load.
func TestExamples(t *testing.T) {
	dir := scratch.Module(t, "example.com")
	for _, r := range lint.Rules {
		for name, text := range map[string]string{"before": r.Before, "after": r.After} {
			for pkg, source := range packagesIn(text) {
				folder := strings.ToLower(r.ID) + "/" + name + "/" + pkg
				source = strings.ReplaceAll(source, "IMPORT", "example.com/"+strings.TrimSuffix(folder, pkg))
				scratch.Write(t, filepath.Join(dir, filepath.FromSlash(folder), "p.go"), source)
			}
		}
	}
	loaded, err := gostruct.Load(gostruct.Config{Dir: dir, Output: "hh_gen.go"}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range lint.Rules {
		for name, want := range map[string]bool{"before": true, "after": false} {
			prefix := "example.com/" + strings.ToLower(r.ID) + "/" + name + "/"
			findings := lintExample(t, prefix, loaded)
			got := slices.ContainsFunc(findings, func(f *schema.Finding) bool { return f.Rule.ID == r.ID })
			if got != want {
				t.Errorf("%s, %s: finding of the rule: %t, want %t; all findings are %v", r.ID, name, got, want, findings)
			}
		}
	}
}

// lintExample lints the packages below a path.
func lintExample(t *testing.T, prefix string, loaded []*gostruct.Package) schema.Findings {
	t.Helper()
	cfg := lint.Config{Level: lint.Strict, Today: time.Now()}
	var pkgs []*schema.Package
	for _, p := range loaded {
		if !strings.HasPrefix(p.Path, prefix) {
			continue
		}
		if err := schema.Check(p.Package); err != nil {
			t.Error(err)
		}
		pkgs = append(pkgs, p.Package)
		if p.Name == "dictionary" {
			cfg.Dictionaries, cfg.Require = append(cfg.Dictionaries, p.Package), true
		}
		for _, f := range p.Syntax {
			for _, one := range suppression.In(p.Fset, f) {
				one.Pos.Filename = relative(t, p, one.Pos.Filename)
				one.Comment.Shown.Filename = relative(t, p, one.Comment.Shown.Filename)
				cfg.Suppressions = append(cfg.Suppressions, one)
			}
		}
	}
	if pkgs == nil {
		t.Fatalf("no packages below %s", prefix)
	}
	return lint.Run(cfg, pkgs)
}

// relative is the name that positions in a package have for its file.
func relative(t *testing.T, p *gostruct.Package, file string) string {
	t.Helper()
	return filepath.Join(filepath.Dir(p.Records[0].Pos.Filename), filepath.Base(file))
}

var imports = map[string]string{
	"time.": "time", "json.": "encoding/json", "dictionary.": "IMPORTdictionary", "hh.": "github.com/hhgen/hhgen/runtime",
}

// packagesIn makes files of an example: of its packages, or of one that it is a
// part of.
func packagesIn(text string) map[string]string {
	if !strings.Contains(text, "type ") {
		text = "type Record struct {\n" + text + "\n}"
	}
	if !strings.HasPrefix(text, "package ") {
		text = "package app\n\n" + text
	}
	files := map[string]string{}
	for _, part := range regexp.MustCompile(`(?m)^package `).Split(text, -1)[1:] {
		name, rest, _ := strings.Cut(part, "\n")
		var header strings.Builder
		fmt.Fprintf(&header, "package %s\n", name)
		for use, path := range imports {
			if regexp.MustCompile(`(?m)[\s\[\]*]` + regexp.QuoteMeta(use) + `[A-Z]`).MatchString(rest) {
				alias := ""
				if use == "hh." {
					alias = "hh "
				}
				fmt.Fprintf(&header, "\nimport %s%q\n", alias, path)
			}
		}
		files[name] = header.String() + rest
	}
	return files
}
