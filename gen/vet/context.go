package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// emptyContext reports a context that derives from a new one only, and so lacks the
// span or the session that a recording needs. Tests are skipped: they may check that
// nothing is recorded.
func (c *checker) emptyContext(call *ast.CallExpr) {
	arg, recording := c.spanContext(call)
	held := "span"
	if arg == nil {
		recording = c.recording(call)
		arg, held = c.contextOf(call), needs(recording)
	}
	if held == "" || c.judged[call] || c.inTest(call.Pos()) {
		return
	}
	arg = ast.Unparen(arg)
	origin, ok := c.origin(arg, map[*types.Var]bool{})
	if !ok || origin == nil {
		return
	}
	from := "tracer.Start"
	if held == "session" {
		from = "hh.StartSession"
	}
	made := types.ExprString(origin.Fun) + "()"
	message := fmt.Sprintf("%s holds no %s, so %s records nothing: pass the context that %s returned, or one derived from it",
		made, held, recording, from)
	if arg == origin {
		c.report(ContextEmpty, arg, message, c.useContext(arg)...)
		return
	}
	message = "this context derives from " + strings.Replace(message, " holds", ", which holds", 1)
	c.report(ContextEmpty, arg, message, related(origin, "the new context"))
}

// origin is the call of context.Background or context.TODO from which all values of
// an expression derive, as far as the variables in seen do; ok is false if one of
// them may come from elsewhere.
func (c *checker) origin(e ast.Expr, seen map[*types.Var]bool) (origin *ast.CallExpr, ok bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if c.isNewContext(e) {
			return e, true
		}
		if parent := c.derivedFrom(e); parent != nil {
			return c.origin(parent, seen)
		}
	case *ast.Ident:
		if v, ok := c.objectOf(e).(*types.Var); ok {
			return c.originOfValues(v, seen)
		}
	}
	return nil, false
}

// originOfValues is the origin of what a variable holds.
func (c *checker) originOfValues(v *types.Var, seen map[*types.Var]bool) (origin *ast.CallExpr, ok bool) {
	if seen[v] {
		return nil, true
	}
	values := c.contexts[v]
	if values == nil || !values.declared || values.unknown || v.Parent() == c.Pkg.Scope() && v.Exported() {
		return nil, false
	}
	seen[v] = true
	for _, value := range values.given {
		from, ok := c.origin(value, seen)
		if !ok {
			return nil, false
		}
		if origin == nil {
			origin = from
		}
	}
	return origin, true
}

func (c *checker) isNewContext(call *ast.CallExpr) bool {
	f := c.static(call)
	return f != nil && f.Pkg().Path() == "context" && (f.Name() == "Background" || f.Name() == "TODO")
}

// derivedFrom is the context from which a call derives another that holds the same
// span and session; nil if it does something else.
func (c *checker) derivedFrom(call *ast.CallExpr) ast.Expr {
	f := c.static(call)
	if f == nil {
		return nil
	}
	switch f.Pkg().Path() {
	case "context":
		if !strings.HasPrefix(f.Name(), "With") {
			return nil
		}
	case "os/signal", "golang.org/x/sync/errgroup":
	default:
		if c.enricher(call) != "ContextWith" {
			return nil
		}
	}
	return c.contextOf(call)
}

// carrier is the variable whose span a context holds. That of ctx is also held by
// context.WithoutCancel(ctx), and by a variable that is declared after a place and
// gets it there.
func (c *checker) carrier(e ast.Expr, after token.Pos) types.Object {
	for {
		switch n := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			e = c.derivedFrom(n)
		case *ast.Ident:
			value := c.onlyValue(n)
			if value == nil || value.Pos() <= after {
				return c.objectOf(n)
			}
			e = value
		default:
			return nil
		}
	}
}

// onlyValue is the context that a variable always holds, if that is another variable
// or derives from it.
func (c *checker) onlyValue(id *ast.Ident) ast.Expr {
	v, _ := c.objectOf(id).(*types.Var)
	values := c.contexts[v]
	if values == nil || !values.declared || values.unknown || len(values.given) != 1 {
		return nil
	}
	switch value := ast.Unparen(values.given[0]).(type) {
	case *ast.Ident:
		return value
	case *ast.CallExpr:
		return c.derivedFrom(value)
	}
	return nil
}

// values are what a variable of type context.Context gets.
type values struct {
	declared bool // where it is declared, it gets one of given, or none
	unknown  bool // it may get others
	given    []ast.Expr
}

// contextValues are the values of the package's variables that hold contexts.
func (c *checker) contextValues() map[*types.Var]*values {
	all := map[*types.Var]*values{}
	of := func(e ast.Expr) *values {
		v, ok := c.objectOf(e).(*types.Var)
		if !ok || !isContext(v.Type()) {
			return &values{}
		}
		if all[v] == nil {
			all[v] = &values{}
		}
		return all[v]
	}
	for cur := range c.root.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.UnaryExpr)(nil), (*ast.RangeStmt)(nil),
		(*ast.FuncLit)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				c.give(of(lhs), lhs, valueAt(n.Rhs, i, len(n.Lhs)))
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				c.give(of(name), name, valueAt(n.Values, i, len(n.Names)))
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				of(n.X).unknown = true
			}
		case *ast.RangeStmt:
			of(n.Key).unknown, of(n.Value).unknown = true, true
		case *ast.FuncLit:
			c.giveArguments(cur, n, of)
		}
	}
	return all
}

// give notes that a variable gets a value; nil is that of a declaration without one.
func (c *checker) give(vs *values, lhs, value ast.Expr) {
	id, _ := ast.Unparen(lhs).(*ast.Ident)
	vs.declared = vs.declared || c.TypesInfo.Defs[id] != nil
	if value != nil {
		vs.given = append(vs.given, value)
	}
}

// giveArguments notes what the parameters of a function get that is called where it
// is written.
func (c *checker) giveArguments(cur inspector.Cursor, lit *ast.FuncLit, of func(ast.Expr) *values) {
	call, ok := cur.Parent().Node().(*ast.CallExpr)
	if !ok || cur.ParentEdgeKind() != edge.CallExpr_Fun || call.Ellipsis.IsValid() {
		return
	}
	i := 0
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			if i < len(call.Args) {
				c.give(of(name), name, call.Args[i])
			}
			i++
		}
	}
}

// valueAt is the value that the i-th of n variables gets: one of as many, or a result
// of the only one.
func valueAt(values []ast.Expr, i, n int) ast.Expr {
	switch len(values) {
	case n:
		return values[i]
	case 1:
		return values[0]
	}
	return nil
}

// contextOf returns the context argument of a recording, which follows the receiver in
// a method expression; nil if there is none.
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
	if _, isNew := c.originOfValues(v, map[*types.Var]bool{}); isNew {
		return nil
	}
	return []func(*analysis.Diagnostic){fix("Use ctx", analysis.TextEdit{Pos: e.Pos(), End: e.End(), NewText: []byte("ctx")})}
}

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && pathOf(n) == "context" && n.Obj().Name() == "Context"
}
