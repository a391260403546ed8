package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// afterEnd reports enrichments of a span that has ended, which are lost. It checks
// the statements of the block in which the span starts, and the blocks within it.
func (c *checker) afterEnd() {
	for cur := range c.root.Preorder((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		list, _ := statementsOf(cur.Node())
		for i, stmt := range list {
			if ctx, span := c.started(stmt); ctx != nil {
				c.afterEndOf(ctx, span, list[i+1:])
			}
		}
	}
}

// statementsOf returns the statements of a node that has a list of them.
func statementsOf(n ast.Node) (list []ast.Stmt, ok bool) {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List, true
	case *ast.CaseClause:
		return n.Body, true
	case *ast.CommClause:
		return n.Body, true
	}
	return nil, false
}

// started returns the context and the span of a statement that starts a span:
//
//	ctx, span := tracer.Start(ctx, "answer")
func (c *checker) started(stmt ast.Stmt) (ctx, span types.Object) {
	a, ok := stmt.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 2 || len(a.Rhs) != 1 {
		return nil, nil
	}
	call, ok := a.Rhs[0].(*ast.CallExpr)
	if !ok {
		return nil, nil
	}
	f, ok := c.callee(call.Fun).(*types.Func)
	if !ok || f.Name() != "Start" || f.Pkg() == nil || f.Pkg().Path() != "go.opentelemetry.io/otel/trace" {
		return nil, nil
	}
	ctx, span = c.objectOf(a.Lhs[0]), c.objectOf(a.Lhs[1])
	if ctx == nil || span == nil {
		return nil, nil
	}
	return ctx, span
}

func (c *checker) objectOf(e ast.Expr) types.Object {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	return c.TypesInfo.ObjectOf(id)
}

// afterEndOf follows the statements after the start of a span, and those within
// them, up to one that may give the variables other values.
func (c *checker) afterEndOf(ctx, span types.Object, list []ast.Stmt) {
	settled := true // deferred functions and inner blocks see this span too
	if i := slices.IndexFunc(list, func(s ast.Stmt) bool { return c.assigns(s, ctx, span) }); i >= 0 {
		list, settled = list[:i], false
	}
	var ended *ast.CallExpr      // the call of End that has run
	var deferred []*ast.CallExpr // enrichments that run when the function returns
	for _, stmt := range list {
		d, isDefer := stmt.(*ast.DeferStmt)
		switch {
		case isDefer && !settled:
			continue
		case ended != nil:
			c.reportAfterEnd(c.enrichmentsOf(stmt, ctx, span), ended, "the span has ended, so this enrichment is lost: move it before End")
			continue
		case !isDefer:
			ended = c.endIn([]ast.Stmt{stmt}, span)
		default:
			if end := c.endIn(deferredBody(d), span); end == nil {
				deferred = append(deferred, c.enrichmentsOf(d, ctx, span)...)
			} else {
				c.reportAfterEnd(deferred, end, "deferred calls run in reverse order, so the span ends before this enrichment, which is lost: put this defer below the one that ends the span")
				deferred = nil
			}
		}
		if settled {
			for _, inner := range listsIn(stmt) {
				c.afterEndOf(ctx, span, inner)
			}
		}
	}
}

// listsIn returns the lists of statements directly within a statement, including
// those of function literals: each list runs in its order, whenever it runs.
func listsIn(stmt ast.Stmt) (lists [][]ast.Stmt) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		list, ok := statementsOf(n)
		if ok {
			lists = append(lists, list)
		}
		return !ok
	})
	return lists
}

// deferredBody returns the statements that a defer runs.
func deferredBody(d *ast.DeferStmt) []ast.Stmt {
	if f, ok := d.Call.Fun.(*ast.FuncLit); ok {
		return f.Body.List
	}
	return []ast.Stmt{&ast.ExprStmt{X: d.Call}}
}

// endIn returns the call among statements that ends a span; nil if there is none.
func (c *checker) endIn(list []ast.Stmt, span types.Object) *ast.CallExpr {
	for _, stmt := range list {
		if e, ok := stmt.(*ast.ExprStmt); ok {
			if call, ok := e.X.(*ast.CallExpr); ok && c.ends(call, span) {
				return call
			}
		}
	}
	return nil
}

func (c *checker) reportAfterEnd(calls []*ast.CallExpr, end ast.Node, message string) {
	for _, call := range calls {
		c.report(AfterEnd, call, message, related(end, "End is called here"))
	}
}

// ends reports whether a call ends a span.
func (c *checker) ends(call *ast.CallExpr, span types.Object) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "End" && c.objectOf(sel.X) == span
}

// enrichmentsOf returns the calls in a statement that enrich a span: calls of
// EnrichSpan with its context, and of its SetAttributes with the result of
// Attributes.
func (c *checker) enrichmentsOf(stmt ast.Stmt, ctx, span types.Object) (calls []*ast.CallExpr) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && (c.enrichesSpanOf(ctx, call) || c.setsAttributes(span, call)) {
			calls = append(calls, call)
		}
		return true
	})
	return calls
}

func (c *checker) enrichesSpanOf(ctx types.Object, call *ast.CallExpr) bool {
	return c.enricher(call) == "EnrichSpan" && c.objectOf(c.contextOf(call)) == ctx
}

func (c *checker) setsAttributes(span types.Object, call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "SetAttributes" && c.objectOf(sel.X) == span && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		made, ok := ast.Unparen(arg).(*ast.CallExpr)
		return ok && c.enricher(made) == "Attributes"
	})
}

// assigns reports whether a statement may give one of two variables another
// value.
func (c *checker) assigns(stmt ast.Stmt, v, w types.Object) (found bool) {
	is := func(e ast.Expr) bool {
		obj := c.objectOf(e)
		return obj == v || obj == w
	}
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			found = found || slices.ContainsFunc(n.Lhs, is)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && is(n.X)
		}
		return !found
	})
	return found
}
