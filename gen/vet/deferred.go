package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// deferredArguments reports what a deferred recording gets too early: the arguments of
// a deferred call are evaluated by the defer statement, not when the call runs.
func (c *checker) deferredArguments(cur inspector.Cursor, d *ast.DeferStmt) {
	args := c.recordedArguments(d.Call)
	if len(args) == 0 {
		return
	}
	after := c.following(cur)
	for _, arg := range args {
		if since := c.sinceStart(arg); since != nil {
			message := fmt.Sprintf("%s is measured when the defer statement runs: put the call into defer func() { ... }()", types.ExprString(since))
			c.report(DeferArgument, since, message, c.putIntoFunc(d, after)...)
			return
		}
		for _, read := range c.placesIn(arg) {
			if write := after.write(c, read); write != nil && !c.isCondition(cur, read.root) && !c.keepsValue(d.Call, read) {
				message := fmt.Sprintf("%s is read when the defer statement runs, and gets its value later: put the call into defer func() { ... }()",
					types.ExprString(read.expr))
				c.report(DeferArgument, read.expr, message, append(c.putIntoFunc(d, after), related(write, "it gets a value here"))...)
				return
			}
		}
	}
}

// keepsValue reports whether a function literal gets a value by its parameter to keep it,
// although the variable changes later. A value that is still zero is not worth keeping.
func (c *checker) keepsValue(call *ast.CallExpr, p place) bool {
	_, isLit := ast.Unparen(call.Fun).(*ast.FuncLit)
	return isLit && !c.isError(p.expr) && !c.startsZero(p.root)
}

// recordedArguments are the arguments of a deferred call that a recording records.
func (c *checker) recordedArguments(call *ast.CallExpr) (args []ast.Expr) {
	if c.recording(call) != "" {
		context := c.contextOf(call)
		return slices.DeleteFunc(slices.Clone(call.Args), func(arg ast.Expr) bool { return arg == context })
	}
	for _, arg := range call.Args {
		if made, ok := ast.Unparen(arg).(*ast.CallExpr); ok && c.enricher(made) == "Attributes" {
			args = append(args, made.Args...)
		}
	}
	if args != nil {
		return args
	}
	body, params := c.bodyOf(call)
	for i, p := range params {
		if i < len(call.Args) && c.records(body, p) {
			args = append(args, call.Args[i])
		}
	}
	return args
}

// records reports whether a function passes a variable to a recording, other than as
// its context.
func (c *checker) records(body *ast.BlockStmt, v *types.Var) (found bool) {
	if isContext(v.Type()) {
		return false
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found && c.recording(call) != "" {
			found = slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return c.mentions(arg, v) })
		}
		return !found
	})
	return found
}

// mentions reports whether a node names an object.
func (c *checker) mentions(n ast.Node, obj types.Object) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && c.TypesInfo.Uses[id] == obj {
			found = true
		}
		return !found
	})
	return found
}

// isCondition reports whether a statement is in a branch that depends on a variable:
// there, its value is known.
func (c *checker) isCondition(cur inspector.Cursor, v types.Object) bool {
	for at := range cur.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		switch n := at.Node().(type) {
		case *ast.IfStmt:
			if c.mentions(n.Cond, v) {
				return true
			}
		case *ast.CaseClause:
			if slices.ContainsFunc(n.List, func(e ast.Expr) bool { return c.mentions(e, v) }) {
				return true
			}
		default:
			return false
		}
	}
	return false
}

// sinceStart is a call in an expression that measures the time since a variable's
// time.Now().
func (c *checker) sinceStart(e ast.Expr) (since *ast.CallExpr) {
	visitNow(e, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || since != nil {
			return since == nil
		}
		f := c.static(call)
		if f == nil || f.Pkg().Path() != "time" || len(call.Args) != 1 {
			return true
		}
		sel, isMethod := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if f.Name() == "Since" || f.Name() == "Sub" && isMethod && c.isNow(sel.X) {
			if v, ok := c.objectOf(call.Args[0]).(*types.Var); ok && c.startsNow(v) {
				since = call
			}
		}
		return since == nil
	})
	return since
}

// isNow reports whether an expression is time.Now(), perhaps in another form, such as
// time.Now().UTC().
func (c *checker) isNow(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	f := c.static(call)
	if f == nil || f.Pkg().Path() != "time" {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return f.Name() == "Now" || ok && f.Signature().Recv() != nil && c.isNow(sel.X)
}

// startsNow reports whether a function's variable gets time.Now() where it is declared.
func (c *checker) startsNow(v *types.Var) bool {
	scope := v.Parent()
	if scope == nil || scope == c.Pkg.Scope() {
		return false
	}
	for at := range c.root.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
		switch n := at.Node().(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if id, ok := lhs.(*ast.Ident); ok && c.TypesInfo.Defs[id] == v && len(n.Rhs) == len(n.Lhs) {
					return c.isNow(n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if c.TypesInfo.Defs[name] == v && len(n.Values) == len(n.Names) {
					return c.isNow(n.Values[i])
				}
			}
		}
	}
	return false
}

// putIntoFunc is the fix that defers a function which makes the call. There is none if
// the context or the span gets another value after the defer.
func (c *checker) putIntoFunc(d *ast.DeferStmt, after following) []func(*analysis.Diagnostic) {
	if _, isLit := ast.Unparen(d.Call.Fun).(*ast.FuncLit); isLit {
		return nil
	}
	others := c.placesIn(d.Call.Fun)
	if ctx := c.contextOf(d.Call); ctx != nil {
		others = append(others, c.placesIn(ctx)...)
	}
	if slices.ContainsFunc(others, func(p place) bool { return after.write(c, p) != nil }) {
		return nil
	}
	return []func(*analysis.Diagnostic){fix("Put the call into a deferred function",
		analysis.TextEdit{Pos: d.Call.Pos(), End: d.Call.Pos(), NewText: []byte("func() { ")},
		analysis.TextEdit{Pos: d.Call.End(), End: d.Call.End(), NewText: []byte(" }()")})}
}

// visitNow visits the parts of an expression that are evaluated where it stands:
// functions run later, and pointers are followed later.
func visitNow(e ast.Expr, f func(ast.Node) bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				_, isLiteral := ast.Unparen(n.X).(*ast.CompositeLit)
				return isLiteral
			}
		}
		return n != nil && f(n)
	})
}

// place is a variable, or a field of what it holds or points to.
type place struct {
	root   types.Object
	fields []string
	expr   ast.Expr
}

// placeOf is the place that an expression names; its root is nil if it names none.
func (c *checker) placeOf(e ast.Expr) place {
	switch n := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := c.objectOf(n).(*types.Var); ok && !v.IsField() {
			return place{root: v, expr: e}
		}
	case *ast.SelectorExpr:
		if s := c.TypesInfo.Selections[n]; s != nil && s.Kind() == types.FieldVal {
			p := c.placeOf(n.X)
			return place{p.root, append(slices.Clip(p.fields), n.Sel.Name), e}
		} else if v, ok := c.TypesInfo.Uses[n.Sel].(*types.Var); ok && s == nil {
			return place{root: v, expr: e} // of another package
		}
	case *ast.StarExpr:
		p := c.placeOf(n.X)
		return place{p.root, append(slices.Clip(p.fields), "*"), e}
	case *ast.IndexExpr:
		p := c.placeOf(n.X)
		return place{p.root, append(slices.Clip(p.fields), "["+types.ExprString(n.Index)+"]"), e}
	}
	return place{}
}

// placesIn are the places that an expression reads where it stands.
func (c *checker) placesIn(e ast.Expr) (places []place) {
	visitNow(e, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		if kv, ok := n.(*ast.KeyValueExpr); ok {
			places = append(places, c.placesIn(kv.Value)...)
			return false
		}
		p := c.placeOf(e)
		if p.root != nil {
			places = append(places, p)
		}
		return p.root == nil
	})
	return places
}

// isStaleAfter reports whether the value of one place is another one after a write to
// w. What a pointer, a map or a slice leads to is read later.
func (p place) isStaleAfter(c *checker, w place) bool {
	n := min(len(p.fields), len(w.fields))
	if p.root != w.root || !slices.Equal(p.fields[:n], w.fields[:n]) {
		return false
	}
	if len(w.fields) <= len(p.fields) {
		return true
	}
	switch c.TypesInfo.TypeOf(p.expr).Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}
