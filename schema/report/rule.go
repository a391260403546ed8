package report

import (
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Rule describes a rule to people. Its page is made of this and nothing else.
type Rule struct {
	ID       schema.Rule
	Category string // what a configuration calls the rules of its kind; "" if there is one kind only
	Title    string // what the rule wants, as a sentence
	Why      string // reason, in one or more paragraphs of Markdown
	Before   string // Go code, or a part of a struct, that breaks the rule
	After    string // the same without the finding
	Page     string // its page, relative to the repository's root
}

// repository is where pages are published.
const repository = "https://github.com/hhgen/hhgen/blob/main/"

// URL is the address of the rule's page; "" if it has none.
func (r Rule) URL() string {
	if r.Page == "" {
		return ""
	}
	return repository + r.Page
}

// Markdown is the content of the rule's page.
func (r Rule) Markdown() string {
	var b strings.Builder
	b.WriteString("<!-- Generated from the table of rules. DO NOT EDIT. -->\n\n# " + string(r.ID) + "\n\n" + r.Title + "\n\n")
	if r.Category != "" {
		b.WriteString("Category: " + r.Category + "\n\n")
	}
	b.WriteString(strings.TrimSpace(r.Why) + "\n\n")
	b.WriteString("## Before\n\n```go\n" + strings.TrimSpace(r.Before) + "\n```\n\n")
	b.WriteString("## After\n\n```go\n" + strings.TrimSpace(r.After) + "\n```\n\n")
	b.WriteString("## Exceptions\n\nOn the line, or on a line of its own above it, with a reason:\n\n```go\n//hhgen:ignore " + string(r.ID) + " reason\n```\n")
	return b.String()
}
