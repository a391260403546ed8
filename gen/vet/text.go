package vet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/hhgen/hhgen/schema"
)

// conversion reports a conversion of a variable to hh.Text, which goes around
// the decision that hh.Truncate stands for.
func (c *checker) conversion(call *ast.CallExpr) {
	tv := c.TypesInfo.Types[call.Fun]
	if !tv.IsType() || len(call.Args) != 1 || !isRuntime(tv.Type, "Text") {
		return
	}
	arg := c.TypesInfo.Types[call.Args[0]]
	if arg.Value != nil || isRuntime(arg.Type, "Text") {
		return
	}
	message := "this conversion hides that the string may be cut: write hh.Truncate(s), which says so"
	c.report(TextConversion, call, message, c.truncate(call, arg.Type)...)
}

// truncate is the change of a conversion to a call of hh.Truncate.
func (c *checker) truncate(call *ast.CallExpr, arg types.Type) []func(*analysis.Diagnostic) {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if sel, isSel := ast.Unparen(call.Fun).(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if obj := c.TypesInfo.ObjectOf(id); !ok || obj.Name() != "Text" || obj.Pkg().Path() != schema.RuntimePath {
		return nil // an alias
	}
	edits := []analysis.TextEdit{{Pos: id.Pos(), End: id.End(), NewText: []byte("Truncate")}}
	if !types.Identical(types.Unalias(arg), types.Typ[types.String]) {
		edits = append(edits,
			analysis.TextEdit{Pos: call.Args[0].Pos(), End: call.Args[0].Pos(), NewText: []byte("string(")},
			analysis.TextEdit{Pos: call.Args[0].End(), End: call.Args[0].End(), NewText: []byte(")")})
	}
	return []func(*analysis.Diagnostic){fix("Use hh.Truncate", edits...)}
}

// isRuntime reports whether t is a type of the package hh.
func isRuntime(t types.Type, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && pathOf(n) == schema.RuntimePath
}
