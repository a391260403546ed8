package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/schema"
)

// notEnrichments are attributes that have the prefix of enrichments, but that no
// schema can declare.
var notEnrichments = []string{schema.AttributePrefix + "event_type"}

// rawAttributes reports keys of enrichments that are written by hand, where
// nothing checks them. Tests write them to compare, and generated code is its
// generator's matter.
func (c *checker) rawAttributes() {
	if !imports(c.Pkg, attributePath) {
		return
	}
	for cur := range c.root.Preorder((*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
		if c.inTest(cur.Node().Pos()) || ast.IsGenerated(fileOf(cur)) {
			continue
		}
		switch n := cur.Node().(type) {
		case *ast.CallExpr:
			c.rawCall(cur, n)
		case *ast.CompositeLit: // attribute.KeyValue{Key: "honeyhive_..."}
			if key := c.member(n, "Key"); key != nil {
				c.rawKey(cur, key)
			}
		case *ast.AssignStmt: // kv.Key = "honeyhive_..."
			for i, lhs := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) && c.isKeyField(lhs) {
					c.rawKey(cur, n.Rhs[i])
				}
			}
		case *ast.ValueSpec: // const key attribute.Key = "honeyhive_..."
			for i, v := range n.Values {
				if !c.onlyRead(n.Names[i]) {
					c.rawKey(cur, v)
				}
			}
		}
	}
}

func fileOf(cur inspector.Cursor) *ast.File {
	for f := range cur.Enclosing((*ast.File)(nil)) {
		return f.Node().(*ast.File)
	}
	return nil
}

// rawCall reports attribute.String("honeyhive_...", v) and its like, and
// attribute.Key("honeyhive_...").
func (c *checker) rawCall(cur inspector.Cursor, call *ast.CallExpr) {
	tv := c.TypesInfo.Types[call.Fun]
	switch {
	case !tv.IsType():
		if c.constructor(call) {
			c.reportRaw(call, call.Args[0], cur)
		}
	case isAttribute(tv.Type, "Key") && !c.reads(cur):
		c.reportRaw(call, call.Args[0], attributeOf(cur))
	}
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
func (c *checker) reads(cur inspector.Cursor) bool {
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
		f, ok := c.callee(n.Fun).(*types.Func)
		return ok && f.Pkg() != nil && f.Pkg().Path() == attributePath && n.Fun != e
	case *ast.ValueSpec:
		i := slices.Index(n.Values, e)
		return i >= 0 && i < len(n.Names) && c.onlyRead(n.Names[i])
	}
	return false
}

// onlyRead reports whether a name is not exported, and is used only as a key that
// is looked for.
func (c *checker) onlyRead(name *ast.Ident) bool {
	used := false
	for _, use := range c.usesOf(c.TypesInfo.Defs[name]) {
		if c.inTest(use.Node().Pos()) {
			continue
		}
		if used = c.reads(use); !used {
			return false
		}
	}
	return used && !ast.IsExported(name.Name)
}

// constructor reports whether a call makes an attribute of a key and a value.
func (c *checker) constructor(call *ast.CallExpr) bool {
	return len(call.Args) == 2 && c.inAttribute(call)
}

// inAttribute reports whether a call calls a function of package attribute.
func (c *checker) inAttribute(call *ast.CallExpr) bool {
	f, ok := c.callee(call.Fun).(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == attributePath && f.Signature().Recv() == nil
}

// rawKey reports a key of type attribute.Key. A conversion, and a constant of
// that type, are reported where they stand, and where it is declared.
func (c *checker) rawKey(attr inspector.Cursor, e ast.Expr) {
	e = ast.Unparen(e)
	if _, ok := e.(*ast.CallExpr); ok || c.isKeyConstant(e) {
		return
	}
	if isAttribute(c.TypesInfo.TypeOf(e), "Key") {
		c.reportRaw(e, e, attr)
	}
}

// isKeyField reports whether an expression is the key in an attribute.
func (c *checker) isKeyField(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Key" {
		return false
	}
	owner := c.ownerOf(sel)
	return owner != nil && isAttribute(owner, "KeyValue")
}

// isKeyConstant reports whether an expression names a constant that is declared
// as an attribute.Key.
func (c *checker) isKeyConstant(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	if sel, isSel := e.(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if !ok {
		return false
	}
	obj, ok := c.TypesInfo.Uses[id].(*types.Const)
	return ok && isAttribute(obj.Type(), "Key")
}

// isAttribute reports whether t is a type of package attribute.
func isAttribute(t types.Type, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && pathOf(n) == attributePath && n.Obj().Name() == name
}

// rawKeyIn is the constant key of an enrichment that e is; "" if it is none.
func (c *checker) rawKeyIn(e ast.Expr) string {
	v := c.TypesInfo.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return ""
	}
	key := constant.StringVal(v)
	if !strings.HasPrefix(key, schema.AttributePrefix) || slices.Contains(notEnrichments, key) {
		return ""
	}
	return key
}

// rawPrefix is the constant that the key of an enrichment begins with, where
// the rest is not constant; "" if it is none.
//
//	"honeyhive_metadata." + name
//	fmt.Sprintf("honeyhive_metadata.%s", name)
func (c *checker) rawPrefix(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		if key := c.rawKeyIn(e.X); key != "" {
			return key
		}
		return c.rawPrefix(e.X)
	case *ast.CallExpr:
		f, ok := c.callee(e.Fun).(*types.Func)
		if ok && f.FullName() == "fmt.Sprintf" && len(e.Args) > 0 {
			prefix, _, _ := strings.Cut(c.rawKeyIn(e.Args[0]), "%")
			return prefix
		}
		if len(e.Args) == 1 && c.TypesInfo.Types[e.Fun].IsType() {
			return c.rawPrefix(e.Args[0])
		}
	}
	return ""
}

// reportRaw reports the key of an attribute, if it is that of an enrichment.
func (c *checker) reportRaw(at ast.Node, key ast.Expr, attr inspector.Cursor) {
	if k := c.rawKeyIn(key); k != "" {
		c.report(RawAttribute, at, c.rawMessage(k), c.rawFix(attr, k)...)
	} else if prefix := c.rawPrefix(key); prefix != "" {
		c.report(RawAttribute, at, fmt.Sprintf("a key that begins with %q goes around the enrichers, so nothing checks the key and its value: declare the key in a schema, or a map if the keys are not known in advance, and use its setter", prefix))
	}
}

func (c *checker) rawMessage(key string) string {
	namespace, _, _ := strings.Cut(strings.TrimPrefix(key, schema.AttributePrefix), ".")
	message := fmt.Sprintf("%q goes around the enrichers, so nothing checks its key and value: ", key)
	setters := c.settersOf(wireKey(key))
	for list := wireKey(key); len(setters) == 0 && strings.Contains(list, "."); {
		list = list[:strings.LastIndexByte(list, '.')] // "metadata.tags.0" is an item of metadata.tags
		setters = c.settersOf(list)
	}
	switch {
	case len(setters) > 0:
		return message + "use " + c.qualified(setters[0].pkg, setters[0].name)
	case !schema.Namespace(namespace).Valid():
		return fmt.Sprintf("%q is not in a namespace of HoneyHive: %s", key, schema.Suggest(namespace, schema.Namespaces))
	}
	return message + "declare the key in a schema, and use its setter"
}

// settersOf are the setters of a key, those of imported packages first.
func (c *checker) settersOf(key string) (found []setterCall) {
	for _, direct := range []bool{true, false} {
		for _, pkg := range c.packages {
			if (pkg == c.Pkg || imports(c.Pkg, pkg.Path())) != direct {
				continue
			}
			s := c.schemas[pkg.Path()]
			for _, name := range slices.Sorted(maps.Keys(s.Setters)) {
				if a := s.attr(pkg, s.Setters[name]); a.Key == key {
					found = append(found, setterCall{name: name, attr: a, pkg: pkg})
				}
			}
		}
	}
	return found
}
