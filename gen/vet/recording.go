package vet

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// runtimeCalls are the functions of package hh, and the methods of its Runtime, that
// record something or make contexts, with what their context must hold.
var runtimeCalls = map[string]string{
	"SetEventType": "span", "JoinSession": "span", "SetSessionDuration": "session", "StartSession": "", "ContextWithSession": "",
}

// needs is what the context of a recording must hold: a span, a session or "".
func needs(recording string) string {
	if held := enrichers[recording]; held != "" {
		return held
	}
	return runtimeCalls[recording]
}

// returns reports whether a call has results: a function that calls a recording may drop
// them.
func (c *checker) returns(call *ast.CallExpr) bool { return !c.TypesInfo.Types[call].IsVoid() }

// recording is the name of the enricher that a call calls, or of the function of
// package hh; "" if it calls none. A function of the package that does nothing but call
// one with its own context counts as that.
func (c *checker) recording(call *ast.CallExpr) string {
	if name := c.enricher(call); name != "" {
		return name
	}
	f, ok := c.callee(call.Fun).(*types.Func)
	switch {
	case !ok || f.Pkg() == nil:
		return ""
	case f.Pkg().Path() == schema.RuntimePath:
		return runtimeCall(f)
	case f.Pkg() == c.Pkg:
		return c.wrapped(f.Origin())
	}
	return ""
}

// spanContext is the context on whose span a call records, and the name of what records;
// nil if it records on none. Attributes of a record are also set by hand:
//
//	trace.SpanFromContext(ctx).SetAttributes(chat.Attributes(chat.WithScore(1))...)
func (c *checker) spanContext(call *ast.CallExpr) (ctx ast.Expr, name string) {
	if name := c.recording(call); needs(name) == "span" {
		return c.contextOf(call), name
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !c.setsRecord(call) {
		return nil, ""
	}
	from, ok := ast.Unparen(sel.X).(*ast.CallExpr)
	if !ok {
		return nil, ""
	}
	if f := c.static(from); f == nil || f.Pkg().Path() != tracePath || f.Name() != "SpanFromContext" {
		return nil, ""
	}
	return c.contextOf(from), sel.Sel.Name
}

// setsRecord reports whether a call sets the result of Attributes on a span.
func (c *checker) setsRecord(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "SetAttributes" && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		made, ok := ast.Unparen(arg).(*ast.CallExpr)
		return ok && c.enricher(made) == "Attributes"
	})
}

// runtimeCall is the name of a function of package hh in runtimeCalls.
func runtimeCall(f *types.Func) string {
	if _, ok := runtimeCalls[f.Name()]; !ok {
		return ""
	}
	if recv := f.Signature().Recv(); recv != nil && (named(recv.Type()) == nil || named(recv.Type()).Obj().Name() != "Runtime") {
		return ""
	}
	return f.Name()
}

// wrapped is the recording that a function of the package consists of, with the
// function's own context; "" if there is none.
func (c *checker) wrapped(f *types.Func) string {
	name, known := c.wrappers[f]
	if known {
		return name
	}
	c.wrappers[f] = "" // while its body is read, which may call it
	if d := c.decls[f]; d != nil && len(d.Body.List) == 1 {
		if call := callIn(d.Body.List[0]); call != nil && isParameter(f.Signature(), c.objectOf(c.contextOf(call))) {
			name = c.recording(call)
		}
	}
	c.wrappers[f] = name
	return name
}

// callIn is the call that a statement consists of, or whose results it returns.
func callIn(stmt ast.Stmt) *ast.CallExpr {
	var e ast.Expr
	switch s := stmt.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.ReturnStmt:
		if len(s.Results) == 1 {
			e = s.Results[0]
		}
	}
	if e == nil {
		return nil
	}
	call, _ := ast.Unparen(e).(*ast.CallExpr)
	return call
}

func isParameter(sig *types.Signature, obj types.Object) bool {
	for v := range sig.Params().Variables() {
		if v == obj {
			return true
		}
	}
	return false
}

// functions are the functions of the package that have a body.
func (c *checker) functions() map[*types.Func]*ast.FuncDecl {
	decls := map[*types.Func]*ast.FuncDecl{}
	for _, file := range c.files {
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Body != nil { // others are in assembly
				if f, ok := c.TypesInfo.Defs[d.Name].(*types.Func); ok {
					decls[f] = d
				}
			}
		}
	}
	return decls
}

// bodyOf is the body of what a call calls, if it is in the package, and the variables
// in it that hold the call's arguments.
func (c *checker) bodyOf(call *ast.CallExpr) (body *ast.BlockStmt, params []*types.Var) {
	fun := ast.Unparen(call.Fun)
	if v, ok := c.objectOf(fun).(*types.Var); ok && c.once[v] != nil {
		fun = ast.Unparen(c.once[v])
	}
	if lit, ok := fun.(*ast.FuncLit); ok {
		sig, _ := c.TypesInfo.TypeOf(lit).(*types.Signature)
		return lit.Body, parameters(sig)
	}
	f, _ := c.callee(fun).(*types.Func)
	if f == nil || c.decls[f.Origin()] == nil {
		return nil, nil
	}
	return c.decls[f.Origin()].Body, parameters(f.Origin().Signature())
}

func parameters(sig *types.Signature) (params []*types.Var) {
	if sig == nil || sig.Variadic() {
		return nil
	}
	for v := range sig.Params().Variables() {
		params = append(params, v)
	}
	return params
}

// static is the function or method that a call calls, if the package that declares
// it is known.
func (c *checker) static(call *ast.CallExpr) *types.Func {
	f, ok := c.callee(call.Fun).(*types.Func)
	if !ok || f.Pkg() == nil {
		return nil
	}
	return f
}

// logs reports whether a call writes to a log: what it gets goes nowhere else.
func (c *checker) logs(call *ast.CallExpr) bool {
	f := c.static(call)
	if f == nil {
		return false
	}
	switch f.Pkg().Path() {
	case "log", "log/slog", "testing":
		return true
	}
	name := f.Name()
	for _, end := range []string{"Context", "Ctx", "ln", "f", "w"} {
		name = strings.TrimSuffix(name, end)
	}
	switch name {
	case "Log", "Debug", "Info", "Warn", "Warning", "Error", "Print":
		return f.Signature().Recv() != nil
	}
	return false
}
