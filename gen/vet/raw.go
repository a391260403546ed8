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

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/schema"
)

// notEnrichments are attributes with the prefix of enrichments that are none:
// no schema can declare them.
var notEnrichments = []string{schema.AttributePrefix + "event_type"}

// rawAttributes reports keys of enrichments that are written by hand, where
// nothing checks them. Tests write them to compare, and generated code is its
// generator's matter.
func (c *checker) rawAttributes() {
	if !imports(c.Pkg, attributePath) {
		return
	}
	for cur := range c.root.Preorder((*ast.CallExpr)(nil), (*ast.CompositeLit)(nil), (*ast.ValueSpec)(nil)) {
		if c.inTest(cur.Node().Pos()) || ast.IsGenerated(fileOf(cur)) {
			continue
		}
		switch n := cur.Node().(type) {
		case *ast.CallExpr:
			c.rawCall(cur, n)
		case *ast.CompositeLit: // attribute.KeyValue{Key: "honeyhive_..."}
			if isAttribute(c.TypesInfo.TypeOf(n), "KeyValue") && len(n.Elts) > 0 {
				_, key := element(structOf(c.TypesInfo.TypeOf(n)), 0, n.Elts[0])
				c.rawKey(key)
			}
		case *ast.ValueSpec: // const key attribute.Key = "honeyhive_..."
			for i, v := range n.Values {
				if !c.onlyRead(n.Names[i]) {
					c.rawKey(v)
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
	if tv := c.TypesInfo.Types[call.Fun]; tv.IsType() {
		if key := c.rawKeyIn(call); key != "" && isAttribute(tv.Type, "Key") && !c.reads(cur) {
			c.reportRaw(call, key)
		}
		return
	}
	if c.constructor(call) {
		if key := c.rawKeyIn(call.Args[0]); key != "" {
			c.reportRaw(call, key, c.rawFix(cur, key)...)
		}
	}
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

// onlyRead reports whether the package uses a name of its own, and only as a
// key that is looked for.
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
	f, ok := c.callee(call.Fun).(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == attributePath && f.Signature().Recv() == nil && len(call.Args) == 2
}

// rawKey reports a constant key. A conversion and a name are reported where
// they stand, and where it is declared.
func (c *checker) rawKey(e ast.Expr) {
	switch ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr:
		return
	}
	if key := c.rawKeyIn(e); key != "" && isAttribute(c.TypesInfo.TypeOf(e), "Key") {
		c.reportRaw(e, key)
	}
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

func (c *checker) reportRaw(at ast.Node, key string, more ...func(*analysis.Diagnostic)) {
	namespace, _, _ := strings.Cut(strings.TrimPrefix(key, schema.AttributePrefix), ".")
	message := fmt.Sprintf("%q goes around the enrichers, so that nothing checks its key and value: ", key)
	setters := c.settersOf(wireKey(key))
	for list := wireKey(key); len(setters) == 0 && strings.Contains(list, "."); {
		list = list[:strings.LastIndexByte(list, '.')] // "metadata.tags.0" is an item of metadata.tags
		setters = c.settersOf(list)
	}
	switch {
	case len(setters) > 0:
		message += "use " + c.qualified(setters[0].pkg, setters[0].name)
	case !slices.Contains(schema.Namespaces, schema.Namespace(namespace)):
		message = fmt.Sprintf("%q is in no namespace of HoneyHive: %s", key, schema.Suggest(namespace, namespaceNames()))
	default:
		message += "declare the key in a schema, and use its setter"
	}
	c.report(RawAttribute, at, message, more...)
}

func namespaceNames() (names []string) {
	for _, n := range schema.Namespaces {
		names = append(names, string(n))
	}
	return names
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
