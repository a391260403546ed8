package vet

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/ignore"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/lint"
)

// suppressions reports the comments that suppress nothing: they give no reason,
// name an unknown rule, or are where nothing breaks their rule. Comments about
// rules of schemas, and all comments in a schema's declarations, are left to hhgen
// lint.
func (c *checker) suppressions() {
	own := c.schemas[c.Pkg.Path()] != nil
	for _, d := range c.ignores {
		at := &ast.Comment{Slash: d.Pos, Text: string(make([]byte, int(d.End-d.Pos)))}
		switch {
		case Rules.Find(d.Rule) != nil:
			c.suppression(d, at)
		case own, slices.Contains(others, d.Rule):
		case d.Rule == "":
			c.report(lint.IgnoreForm, at, "the suppression names no rule: write //hhgen:ignore RULE and the reason")
		default:
			c.report(lint.IgnoreForm, at, fmt.Sprintf("there is no rule %s to suppress: %s", d.Rule, suggest(d.Rule)))
		}
	}
}

// suppression reports a suppression of one of this package's rules that has no
// reason, or that no finding needed.
func (c *checker) suppression(d *ignore.Directive, at ast.Node) {
	switch {
	case d.Reason == "":
		c.report(lint.IgnoreForm, at, fmt.Sprintf("the suppression of %s gives no reason: write //hhgen:ignore %s and the reason", d.Rule, d.Rule))
	case !d.Used():
		c.report(lint.IgnoreUnused, at, fmt.Sprintf("nothing here breaks %s: remove the comment", d.Rule))
	}
}

// others are the ids of the rules that look at schemas.
var others = slices.Concat(lint.IDs(), breaking.Rules.IDs())

// suggest is the fix for a suppression that names an unknown rule.
func suggest(rule string) string {
	if strings.Contains(rule, ",") {
		return "write a comment for each"
	}
	return schema.SuggestOr(rule, slices.Concat(others, Rules.IDs()), "see docs/rules and hhgen lint --rules")
}
