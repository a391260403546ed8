package vet

import (
	"fmt"
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/hhgen/hhgen/schema"
)

// bypassedRecorder reports what a test with a local recorder sends through the default
// runtime, where the recorder does not see it.
func (c *checker) bypassedRecorder(d *ast.FuncDecl) {
	if d.Body == nil || !imports(c.Pkg, hhtestPath) || c.recordersIn(d.Body) != localRecorder {
		return
	}
	for call := range callsWithin(d.Body) {
		name, f := c.recording(call), c.static(call)
		if dropped[name] == "" || f == nil || f.Signature().Recv() != nil || f.Pkg() == c.Pkg || name == "ContextWithSession" {
			continue
		}
		if f.Pkg().Path() == schema.RuntimePath && name == "StartSession" && !c.comparesSessions(d.Body) {
			continue // the spans of the session are recorded
		}
		message := fmt.Sprintf("%s goes through the default runtime, which a local recorder does not record: "+
			"call it through the recorder's Runtime()", types.ExprString(call.Fun))
		c.report(RecorderBypassed, call, message, c.useRecorder(call, f)...)
	}
}

// comparesSessions reports whether a test asks a recorder for sessions.
func (c *checker) comparesSessions(body *ast.BlockStmt) bool {
	for call := range callsWithin(body) {
		if f := c.static(call); f != nil && f.Pkg().Path() == hhtestPath && (f.Name() == "Session" || f.Name() == "Sessions") {
			return true
		}
	}
	return false
}

// recorderKind says what recorders a test has.
type recorderKind int

const (
	noRecorder recorderKind = iota
	localRecorder
	globalRecorder // or a default runtime of the test's own
)

// recordersIn are the recorders that a function makes, itself or by functions of the
// package.
func (c *checker) recordersIn(body *ast.BlockStmt) (kind recorderKind) {
	for call := range callsWithin(body) {
		f := c.static(call)
		switch {
		case f == nil:
		case f.Pkg().Path() == schema.RuntimePath && f.Name() == "SetDefault":
			return globalRecorder
		case f.Pkg().Path() == hhtestPath && f.Name() == "New":
			if !slices.ContainsFunc(call.Args, c.isLocal) {
				return globalRecorder
			}
			kind = localRecorder
		case f.Pkg() == c.Pkg && c.decls[f] != nil && c.decls[f].Body != body && isRecorder(c.TypesInfo.TypeOf(call)):
			switch c.recordersIn(c.decls[f].Body) {
			case globalRecorder:
				return globalRecorder
			case localRecorder:
				kind = localRecorder
			}
		}
	}
	return kind
}

const hhtestPath = schema.RuntimePath + "/hhtest"

func (c *checker) isLocal(option ast.Expr) bool {
	call, ok := ast.Unparen(option).(*ast.CallExpr)
	if !ok {
		return false
	}
	f := c.static(call)
	return f != nil && f.Pkg().Path() == hhtestPath && f.Name() == "Local"
}

func isRecorder(t types.Type) bool {
	n := named(t)
	return n != nil && pathOf(n) == hhtestPath && n.Obj().Name() == "Recorder"
}

// callsWithin are all calls in a body.
func callsWithin(body *ast.BlockStmt) iter.Seq[*ast.CallExpr] {
	return func(yield func(*ast.CallExpr) bool) {
		more := true
		ast.Inspect(body, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && more {
				more = yield(call)
			}
			return more
		})
	}
}

// useRecorder is the fix that calls a function through the recorder's runtime, if one
// variable holds the recorder.
func (c *checker) useRecorder(call *ast.CallExpr, f *types.Func) []func(*analysis.Diagnostic) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	rec := c.recorderAt(call)
	if !ok || rec == "" {
		return nil
	}
	if f.Pkg().Path() == schema.RuntimePath {
		return nil // the import of hh may have no other use
	}
	edit := analysis.TextEdit{Pos: sel.Sel.Pos(), End: sel.Sel.Pos(), NewText: []byte("NewEnricher(" + rec + ".Runtime()).")}
	return []func(*analysis.Diagnostic){fix("Call it through the recorder's runtime", edit)}
}

// recorderAt is the name of the only recorder in scope.
func (c *checker) recorderAt(call *ast.CallExpr) (name string) {
	for s := c.Pkg.Scope().Innermost(call.Pos()); s != nil && s != c.Pkg.Scope(); s = s.Parent() {
		for _, n := range s.Names() {
			if obj := s.Lookup(n); isRecorder(obj.Type()) && obj.Pos() < call.Pos() {
				if name != "" {
					return ""
				}
				name = n
			}
		}
	}
	return name
}
