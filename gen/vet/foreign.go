package vet

import (
	"fmt"
	"go/ast"
	"go/types"
)

// foreignArguments reports arguments that are fields only because they embed a
// record: a struct of another package that the enricher does not know.
func (c *checker) foreignArguments(call *ast.CallExpr) {
	if len(c.schemas) == 0 {
		return
	}
	sig := c.signature(call)
	if sig == nil {
		return
	}
	for i, arg := range call.Args {
		c.foreign(parameter(sig, i, call.Ellipsis.IsValid()), arg)
	}
}

// signature is that of what is called; nil for a conversion.
func (c *checker) signature(call *ast.CallExpr) *types.Signature {
	t := c.TypesInfo.TypeOf(call.Fun)
	if t == nil {
		return nil
	}
	sig, _ := t.Underlying().(*types.Signature)
	return sig
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
	if ellipsis {
		return nil
	}
	return elementType(sig.Params().At(last).Type())
}

// elementType is the type of the elements of a list or a map; nil for others.
func elementType(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	}
	return nil
}

// foreignElements does the same for the elements of a list's literal.
func (c *checker) foreignElements(lit *ast.CompositeLit) {
	to := elementType(c.TypesInfo.TypeOf(lit))
	for _, elt := range lit.Elts {
		c.foreign(to, itemOf(elt))
	}
}

// foreign reports a value that is assigned to the interface of a package's fields,
// but is not a field of that package.
func (c *checker) foreign(to types.Type, value ast.Expr) {
	pkg := c.fieldsOf(to)
	t := c.TypesInfo.TypeOf(value)
	if pkg == nil || structOf(t) == nil || c.schemas[pkg.Path()].has(named(t), pkg) {
		return
	}
	c.report(FieldForeign, value, fmt.Sprintf("%s only embeds a record of %s, so nothing would be recorded: pass the embedded record", types.TypeString(t, types.RelativeTo(c.Pkg)), pkg.Name()))
}

// fieldsOf is the package whose fields t takes; nil if t is another type.
func (c *checker) fieldsOf(t types.Type) *types.Package {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Name() != "SpanField" && n.Obj().Name() != "SessionField" || c.schemas[pathOf(n)] == nil {
		return nil
	}
	return n.Obj().Pkg()
}

// pathOf is the import path of the package that declares a type; "" for those
// of the language.
func pathOf(n *types.Named) string {
	if n.Obj().Pkg() == nil {
		return ""
	}
	return n.Obj().Pkg().Path()
}

// has reports whether a type is a record or another field of the package. The
// types of its fields are not exported. n is nil for a type without a name.
func (s *Schema) has(n *types.Named, pkg *types.Package) bool {
	if n == nil {
		return false
	}
	_, isRecord := s.Records[n.Obj().Name()]
	return n.Obj().Pkg() == pkg && (isRecord || s.partial || !n.Obj().Exported())
}
