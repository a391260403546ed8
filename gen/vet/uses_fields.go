package vet

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/schema/usage"
)

// fieldsOfLiteral reports the fields that a literal gives values to.
func (u *uses) fieldsOfLiteral(cur inspector.Cursor, lit *ast.CompositeLit) {
	n := named(u.TypesInfo.TypeOf(lit))
	if n == nil || structOf(n) == nil {
		return
	}
	if n.Obj().Pkg() == u.Pkg && u.inOutput(n.Obj()) && isField(n) {
		u.made(cur, lit, n, nil) // only the package itself can write one
	}
	for i, elt := range lit.Elts {
		name, _ := element(structOf(n), i, elt)
		u.field(cur, elt, n, name, usage.Literal, u.recordAround(cur))
	}
}

// field reports a field of a struct, if it is one of a schema.
func (u *uses) field(cur inspector.Cursor, at ast.Node, owner *types.Named, name string, how usage.How, record *types.Named) {
	s := structOf(owner)
	for i := 0; s != nil && i < s.NumFields(); i++ {
		if s.Field(i).Name() == name && isTagged(s, i) {
			u.found(cur, at, usage.Use{How: how, Package: pathOf(owner), Name: owner.Obj().Name() + "." + name, Record: recordName(record)})
		}
	}
}

func recordName(n *types.Named) string {
	if n == nil {
		return ""
	}
	return pathOf(n) + "." + n.Obj().Name()
}

// recordAround is the outermost record that a literal or a conversion is part of; nil
// if the place shows none.
func (u *uses) recordAround(cur inspector.Cursor) (record *types.Named) {
	for {
		switch n := cur.Node().(type) {
		case *ast.CompositeLit, *ast.CallExpr:
			e := n.(ast.Expr)
			if is := named(u.TypesInfo.TypeOf(e)); u.isRecord(is) {
				record = is
			} else if call, ok := n.(*ast.CallExpr); ok && !u.TypesInfo.Types[call.Fun].IsType() {
				return record
			}
		case *ast.KeyValueExpr, *ast.ParenExpr, *ast.UnaryExpr:
		default:
			return record
		}
		cur = cur.Parent()
	}
}

// set reports the fields that an expression leads to, which a place may change.
//
//	search.Best.Text = "..."
func (u *uses) set(cur inspector.Cursor, e ast.Expr) {
	for at := e; e != nil; {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			if owner := u.ownerOf(x); owner != nil {
				u.field(cur, at, owner, x.Sel.Name, usage.Assignment, u.recordOf(x))
			}
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return
		}
	}
}

// recordOf is the outermost record that an expression leads through; nil if there is
// none.
func (u *uses) recordOf(e ast.Expr) (record *types.Named) {
	through := func(t types.Type) {
		if n := named(t); u.isRecord(n) {
			record = n
		}
	}
	for {
		through(u.TypesInfo.TypeOf(e))
		switch x := e.(type) {
		case *ast.SelectorExpr:
			for _, t := range slices.Backward(u.promoting(x)) {
				through(t)
			}
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return record
		}
	}
}

// promoting are the embedded structs through which a selector leads, outermost first.
func (u *uses) promoting(sel *ast.SelectorExpr) (through []types.Type) {
	s := u.TypesInfo.Selections[sel]
	if s == nil {
		return nil
	}
	t := s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] {
		t = structOf(t).Field(i).Type()
		through = append(through, t)
	}
	return through
}

// method reports a field whose method may change it, and a record whose method is one of
// another package.
func (u *uses) method(cur inspector.Cursor, sel *ast.SelectorExpr) {
	s := u.TypesInfo.Selections[sel]
	if s == nil || s.Kind() != types.MethodVal {
		return
	}
	f := s.Obj().(*types.Func)
	if !isPointer(f.Signature().Recv().Type()) {
		return
	}
	if n := named(f.Signature().Recv().Type()); isSchema(n) { // may be embedded in what sel.X is
		if f.Pkg() != u.Pkg {
			u.whole(cur, sel, n, usage.Unseen, f.Pkg().Path())
		}
	} else if !isPointer(u.TypesInfo.TypeOf(sel.X)) {
		u.set(cur, sel.X)
	}
}

// whole reports a struct of which a place sets all fields, or may set any. By is the
// package whose code does so.
func (u *uses) whole(cur inspector.Cursor, at ast.Node, n *types.Named, how usage.How, by string) {
	record := u.recordAround(cur)
	if sel, ok := at.(*ast.SelectorExpr); ok {
		record = u.recordOf(sel.X)
	}
	if u.isRecord(n) && record == nil {
		record = n
	}
	u.found(cur, at, usage.Use{How: how, Package: pathOf(n), Name: n.Obj().Name(), Record: recordName(record), By: by})
}

// expected is the type that the place of an expression asks for; nil if it asks for
// none. call is the call that gets the expression; nil if none does.
func (u *uses) expected(cur inspector.Cursor) (t types.Type, call *ast.CallExpr) {
	kind, i := cur.ParentEdge()
	parent := cur.Parent()
	switch kind {
	case edge.ParenExpr_X:
		return u.expected(parent)
	case edge.CallExpr_Args:
		call := parent.Node().(*ast.CallExpr)
		if tv := u.TypesInfo.Types[call.Fun]; tv.IsType() {
			return tv.Type, nil
		}
		if sig := u.signature(call); sig != nil {
			return parameter(sig, i, call.Ellipsis.IsValid()), call
		}
	case edge.CompositeLit_Elts:
		return u.elementAt(parent.Node().(*ast.CompositeLit), i), nil
	case edge.KeyValueExpr_Value:
		if lit, ok := parent.Parent().Node().(*ast.CompositeLit); ok {
			_, i := parent.ParentEdge()
			return u.elementAt(lit, i), nil
		}
	case edge.AssignStmt_Rhs:
		if n := parent.Node().(*ast.AssignStmt); len(n.Lhs) == len(n.Rhs) {
			return u.TypesInfo.TypeOf(n.Lhs[i]), nil
		}
	case edge.ValueSpec_Values:
		if n := parent.Node().(*ast.ValueSpec); n.Type != nil {
			return u.TypesInfo.TypeOf(n.Type), nil
		}
	case edge.SendStmt_Value:
		if c, ok := under(u.TypesInfo.TypeOf(parent.Node().(*ast.SendStmt).Chan)).(*types.Chan); ok {
			return c.Elem(), nil
		}
	case edge.ReturnStmt_Results:
		return u.resultAt(parent, i), nil
	}
	return nil, nil
}

// elementAt is the type of element i of a literal.
func (u *uses) elementAt(lit *ast.CompositeLit, i int) types.Type {
	t := u.TypesInfo.TypeOf(lit)
	s := structOf(t)
	if s == nil {
		return elementType(deref(t))
	}
	name, _ := element(s, i, lit.Elts[i])
	for f := range s.Fields() {
		if f.Name() == name {
			return f.Type()
		}
	}
	return nil
}

// resultAt is the type of result i of the function that a return statement ends.
func (u *uses) resultAt(ret inspector.Cursor, i int) types.Type {
	for f := range ret.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		var sig *types.Signature
		switch f := f.Node().(type) {
		case *ast.FuncLit:
			sig, _ = u.TypesInfo.TypeOf(f).(*types.Signature)
		case *ast.FuncDecl:
			if obj, ok := u.TypesInfo.Defs[f.Name].(*types.Func); ok {
				sig = obj.Signature()
			}
		}
		if sig == nil || sig.Results().Len() != len(ret.Node().(*ast.ReturnStmt).Results) {
			return nil
		}
		return sig.Results().At(i).Type()
	}
	return nil
}
