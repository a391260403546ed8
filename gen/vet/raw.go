package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
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
var notEnrichments = []string{attributePrefix + "event_type"}

// rawAttributes reports keys of enrichments that are written by hand, where
// nothing checks them. Tests write them to compare, and generated code is its
// generator's matter.
func (c *checker) rawAttributes() {
	if !imports(c.Pkg, attributePath) {
		return
	}
	for cur := range c.root.Preorder((*ast.CallExpr)(nil), (*ast.KeyValueExpr)(nil), (*ast.ValueSpec)(nil)) {
		if c.inTest(cur.Node().Pos()) || ast.IsGenerated(fileOf(cur)) {
			continue
		}
		switch n := cur.Node().(type) {
		case *ast.CallExpr:
			c.rawCall(cur, n)
		case *ast.KeyValueExpr: // attribute.KeyValue{Key: "honeyhive_..."}
			c.rawKey(n.Value)
		case *ast.ValueSpec: // const key attribute.Key = "honeyhive_..."
			for _, v := range n.Values {
				c.rawKey(v)
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
		if key := c.rawKeyIn(call); key != "" && isKey(tv.Type) {
			c.reportRaw(call, key)
		}
		return
	}
	sig := c.signature(call)
	if sig == nil {
		return
	}
	for i, arg := range call.Args {
		if t := parameter(sig, i, call.Ellipsis.IsValid()); t != nil && isKey(t) {
			c.rawKey(arg)
		}
	}
	if c.constructor(call) {
		if key := c.rawKeyIn(call.Args[0]); key != "" {
			c.reportRaw(call, key, c.rawFix(cur, key)...)
		}
	}
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
	if key := c.rawKeyIn(e); key != "" && isKey(c.TypesInfo.TypeOf(e)) {
		c.reportRaw(e, key)
	}
}

func isKey(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == attributePath && n.Obj().Name() == "Key"
}

// rawKeyIn is the constant key of an enrichment that e is; "" if it is none.
func (c *checker) rawKeyIn(e ast.Expr) string {
	v := c.TypesInfo.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return ""
	}
	key := constant.StringVal(v)
	if !strings.HasPrefix(key, attributePrefix) || slices.Contains(notEnrichments, key) {
		return ""
	}
	return key
}

func (c *checker) reportRaw(at ast.Node, key string, more ...func(*analysis.Diagnostic)) {
	namespace, _, _ := strings.Cut(strings.TrimPrefix(key, attributePrefix), ".")
	message := fmt.Sprintf("%q goes around the enrichers, so that nothing checks its key and value: ", key)
	switch setters := c.settersOf(wireKey(key)); {
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
