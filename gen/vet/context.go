package vet

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// emptyContext reports a new context, which lacks the span or the session that an
// enricher needs. Tests are skipped: they may check that nothing is recorded.
func (c *checker) emptyContext(enricher string, call *ast.CallExpr) {
	needs := enrichers[enricher]
	if needs == "" || c.inTest(call.Pos()) {
		return
	}
	arg, ok := ast.Unparen(c.contextOf(call)).(*ast.CallExpr)
	if !ok {
		return
	}
	f, ok := c.callee(arg.Fun).(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != "context" || f.Name() != "Background" && f.Name() != "TODO" {
		return
	}
	from := "tracer.Start"
	if needs == "session" {
		from = "hh.StartSession"
	}
	message := fmt.Sprintf("context.%s() holds no %s, so %s records nothing: pass the context that %s returned, or one derived from it", f.Name(), needs, enricher, from)
	c.report(ContextEmpty, arg, message, c.useContext(arg)...)
}

// contextOf returns the context argument of an enricher's call, which follows the
// receiver in a method expression; nil if there is none.
func (c *checker) contextOf(call *ast.CallExpr) ast.Expr {
	for _, arg := range call.Args {
		if isContext(c.TypesInfo.TypeOf(arg)) {
			return arg
		}
	}
	return nil
}

// useContext returns the fix that replaces an expression by the variable ctx, if
// one is in scope.
func (c *checker) useContext(e ast.Expr) []func(*analysis.Diagnostic) {
	scope := c.Pkg.Scope().Innermost(e.Pos())
	if scope == nil {
		return nil
	}
	_, obj := scope.LookupParent("ctx", e.Pos())
	v, ok := obj.(*types.Var)
	if !ok || v.Parent() == c.Pkg.Scope() || !isContext(v.Type()) {
		return nil
	}
	return []func(*analysis.Diagnostic){fix("Use ctx", analysis.TextEdit{Pos: e.Pos(), End: e.End(), NewText: []byte("ctx")})}
}

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && pathOf(n) == "context" && n.Obj().Name() == "Context"
}

// dropped says, for each enricher that returns an error, what is lost if a call drops
// its results. %s is how the call drops them.
var dropped = map[string]string{
	"EnrichSession": "the error of EnrichSession is dropped%s, but it is the only sign that the update was not queued: handle it, or assign it to _",
	"EnrichEvent":   "the error of EnrichEvent is dropped%s, but it is the only sign that the update was not queued: handle it, or assign it to _",
	"StartSession": "the results of StartSession are dropped%s, but nothing belongs to the session without its context: " +
		"go on with that context, and handle the error, or assign it to _",
}

// droppedError reports calls whose error is not handled.
func (c *checker) droppedError(enricher string, cur inspector.Cursor) {
	message := dropped[enricher]
	if message == "" {
		return
	}
	how := ""
	for cur.ParentEdgeKind() == edge.ParenExpr_X {
		cur = cur.Parent()
	}
	switch cur.Parent().Node().(type) {
	case *ast.ExprStmt:
	case *ast.DeferStmt:
		how = " by defer"
	case *ast.GoStmt:
		how = " by go"
	default:
		return
	}
	c.report(SessionError, cur.Node(), fmt.Sprintf(message, how))
}
