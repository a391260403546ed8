package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
)

// outlived reports enrichments of a span in goroutines and functions that run when the
// function that started the span has returned, and has ended it.
func (c *checker) outlived(cur inspector.Cursor, s *start, list []ast.Stmt) {
	end := c.endOf(s, list)
	if end == nil {
		return
	}
	body := functionBody(function(cur).Node())
	for _, stmt := range list {
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.GoStmt:
				c.outlivedGoroutine(s, n, body, end)
			case *ast.ReturnStmt:
				for _, result := range n.Results {
					c.outlivedResult(s, result, end)
				}
			case *ast.CallExpr:
				c.outlivedCallback(s, n, body, end)
			}
			return true
		})
	}
}

// endOf is the call that ends a span for certain, when the function returns or before;
// nil if there is none, or if the variables get other values.
func (c *checker) endOf(s *start, list []ast.Stmt) (end *ast.CallExpr) {
	for _, stmt := range list {
		if c.assigns(stmt, s.ctxVar, s.spanVar) {
			return nil
		}
		if d, ok := stmt.(*ast.DeferStmt); ok && end == nil {
			end = c.endIn(deferredBody(d), s.spanVar)
		} else if end == nil {
			end = c.endIn([]ast.Stmt{stmt}, s.spanVar)
		}
	}
	return end
}

func (c *checker) outlivedGoroutine(s *start, g *ast.GoStmt, body *ast.BlockStmt, end ast.Node) {
	const message = "this goroutine may run when the span has ended, so this enrichment may be lost: " +
		"wait for the goroutine before the function returns, or start a span in it"
	calls := c.enrichmentsOf(g.Call, s)
	inside, params := c.bodyOf(g.Call)
	if inside != nil && len(calls) == 0 && c.enrichesBy(s, g.Call, inside, params) {
		calls = []*ast.CallExpr{g.Call}
	}
	if len(calls) == 0 || c.isAwaited(body, g) || inside != nil && (c.signals(inside) || c.mayEnd(inside, s.spanVar)) {
		return
	}
	c.reportAfterEnd(calls, end, message)
}

// enrichesBy reports whether a function enriches the span of a context that it gets as
// an argument.
func (c *checker) enrichesBy(s *start, call *ast.CallExpr, body *ast.BlockStmt, params []*types.Var) (found bool) {
	for i, p := range params {
		if i >= len(call.Args) || c.carrier(call.Args[i], s.call.End()) != s.ctxVar || s.ctxVar == nil {
			continue
		}
		if values := c.contexts[p]; values != nil && len(values.given) > 0 {
			continue // it may be another one
		}
		ast.Inspect(body, func(n ast.Node) bool {
			in, ok := n.(*ast.CallExpr)
			if !ok || found {
				return !found
			}
			ctx, _ := c.spanContext(in)
			found = ctx != nil && c.objectOf(ctx) == p
			return !found
		})
	}
	return found
}

// outlivedResult checks a function that a function returns, perhaps as a part of a
// value: it has not run before.
func (c *checker) outlivedResult(s *start, e ast.Expr, end ast.Node) {
	const message = "this function runs when the span has ended, so this enrichment is lost: " +
		"enrich the span before the function returns, or end the span in the returned function"
	switch n := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		c.reportAfterEnd(c.enrichmentsOf(n, s), end, message)
	case *ast.UnaryExpr:
		c.outlivedResult(s, n.X, end)
	case *ast.CompositeLit:
		for _, elt := range n.Elts {
			c.outlivedResult(s, itemOf(elt), end)
		}
	case *ast.CallExpr:
		if c.TypesInfo.Types[n.Fun].IsType() && len(n.Args) == 1 {
			c.outlivedResult(s, n.Args[0], end)
		}
	}
}

// outlivedCallback checks a function that is given to one that calls it later: in a
// while, or after the test.
func (c *checker) outlivedCallback(s *start, call *ast.CallExpr, body *ast.BlockStmt, end ast.Node) {
	f := c.static(call)
	if f == nil {
		return
	}
	switch {
	case f.Name() == "AfterFunc" && (f.Pkg().Path() == "time" || f.Pkg().Path() == "context") && !c.isAwaited(body, call):
	case strings.HasPrefix(f.Name(), "Handle") && f.Pkg().Path() == "net/http" && !c.isAwaited(body, call):
	case f.Name() == "Cleanup" && f.Pkg().Path() == "testing":
	default:
		return
	}
	for _, arg := range call.Args {
		if conversion, ok := ast.Unparen(arg).(*ast.CallExpr); ok && c.TypesInfo.Types[conversion.Fun].IsType() {
			arg = conversion.Args[0]
		}
		lit, ok := ast.Unparen(arg).(*ast.FuncLit)
		if !ok {
			continue
		}
		message := fmt.Sprintf("%s runs this function when the span has ended, so this enrichment is lost: move it before End",
			types.ExprString(call.Fun))
		c.reportAfterEnd(c.enrichmentsOf(lit, s), end, message)
	}
}

// waiting are the names of functions that may wait for what runs beside them.
var waiting = regexp.MustCompile(`(?i)wait|join|serve|sleep|run|shutdown|stop|close|drain|collect|listen|flush|finish|recv|receive|next`)

// isAwaited reports whether a function may wait, outside of one of its statements.
func (c *checker) isAwaited(body *ast.BlockStmt, other ast.Node) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.RangeStmt:
			found = found || isChannel(c.TypesInfo.TypeOf(n.X))
		case *ast.CallExpr:
			found = found || waiting.MatchString(calledName(n))
		}
		return !found && n != other
	})
	return found
}

func isChannel(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// calledName is the name by which a call calls a function.
func calledName(call *ast.CallExpr) string {
	s := types.ExprString(ast.Unparen(call.Fun))
	return s[strings.LastIndexByte(s, '.')+1:]
}

// signaling are the names of functions that others may wait for.
var signaling = regexp.MustCompile(`(?i)close|done|signal|broadcast|unlock|release|cancel|finish|complete|notify|send|write|put|push|publish`)

// signals reports whether a function tells another goroutine that it is done.
func (c *checker) signals(body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			found = true
		case *ast.CallExpr:
			_, isVar := c.callee(n.Fun).(*types.Var) // a function that it was given
			found = found || isVar || c.derivedFrom(n) == nil && signaling.MatchString(calledName(n))
		}
		return !found
	})
	return found
}
