package vet

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// enrichers maps the names of the generated functions and methods that take fields
// to what their context must hold; "" if the context may be empty.
var enrichers = map[string]string{
	"EnrichSpan": "span", "EnrichSession": "session", "StartSession": "", "EnrichEvent": "", "Attributes": "", "ContextWith": "",
}

// enricher is the name of the enricher that a call calls, also through a
// variable or a method value; "" if it calls none.
func (c *checker) enricher(call *ast.CallExpr) string {
	f, ok := c.callee(call.Fun).(*types.Func)
	if !ok || f.Pkg() == nil {
		return ""
	}
	if _, ok := enrichers[f.Name()]; !ok {
		return ""
	}
	if c.isOfInterface(f) {
		return f.Name()
	}
	if c.schemas[f.Pkg().Path()] == nil {
		return ""
	}
	if recv := f.Signature().Recv(); recv != nil && (named(recv.Type()) == nil || named(recv.Type()).Obj().Name() != "Enricher") {
		return ""
	}
	return f.Name()
}

// isOfInterface reports whether a method is that of an interface which an Enricher
// implements: it takes the fields of a generated package.
func (c *checker) isOfInterface(f *types.Func) bool {
	sig := f.Signature()
	if sig.Recv() == nil || !types.IsInterface(sig.Recv().Type()) || !sig.Variadic() {
		return false
	}
	fields, ok := sig.Params().At(sig.Params().Len() - 1).Type().(*types.Slice)
	if !ok {
		return false
	}
	n := named(fields.Elem())
	return n != nil && c.schemas[pathOf(n)] != nil && (n.Obj().Name() == "SpanField" || n.Obj().Name() == "SessionField")
}

// callee is the function that an expression stands for.
func (c *checker) callee(fun ast.Expr) types.Object {
	obj := typeutil.Callee(c.TypesInfo, &ast.CallExpr{Fun: fun})
	if v, ok := obj.(*types.Var); ok {
		if value, ok := c.once[v.Origin()]; ok {
			return c.callee(value)
		}
	}
	return obj
}

// setterCall is a call of a generated WithX.
type setterCall struct {
	name string // WithX
	attr Attr
	open *Open // for the setter of an open namespace
	pkg  *types.Package
}

// setter is the setter that a call calls; nil if there is none. Its result says
// which one it is, so that it may be called through any variable.
func (c *checker) setter(call *ast.CallExpr) *setterCall {
	result, ok := types.Unalias(c.TypesInfo.TypeOf(call)).(*types.Named)
	if !ok || result.Obj().Pkg() == nil {
		return nil
	}
	pkg := result.Obj().Pkg()
	s := c.schemas[pkg.Path()]
	if s == nil {
		return nil
	}
	f, _ := c.callee(call.Fun).(*types.Func)
	for name, setter := range s.Setters {
		if setter.Type == result.Obj().Name() && c.calls(call, f, pkg, name) {
			return &setterCall{name: name, attr: c.fields[fieldKey(result, "v")], pkg: pkg}
		}
	}
	for name, open := range s.Opens {
		if open.Type == result.Obj().Name() && f != nil && f.Pkg() == pkg && f.Name() == name {
			return &setterCall{name: name, attr: open.Attr, open: &open, pkg: pkg}
		}
	}
	return nil
}

// calls reports whether a call calls a setter of pkg: f is it, or what is
// called has its signature.
func (c *checker) calls(call *ast.CallExpr, f *types.Func, pkg *types.Package, name string) bool {
	if f != nil {
		return f.Pkg() == pkg && f.Name() == name
	}
	obj := pkg.Scope().Lookup(name)
	return obj != nil && types.Identical(c.TypesInfo.TypeOf(call.Fun), obj.Type())
}

// definedOnce returns the variables of the package that always hold the same
// function: they get it where they are declared, and nothing assigns to them later.
func (c *checker) definedOnce() map[*types.Var]ast.Expr {
	once := map[*types.Var]ast.Expr{}
	for cur := range c.root.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if id, ok := lhs.(*ast.Ident); ok && len(n.Lhs) == len(n.Rhs) {
					c.define(once, id, n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, value := range n.Values {
				if len(n.Names) == len(n.Values) {
					c.define(once, n.Names[i], value)
				}
			}
		}
	}
	for use := range c.root.Preorder((*ast.Ident)(nil)) {
		if v, ok := c.TypesInfo.Uses[use.Node().(*ast.Ident)].(*types.Var); ok && once[v] != nil && changes(use) {
			delete(once, v)
		}
	}
	return once
}

// define adds a variable that a function is assigned to where it is declared.
// One that is exported may get another in another package.
func (c *checker) define(once map[*types.Var]ast.Expr, id *ast.Ident, value ast.Expr) {
	v, ok := c.TypesInfo.Defs[id].(*types.Var)
	if !ok || v.Exported() && v.Parent() == c.Pkg.Scope() {
		return
	}
	if _, isFunc := types.Unalias(v.Type()).(*types.Signature); isFunc {
		once[v] = value
	}
}

// usesOf are the places that name a constant or a variable of the package.
func (c *checker) usesOf(obj types.Object) []inspector.Cursor {
	if c.uses == nil {
		c.uses = map[types.Object][]inspector.Cursor{}
		for cur := range c.root.Preorder((*ast.Ident)(nil)) {
			switch used := c.TypesInfo.Uses[cur.Node().(*ast.Ident)].(type) {
			case *types.Var, *types.Const:
				c.uses[used] = append(c.uses[used], cur)
			}
		}
	}
	return c.uses[obj]
}

// qualified is a package-level name as a message has it.
func (c *checker) qualified(pkg *types.Package, name string) string {
	if pkg == c.Pkg {
		return name
	}
	return pkg.Name() + "." + name
}

func isTestFile(name string) bool { return strings.HasSuffix(name, "_test.go") }
