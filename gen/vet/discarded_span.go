package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// discards reports whether nothing gets the context of a span.
func (c *checker) discards(s *start) bool {
	id, ok := ast.Unparen(s.ctx).(*ast.Ident)
	if !ok || !c.startsSpan(s.call) {
		return false
	}
	if id.Name == "_" {
		return true
	}
	v, ok := s.ctxVar.(*types.Var)
	if !ok || c.TypesInfo.Defs[id] != v {
		return false
	}
	for _, use := range c.usesOf(v) {
		if !c.isInert(use) {
			return false
		}
	}
	return true
}

// startsSpan reports whether what returns a context and a span starts the span, as its
// name says, or the name that it gets for the span; it may return the active one.
func (c *checker) startsSpan(call *ast.CallExpr) bool {
	return starting.MatchString(calledName(call)) || slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		t := c.TypesInfo.TypeOf(arg)
		if t == nil {
			return false
		}
		b, ok := t.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsString != 0
	})
}

var starting = regexp.MustCompile(`(?i)start|begin|new|child`)

// recordedOnParent reports what is recorded with the context from which a span was
// started, while the span runs and nothing has its own context: it lands on the span
// around it. Where the function records on the span itself, it knows of both.
func (c *checker) recordedOnParent(s *start, list []ast.Stmt) {
	parent := ast.Unparen(c.contextOf(s.call))
	for _, stmt := range list {
		if c.recordsOn(stmt, s.spanVar) {
			return
		}
	}
	if parent != nil {
		c.onParent(s, parent, list)
	}
}

// recordsOn reports whether a statement sets attributes of records on a span.
func (c *checker) recordsOn(stmt ast.Stmt, span types.Object) (found bool) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && c.setsAttributes(span, call)
		return !found
	})
	return found
}

// onParent follows the statements up to the end of the span.
func (c *checker) onParent(s *start, parent ast.Expr, list []ast.Stmt) {
	for _, stmt := range list {
		if c.assigns(stmt, c.rootOf(parent), s.spanVar) || c.endIn([]ast.Stmt{stmt}, s.spanVar) != nil {
			return
		}
		for _, call := range callsIn(stmt) {
			if ctx, name := c.spanContext(call); ctx != nil && !c.judged[call] && c.samePlace(ctx, parent, s.call.End()) {
				c.judged[call] = true
				c.reportOnParent(s, parent, list, call, name)
			}
		}
		_, isDefer := stmt.(*ast.DeferStmt)
		for _, inner := range listsIn(stmt) {
			c.onParent(s, parent, inner)
		}
		if !isDefer && c.mayEnd(stmt, s.spanVar) {
			return
		}
	}
}

func (c *checker) reportOnParent(s *start, parent ast.Expr, list []ast.Stmt, call *ast.CallExpr, name string) {
	message := fmt.Sprintf("the context of the span is discarded, so %s records on the parent of the span: "+
		"go on with the context that %s returns", name, types.ExprString(s.call.Fun))
	c.report(ContextDropped, call, message, append(c.keepSpan(s, parent, list), related(s.call, "the span starts here"))...)
}

// callsIn are the calls in a statement that are not in statements within it.
func callsIn(stmt ast.Stmt) (calls []*ast.CallExpr) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			calls = append(calls, call)
		}
		_, isList := statementsOf(n)
		return !isList
	})
	return calls
}

// mayEnd reports whether a statement ends a span on some way.
func (c *checker) mayEnd(stmt ast.Node, span types.Object) (found bool) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && (c.ends(call, span) || c.isEnding(call, span))
		return !found
	})
	return found
}

// isEnding reports whether a call gets a span to end it, as its name says.
func (c *checker) isEnding(call *ast.CallExpr, span types.Object) bool {
	f := c.static(call)
	isSpan := func(arg ast.Expr) bool { return c.objectOf(arg) == span }
	return (f == nil || ending.MatchString(f.Name())) && slices.ContainsFunc(call.Args, isSpan)
}

var ending = regexp.MustCompile(`(?i)end|close|finish|stop|done|complete`)

// samePlace reports whether two expressions hold the span of the same context: they
// name one variable, or make the same chain of fields and calls without arguments, as
// r.Context() is. after is the place of the second.
func (c *checker) samePlace(a, b ast.Expr, after token.Pos) bool {
	if a == nil {
		return false
	}
	if v := c.carrier(b, after); v != nil {
		return c.carrier(a, after) == v
	}
	for {
		call, ok := ast.Unparen(a).(*ast.CallExpr)
		if !ok || c.derivedFrom(call) == nil {
			return c.same(a, b)
		}
		a = c.derivedFrom(call)
	}
}

// rootOf is the variable that a chain of fields and calls begins with.
func (c *checker) rootOf(e ast.Expr) types.Object {
	for {
		switch n := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = n.X
		case *ast.CallExpr:
			e = n.Fun
			if arg := c.derivedFrom(n); arg != nil {
				e = arg
			}
		default:
			return c.objectOf(e)
		}
	}
}

func (c *checker) same(a, b ast.Expr) bool {
	switch x := ast.Unparen(a).(type) {
	case *ast.Ident:
		return c.objectOf(x) != nil && c.objectOf(x) == c.objectOf(b)
	case *ast.SelectorExpr:
		y, ok := ast.Unparen(b).(*ast.SelectorExpr)
		return ok && x.Sel.Name == y.Sel.Name && c.same(x.X, y.X)
	case *ast.CallExpr:
		y, ok := ast.Unparen(b).(*ast.CallExpr)
		return ok && len(x.Args) == 0 && len(y.Args) == 0 && c.same(x.Fun, y.Fun)
	}
	return false
}

// keepSpan is the fix that gives the variable from whose context a span was started the
// span's context, if that is what all later uses need: none may follow the span's end.
func (c *checker) keepSpan(s *start, parent ast.Expr, list []ast.Stmt) []func(*analysis.Diagnostic) {
	a, isAssign := s.stmt.(*ast.AssignStmt)
	id, isIdent := parent.(*ast.Ident)
	blank, isBlank := s.ctx.(*ast.Ident)
	if !isAssign || !isIdent || !isBlank || blank.Name != "_" || a.Tok != token.DEFINE {
		return nil
	}
	v, ok := c.objectOf(id).(*types.Var)
	if !ok || v.Parent() == c.Pkg.Scope() || !c.endsLast(s, v, list) || c.isCaptured(v, s.stmt) {
		return nil
	}
	edit := analysis.TextEdit{Pos: blank.Pos(), End: blank.End(), NewText: []byte(id.Name)}
	return []func(*analysis.Diagnostic){fix("Go on with the span's context", edit)}
}

// endsLast reports whether a span ends where the function returns, or no statement after
// its end uses a variable.
func (c *checker) endsLast(s *start, v *types.Var, list []ast.Stmt) bool {
	for i, stmt := range list {
		if d, ok := stmt.(*ast.DeferStmt); ok && c.endIn(deferredBody(d), s.spanVar) != nil {
			return true
		}
		if c.endIn([]ast.Stmt{stmt}, s.spanVar) != nil {
			for _, later := range list[i+1:] {
				if c.mentions(later, v) {
					return false
				}
			}
			return true
		}
	}
	return false
}

// isCaptured reports whether a function literal in front of a statement uses a variable
// from around it.
func (c *checker) isCaptured(v *types.Var, stmt ast.Stmt) bool {
	for _, use := range c.usesOf(v) {
		in := function(use)
		if use.Node().Pos() < stmt.Pos() && in.Node().Pos() > v.Pos() && functionType(in.Node()) != nil && !encloses(in, stmt) {
			return true
		}
	}
	return false
}

func encloses(in inspector.Cursor, n ast.Node) bool {
	return in.Node().Pos() <= n.Pos() && n.End() <= in.Node().End()
}
