package vet

import (
	"go/ast"
	"slices"

	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/lint"
)

// others are the ids of the rules that look at schemas.
var others = slices.Concat(lint.IDs(), breaking.Rules.IDs())

// judgeSuppressions reports the comments that suppress nothing: they give no
// reason, name an unknown rule, or are where nothing breaks their rule. Comments
// about rules of schemas, and those in a package with a schema that name no known
// rule, are left to hhgen lint.
func (c *checker) judgeSuppressions() {
	own := func(id string) bool { return Rules.Find(id) != nil }
	for _, p := range c.accepted.Malformed(Rules.IDs(), others) {
		if own(p.Rule) || c.schemas[c.Pkg.Path()] == nil {
			c.report(suppression.Form, span(p), p.Message)
		}
	}
	for _, p := range c.accepted.Unneeded(own) {
		c.report(suppression.Unused, span(p), p.Message)
	}
}

// span is the comment of a suppression as a node.
func span(p suppression.Problem) ast.Node {
	return &ast.Comment{Slash: p.Comment.Start, Text: string(make([]byte, int(p.Comment.End-p.Comment.Start)))}
}
