package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// droppedContext reports a call whose context, with the fields, the session or the span
// that it holds, goes nowhere.
func (c *checker) droppedContext(cur inspector.Cursor, call *ast.CallExpr) {
	name, held := c.makesContext(call)
	if name == "" || !c.returns(call) {
		return
	}
	cur = outermost(cur)
	switch parent := cur.Parent().Node().(type) {
	case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt:
		if dropped[name] != "" {
			return // the error is dropped too
		}
	case *ast.AssignStmt:
		if !c.drops(cur, parent.Lhs, name) || c.isKnownSession(cur, name, call) {
			return
		}
	case *ast.ValueSpec:
		if !c.drops(cur, identifiers(parent.Names), name) || c.isKnownSession(cur, name, call) {
			return
		}
	case *ast.CallExpr:
		if !c.isDroppedRequest(cur, parent) {
			return
		}
	default:
		return
	}
	message := fmt.Sprintf("the context that %s returns is dropped, and with it %s: go on with that context", name, held)
	c.report(ContextDropped, call, message, c.keepContext(cur, call)...)
}

// makesContext is the name of a function whose purpose is the context that it returns,
// and what that holds.
func (c *checker) makesContext(call *ast.CallExpr) (name, held string) {
	switch name = c.recording(call); name {
	case "ContextWith":
		return name, "the fields"
	case "StartSession", "ContextWithSession":
		return name, "the session"
	}
	f := c.static(call)
	if f != nil && f.Pkg().Path() == tracePath && strings.HasPrefix(f.Name(), "ContextWith") {
		return f.Name(), "the span"
	}
	return "", ""
}

// outermost is an expression with the parentheses around it.
func outermost(cur inspector.Cursor) inspector.Cursor {
	for cur.ParentEdgeKind() == edge.ParenExpr_X {
		cur = cur.Parent()
	}
	return cur
}

func identifiers(names []*ast.Ident) (list []ast.Expr) {
	for _, name := range names {
		list = append(list, name)
	}
	return list
}

// isDroppedRequest reports whether a context is given to WithContext of a request, whose
// result is dropped.
func (c *checker) isDroppedRequest(cur inspector.Cursor, parent *ast.CallExpr) bool {
	f := c.static(parent)
	if f == nil || f.Pkg().Path() != "net/http" || f.Name() != "WithContext" {
		return false
	}
	_, isStatement := outermost(cur.Parent()).Parent().Node().(*ast.ExprStmt)
	return isStatement
}

// drops reports whether the first of the variables that a call's results go to is _, or
// one that nothing reads. Tests are skipped, which may need no more than the error.
func (c *checker) drops(cur inspector.Cursor, lhs []ast.Expr, name string) bool {
	id, ok := ast.Unparen(lhs[cur.ParentEdgeIndex()]).(*ast.Ident)
	if !ok || c.inTest(id.Pos()) {
		return false
	}
	if id.Name == "_" {
		return true
	}
	v, ok := c.objectOf(id).(*types.Var)
	return ok && !c.isRead(cur, v, name)
}

// isRead reports whether anything may read a variable after it got the result of a
// function at a place. A recording does not read fields: they are for later spans.
func (c *checker) isRead(cur inspector.Cursor, v *types.Var, name string) bool {
	stmt := cur.Parent()
	in := function(cur)
	if v.Parent() == c.Pkg.Scope() || functionBody(in.Node()) == nil || v.Pos() < in.Node().Pos() || in.Node().End() < v.Pos() {
		return true // it outlives the function
	}
	if slices.Contains(c.namedResults(functionType(in.Node())), v) {
		return true
	}
	from := stmt.Node().End()
	for at := range stmt.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil), (*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if functionType(at.Node()) != nil {
			break
		}
		if v.Pos() < at.Node().Pos() {
			from = at.Node().Pos() // in the next iteration
		}
	}
	for _, use := range c.usesOf(v) {
		pos := use.Node().Pos()
		own := stmt.Node().Pos() <= pos && pos < stmt.Node().End() && from == stmt.Node().End()
		if (pos >= from || function(use) != in) && !own && !c.isInert(use) && (name != "ContextWith" || !c.isRecorded(use)) {
			return true
		}
	}
	return false
}

// isInert reports whether a use of a context passes on nothing of what it holds.
func (c *checker) isInert(use inspector.Cursor) bool {
	use = outermost(use)
	switch n := use.Parent().Node().(type) {
	case *ast.AssignStmt:
		if slices.Contains(n.Lhs, use.Node().(ast.Expr)) {
			return true
		}
		return !slices.ContainsFunc(n.Lhs, func(e ast.Expr) bool { id, ok := e.(*ast.Ident); return !ok || id.Name != "_" })
	case *ast.CallExpr:
		return c.logs(n)
	case *ast.SelectorExpr:
		return n.Sel.Name == "Err" || n.Sel.Name == "Done" || n.Sel.Name == "Deadline"
	}
	return false
}

// isRecorded reports whether a use of a context is the argument of a recording that
// returns no context.
func (c *checker) isRecorded(use inspector.Cursor) bool {
	call, ok := outermost(use).Parent().Node().(*ast.CallExpr)
	if !ok {
		return false
	}
	name := c.enricher(call)
	return name == "EnrichSpan" || name == "EnrichSession" || name == "EnrichEvent"
}

// isKnownSession reports whether a call starts a session for others: its id is given,
// and this function records nothing.
func (c *checker) isKnownSession(cur inspector.Cursor, name string, call *ast.CallExpr) bool {
	if name != "StartSession" || !c.givesID(call) {
		return false
	}
	body := functionBody(function(cur).Node())
	if body == nil {
		return true // a variable of the package
	}
	records := false
	ast.Inspect(body, func(n ast.Node) bool {
		other, ok := n.(*ast.CallExpr)
		records = records || ok && other.Pos() > call.End() && c.recording(other) != ""
		return !records
	})
	return !records
}

// givesID reports whether the configuration of a session may have an id.
func (c *checker) givesID(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		if !isRuntime(c.TypesInfo.TypeOf(arg), "SessionConfig") {
			continue
		}
		lit, ok := ast.Unparen(arg).(*ast.CompositeLit)
		if !ok {
			return true
		}
		s := structOf(c.TypesInfo.TypeOf(lit))
		for i, elt := range lit.Elts {
			if field, _ := element(s, i, elt); field == "ID" {
				return true
			}
		}
	}
	return false
}

// keepContext is the fix that gives the variable that a call gets as its context the one
// that it returns, if it is read later.
func (c *checker) keepContext(cur inspector.Cursor, call *ast.CallExpr) []func(*analysis.Diagnostic) {
	id, ok := ast.Unparen(c.contextOf(call)).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := c.objectOf(id).(*types.Var)
	if !ok || v.Parent() == c.Pkg.Scope() || !c.isReadLater(cur, v) {
		return nil
	}
	edit := analysis.TextEdit{Pos: call.Pos(), End: call.Pos(), NewText: []byte(id.Name + " = ")}
	switch n := cur.Parent().Node().(type) {
	case *ast.ExprStmt:
		if n.X != call {
			return nil
		}
	case *ast.AssignStmt:
		target, ok := n.Lhs[0].(*ast.Ident)
		switch {
		case !ok:
			return nil
		case target.Name == "_" && (n.Tok == token.ASSIGN || v.Parent() == c.Pkg.Scope().Innermost(n.Pos())):
			edit = analysis.TextEdit{Pos: target.Pos(), End: target.End(), NewText: []byte(id.Name)}
		case target.Name == id.Name && n.Tok == token.DEFINE && len(n.Lhs) == 1 && c.objectOf(target) != v:
			edit = analysis.TextEdit{Pos: n.TokPos, End: n.TokPos + 2, NewText: []byte("=")}
		default:
			return nil
		}
	default:
		return nil
	}
	return []func(*analysis.Diagnostic){fix("Go on with the context", edit)}
}

// isReadLater reports whether a function reads a variable of its own after a place.
func (c *checker) isReadLater(cur inspector.Cursor, v *types.Var) bool {
	in := function(cur)
	return slices.ContainsFunc(c.usesOf(v), func(use inspector.Cursor) bool {
		return use.Node().Pos() > cur.Parent().Node().End() && function(use) == in && !c.isInert(use)
	}) && in.Node().Pos() <= v.Pos()
}
