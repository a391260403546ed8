// Package raw finds the attributes that Go code makes by hand, with package
// attribute of OpenTelemetry:
//
//	attribute.String("honeyhive_metadata.plan", plan)
//	attribute.Key("honeyhive_metadata.plan").String(plan)
//	attribute.KeyValue{Key: "honeyhive_metadata.plan", Value: attribute.StringValue(plan)}
//
// It knows how they are written, and which expression is the key and which the
// value. What is made of them is its callers' matter.
package raw

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// The packages of OpenTelemetry's attributes and spans.
const (
	AttributePath = "go.opentelemetry.io/otel/attribute"
	TracePath     = "go.opentelemetry.io/otel/trace"
)

// Code is the code of one package. Its functions say what is where, for those that
// know it already.
type Code struct {
	Info *types.Info

	// Callee is the function that an expression stands for; nil if nobody knows.
	Callee func(ast.Expr) types.Object

	// Uses are the places that name a constant or a variable of the package.
	Uses func(types.Object) []inspector.Cursor

	// Ignored reports whether nothing at a place counts, as in tests.
	Ignored func(token.Pos) bool
}

// Key is a key that is written where an attribute is made.
type Key struct {
	At   ast.Node // what to report
	Expr ast.Expr // the key, whose type is a string or attribute.Key

	// Attribute is the expression that makes the attribute, if the key is written
	// within it, and else the place of the key.
	Attribute inspector.Cursor
}

// Keys are the keys that are written below root, each where it is written: a
// conversion to attribute.Key, and a constant of that type, where it stands or is
// declared. Keys that are only looked for are none of them.
func (c *Code) Keys(root inspector.Cursor) iter.Seq[Key] {
	return func(yield func(Key) bool) {
		for cur := range root.Preorder((*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
			if c.Ignored(cur.Node().Pos()) || ast.IsGenerated(FileOf(cur)) {
				continue
			}
			for _, k := range c.keysOf(cur) {
				if !yield(k) {
					return
				}
			}
		}
	}
}

// keysOf are the keys that a node is written with.
func (c *Code) keysOf(cur inspector.Cursor) (keys []Key) {
	add := func(e ast.Expr) {
		if k, ok := c.typedKey(cur, e); ok {
			keys = append(keys, k)
		}
	}
	switch n := cur.Node().(type) {
	case *ast.CallExpr:
		if k, ok := c.keyOfCall(cur, n); ok {
			keys = append(keys, k)
		}
	case *ast.CompositeLit: // attribute.KeyValue{Key: "honeyhive_..."}
		if key := c.Member(n, "Key"); key != nil {
			add(key)
		}
	case *ast.AssignStmt: // kv.Key = "honeyhive_..."
		for i, lhs := range n.Lhs {
			if len(n.Lhs) == len(n.Rhs) && c.isKeyField(lhs) {
				add(n.Rhs[i])
			}
		}
	case *ast.ValueSpec: // const key attribute.Key = "honeyhive_..."
		for i, v := range n.Values {
			if !c.onlyRead(n.Names[i]) {
				add(v)
			}
		}
	}
	return keys
}

// Named are the names of keys by which attributes are made below root, as planKey is in
// planKey.String(plan). What they name is among [Code.Keys].
func (c *Code) Named(root inspector.Cursor) iter.Seq[Key] {
	return func(yield func(Key) bool) {
		for cur := range root.Preorder((*ast.CallExpr)(nil)) {
			call := cur.Node().(*ast.CallExpr)
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || len(call.Args) != 1 || c.Ignored(call.Pos()) || !IsAttribute(c.Info.TypeOf(sel.X), "Key") || ast.IsGenerated(FileOf(cur)) {
				continue
			}
			if _, conversion := ast.Unparen(sel.X).(*ast.CallExpr); !conversion && !yield(Key{call, sel.X, cur}) {
				return
			}
		}
	}
}

// FileOf is the file that a place is in.
func FileOf(cur inspector.Cursor) *ast.File {
	for f := range cur.Enclosing((*ast.File)(nil)) {
		return f.Node().(*ast.File)
	}
	return nil
}

// keyOfCall is the key in attribute.String("honeyhive_...", v) and its like, and
// in attribute.Key("honeyhive_...").
func (c *Code) keyOfCall(cur inspector.Cursor, call *ast.CallExpr) (Key, bool) {
	tv := c.Info.Types[call.Fun]
	switch {
	case !tv.IsType():
		if c.Constructor(call) {
			return Key{call, call.Args[0], cur}, true
		}
	case IsAttribute(tv.Type, "Key") && !c.reads(cur):
		return Key{call, call.Args[0], attributeOf(cur)}, true
	}
	return Key{}, false
}

// attributeOf is the attribute that a key is a part of, if it is written there:
//
//	attribute.Key("honeyhive_...").String(v)
//	attribute.KeyValue{Key: attribute.Key("honeyhive_...")}
func attributeOf(key inspector.Cursor) inspector.Cursor {
	switch key.ParentEdgeKind() {
	case edge.SelectorExpr_X, edge.KeyValueExpr_Value:
		return key.Parent().Parent()
	case edge.CompositeLit_Elts:
		return key.Parent()
	}
	return key
}

// reads reports whether an expression is a key that is looked for: it is
// compared, or it is the key of a map, or the name of a variable for which that
// holds, or package attribute gets it, whose functions with keys read and filter.
func (c *Code) reads(cur inspector.Cursor) bool {
	e := cur.Node().(ast.Expr)
	switch n := cur.Parent().Node().(type) {
	case *ast.ParenExpr, *ast.SelectorExpr:
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.X == e {
			return false // its methods make attributes
		}
		return c.reads(cur.Parent())
	case *ast.BinaryExpr:
		return n.Op == token.EQL || n.Op == token.NEQ
	case *ast.CaseClause:
		return true
	case *ast.IndexExpr:
		return n.Index == e
	case *ast.KeyValueExpr:
		return n.Key == e
	case *ast.CallExpr:
		f, ok := c.Callee(n.Fun).(*types.Func)
		return ok && f.Pkg() != nil && f.Pkg().Path() == AttributePath && n.Fun != e
	case *ast.ValueSpec:
		i := slices.Index(n.Values, e)
		return i >= 0 && i < len(n.Names) && c.onlyRead(n.Names[i])
	}
	return false
}

// onlyRead reports whether a name is not exported, and is used only as a key that
// is looked for.
func (c *Code) onlyRead(name *ast.Ident) bool {
	used := false
	for _, use := range c.Uses(c.Info.Defs[name]) {
		if c.Ignored(use.Node().Pos()) {
			continue
		}
		if used = c.reads(use); !used {
			return false
		}
	}
	return used && !ast.IsExported(name.Name)
}

// Constructor reports whether a call makes an attribute of a key and a value.
func (c *Code) Constructor(call *ast.CallExpr) bool {
	return len(call.Args) == 2 && c.inAttribute(call)
}

// inAttribute reports whether a call calls a function of package attribute.
func (c *Code) inAttribute(call *ast.CallExpr) bool {
	f, ok := c.Callee(call.Fun).(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == AttributePath && f.Signature().Recv() == nil
}

// typedKey is a key of type attribute.Key. A conversion, and a constant of that
// type, are found where they stand, and where it is declared.
func (c *Code) typedKey(attr inspector.Cursor, e ast.Expr) (Key, bool) {
	e = ast.Unparen(e)
	if _, ok := e.(*ast.CallExpr); ok || c.isKeyConstant(e) {
		return Key{}, false
	}
	return Key{e, e, attr}, IsAttribute(c.Info.TypeOf(e), "Key")
}

// isKeyField reports whether an expression is the key in an attribute.
func (c *Code) isKeyField(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Key" {
		return false
	}
	field := c.Info.Selections[sel]
	return field != nil && field.Kind() == types.FieldVal && field.Obj().Pkg() != nil && field.Obj().Pkg().Path() == AttributePath
}

// isKeyConstant reports whether an expression names a constant that is declared
// as an attribute.Key.
func (c *Code) isKeyConstant(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	if sel, isSel := e.(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if !ok {
		return false
	}
	obj, ok := c.Info.Uses[id].(*types.Const)
	return ok && IsAttribute(obj.Type(), "Key")
}

// IsAttribute reports whether t is a type of package attribute.
func IsAttribute(t types.Type, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == AttributePath && n.Obj().Name() == name
}

// Constant is the constant string that e is.
func (c *Code) Constant(e ast.Expr) (value string, ok bool) {
	v := c.Info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}

// Prefix is the constant that a key begins with, where the rest is not constant;
// "" if there is none.
//
//	"honeyhive_metadata." + name
//	fmt.Sprintf("honeyhive_metadata.%s", name)
func (c *Code) Prefix(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		if key, ok := c.Constant(e.X); ok {
			return key
		}
		return c.Prefix(e.X)
	case *ast.CallExpr:
		f, ok := c.Callee(e.Fun).(*types.Func)
		if ok && f.FullName() == "fmt.Sprintf" && len(e.Args) > 0 {
			format, _ := c.Constant(e.Args[0])
			prefix, _, _ := strings.Cut(format, "%")
			return prefix
		}
		if len(e.Args) == 1 && c.Info.Types[e.Fun].IsType() {
			return c.Prefix(e.Args[0])
		}
	}
	return ""
}
