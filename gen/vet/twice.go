package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// twice reports fields that one call of an enricher sets twice.
func (c *checker) twice(call *ast.CallExpr) {
	first := map[string]ast.Node{}
	c.visitGiven(call.Args, func(key string, at ast.Node) {
		if before, again := first[key]; again {
			c.report(FieldTwice, at, fmt.Sprintf("%s is given twice in one call, and only the later value stays: remove one", key), related(before, "first given here"))
		}
		first[key] = at
	})
}

// given are the keys of the fields that arguments of an enricher set.
func (c *checker) given(args []ast.Expr) map[string]ast.Node {
	found := map[string]ast.Node{}
	c.visitGiven(args, func(key string, at ast.Node) { found[key] = at })
	return found
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

// pathKey is the key of the field that a path leads to in a record.
func (c *checker) pathKey(n *types.Named, path string) string {
	for {
		first, rest, nested := strings.Cut(path, ".")
		if !nested {
			return c.fields[fieldKey(n, path)].Key
		}
		obj, _, _ := types.LookupFieldOrMethod(n, true, n.Obj().Pkg(), first)
		if obj == nil || named(obj.Type()) == nil {
			return ""
		}
		n, path = named(obj.Type()), rest
	}
}
