package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/schema"
)

// dropped says, for each recording that returns an error, what is lost if a call drops
// its results. %s is how the call drops them.
var dropped = map[string]string{
	"EnrichSession":      "the error of EnrichSession is dropped%s, but it is the only sign that the update was not queued: handle it, or assign it to _",
	"EnrichEvent":        "the error of EnrichEvent is dropped%s, but it is the only sign that the update was not queued: handle it, or assign it to _",
	"SetSessionDuration": "the error of SetSessionDuration is dropped%s, but it is the only sign that the update was not queued: handle it, or assign it to _",
	"StartSession": "the results of StartSession are dropped%s, but nothing belongs to the session without its context: " +
		"go on with that context, and handle the error, or assign it to _",
	"ContextWithSession": "the results of ContextWithSession are dropped%s, but nothing belongs to the session without its context: " +
		"go on with that context, and handle the error, or assign it to _",
}

// droppedError reports calls whose error is not handled.
func (c *checker) droppedError(recording string, cur inspector.Cursor) {
	message := dropped[recording]
	if message == "" {
		return
	}
	how := ""
	cur = outermost(cur)
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

// failedRequest reports a recording whose error becomes that of a function which does
// other work: telemetry must not fail it. A function that only records may return the
// error. Tests are skipped.
func (c *checker) failedRequest(recording string, cur inspector.Cursor, call *ast.CallExpr) {
	if dropped[recording] == "" || recording == "ContextWithSession" || c.givesID(call) || c.inTest(call.Pos()) {
		return
	}
	in := function(cur)
	h := c.handlingOf(cur, call)
	if h.fails == nil || !c.works(functionBody(in.Node()), call) {
		return
	}
	message := fmt.Sprintf("the error of %s fails what this function does, but telemetry must not: log the error, and go on", recording)
	c.report(SessionError, call, message, append(c.logInstead(h), related(h.fails, "it fails here"))...)
}

// handling is what becomes of an error.
type handling struct {
	fails ast.Node    // what returns it, answers a request with it, or panics
	check *ast.IfStmt // which checks it; nil without one
	err   ast.Expr
}

// handlingOf finds it for the error of a call.
func (c *checker) handlingOf(cur inspector.Cursor, call *ast.CallExpr) (h handling) {
	at := outermost(cur)
	for {
		switch n := at.Parent().Node().(type) {
		case *ast.CallExpr: // as fmt.Errorf
			if !c.isError(n) {
				return handling{}
			}
			at = outermost(at.Parent())
		case *ast.ReturnStmt:
			return handling{fails: n, err: call}
		case *ast.AssignStmt:
			if len(n.Rhs) != 1 {
				return handling{}
			}
			return c.handlingOfVariable(at.Parent(), n.Lhs[len(n.Lhs)-1])
		default:
			return handling{}
		}
	}
}

// isError reports whether an expression is an error.
func (c *checker) isError(e ast.Expr) bool {
	t := c.TypesInfo.TypeOf(e)
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

// handlingOfVariable finds what the statement after an assignment, or the one that it
// begins, does with an error.
func (c *checker) handlingOfVariable(assignment inspector.Cursor, lhs ast.Expr) (h handling) {
	err := c.objectOf(lhs)
	if err == nil {
		return handling{}
	}
	stmt, ok := assignment.Parent().Node().(*ast.IfStmt)
	if !ok {
		next, ok := assignment.NextSibling()
		if !ok {
			return handling{}
		}
		if ret, ok := next.Node().(*ast.ReturnStmt); ok && c.passesOn(assignment, ret, err) {
			return handling{fails: ret, err: lhs}
		}
		if stmt, ok = next.Node().(*ast.IfStmt); !ok || stmt.Init != nil {
			return handling{}
		}
	}
	if b, ok := ast.Unparen(stmt.Cond).(*ast.BinaryExpr); !ok || b.Op != token.NEQ || c.objectOf(b.X) != err {
		return handling{}
	}
	for _, s := range stmt.Body.List {
		if c.passesOn(assignment, s, err) {
			return handling{fails: s, check: stmt, err: lhs}
		}
	}
	return handling{}
}

// passesOn reports whether a statement returns an error, answers a request with it, or
// ends the program.
func (c *checker) passesOn(assignment inspector.Cursor, stmt ast.Stmt, err types.Object) bool {
	switch s := stmt.(type) {
	case *ast.ReturnStmt:
		if len(s.Results) == 0 {
			results := c.namedResults(functionType(function(assignment).Node()))
			return slices.ContainsFunc(results, func(v *types.Var) bool { return types.Object(v) == err })
		}
		return slices.ContainsFunc(s.Results, func(e ast.Expr) bool {
			_, isFunc := ast.Unparen(e).(*ast.FuncLit)
			return !isFunc && c.mentions(e, err)
		})
	case *ast.ExprStmt:
		call, ok := ast.Unparen(s.X).(*ast.CallExpr)
		if !ok {
			return false
		}
		if b, ok := c.callee(call.Fun).(*types.Builtin); ok {
			return b.Name() == "panic" && c.mentions(call, err)
		}
		f := c.static(call)
		return f != nil && (f.Pkg().Path() == "log" && strings.HasPrefix(f.Name(), "Fatal") || f.FullName() == "net/http.Error") ||
			slices.ContainsFunc(call.Args, c.isServerError)
	}
	return false
}

// isServerError reports whether an argument is a status of HTTP for an error of the server.
func (c *checker) isServerError(arg ast.Expr) bool {
	v := c.TypesInfo.Types[arg].Value
	if v == nil || v.Kind() != constant.Int {
		return false
	}
	status, ok := constant.Int64Val(v)
	return ok && status >= 500 && status < 600
}

// works reports whether a function does other work than to record: it passes its
// context, or a request, to something else.
func (c *checker) works(body *ast.BlockStmt, recording *ast.CallExpr) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found && call != recording {
			found = slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return c.isWorkFor(arg) }) && !c.isTelemetry(call)
		}
		return !found
	})
	return found
}

// isWorkFor reports whether an argument is a context or a request.
func (c *checker) isWorkFor(arg ast.Expr) bool {
	t := c.TypesInfo.TypeOf(arg)
	if isContext(t) {
		return true
	}
	n := named(t)
	return n != nil && pathOf(n) == "net/http" && n.Obj().Name() == "Request"
}

// telemetry are the names of packages and functions about what is observed.
var telemetry = regexp.MustCompile(`(?i)telemetry|trac(e|ing)|otel|observ|metric|honeyhive|enrich|record|session|logg?(er|ing)?$`)

// isTelemetry reports whether a call is part of observing what a function does.
func (c *checker) isTelemetry(call *ast.CallExpr) bool {
	if c.recording(call) != "" || c.logs(call) || c.TypesInfo.Types[call.Fun].IsType() {
		return true
	}
	switch c.callee(call.Fun).(type) {
	case *types.Builtin:
		return true
	case *types.Func:
	default:
		return false // a function that it was given
	}
	f := c.static(call)
	if f == nil {
		return true
	}
	path := f.Pkg().Path()
	switch {
	case path == "context", path == "errors", path == "fmt", path == "os/signal", c.schemas[path] != nil && path != c.Pkg.Path(),
		strings.HasPrefix(path+"/", schema.RuntimePath+"/"), strings.HasPrefix(path, "go.opentelemetry.io/"):
		return true
	case f.Pkg() == c.Pkg:
		return c.onlyRecords(f.Origin())
	}
	return telemetry.MatchString(path[strings.LastIndexByte(path, '/')+1:])
}

// onlyRecords reports whether a function of the package does no other work than to
// record.
func (c *checker) onlyRecords(f *types.Func) bool {
	only, known := c.recorders[f]
	if known {
		return only
	}
	d := c.decls[f]
	if d == nil {
		return telemetry.MatchString(f.Name())
	}
	c.recorders[f] = true // while its body is read, which may call it
	only = !c.works(d.Body, nil)
	c.recorders[f] = only
	return only
}

// logInstead is the fix that logs an error, if the file imports a log.
func (c *checker) logInstead(h handling) []func(*analysis.Diagnostic) {
	if h.check == nil || h.check.Else != nil || len(h.check.Body.List) != 1 {
		return nil
	}
	ret, ok := h.fails.(*ast.ReturnStmt)
	if !ok || slices.ContainsFunc(ret.Results, c.isLastUse) {
		return nil
	}
	call := c.logCall(h)
	if call == "" {
		return nil
	}
	return []func(*analysis.Diagnostic){fix("Log the error", analysis.TextEdit{Pos: ret.Pos(), End: ret.End(), NewText: []byte(call)})}
}

// isLastUse reports whether the code may not compile without one of its expressions,
// since a variable or an import would be unused.
func (c *checker) isLastUse(e ast.Expr) bool {
	tv := c.TypesInfo.Types[e]
	id, ok := ast.Unparen(e).(*ast.Ident)
	return tv.Value == nil && !tv.IsNil() && (!ok || len(c.usesOf(c.objectOf(id))) < 2)
}

// logCall is a call that logs an error, for the file of the error.
func (c *checker) logCall(h handling) string {
	for _, f := range c.files {
		if f.FileStart > h.err.Pos() || h.err.Pos() > f.FileEnd {
			continue
		}
		for _, pkg := range c.Pkg.Imports() {
			switch pkg.Path() {
			case "log/slog":
				if name, added, ok := c.nameOf(pkg, f, h.fails.Pos()); ok && len(added) == 0 {
					return name + `Warn("recording the session failed", "error", ` + types.ExprString(h.err) + ")"
				}
			case "log":
				if name, added, ok := c.nameOf(pkg, f, h.fails.Pos()); ok && len(added) == 0 {
					return name + "Print(" + types.ExprString(h.err) + ")"
				}
			}
		}
	}
	return ""
}
