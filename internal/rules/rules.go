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
	if Suppressible(r) {
		b.WriteString("\n## Suppression\n\nOn the line of the finding, or on a line of its own above it, with a reason:\n\n```go\n//hhgen:ignore " + r.ID + " reason\n```\n")
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

// Suppressible reports whether a comment can suppress findings of a rule. Only
// findings of lint, breaking and vet can be suppressed.
func Suppressible(r *schema.Rule) bool {
	return lint.Descriptions().Find(r.ID) != nil || breaking.Rules.Find(r.ID) != nil || vet.Rules.Find(r.ID) != nil
}
