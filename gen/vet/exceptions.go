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

// exceptions reports the comments that make no exception: without a reason,
// from a rule that there is not, or where nothing is to be excepted. Those about
// rules of schemas, and all in the declarations of a schema, are judged by hhgen
// lint.
func (c *checker) exceptions() {
	own := c.schemas[c.Pkg.Path()] != nil
	for _, d := range c.ignores {
		at := &ast.Comment{Slash: d.Pos, Text: string(make([]byte, int(d.End-d.Pos)))}
		switch {
		case Rules.Find(d.Rule) != nil:
			c.exception(d, at)
		case own, slices.Contains(others, d.Rule):
		case d.Rule == "":
			c.report(lint.IgnoreForm, at, "the exception names no rule: write //hhgen:ignore, the rule and why")
		default:
			c.report(lint.IgnoreForm, at, fmt.Sprintf("there is no rule %s to except from: %s", d.Rule, suggest(d.Rule)))
		}
	}
}

// exception judges an exception from one of the rules.
func (c *checker) exception(d *ignore.Directive, at ast.Node) {
	switch {
	case d.Reason == "":
		c.report(lint.IgnoreForm, at, fmt.Sprintf("the exception from %s gives no reason: write //hhgen:ignore %s and why", d.Rule, d.Rule))
	case !d.Used():
		c.report(lint.IgnoreUnused, at, fmt.Sprintf("nothing here breaks %s: remove the comment", d.Rule))
	}
}

// others are the ids of the rules that look at schemas.
var others = slices.Concat(lint.IDs(), breaking.Rules.IDs())

// suggest is the way out of an unknown rule.
func suggest(rule string) string {
	if strings.Contains(rule, ",") {
		return "write a comment for each"
	}
	return schema.SuggestOr(rule, slices.Concat(others, Rules.IDs()), "see docs/rules and hhgen lint --rules")
}
