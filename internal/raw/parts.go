package raw

import (
	"go/ast"
	"go/types"
	"strings"
)

// Parts are the parts of an attribute as it is written.
type Parts struct {
	Key, Value ast.Expr

	// Kind is what makes the value: String, Int64, StringSlice and so on, as package
	// attribute calls its constructors.
	Kind string
}

// Parts are the key and the value of the attribute that an expression makes:
//
//	attribute.String(key, value)
//	attribute.Key(key).String(value)
//	attribute.KeyValue{Key: key, Value: attribute.StringValue(value)}
//
// ok is false if it is written in another way.
func (c *Code) Parts(e ast.Expr) (p Parts, ok bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if c.Constructor(e) {
			return Parts{e.Args[0], e.Args[1], c.Callee(e.Fun).Name()}, true
		}
		if sel, ok := e.Fun.(*ast.SelectorExpr); ok && len(e.Args) == 1 && IsAttribute(c.Info.TypeOf(sel.X), "Key") {
			return Parts{sel.X, e.Args[0], sel.Sel.Name}, true
		}
	case *ast.CompositeLit:
		call, ok := c.Member(e, "Value").(*ast.CallExpr)
		if ok && len(call.Args) == 1 && c.inAttribute(call) {
			return Parts{c.Member(e, "Key"), call.Args[0], strings.TrimSuffix(c.Callee(call.Fun).Name(), "Value")}, c.Member(e, "Key") != nil
		}
	}
	return Parts{}, false
}

// Member is the value of a field of an attribute.KeyValue; nil if its literal has none.
func (c *Code) Member(lit *ast.CompositeLit, name string) ast.Expr {
	t := c.Info.TypeOf(lit)
	if !IsAttribute(t, "KeyValue") {
		return nil
	}
	s, ok := t.Underlying().(*types.Struct)
	for i, elt := range lit.Elts {
		if kv, keyed := elt.(*ast.KeyValueExpr); keyed {
			if id, isName := kv.Key.(*ast.Ident); isName && id.Name == name {
				return kv.Value
			}
		} else if ok && i < s.NumFields() && s.Field(i).Name() == name {
			return elt
		}
	}
	return nil
}

// Attributes are the arguments of a call that become one list of attributes.
func (c *Code) Attributes(call *ast.CallExpr) []ast.Expr {
	t := c.Info.TypeOf(call.Fun)
	if t == nil {
		return nil
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || !sig.Variadic() {
		return nil
	}
	last := sig.Params().Len() - 1
	list, ok := sig.Params().At(last).Type().Underlying().(*types.Slice)
	if !ok || len(call.Args) <= last || !IsAttribute(list.Elem(), "KeyValue") {
		return nil
	}
	return call.Args[last:]
}
