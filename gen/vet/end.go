package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// spans applies the rules about the spans that the functions of the package start. It
// checks the statements after a start in the same block, and the blocks within it.
func (c *checker) spans() {
	for cur := range c.root.Preorder((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		list, _ := statementsOf(cur.Node())
		for i, stmt := range list {
			if s := c.started(stmt); s != nil {
				c.span(cur, s, list[i+1:])
			} else if s := c.started(initial(stmt)); s != nil {
				for _, inner := range listsIn(stmt) {
					c.span(cur, s, inner)
				}
			}
		}
	}
}

// span applies them to one span and the statements after its start.
func (c *checker) span(cur inspector.Cursor, s *start, list []ast.Stmt) {
	c.afterEndOf(s, list)
	c.outlived(cur, s, list)
	if c.discards(s) {
		c.recordedOnParent(s, list)
	}
}

// initial is the statement that an if or a switch begins with; nil if there is none.
func initial(stmt ast.Stmt) ast.Stmt {
	switch s := stmt.(type) {
	case *ast.IfStmt:
		return s.Init
	case *ast.SwitchStmt:
		return s.Init
	case *ast.TypeSwitchStmt:
		return s.Init
	}
	return nil
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

// start is the start of a span:
//
//	ctx, span := tracer.Start(ctx, "answer")
type start struct {
	stmt            ast.Stmt
	call            *ast.CallExpr
	ctx, span       ast.Expr // what gets the results
	ctxVar, spanVar types.Object
}

// started is the start that a statement is: it calls what returns a context and a span,
// in any order; nil if it does not.
func (c *checker) started(stmt ast.Stmt) *start {
	var lhs, rhs []ast.Expr
	switch n := stmt.(type) {
	case *ast.AssignStmt:
		lhs, rhs = n.Lhs, n.Rhs
	case *ast.DeclStmt:
		if d, ok := n.Decl.(*ast.GenDecl); ok && len(d.Specs) == 1 {
			if spec, ok := d.Specs[0].(*ast.ValueSpec); ok {
				lhs, rhs = identifiers(spec.Names), spec.Values
			}
		}
	}
	if len(lhs) < 2 || len(rhs) != 1 {
		return nil
	}
	call, ok := ast.Unparen(rhs[0]).(*ast.CallExpr)
	if !ok {
		return nil
	}
	results, ok := c.TypesInfo.TypeOf(call).(*types.Tuple)
	if !ok {
		return nil
	}
	s := &start{stmt: stmt, call: call}
	for i := range results.Len() {
		switch t := results.At(i).Type(); {
		case isContext(t):
			s.ctx, s.ctxVar = lhs[i], c.objectOf(lhs[i])
		case isSpan(t):
			s.span, s.spanVar = lhs[i], c.objectOf(lhs[i])
		}
	}
	if s.ctx == nil || s.spanVar == nil {
		return nil
	}
	return s
}

func isSpan(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && pathOf(n) == tracePath && n.Obj().Name() == "Span"
}

func (c *checker) objectOf(e ast.Expr) types.Object {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	return c.TypesInfo.ObjectOf(id)
}

// afterEndOf reports enrichments of a span that has ended, which are lost. It follows
// the statements after the span's start, and those within them, up to one that may give the variables other values.
func (c *checker) afterEndOf(st *start, list []ast.Stmt) {
	settled := true // deferred functions and inner blocks see this span too
	if i := slices.IndexFunc(list, func(s ast.Stmt) bool { return c.assigns(s, st.ctxVar, st.spanVar) }); i >= 0 {
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
			c.reportAfterEnd(c.enrichmentsOf(stmt, st), ended, "the span has ended, so this enrichment is lost: move it before End")
			continue
		case !isDefer:
			ended = c.endIn([]ast.Stmt{stmt}, st.spanVar)
		default:
			if end := c.endIn(deferredBody(d), st.spanVar); end == nil {
				deferred = append(deferred, c.enrichmentsOf(d, st)...)
			} else {
				c.reportAfterEnd(deferred, end, "deferred calls run in reverse order, so the span ends before this enrichment, which is lost: put this defer below the one that ends the span")
				deferred = nil
			}
		}
		if settled {
			for _, inner := range listsIn(stmt) {
				c.afterEndOf(st, inner)
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
		if !c.judged[call] {
			c.judged[call] = true
			c.report(AfterEnd, call, message, related(end, "End is called here"))
		}
	}
}

// ends reports whether a call ends a span.
func (c *checker) ends(call *ast.CallExpr, span types.Object) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "End" && c.objectOf(sel.X) == span
}

// enrichmentsOf returns the calls in a statement that enrich a span: recordings on the
// span of its context, and calls of its SetAttributes with the result of Attributes.
func (c *checker) enrichmentsOf(stmt ast.Node, s *start) (calls []*ast.CallExpr) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && (c.enrichesSpanOf(s, call) || c.setsAttributes(s.spanVar, call)) {
			calls = append(calls, call)
		}
		return true
	})
	return calls
}

func (c *checker) enrichesSpanOf(s *start, call *ast.CallExpr) bool {
	ctx, _ := c.spanContext(call)
	return ctx != nil && s.ctxVar != nil && c.carrier(ctx, s.call.End()) == s.ctxVar
}

func (c *checker) setsAttributes(span types.Object, call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && c.objectOf(sel.X) == span && c.setsRecord(call)
}

// assigns reports whether a statement may give one of two variables another
// value.
func (c *checker) assigns(stmt ast.Stmt, v, w types.Object) (found bool) {
	is := func(e ast.Expr) bool {
		obj := c.objectOf(e)
		return obj != nil && (obj == v || obj == w)
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
