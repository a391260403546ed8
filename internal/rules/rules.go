// Package rules joins the tables of rules, and writes a page for each rule: for
// docs/rules, and for a terminal.
package rules

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/known"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/lint"
	"github.com/hhgen/hhgen/schema/live"
)

// source is a table of rules, with the commands that report them.
type source struct {
	reporter string
	rules    schema.RuleTable
	group    func(*schema.Rule) string // the group of a rule in the table; nil if the table has no groups
}

var sources = []source{
	{"every command that reads a schema", schema.Rules, nil},
	{"every command that reads hhgen.yaml", config.Rules, nil},
	{"every command with `--baseline`", known.Rules, nil},
	{"`hhgen lint`", lint.Descriptions(), level},
	{"`hhgen budget`", lint.Budget, func(*schema.Rule) string { return "as an error" }},
	{"`hhgen breaking`", breaking.Rules, func(r *schema.Rule) string { return r.Category }},
	{"`hhgen vet`", vet.Rules, nil},
	{"`hhgen live`", live.Rules, nil},
}

// All returns all rules, each once. Tables share the rules that several commands
// report.
func All() (all schema.RuleTable) {
	for _, s := range sources {
		for _, r := range s.rules {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

// Markdown returns the content of a rule's page.
func Markdown(r *schema.Rule) string {
	var b strings.Builder
	b.WriteString("<!-- Generated from the table of rules. DO NOT EDIT. -->\n\n# " + r.ID + "\n\n" + r.Title + "\n\n")
	b.WriteString("Severity: " + string(r.Severity) + ". Reported by: " + strings.Join(reporters(r), ", ") + ".\n\n")
	b.WriteString(strings.TrimSpace(r.Why) + "\n")
	if r.Before != "" {
		b.WriteString("\n## Before\n\n```" + Language(r.Before) + "\n" + strings.TrimSpace(r.Before) + "\n```\n")
		b.WriteString("\n## After\n\n```" + Language(r.After) + "\n" + strings.TrimSpace(r.After) + "\n```\n")
	}
	for i, s := range suppressions(r) {
		if i == 0 {
			b.WriteString("\n## Suppression\n")
		}
		b.WriteString("\n" + s.where + ":\n\n```" + s.language + "\n" + s.text + "\n```\n")
	}
	return b.String()
}

// reporters returns the commands that report a rule.
func reporters(r *schema.Rule) (names []string) {
	for _, s := range sources {
		if s.rules.Find(r.ID) != nil {
			names = append(names, s.reporterOf(r))
		}
	}
	return names
}

// level returns the first level of lint that has a rule.
func level(r *schema.Rule) string {
	for _, l := range lint.Rules {
		if l.Rule == r {
			return string(l.Level)
		}
	}
	return ""
}

// Language returns the language of an example for its code block: JSON or Go.
func Language(example string) string {
	if strings.HasPrefix(strings.TrimSpace(example), "{") {
		return "json"
	}
	return "go"
}

// Suppressible reports whether the findings of a rule can be suppressed, and known:
// those of lint, breaking, vet and live.
func Suppressible(r *schema.Rule) bool {
	return lint.Descriptions().Find(r.ID) != nil || breaking.Rules.Find(r.ID) != nil || vet.Rules.Find(r.ID) != nil || live.Rules.Find(r.ID) != nil
}

// way is one way to suppress a finding.
type way struct{ where, short, language, text string }

// suppressions are the ways to suppress findings of a rule; none if there is no way.
func suppressions(r *schema.Rule) []way {
	comment := way{"On the line of the finding, or on a line of its own above it, with a reason", "with a reason, on its line or alone above it", "go", "//hhgen:ignore " + r.ID + " reason"}
	entry := way{"In hhgen.yaml, for a key, and/or a record or package", "of a key, and/or a record or package", "yaml",
		"lint:\n  suppressions:\n    - rule: " + r.ID + "\n      key: metadata.tenant\n      reason: why it is needed"}
	off := way{"In hhgen.yaml, for all spans", "of all spans", "yaml", "lint:\n  rules:\n    " + r.ID + ": off"}
	switch {
	case !Suppressible(r):
		return nil
	case live.Rules.Find(r.ID) == nil:
		return []way{comment}
	case live.OfSpans(r):
		return []way{off}
	case r == live.Undeclared:
		return []way{entry}
	}
	return []way{comment, entry}
}
