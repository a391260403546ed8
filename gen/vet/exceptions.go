package vet

import (
	"fmt"
	"go/ast"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// exceptions reports the comments that make no exception: without a reason,
// from a rule that there is not, or where nothing is to be excepted. Those about
// rules of schemas are judged by hhgen lint.
func (c *checker) exceptions() {
	var known []string
	for _, r := range Rules {
		known = append(known, string(r.ID))
	}
	for _, d := range c.ignores {
		at := &ast.Comment{Slash: d.Pos, Text: string(make([]byte, int(d.End-d.Pos)))}
		switch {
		case d.Rule == "" && c.schemas[c.Pkg.Path()] == nil:
			c.report(IgnoreForm, at, "the exception names no rule: write //hhgen:ignore, the rule and why")
		case !slices.Contains(known, string(d.Rule)):
		case d.Reason == "":
			c.report(IgnoreForm, at, fmt.Sprintf("the exception from %s gives no reason: write //hhgen:ignore %s and why", d.Rule, d.Rule))
		case !d.Used():
			c.report(IgnoreUnused, at, fmt.Sprintf("nothing here breaks %s: remove the comment", d.Rule))
		}
	}
}

// pageOf is the address of a rule's page.
func pageOf(rule schema.Rule) string {
	for _, r := range Rules {
		if r.ID == rule {
			return r.URL()
		}
	}
	return ""
}
