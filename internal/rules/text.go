package rules

import (
	"fmt"
	"go/doc/comment"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Text returns a rule's page for a terminal.
func Text(r *schema.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n\n%s\n\n", r.ID, r.Severity, r.Title)
	fmt.Fprintf(&b, "Reported by %s.\n\n%s", plain(strings.Join(reporters(r), ", ")), wrapped(r.Why))
	if r.Before != "" {
		b.WriteString("\nBefore:\n\n" + indented(r.Before) + "\nAfter:\n\n" + indented(r.After))
	}
	for _, s := range suppressions(r) {
		b.WriteString("\nTo suppress a finding, " + s.short + ":\n\n" + indented(s.text))
	}
	b.WriteString("\n" + r.URL() + "\n")
	return b.String()
}

// wrapped is the text of paragraphs in lines for a terminal.
func wrapped(text string) string {
	var parser comment.Parser
	printer := comment.Printer{TextWidth: 80, TextCodePrefix: "    "}
	return string(printer.Text(parser.Parse(strings.TrimSpace(text))))
}

// indented is code, set off from text.
func indented(code string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(code)) {
		if line != "\n" {
			b.WriteString("    ")
		}
		b.WriteString(strings.TrimSuffix(line, "\n") + "\n")
	}
	return b.String()
}

// plain is Markdown without marks of code.
func plain(markdown string) string { return strings.ReplaceAll(markdown, "`", "") }

// List returns all rules in lines, below who reports them. A rule that several
// commands report is below each.
func List() string {
	var b strings.Builder
	columns := len(slices.MaxFunc(All().IDs(), func(a, b string) int { return len(a) - len(b) }))
	for _, s := range sources {
		for _, g := range s.groups() {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "Reported by %s:\n", plain(g))
			for _, r := range s.rules {
				if s.reporterOf(r) == g {
					fmt.Fprintf(&b, "  %-*s  %-7s  %s\n", columns, r.ID, r.Severity, r.Title)
				}
			}
		}
	}
	return b.String()
}

// reporterOf says who reports a rule of the table.
func (s source) reporterOf(r *schema.Rule) string {
	if s.group == nil {
		return s.reporter
	}
	return s.reporter + " (" + s.group(r) + ")"
}

// groups are the reporters of the table's rules, sorted: levels of lint
// begin with the least demanding.
func (s source) groups() (groups []string) {
	for _, r := range s.rules {
		if g := s.reporterOf(r); !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	slices.Sort(groups)
	return groups
}
