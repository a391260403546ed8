package gostruct

import (
	"go/types"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// walk collects the fields of one record or nested object, with those that
// embedded structs promote.
type walk struct {
	*reader
	nested  bool           // an object within a field, not a record
	stack   []*types.Named // the enclosing structs
	within  *types.Var     // the innermost field on the way that this module declares
	partial bool           // fields may be without a tag
	found   []*schema.Field
	record  *schema.Record // that is read; nil in a nested object
}

// fields reads the fields of s. via are the embedded structs that lead to it.
func (w *walk) fields(s *types.Struct, via []schema.Embedded) {
	defer func(partial bool) { w.partial = partial }(w.partial)
	w.partial = w.isPartial(s)
	own := w.sameModule(w.stack[len(w.stack)-1].Obj().Pkg())
	for i := range s.NumFields() {
		f := s.Field(i)
		if own {
			w.within = f
		}
		if hasLock(f.Type()) {
			w.errs.Add(w.positionOf(f), schema.TypeRefused, "%s holds a lock, and a record is copied: remove it, or use a pointer", f.Name())
		}
		if isRuntime(f.Type(), "Record") || isRuntime(f.Type(), "Open") {
			w.marker(s, i, len(via) == 0)
			continue
		}
		value, tagged := tagOf(s.Tag(i))
		switch {
		case value == "-":
		case f.Embedded() && !tagged:
			w.embedded(f, s.Tag(i), via)
		case !tagged:
			w.untagged(f, s.Tag(i))
		default:
			w.field(f, s.Tag(i), via)
		}
	}
}

// embedded promotes the fields of an embedded struct.
func (w *walk) embedded(f *types.Var, raw string, via []schema.Embedded) {
	t := deref(f.Type())
	named, _ := t.(*types.Named)
	record, object := w.isRecord(t), w.isObject(t)
	pos := w.positionOf(f)
	switch {
	case w.lost(f, true): // which has been reported
	case !record && !object:
		w.untagged(f, raw)
	case named == nil:
		w.errs.Add(pos, schema.TypeAnonymous, "%s is an alias of a struct without a name, whose fields would not be recorded: declare a type by removing the = of the alias", f.Name())
	case record && w.nested:
		w.errs.Add(pos, schema.TagNested, "%s is a record and is embedded in a nested object, whose fields have no namespace of their own: declare a struct with tags that begin with a comma", f.Name())
	case object && !record && !w.nested:
		w.errs.Add(pos, schema.TagNamespace, "the fields of %s have no namespace: add a tag with one to the embedded field, or to the fields of %s", f.Name(), f.Name())
	case !w.accessible(f):
		w.errs.Add(pos, schema.TypeForeign, "%s is embedded through package %s, which does not export it: export it there", f.Name(), f.Pkg().Path())
	case slices.ContainsFunc(w.stack, func(n *types.Named) bool { return types.Identical(n, named) }):
		w.errs.Add(pos, schema.TypeCycle, "%s embeds itself: remove the embedded field", f.Name())
	default:
		w.everywhere(f, false)
		_, pointer := types.Unalias(f.Type()).(*types.Pointer)
		e := schema.Embedded{Name: f.Name(), Go: goName(named), Pointer: pointer, Pos: pos}
		if s, ok := w.spell(pointee(f.Type()), f.Pkg()); ok {
			e.Go = s.name
		}
		w.usedType(named)
		w.stack = append(w.stack, named)
		w.fields(named.Underlying().(*types.Struct), append(slices.Clip(via), e))
		w.stack = w.stack[:len(w.stack)-1]
	}
}

// accessible reports whether the package being read can write f's name.
func (w *walk) accessible(f *types.Var) bool { return f.Exported() || f.Pkg() == w.root.Types }

// field reads one tagged field.
func (w *walk) field(v *types.Var, raw string, via []schema.Embedded) {
	n, pos := w.source.find(v), w.positionOf(v)
	t, ok := w.parseTag(raw, n, pos)
	if !ok {
		return
	}
	f := &schema.Field{Name: v.Name(), Key: schema.KeyFor(v.Name()), Doc: n.doc, Via: via, Pos: pos}
	if t.source != nil {
		f.Declaration = t.source
	}
	w.apply(t, f, shapeOf(v.Type()))
	switch {
	case !w.nested && !w.namespace(t, f):
		return
	case w.nested && t.namespace != "":
		w.errs.Add(t.pos, schema.TagNested, "a nested field has the namespace of the field that contains it: write `hh:\",...\"`").
			Offer(false, "remove the namespace", w.withoutNamespaces(v))
		return
	case !w.accessible(v):
		w.errs.Add(pos, schema.TypeForeign, "%s is not exported by package %s, so this package cannot record it: export it, or tag it `hh:\"-\"`", v.Name(), v.Pkg().Path())
		return
	case v.Name() == "_":
		w.errs.Add(pos, schema.TagSyntax, "a blank field has no value: name it, or remove its tag")
		return
	}
	c := converter{walk: w, field: v, number: f.Bounded()}
	if f.Type = c.typ(v.Type(), len(w.stack)); f.Type == nil {
		return
	}
	w.everywhere(v, f.Bounded())
	if f.OmitZero {
		w.method(v, v.Type(), "IsZero")
		f.Type.IsZero = hasIsZero(v.Type())
		f.Type.Comparable = !f.Type.IsZero && types.Comparable(v.Type())
	}
	switch {
	case f.Namespace.SpanOnly():
		f.Key = string(f.Namespace)
	case f.Inline:
		f.Key = ""
	}
	w.found = append(w.found, f)
}

// visible returns the fields that were found. As in Go, if fields have the same
// name, the one at the shallowest depth is promoted. The others would be lost
// silently, so they are errors.
func (w *walk) visible() []*schema.Field {
	first := map[string]*schema.Field{}
	var fields []*schema.Field
	for _, f := range w.found {
		g, ok := first[f.Name]
		if !ok {
			first[f.Name] = f
			fields = append(fields, f)
			continue
		}
		if f.Pos == g.Pos && len(f.Via) > 0 && f.Via[0].Pos.IsValid() {
			last := f.Via[len(f.Via)-1]
			w.errs.Add(f.Via[0].Pos, schema.FieldHidden, "struct %s is embedded twice, as %s and as %s, and only one of them would be recorded: embed it once",
				last.Go.Name, pathOf(g.Via), pathOf(f.Via))
			continue
		}
		w.errs.Add(f.Pos, schema.FieldHidden, "field %s also comes from %s, and only one of them would be recorded: rename one, or embed a struct without it",
			f.Name, g.Pos)
	}
	return fields
}

// pathOf is what leads to the fields of an embedded struct: Common.Identity.
func pathOf(via []schema.Embedded) string {
	names := make([]string, len(via))
	for i, e := range via {
		names[i] = e.Name
	}
	return strings.Join(names, ".")
}

// hasLock reports whether a value must not be copied, by the rule of go vet:
// its type, or a type inside it, has Lock and Unlock methods on its pointer.
func hasLock(t types.Type) bool {
	switch u := types.Unalias(t).(type) {
	case *types.Named:
		_, isInterface := u.Underlying().(*types.Interface)
		if !isInterface && pointerMethod(u, "Lock") && pointerMethod(u, "Unlock") {
			return true
		}
		if _, known := schema.KindOf(goName(u)); known {
			return false
		}
		return hasLock(u.Underlying())
	case *types.Struct:
		for i := range u.NumFields() {
			if hasLock(u.Field(i).Type()) {
				return true
			}
		}
	case *types.Array:
		return hasLock(u.Elem())
	}
	return false
}

// pointerMethod reports whether *t, but not t, has a method with this name and
// without parameters or results.
func pointerMethod(t types.Type, name string) bool {
	has := func(t types.Type) bool {
		m, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
		f, ok := m.(*types.Func)
		return ok && f.Signature().Params().Len() == 0 && f.Signature().Results().Len() == 0
	}
	return !has(t) && has(types.NewPointer(t))
}
