package vet

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// emptyContext reports a context that cannot hold what an enricher needs. Tests
// may look at what happens then.
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
	message := fmt.Sprintf("context.%s() holds no %s, so that %s records nothing: pass the context that %s has returned, or one below it", f.Name(), needs, enricher, from)
	c.report(ContextEmpty, arg, message, c.useContext(arg)...)
}

// contextOf is the context that an enricher gets, which a method expression has
// behind the receiver; nil if there is none.
func (c *checker) contextOf(call *ast.CallExpr) ast.Expr {
	for _, arg := range call.Args {
		if isContext(c.TypesInfo.TypeOf(arg)) {
			return arg
		}
	}
	return nil
}

// useContext is the change of an expression to the variable ctx, where there is
// one.
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

// droppedError reports calls whose error nobody looks at.
func (c *checker) droppedError(enricher string, cur inspector.Cursor) {
	if enricher != "EnrichSession" && enricher != "EnrichEvent" {
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
	c.report(SessionError, cur.Node(), fmt.Sprintf("the error of %s is dropped%s, and only it says that HoneyHive will not be told: handle it, or assign it to _", enricher, how))
}
