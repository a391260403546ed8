package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
)

// twice reports fields that one call of an enricher sets twice, unless both are
// parts of records, which may have them in common.
func (c *checker) twice(call *ast.CallExpr) {
	first := map[string]ast.Node{}
	c.visitGiven(call.Args, func(key string, at ast.Node) {
		if before, again := first[key]; again && (isArgument(call, at) || isArgument(call, before)) {
			c.report(FieldTwice, at, fmt.Sprintf("%s is set twice in one call, and only the last value is recorded: remove one", key), related(before, "first set here"))
		}
		first[key] = at
	})
}

func isArgument(call *ast.CallExpr, n ast.Node) bool {
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return ast.Unparen(arg) == n })
}

// visitGiven calls f for the key of each field that is set by an argument: a
// setter's call, a record's literal, or a call of its constructor.
func (c *checker) visitGiven(args []ast.Expr, f func(key string, at ast.Node)) {
	for _, arg := range args {
		arg = ast.Unparen(arg)
		if u, ok := arg.(*ast.UnaryExpr); ok {
			arg = ast.Unparen(u.X)
		}
		switch arg := arg.(type) {
		case *ast.CompositeLit:
			c.visitLiteral(arg, f)
		case *ast.CallExpr:
			switch s := c.setter(arg); {
			case s == nil:
				if n := named(c.TypesInfo.TypeOf(arg)); n != nil && c.record(n) != nil && c.constructs(arg, n) {
					c.visitGiven(arg.Args, f)
				}
			case s.open == nil:
				f(s.attr.Key, arg)
			case c.TypesInfo.Types[arg.Args[0]].Value != nil:
				f(s.attr.Key+"."+constant.StringVal(c.TypesInfo.Types[arg.Args[0]].Value), arg)
			}
		}
	}
}

// constructs reports whether a call calls the constructor of a record.
func (c *checker) constructs(call *ast.CallExpr, n *types.Named) bool {
	f, ok := c.callee(call.Fun).(*types.Func)
	return ok && f.Pkg() == n.Obj().Pkg() && f.Name() == c.record(n).New
}

// visitLiteral calls f for each field that a record's literal sets.
func (c *checker) visitLiteral(lit *ast.CompositeLit, f func(key string, at ast.Node)) {
	n := named(c.TypesInfo.TypeOf(lit))
	if n == nil {
		return
	}
	s, ok := n.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, elt := range lit.Elts {
		field, value := element(s, i, elt)
		if a, ok := c.fields[fieldKey(n, field)]; ok {
			f(a.Key, elt)
		} else if inner, ok := ast.Unparen(value).(*ast.CompositeLit); ok && c.embeds(s, field) {
			c.visitLiteral(inner, f)
		}
	}
}

// embeds reports whether a struct embeds a field of that name.
func (c *checker) embeds(s *types.Struct, field string) bool {
	for f := range s.Fields() {
		if f.Name() == field {
			return f.Embedded()
		}
	}
	return false
}
