package vet

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/format"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
)

// rawFix replaces attributes by setters, in a call all of whose attributes have
// one: on the active span
//
//	trace.SpanFromContext(ctx).SetAttributes(attribute.Float64("honeyhive_metrics.score", s))
//	chat.EnrichSpan(ctx, chat.WithScore(s))
//
// and elsewhere
//
//	attributes = append(attributes, attribute.Float64("honeyhive_metrics.score", s))
//	attributes = append(attributes, chat.Attributes(chat.WithScore(s))...)
//
// cur is one of the attributes; the change is given with the first of them.
func (c *checker) rawFix(cur inspector.Cursor, key string) []func(*analysis.Diagnostic) {
	outer, ok := cur.Parent().Node().(*ast.CallExpr)
	if !ok || outer.Ellipsis.IsValid() {
		return nil
	}
	attributes := c.attributesOf(outer)
	if len(attributes) == 0 || attributes[0] != cur.Node() {
		return nil
	}
	setters := c.settersOf(wireKey(key))
	if len(setters) == 0 {
		return nil
	}
	pkg := setters[0].pkg
	name, ok := c.nameOf(pkg, fileOf(cur), outer.Pos())
	if !ok {
		return nil
	}
	var fields []string
	for _, arg := range attributes {
		field, ok := c.asField(arg, pkg, name)
		if !ok {
			return nil
		}
		fields = append(fields, field)
	}
	list := strings.Join(fields, ", ")
	use, text := "EnrichSpan", ""
	edit := analysis.TextEdit{Pos: outer.Pos(), End: outer.End()}
	if ctx, ok := c.activeSpan(outer); ok {
		text = fmt.Sprintf("%sEnrichSpan(%s, %s)", name, ctx, list)
	} else {
		use, text = "Attributes", fmt.Sprintf("%sAttributes(%s)...", name, list)
		edit = analysis.TextEdit{Pos: attributes[0].Pos(), End: attributes[len(attributes)-1].End()}
	}
	if name == "" && !c.means(use, edit.Pos, pkg) || commented(fileOf(cur), edit) {
		return nil
	}
	edit.NewText = []byte(text)
	return []func(*analysis.Diagnostic){fix("Use "+name+use, edit)}
}

// commented reports whether a change would remove a comment.
func commented(f *ast.File, edit analysis.TextEdit) bool {
	return slices.ContainsFunc(f.Comments, func(g *ast.CommentGroup) bool { return edit.Pos <= g.Pos() && g.Pos() < edit.End })
}

// means reports whether a name is, at a place, that of a package, or is
// declared by it; something else may hide it there.
func (c *checker) means(name string, pos token.Pos, pkg *types.Package) bool {
	_, obj := c.Pkg.Scope().Innermost(pos).LookupParent(name, pos)
	if p, ok := obj.(*types.PkgName); ok {
		return p.Imported() == pkg
	}
	return obj != nil && obj.Pkg() == pkg && (pkg == nil || obj.Parent() == pkg.Scope())
}

// attributesOf are the arguments of a call that become one list of attributes.
func (c *checker) attributesOf(call *ast.CallExpr) []ast.Expr {
	sig := c.signature(call)
	if sig == nil || !sig.Variadic() {
		return nil
	}
	last := sig.Params().Len() - 1
	list, ok := sig.Params().At(last).Type().Underlying().(*types.Slice)
	if !ok || len(call.Args) <= last {
		return nil
	}
	if !isAttribute(list.Elem(), "KeyValue") {
		return nil
	}
	return call.Args[last:]
}

// nameOf is how a file names a package, with the dot behind it. ok is false if
// it does not import it, or means something else by that name at pos.
func (c *checker) nameOf(pkg *types.Package, f *ast.File, pos token.Pos) (string, bool) {
	if pkg == c.Pkg {
		return "", true
	}
	for _, spec := range f.Imports {
		if c.TypesInfo.PkgNameOf(spec) == nil || c.TypesInfo.PkgNameOf(spec).Imported() != pkg {
			continue
		}
		switch name := c.TypesInfo.PkgNameOf(spec).Name(); name {
		case "_":
		case ".":
			return "", true
		default:
			return name + ".", c.means(name, pos, pkg)
		}
	}
	return "", false
}

// activeSpan is the context of trace.SpanFromContext(ctx).SetAttributes(...),
// as it is written, where that is a statement.
func (c *checker) activeSpan(call *ast.CallExpr) (ctx string, ok bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "SetAttributes" {
		return "", false
	}
	from, ok := sel.X.(*ast.CallExpr)
	if !ok || len(from.Args) != 1 {
		return "", false
	}
	f, ok := c.callee(from.Fun).(*types.Func)
	if !ok || f.Name() != "SpanFromContext" || f.Pkg() == nil || f.Pkg().Path() != "go.opentelemetry.io/otel/trace" {
		return "", false
	}
	return c.source(from.Args[0]), true
}

// asField is the setter's call that stands for an attribute.
func (c *checker) asField(arg ast.Expr, pkg *types.Package, name string) (string, bool) {
	call, ok := arg.(*ast.CallExpr)
	if !ok || !c.constructor(call) || c.rawKeyIn(call.Args[0]) == "" {
		return "", false
	}
	setters := c.settersOf(wireKey(c.rawKeyIn(call.Args[0])))
	i := slices.IndexFunc(setters, func(s setterCall) bool { return s.pkg == pkg })
	if i < 0 || name == "" && !c.means(setters[i].name, arg.Pos(), pkg) {
		return "", false
	}
	setter, ok := pkg.Scope().Lookup(setters[i].name).(*types.Func)
	if !ok || setter.Signature().Params().Len() != 1 || setter.Signature().Variadic() {
		return "", false
	}
	value, ok := c.asParameter(call.Args[1], c.TypesInfo.TypeOf(call.Args[1]), setter.Signature().Params().At(0).Type(), pkg, name)
	return fmt.Sprintf("%s%s(%s)", name, setters[i].name, value), ok
}

// asParameter is a value of an attribute, written as what a setter takes: as
// it is, or converted to another type of the same kind.
func (c *checker) asParameter(e ast.Expr, from, to types.Type, pkg *types.Package, name string) (string, bool) {
	tv := c.TypesInfo.Types[e]
	switch {
	case isDuration(to), isRuntime(to, "Text") && tv.Value == nil:
		return "", false
	case tv.Value != nil && untyped(e):
		return c.source(e), representable(tv.Value, to)
	case types.AssignableTo(tv.Type, to):
		return c.source(e), true
	case !sameKind(from, to) || !wide(to):
		return "", false
	}
	switch t := types.Unalias(to).(type) {
	case *types.Basic:
		return t.Name() + "(" + c.source(e) + ")", c.means(t.Name(), e.Pos(), nil)
	case *types.Named:
		if t.Obj().Pkg() == pkg && t.TypeArgs().Len() == 0 && (name != "" || c.means(t.Obj().Name(), e.Pos(), pkg)) {
			return name + t.Obj().Name() + "(" + c.source(e) + ")", true
		}
	}
	return "", false
}

// wide reports whether a conversion to t loses nothing of an attribute's value.
func wide(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && slices.Contains([]types.BasicKind{types.Bool, types.String, types.Int, types.Int64, types.Float64}, b.Kind())
}

// untyped reports whether an expression is a literal, whose type its place gives.
func untyped(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.BasicLit)
	return ok
}

// representable reports whether a constant is a value of type t.
func representable(v constant.Value, t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	if !ok || !wide(t) {
		return false
	}
	switch v.Kind() {
	case constant.String:
		return b.Info()&types.IsString != 0
	case constant.Int:
		return b.Info()&types.IsNumeric != 0
	case constant.Float:
		return b.Info()&types.IsFloat != 0
	}
	return false
}

// sameKind reports whether types are both strings, booleans, integers or floats.
func sameKind(a, b types.Type) bool {
	const kinds = types.IsBoolean | types.IsInteger | types.IsFloat | types.IsString
	x, ok := a.Underlying().(*types.Basic)
	y, also := b.Underlying().(*types.Basic)
	return ok && also && x.Info()&kinds == y.Info()&kinds
}

// source is an expression as gofmt writes it.
func (c *checker) source(e ast.Expr) string {
	var b bytes.Buffer
	if err := format.Node(&b, c.Fset, e); err != nil {
		return types.ExprString(e)
	}
	return b.String()
}
