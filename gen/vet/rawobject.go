package vet

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// object is a value of an object that is made of attributes for its members:
//
//	attribute.String("honeyhive_config.model.name", name), attribute.Int("honeyhive_config.model.version", 3)
//	chat.WithModel(chat.Model{Name: name, Version: 3})
type object struct {
	setter  string
	typ     *types.Named
	members map[string]*object // by the names of fields; nil for a value
	text    string             // of a value
	items   []ast.Expr         // that it is made of
}

// objects are the setters of objects for the items of a list, by the first item of
// each; other items of it have no text. Items of objects that would not be complete
// are left out.
func (c *checker) objects(l *attributeList, pkg *types.Package, name string) map[ast.Expr]string {
	var all []*object
	for _, item := range l.items {
		if o := c.memberOf(item, pkg, name); o != nil {
			i := slices.IndexFunc(all, func(other *object) bool { return other.setter == o.setter })
			if i < 0 {
				all = append(all, o)
			} else if !all[i].merge(o) {
				all[i].items = nil // it has a member twice
				return nil
			}
		}
	}
	texts := map[ast.Expr]string{}
	for _, o := range all {
		literal, ok := c.literalOf(o, name)
		if !ok {
			continue
		}
		for i, item := range o.items {
			texts[item] = ""
			if i == 0 {
				texts[item] = name + o.setter + "(" + literal + ")"
			}
		}
	}
	return texts
}

// merge adds the members of another object. It reports whether they have none in
// common.
func (o *object) merge(other *object) bool {
	o.items = append(o.items, other.items...)
	for field, m := range other.members {
		switch have := o.members[field]; {
		case have == nil:
			o.members[field] = m
		case have.members == nil || m.members == nil || !have.merge(m):
			return false
		}
	}
	return true
}

// memberOf is the object with one member that an attribute stands for; nil if no
// setter of the package takes one.
func (c *checker) memberOf(item ast.Expr, pkg *types.Package, name string) *object {
	parts, ok := c.written.Parts(item)
	if !ok || c.rawKeyIn(parts.Key) == "" {
		return nil
	}
	key := wireKey(c.rawKeyIn(parts.Key))
	for path := parentKey(key); path != ""; path = parentKey(path) {
		setters := c.settersOf(path)
		i := slices.IndexFunc(setters, func(s setterCall) bool { return s.pkg == pkg })
		if i < 0 || name == "" && !c.means(setters[i].name, item.Pos(), pkg) {
			continue
		}
		setter, ok := pkg.Scope().Lookup(setters[i].name).(*types.Func)
		if !ok || setter.Signature().Params().Len() != 1 || setter.Signature().Variadic() {
			return nil
		}
		o := &object{setter: setters[i].name, items: []ast.Expr{item}}
		if !c.fill(o, setter.Signature().Params().At(0).Type(), key, item, pkg, name) {
			return nil
		}
		return o
	}
	return nil
}

// parentKey is the key of the object that a key is a member of; "" for a namespace.
func parentKey(key string) string {
	parent := key[:max(strings.LastIndexByte(key, '.'), 0)]
	if !strings.Contains(parent, ".") {
		return ""
	}
	return parent
}

// fill gives an object of a type the member with a key.
func (c *checker) fill(o *object, t types.Type, key string, item ast.Expr, pkg *types.Package, name string) bool {
	o.typ, _ = types.Unalias(t).(*types.Named)
	if o.typ == nil || o.typ.Obj().Pkg() != pkg || o.typ.TypeArgs().Len() > 0 || name == "" && !c.means(o.typ.Obj().Name(), item.Pos(), pkg) {
		return false
	}
	s, ok := o.typ.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		a, known := c.fields[fieldKey(o.typ, f.Name())]
		if !known || f.Embedded() {
			continue
		}
		if a.Key != key && !strings.HasPrefix(key, a.Key+".") {
			continue
		}
		m := &object{}
		o.members = map[string]*object{f.Name(): m}
		if a.Key != key {
			return c.fill(m, pointee(f.Type()), key, item, pkg, name)
		}
		parts, _ := c.written.Parts(item)
		m.text, ok = c.memberText(parts.Kind, parts.Value, f.Type(), a, pkg, name)
		return ok
	}
	return false
}

// memberText is the value of a field, which may be a pointer.
func (c *checker) memberText(kind string, value ast.Expr, to types.Type, a Attr, pkg *types.Package, name string) (string, bool) {
	elem := pointee(to)
	text, ok := c.asParameter(kind, value, elem, a, pkg, name)
	if !ok || types.Identical(elem, to) {
		return text, ok
	}
	if text == c.source(value) && !c.hasType(value, elem) { // new takes the type of its argument
		switch t := types.Unalias(elem).(type) {
		case *types.Basic:
			text = t.Name() + "(" + text + ")"
			ok = c.means(t.Name(), value.Pos(), nil)
		case *types.Named:
			text = name + t.Obj().Name() + "(" + text + ")"
			ok = t.Obj().Pkg() == pkg && t.TypeArgs().Len() == 0
		}
	}
	return "new(" + text + ")", ok && c.means("new", value.Pos(), nil)
}

// hasType reports whether an expression has a type wherever it stands.
func (c *checker) hasType(e ast.Expr, t types.Type) bool {
	tv := c.TypesInfo.Types[e]
	if tv.Value == nil || !c.untyped(e) {
		return types.Identical(tv.Type, t)
	}
	own := map[constant.Kind]types.BasicKind{constant.String: types.String, constant.Bool: types.Bool}[tv.Value.Kind()]
	if lit, ok := ast.Unparen(e).(*ast.BasicLit); ok && own == types.Invalid {
		own = map[token.Token]types.BasicKind{token.INT: types.Int, token.FLOAT: types.Float64}[lit.Kind]
	}
	return own != types.Invalid && types.Identical(t, types.Typ[own])
}

// pointee is the type that t points to, or t.
func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// literalOf is the literal of an object; ok is false if it lacks a member that is
// recorded in any case.
func (c *checker) literalOf(o *object, name string) (text string, ok bool) {
	s := o.typ.Underlying().(*types.Struct)
	var parts []string
	for f := range s.Fields() {
		a, known := c.fields[fieldKey(o.typ, f.Name())]
		m := o.members[f.Name()]
		switch {
		case m == nil && (f.Embedded() || known && !a.OmitZero && !absent(f.Type())):
			return "", false
		case m == nil:
		case m.members == nil:
			parts = append(parts, f.Name()+": "+m.text)
		default:
			literal, ok := c.literalOf(m, name)
			if !ok {
				return "", false
			}
			if pointee(f.Type()) != f.Type() {
				literal = "&" + literal
			}
			parts = append(parts, f.Name()+": "+literal)
		}
	}
	return name + o.typ.Obj().Name() + "{" + strings.Join(parts, ", ") + "}", true
}

// absent reports whether the zero value of a type is not recorded.
func absent(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Interface:
		return true
	}
	return false
}
