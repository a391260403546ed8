package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// literal checks the literal of a struct: its values, and that of a record for
// the fields that it leaves out.
func (c *checker) literal(cur inspector.Cursor, lit *ast.CompositeLit) {
	n := named(c.TypesInfo.TypeOf(lit))
	if n == nil {
		c.foreignElements(lit)
		return
	}
	s, ok := n.Underlying().(*types.Struct)
	if !ok {
		c.foreignElements(lit)
		return
	}
	for i, elt := range lit.Elts {
		field, value := element(s, i, elt)
		c.fieldValue(n, field, elt, value)
	}
	if r := c.record(n); r != nil && !c.inTest(lit.Pos()) {
		c.required(cur, lit, n, r)
	}
}

// element is the name of the field that element i of a struct's literal sets,
// and its value.
func element(s *types.Struct, i int, elt ast.Expr) (field string, value ast.Expr) {
	if kv, ok := elt.(*ast.KeyValueExpr); ok {
		if id, ok := kv.Key.(*ast.Ident); ok {
			return id.Name, kv.Value
		}
	}
	if i < s.NumFields() {
		return s.Field(i).Name(), elt
	}
	return "", elt
}

// record is what is known of a type that is a record; nil if it is none.
func (c *checker) record(n *types.Named) *Record {
	s := c.schemas[pathOf(n)]
	if s == nil {
		return nil
	}
	if r, ok := s.Records[n.Obj().Name()]; ok {
		return &r
	}
	return nil
}

// fieldValue checks what is given to a field of a struct. Zero leaves out a
// field with omitzero, whatever its bounds. A required field has to be set, even
// if it is deprecated.
func (c *checker) fieldValue(owner *types.Named, field string, at ast.Node, value ast.Expr) {
	a, ok := c.fields[fieldKey(owner, field)]
	if !ok || a.OmitZero && isZero(c.TypesInfo.Types[value].Value) {
		return
	}
	if r := c.record(owner); r == nil || !slices.Contains(r.Required, field) {
		c.deprecated(at, field, &a)
	}
	c.value(&a, value)
}

func isZero(v constant.Value) bool {
	if v == nil {
		return false
	}
	switch v.Kind() {
	case constant.String:
		return constant.StringVal(v) == ""
	case constant.Bool:
		return !constant.BoolVal(v)
	}
	return constant.Sign(v) == 0
}

// assignment checks constants that are assigned to fields.
func (c *checker) assignment(n *ast.AssignStmt) {
	if len(n.Lhs) != len(n.Rhs) || n.Tok != token.ASSIGN {
		return
	}
	for i, lhs := range n.Lhs {
		if sel := target(lhs); sel != nil {
			if owner := c.ownerOf(sel); owner != nil {
				c.fieldValue(owner, sel.Sel.Name, sel.Sel, n.Rhs[i])
			}
		}
	}
}

// target is the field that an assignment to e sets, or changes an item of.
func target(e ast.Expr) *ast.SelectorExpr {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e
	case *ast.ParenExpr:
		return target(e.X)
	case *ast.StarExpr:
		return target(e.X)
	case *ast.IndexExpr:
		return target(e.X)
	}
	return nil
}

// ownerOf is the type that declares the field of a selector, which may be
// promoted.
func (c *checker) ownerOf(sel *ast.SelectorExpr) *types.Named {
	s := c.TypesInfo.Selections[sel]
	if s == nil || s.Kind() != types.FieldVal {
		return nil
	}
	t := s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] {
		t = structOf(t).Field(i).Type()
	}
	return named(t)
}

// structOf is the struct that t is, or points to.
func structOf(t types.Type) *types.Struct {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, _ := types.Unalias(t).Underlying().(*types.Struct)
	return s
}

// use reports deprecated setters, except where a constructor needs them.
func (c *checker) use(cur inspector.Cursor, id *ast.Ident) {
	f, ok := c.TypesInfo.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil || f.Signature().Recv() != nil {
		return
	}
	s := c.schemas[f.Pkg().Path()]
	if s == nil {
		return
	}
	if setter, ok := s.Setters[f.Name()]; ok && !c.constructed(cur) {
		a := s.attr(f.Pkg(), setter)
		c.deprecated(id, f.Name(), &a)
	}
}

// constructed reports whether the function that cur names is called for an
// argument of a constructor.
func (c *checker) constructed(cur inspector.Cursor) bool {
	if _, ok := cur.Parent().Node().(*ast.SelectorExpr); ok {
		cur = cur.Parent()
	}
	call, ok := cur.Parent().Node().(*ast.CallExpr)
	if !ok || call.Fun != cur.Node() {
		return false
	}
	outer, ok := cur.Parent().Parent().Node().(*ast.CallExpr)
	if !ok || outer.Fun == call {
		return false
	}
	n := named(c.TypesInfo.TypeOf(outer))
	return n != nil && c.record(n) != nil && c.constructs(outer, n)
}

// deprecated reports the use of a deprecated field.
func (c *checker) deprecated(at ast.Node, name string, a *Attr) {
	if a.Deprecated != "" {
		c.report(FieldDeprecated, at, fmt.Sprintf("%s is deprecated: %s", name, a.Deprecated))
	}
}
