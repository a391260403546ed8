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

	"github.com/hhgen/hhgen/internal/raw"
)

// rawFix replaces attributes by setters: on the active span
//
//	trace.SpanFromContext(ctx).SetAttributes(attribute.Float64("honeyhive_metrics.score", s))
//	chat.EnrichSpan(ctx, chat.WithScore(s))
//
// and elsewhere
//
//	attributes = append(attributes, attribute.Float64("honeyhive_metrics.score", s))
//	attributes = append(attributes, chat.Attributes(chat.WithScore(s))...)
//
// cur is one of the attributes of a list; the change of the list is given with
// the first that has a setter.
func (c *checker) rawFix(cur inspector.Cursor, key string) []func(*analysis.Diagnostic) {
	l := c.listOf(cur)
	if l == nil {
		return nil
	}
	setters := c.settersOf(wireKey(key))
	for parent := parentKey(wireKey(key)); len(setters) == 0 && parent != ""; parent = parentKey(parent) {
		setters = c.settersOf(parent)
	}
	for _, s := range setters {
		if c.unsure(s, setters) {
			continue
		}
		name, added, ok := c.nameOf(s.pkg, raw.FileOf(cur), cur.Node().Pos())
		if !ok {
			continue
		}
		fields, others, first := c.split(l, s.pkg, name)
		if first != cur.Node() || l.shared(cur) && len(others) > 0 {
			continue
		}
		use, edit := c.rewrite(l, name, fields, others)
		if name == "" && !c.means(use, edit.Pos, s.pkg) || len(others) > 0 && !c.means("append", edit.Pos, nil) || commented(raw.FileOf(cur), edit) {
			continue
		}
		return []func(*analysis.Diagnostic){fix("Use "+name+use, append(added, edit)...)}
	}
	return nil
}

// attributeList is a list of attributes: arguments of a call, or the elements of a
// literal.
type attributeList struct {
	call  *ast.CallExpr     // nil for a literal
	lit   *ast.CompositeLit // nil for a call
	items []ast.Expr
}

// listOf is the list that an attribute is an item of; nil if there is none.
func (c *checker) listOf(cur inspector.Cursor) *attributeList {
	switch n := cur.Parent().Node().(type) {
	case *ast.CallExpr:
		if items := c.written.Attributes(n); !n.Ellipsis.IsValid() && slices.Contains(items, cur.Node().(ast.Expr)) {
			return &attributeList{call: n, items: items}
		}
	case *ast.CompositeLit:
		if s, ok := types.Unalias(c.TypesInfo.TypeOf(n)).(*types.Slice); ok && raw.IsAttribute(s.Elem(), "KeyValue") {
			return &attributeList{lit: n, items: n.Elts}
		}
	}
	return nil
}

// shared reports whether a list is the value of a variable of the package. A literal
// has no room for more, and the result of append may have: of two lists that
// are appended to it, one would overwrite the other.
func (l *attributeList) shared(cur inspector.Cursor) bool {
	for range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return false
	}
	return l.lit != nil
}

// split are the items of a list as setters of a package, and those that have
// none there. first is the first that has one.
func (c *checker) split(l *attributeList, pkg *types.Package, name string) (fields, others []string, first ast.Node) {
	objects := c.objects(l, pkg, name)
	for _, item := range l.items {
		field, ok := objects[item]
		if !ok {
			field, ok = c.asField(item, pkg, name)
		}
		switch {
		case ok && field == "":
			continue // it is a part of an object
		case !ok:
			others = append(others, c.source(item))
			continue
		case first == nil:
			first = item
		}
		fields = append(fields, field)
	}
	return fields, others, first
}

// rewrite is a list that is made of setters, and the function that they are
// given to.
func (c *checker) rewrite(l *attributeList, name string, fields, others []string) (use string, edit analysis.TextEdit) {
	given := strings.Join(fields, ", ")
	if l.call != nil && len(others) == 0 {
		if ctx, ok := c.activeSpan(l.call); ok {
			text := fmt.Sprintf("%sEnrichSpan(%s, %s)", name, ctx, given)
			return "EnrichSpan", analysis.TextEdit{Pos: l.call.Pos(), End: l.call.End(), NewText: []byte(text)}
		}
	}
	text := name + "Attributes(" + given + ")"
	if len(others) > 0 {
		text = "append(" + text + ", " + strings.Join(others, ", ") + ")"
	}
	if l.call == nil {
		return "Attributes", analysis.TextEdit{Pos: l.lit.Pos(), End: l.lit.End(), NewText: []byte(text)}
	}
	return "Attributes", analysis.TextEdit{Pos: l.items[0].Pos(), End: l.items[len(l.items)-1].End(), NewText: []byte(text + "...")}
}

// commented reports whether a change would remove a comment.
func commented(f *ast.File, edit analysis.TextEdit) bool {
	return slices.ContainsFunc(f.Comments, func(g *ast.CommentGroup) bool { return edit.Pos <= g.Pos() && g.Pos() < edit.End })
}

// means reports whether a name is, at a place, that of a package, or is
// declared by it, or is predeclared if pkg is nil; something else may hide it
// there.
func (c *checker) means(name string, pos token.Pos, pkg *types.Package) bool {
	_, obj := c.Pkg.Scope().Innermost(pos).LookupParent(name, pos)
	if p, ok := obj.(*types.PkgName); ok {
		return p.Imported() == pkg
	}
	return obj != nil && obj.Pkg() == pkg && (pkg == nil || obj.Parent() == pkg.Scope())
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
func (c *checker) asField(e ast.Expr, pkg *types.Package, name string) (string, bool) {
	parts, ok := c.written.Parts(e)
	if !ok || c.rawKeyIn(parts.Key) == "" {
		return "", false
	}
	setters := c.settersOf(wireKey(c.rawKeyIn(parts.Key)))
	i := slices.IndexFunc(setters, func(s setterCall) bool { return s.pkg == pkg })
	if i < 0 || name == "" && !c.means(setters[i].name, e.Pos(), pkg) {
		return "", false
	}
	setter, ok := pkg.Scope().Lookup(setters[i].name).(*types.Func)
	if !ok || setter.Signature().Params().Len() != 1 || setter.Signature().Variadic() {
		return "", false
	}
	text, ok := c.asParameter(parts.Kind, parts.Value, setter.Signature().Params().At(0).Type(), setters[i].attr, pkg, name)
	return fmt.Sprintf("%s%s(%s)", name, setters[i].name, text), ok
}

// asParameter is a value of an attribute, written as what a setter takes: as
// it is, or converted to another type of the same kind. Kind is what makes the
// attribute.
func (c *checker) asParameter(kind string, e ast.Expr, to types.Type, a Attr, pkg *types.Package, name string) (string, bool) {
	tv := c.TypesInfo.Types[e]
	switch {
	case kind == "Stringer":
		return c.stringOf(e), types.Identical(to, types.Typ[types.String])
	case types.Identical(to, errorType):
		return c.errorOf(e)
	case isDuration(to):
		return c.durationOf(e, a)
	case isRuntime(to, "Text") && tv.Value == nil:
		return "", false
	case tv.Value != nil && c.untyped(e):
		return c.source(e), representable(tv.Value, to)
	case types.AssignableTo(tv.Type, to):
		return c.source(e), true
	case !sameKind(tv.Type, to) || !wide(to):
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

var errorType = types.Universe.Lookup("error").Type()

// errorOf is the error of err.Error().
func (c *checker) errorOf(text ast.Expr) (string, bool) {
	call, ok := text.(*ast.CallExpr)
	if !ok {
		return "", false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Error" || !types.AssignableTo(c.TypesInfo.TypeOf(sel.X), errorType) {
		return "", false
	}
	return c.source(sel.X), true
}

// wide reports whether a conversion to t loses nothing of an attribute's value.
func wide(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && slices.Contains([]types.BasicKind{types.Bool, types.String, types.Int, types.Int64, types.Float64}, b.Kind())
}

// untyped reports whether an expression is a literal, or names a constant without a
// type, whose type its place gives.
func (c *checker) untyped(e ast.Expr) bool {
	e = ast.Unparen(e)
	id, ok := e.(*ast.Ident)
	if sel, isSel := e.(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if !ok {
		_, literal := e.(*ast.BasicLit)
		return literal
	}
	k, ok := c.TypesInfo.Uses[id].(*types.Const)
	if !ok {
		return false
	}
	b, ok := k.Type().(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}

// stringOf is the string that attribute.Stringer takes of a value.
func (c *checker) stringOf(e ast.Expr) string {
	text := c.source(e)
	switch ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.CompositeLit, *ast.IndexExpr, *ast.ParenExpr:
	default:
		text = "(" + text + ")"
	}
	return text + ".String()"
}

// durationOf is the duration that a number was made of, if the field's unit is that
// of the number.
func (c *checker) durationOf(e ast.Expr, a Attr) (string, bool) {
	d, unit, ok := c.written.Quotient(e)
	if !ok || unit != a.Unit {
		return "", false
	}
	return c.source(d), true
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
	case constant.Bool:
		return b.Info()&types.IsBoolean != 0
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
