package gostruct

import (
	"cmp"
	"go/types"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// untagged reports a field without an hh tag, which would be lost silently: an
// exported one, and an embedded struct that promotes one.
func (w *walk) untagged(f *types.Var, raw string) {
	owner := w.stack[len(w.stack)-1].Obj()
	own := w.sameModule(owner.Pkg())
	if own && w.almost(raw, w.source.find(f), w.positionOf(f)) || hasLock(f.Type()) {
		return // something else is wrong with it
	}
	if w.partial || !f.Exported() && !(f.Embedded() && promotes(f.Type(), nil)) {
		return
	}
	if !own {
		w.untaggedElsewhere(f, owner)
		return
	}
	named, _ := deref(f.Type()).(*types.Named)
	_, isStruct := deref(f.Type()).Underlying().(*types.Struct)
	const leave = "or leave it out by `hh:\"-\"`, or all such fields of %s by _ hh.Record `hh:\"partial\"`"
	switch {
	case f.Embedded() && isStruct && named != nil && !leaf(named) && w.sameModule(named.Obj().Pkg()):
		w.errs.Add(w.positionOf(f), schema.FieldUntagged,
			"%s is embedded and none of its fields has an hh tag, so it would not be recorded: tag them, "+leave, f.Name(), owner.Name())
	case f.Embedded() && isStruct && named != nil && !leaf(named):
		w.errs.Add(w.positionOf(f), schema.FieldUntagged,
			"%s is embedded and would not be recorded, since %s declares it and its fields have no hh tags: "+
				"declare fields for what it holds, "+leave,
			f.Name(), w.declaredBy(named.Obj().Pkg()), owner.Name())
	default:
		w.errs.Add(w.positionOf(f), schema.FieldUntagged, "%s has no hh tag and would not be recorded: tag it, such as `hh:%q`, "+leave,
			f.Name(), w.exampleTag(f.Type()), owner.Name())
	}
}

// untaggedElsewhere reports a field that another module declares, where a struct
// of this one leads to it.
func (w *walk) untaggedElsewhere(f *types.Var, owner *types.TypeName) {
	holder := w.stack[0].Obj()
	for _, n := range w.stack {
		if w.sameModule(n.Obj().Pkg()) {
			holder = n.Obj()
		}
	}
	w.errs.Add(w.positionOf(cmp.Or(w.within, f)), schema.FieldUntagged,
		"%s of %s has no hh tag at %s and would not be recorded, and %s declares it: "+
			"have it tagged there, or write _ hh.Record `hh:\"partial\"` in %s to leave it out",
		f.Name(), owner.Name(), w.positionOf(f), w.declaredBy(owner.Pkg()), holder.Name())
}

// declaredBy names what a package of another module belongs to.
func (r *reader) declaredBy(p *types.Package) string {
	if other := r.graph[p.Path()]; other != nil && other.Module != nil {
		return "module " + other.Module.Path
	}
	return "package " + p.Path()
}

// leaf reports whether values of a struct type are recorded as one value.
func leaf(t *types.Named) bool {
	_, known := schema.KindOf(goName(t))
	value, address := marshals(t)
	return known || value || address
}

// promotes reports whether an embedded type is a struct with an exported field,
// its own or promoted.
func promotes(t types.Type, seen []types.Type) bool {
	t = deref(t)
	s, ok := t.Underlying().(*types.Struct)
	if !ok || slices.ContainsFunc(seen, func(u types.Type) bool { return types.Identical(t, u) }) {
		return false
	}
	for f := range s.Fields() {
		if f.Exported() || f.Embedded() && promotes(f.Type(), append(seen, t)) {
			return true
		}
	}
	return false
}

// exampleTag is a tag with which a field of some type passes, or nearly so.
func (w *walk) exampleTag(t types.Type) string {
	namespace := "metadata"
	if w.nested {
		namespace = ""
	}
	kind, _ := schema.KindOf(goName(deref(t)))
	switch {
	case kind == schema.KindError && !w.nested:
		return string(schema.ErrorText)
	case kind == schema.KindEventID && !w.nested:
		return string(schema.EventIDText)
	case kind == schema.KindDuration:
		return namespace + ",unit=ms"
	case shapeOf(t) == schema.ShapeItems:
		return namespace + ",maxitems=16"
	}
	return cmp.Or(namespace, ",")
}

// shapeOf is what the bounds of a type are about, as far as that shows before
// the type is read.
func shapeOf(t types.Type) schema.Shape {
	t = deref(t)
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsNumeric != 0:
			return schema.ShapeNumber
		case u.Info()&types.IsString != 0:
			return schema.ShapeText
		}
	case *types.Slice, *types.Map:
		return schema.ShapeItems
	case *types.Interface:
		if u.Empty() {
			return schema.ShapeItems
		}
	}
	if value, address := marshals(t); value || address {
		return schema.ShapeText
	}
	return schema.ShapeOther
}
