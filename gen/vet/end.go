package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// afterEnd reports enrichments of a span that has ended: what is written then
// is lost. It looks at the statements of one block, for spans that start there.
func (c *checker) afterEnd() {
	for cur := range c.root.Preorder((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		var list []ast.Stmt
		switch n := cur.Node().(type) {
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		for i, stmt := range list {
			if ctx, span := c.started(stmt); ctx != nil {
				c.afterEndOf(ctx, span, list[i+1:])
			}
		}
	}
}

// started is the context and the span of a statement that starts one:
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

// afterEndOf follows the statements behind the start of a span.
func (c *checker) afterEndOf(ctx, span types.Object, list []ast.Stmt) {
	var ended *ast.CallExpr      // the call of End that has run
	var deferred []*ast.CallExpr // enrichments that run when the function returns
	for i, stmt := range list {
		if c.assigns(stmt, ctx, span) {
			return
		}
		d, isDefer := stmt.(*ast.DeferStmt)
		if !isDefer {
			if ended != nil {
				for _, call := range c.enrichmentsOf(stmt, ctx) {
					c.reportAfterEnd(call, ended, "the span has ended, so that this enrichment is lost: move it before End")
				}
			} else {
				ended = c.endIn([]ast.Stmt{stmt}, span)
			}
			continue
		}
		body := deferredBody(d)
		end := c.endIn(body, span)
		if end == nil {
			deferred = append(deferred, c.enrichmentsOf(d, ctx)...)
			continue
		}
		for _, later := range list[i+1:] {
			if c.assigns(later, ctx, span) {
				return // what is deferred may see another span
			}
		}
		for _, call := range deferred {
			c.reportAfterEnd(call, end, "deferred calls run in reverse order, so that the span ends before this enrichment, which is lost: defer it behind the span's End")
		}
		c.afterEndOf(ctx, span, body)
		return
	}
}

// deferredBody are the statements that a defer has run.
func deferredBody(d *ast.DeferStmt) []ast.Stmt {
	if f, ok := d.Call.Fun.(*ast.FuncLit); ok {
		return f.Body.List
	}
	return []ast.Stmt{&ast.ExprStmt{X: d.Call}}
}

// endIn is the call among statements that ends a span; nil if there is none.
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

func (c *checker) reportAfterEnd(call *ast.CallExpr, end ast.Node, message string) {
	c.report(AfterEnd, call, message, related(end, "End is called here"))
}

// ends reports whether a call ends a span.
func (c *checker) ends(call *ast.CallExpr, span types.Object) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "End" && c.objectOf(sel.X) == span
}

// enrichmentsOf are the calls of EnrichSpan with a context in a statement.
func (c *checker) enrichmentsOf(stmt ast.Stmt, ctx types.Object) (calls []*ast.CallExpr) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && len(call.Args) > 0 && c.objectOf(call.Args[0]) == ctx {
			if c.enricher(call) == "EnrichSpan" {
				calls = append(calls, call)
			}
		}
		return true
	})
	return calls
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
