package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// enricher is a generated function or method that takes fields.
type enricher struct {
	name string
	pkg  *types.Package
}

// enrichers are the names of such functions, and what they need of their
// context: "" where it may be empty.
var enrichers = map[string]string{
	"EnrichSpan": "span", "EnrichSession": "session", "EnrichEvent": "", "Attributes": "", "ContextWith": "",
}

// enricher is what a call calls, also through a variable or a method value;
// nil if that is no enricher.
func (c *checker) enricher(call *ast.CallExpr) *enricher {
	f, ok := c.callee(call.Fun).(*types.Func)
	if !ok || f.Pkg() == nil || c.schemas[f.Pkg().Path()] == nil {
		return nil
	}
	if _, ok := enrichers[f.Name()]; !ok {
		return nil
	}
	if recv := f.Signature().Recv(); recv != nil && (named(recv.Type()) == nil || named(recv.Type()).Obj().Name() != "Enricher") {
		return nil
	}
	return &enricher{name: f.Name(), pkg: f.Pkg()}
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

// definedOnce are the variables of the package that have one value in their
// life, and it: those that are set where they are declared, and nowhere else.
func (c *checker) definedOnce() map[*types.Var]ast.Expr {
	once := map[*types.Var]ast.Expr{}
	var changed []types.Object
	set := func(lhs, rhs []ast.Expr) {
		for i, l := range lhs {
			id, ok := l.(*ast.Ident)
			if !ok {
				continue
			}
			if v, ok := c.TypesInfo.Defs[id].(*types.Var); ok && len(lhs) == len(rhs) {
				if _, isFunc := types.Unalias(v.Type()).(*types.Signature); isFunc {
					once[v] = rhs[i]
				}
			} else if obj := c.TypesInfo.Uses[id]; obj != nil {
				changed = append(changed, obj)
			}
		}
	}
	for cur := range c.root.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.UnaryExpr)(nil), (*ast.RangeStmt)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			set(n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			names := make([]ast.Expr, len(n.Names))
			for i, id := range n.Names {
				names[i] = id
			}
			set(names, n.Values)
		case *ast.UnaryExpr:
			if id, ok := ast.Unparen(n.X).(*ast.Ident); ok && n.Op == token.AND {
				changed = append(changed, c.TypesInfo.Uses[id])
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id, ok := e.(*ast.Ident); ok {
					changed = append(changed, c.TypesInfo.Uses[id])
				}
			}
		}
	}
	for _, obj := range changed {
		if v, ok := obj.(*types.Var); ok {
			delete(once, v)
		}
	}
	for v := range once {
		if v.Exported() && v.Parent() == c.Pkg.Scope() {
			delete(once, v) // another package may set it
		}
	}
	return once
}

// qualified is a package-level name as a message has it.
func (c *checker) qualified(pkg *types.Package, name string) string {
	if pkg == c.Pkg {
		return name
	}
	return pkg.Name() + "." + name
}

func isTestFile(name string) bool { return strings.HasSuffix(name, "_test.go") }
