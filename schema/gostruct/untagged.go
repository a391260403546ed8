package gostruct

import (
	"cmp"
	"go/types"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// untagged reports a field without an hh tag, which would be lost silently.
func (w *walk) untagged(f *types.Var, raw string) {
	owner := w.stack[len(w.stack)-1].Obj()
	own := w.sameModule(owner.Pkg())
	if own && w.almost(raw, w.source.find(f), w.positionOf(f)) || w.partial {
		return
	}
	if named, _ := deref(f.Type()).(*types.Named); own && named != nil && w.beside(named.Obj()) {
		return // JSON Schema declares the package, so it may have no records in Go
	}
	if named, _ := deref(f.Type()).(*types.Named); own && f.Embedded() && named != nil {
		if why := w.outdated(named); why != "" {
			w.errs.Add(w.positionOf(f), schema.FieldUntagged, "%s is embedded and would not be recorded, since %s", f.Name(), why)
			return
		}
	}
	message := w.judge().untagged(w.spelledOut(owner), f, w.nested)
	switch {
	case message == "":
	case own:
		w.fixUntagged(w.errs.Add(w.positionOf(f), schema.FieldUntagged, "%s", message), w.source.find(f), w.exampleTag(f))
	default:
		w.untaggedElsewhere(f, owner)
	}
}

// spelledOut is the name of the type whose declaration lists the fields of a
// struct: Pair for IntPair in `type IntPair Pair[int]`.
func (w *walk) spelledOut(obj *types.TypeName) string {
	for range 10 { // deeper declarations are not worth naming
		of := embeddedName(w.source.find(obj).typ)
		if of == nil {
			break
		}
		next, ok := obj.Pkg().Scope().Lookup(of.Name).(*types.TypeName)
		if !ok {
			return of.Name
		}
		obj = next
	}
	return obj.Name()
}

// untaggedElsewhere reports a field that another module declares, at the struct
// of this module that leads to it.
func (w *walk) untaggedElsewhere(f *types.Var, owner *types.TypeName) {
	holder := w.stack[0].Obj()
	for _, n := range w.stack {
		if w.sameModule(n.Obj().Pkg()) {
			holder = n.Obj()
		}
	}
	w.errs.Add(w.positionOf(cmp.Or(w.within, f)), schema.FieldUntagged,
		"%s of %s has no hh tag at %s and would not be recorded, and %s declares it: "+
			"add a tag there, or write _ hh.Record `hh:\"partial\"` in %s to leave it out",
		f.Name(), owner.Name(), w.positionOf(f), w.declaredBy(owner.Pkg()), holder.Name())
}

// declaredBy names the module or package of a declaration in another module.
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
// declared or promoted.
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

// exampleTag is a tag that suits a field; "" if none does.
func (w *walk) exampleTag(f *types.Var) string {
	if f.Embedded() || w.judge().formless(deref(f.Type())) || deref(f.Type()) == types.Typ[types.Invalid] {
		return ""
	}
	return exampleTag(f.Type(), w.nested)
}

// exampleTag is a tag that suits a type, or nearly so.
func exampleTag(t types.Type, nested bool) string {
	namespace := "metadata"
	if nested {
		namespace = ""
	}
	kind, _ := schema.KindOf(goName(deref(t)))
	switch {
	case kind == schema.KindError && !nested:
		return string(schema.ErrorText)
	case kind == schema.KindEventID && !nested:
		return string(schema.EventIDText)
	case kind == schema.KindDuration:
		return namespace + ",unit=ms"
	case shapeOf(t) == shapeItems:
		return namespace + ",maxitems=16"
	}
	return cmp.Or(namespace, ",")
}

// shapeOf is the shape of a type, as far as it is known before the type is
// read.
func shapeOf(t types.Type) shape {
	t = deref(t)
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsNumeric != 0:
			return shapeNumber
		case u.Info()&types.IsString != 0:
			return shapeText
		}
	case *types.Slice, *types.Map:
		return shapeItems
	case *types.Interface:
		if u.Empty() {
			return shapeItems
		}
	}
	if value, address := marshals(t); value || address {
		return shapeText
	}
	return shapeOther
}
