package vet

import (
	"fmt"
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
	message := "this conversion hides that the text may be cut: write hh.Truncate(s), which says so"
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

// foreignArguments reports arguments that are fields only because they embed a
// record: a struct of another package that the enricher does not know.
func (c *checker) foreignArguments(call *ast.CallExpr) {
	if len(c.schemas) == 0 {
		return
	}
	sig, ok := types.Unalias(orInvalid(c.TypesInfo.TypeOf(call.Fun))).Underlying().(*types.Signature)
	if !ok {
		return
	}
	for i, arg := range call.Args {
		if t := parameter(sig, i, call.Ellipsis.IsValid()); t != nil {
			c.foreign(t, arg)
		}
	}
}

func orInvalid(t types.Type) types.Type {
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return t
}

// parameter is the type of the parameter that argument i is given to; nil if
// there is none of its own.
func parameter(sig *types.Signature, i int, ellipsis bool) types.Type {
	last := sig.Params().Len() - 1
	if !sig.Variadic() || i < last {
		if i > last {
			return nil
		}
		return sig.Params().At(i).Type()
	}
	s, ok := sig.Params().At(last).Type().Underlying().(*types.Slice)
	if !ok || ellipsis {
		return nil
	}
	return s.Elem()
}

// foreignElements does the same for the elements of a list's literal.
func (c *checker) foreignElements(lit *ast.CompositeLit) {
	t := types.Unalias(orInvalid(c.TypesInfo.TypeOf(lit))).Underlying()
	l, ok := t.(interface{ Elem() types.Type }) // slice, array or map
	if !ok {
		return
	}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		c.foreign(l.Elem(), elt)
	}
}

// foreign reports a value that becomes a field of an interface type, and is no
// field of the interface's package.
func (c *checker) foreign(to types.Type, value ast.Expr) {
	field, ok := types.Unalias(to).(*types.Named)
	if !ok || field.Obj().Name() != "SpanField" && field.Obj().Name() != "SessionField" || field.Obj().Pkg() == nil {
		return
	}
	pkg := field.Obj().Pkg()
	s := c.schemas[pkg.Path()]
	t := c.TypesInfo.TypeOf(value)
	n := named(orInvalid(t))
	if s == nil || n == nil || types.IsInterface(t) || s.has(n, pkg) {
		return
	}
	c.report(FieldForeign, value, fmt.Sprintf("%s only embeds what %s can record, and nothing would be recorded: pass the embedded record", types.TypeString(t, types.RelativeTo(c.Pkg)), pkg.Name()))
}

// has reports whether a type is a record or another field of the package.
func (s *Schema) has(n *types.Named, pkg *types.Package) bool {
	if n.Obj().Pkg() != pkg {
		return false
	}
	name := n.Obj().Name()
	if _, ok := s.Records[name]; ok {
		return true
	}
	for _, setter := range s.Setters {
		if setter.Type == name {
			return true
		}
	}
	for _, o := range s.Opens {
		if o.Type == name {
			return true
		}
	}
	return false
}
