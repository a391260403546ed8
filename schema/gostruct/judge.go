package gostruct

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// judge tells which structs are records, and which of their fields would be
// lost. It needs no source: hhgen asks it about packages that it loads, and the
// analyzer of package vet about those that the go command hands it.
type judge struct {
	beside     func(*types.TypeName) bool  // whether the output of the package that is read declares the type
	declaredBy func(*types.Package) string // what a package of another module belongs to; "" for one of this module
}

func (r *reader) judge() judge {
	return judge{r.beside, func(p *types.Package) string {
		if r.sameModule(p) {
			return ""
		}
		return r.declaredBy(p)
	}}
}

// isRecord reports whether t is a struct with a tag that names a namespace, or
// that embeds a record. Those that the output beside the source declares are the
// JSON Schema's, and so are no records of the source.
func (j judge) isRecord(t types.Type) bool { return j.hasTags(t, false, nil) }

// isObject reports whether t is a struct with tags that name no namespace, as
// nested objects have, or that embeds one.
func (j judge) isObject(t types.Type) bool { return j.hasTags(t, true, nil) }

func (r *reader) isRecord(t types.Type) bool { return r.judge().isRecord(t) }

func (r *reader) isObject(t types.Type) bool { return r.judge().isObject(t) }

func (j judge) hasTags(t types.Type, nested bool, seen []types.Type) bool {
	t = deref(t)
	s, ok := t.Underlying().(*types.Struct)
	if !ok || slices.ContainsFunc(seen, func(u types.Type) bool { return types.Identical(t, u) }) || len(seen) > 100 {
		return false
	}
	has := false
	for i := 0; i < s.NumFields() && !has; i++ {
		value, tagged := tagOf(s.Tag(i))
		switch f := s.Field(i); {
		case value == "-", isRuntime(f.Type(), "Record"):
		case tagged:
			has = strings.HasPrefix(value, ",") == nested
		case f.Embedded():
			has = j.hasTags(f.Type(), nested, append(seen, t))
		}
	}
	if named, ok := t.(*types.Named); ok && has {
		return j.beside == nil || !j.beside(named.Obj()) // which is slower to see
	}
	return has
}

// untagged says what is lost with a field that has no hh tag: an exported one,
// or an embedded struct that promotes one. It is "" if nothing is, or if
// something else is wrong with the field. owner is the struct's name, and nested
// says that it is an object in a record.
func (j judge) untagged(owner string, f *types.Var, nested bool) string {
	if hasLock(f.Type()) || !f.Exported() && !(f.Embedded() && promotes(f.Type(), nil)) {
		return ""
	}
	leave := fmt.Sprintf("leave it out with `hh:\"-\"`, or all untagged fields of %s with _ hh.Record `hh:\"partial\"`", owner)
	t := deref(f.Type())
	named, _ := t.(*types.Named)
	if _, isStruct := t.Underlying().(*types.Struct); f.Embedded() && isStruct && named != nil && !leaf(named) {
		if by := j.declaredBy(named.Obj().Pkg()); by != "" {
			return fmt.Sprintf("%s is embedded and would not be recorded, since %s declares it and its fields have no hh tags: declare fields for what it holds, or %s",
				f.Name(), by, leave)
		}
		return fmt.Sprintf("%s is embedded and none of its fields has an hh tag, so it would not be recorded: tag them, or %s", f.Name(), leave)
	}
	if j.formless(t) {
		return fmt.Sprintf("%s has no hh tag, so it would not be recorded, and its type has no form on the wire: %s", f.Name(), leave)
	}
	return fmt.Sprintf("%s has no hh tag, so it would not be recorded: add one, such as `hh:%q`, or %s", f.Name(), exampleTag(f.Type(), nested), leave)
}

// formless reports whether values of a type are surely not recorded, whatever
// tag the field gets: those of functions, and of structs that others declare.
func (j judge) formless(t types.Type) bool {
	named, _ := t.(*types.Named)
	if named != nil && leaf(named) {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Signature, *types.Chan:
		return true
	case *types.Interface:
		value, _ := marshals(t)
		return !u.Empty() && !value
	case *types.Struct:
		return named != nil && named.Obj().Pkg() != nil && j.declaredBy(named.Obj().Pkg()) != "" && !j.isRecord(t) && !j.isObject(t)
	case *types.Basic:
		return u.Kind() == types.Uintptr || u.Kind() == types.UnsafePointer || u.Info()&types.IsComplex != 0
	}
	return false
}

// loses is untagged for any field of a record, or of an object.
func (j judge) loses(owner string, f *types.Var, raw string, nested bool) string {
	if _, tagged := tagOf(raw); tagged || isRuntime(f.Type(), "Record") || isRuntime(f.Type(), "Open") {
		return ""
	}
	if rule, _, _ := almost(raw); rule != nil {
		return ""
	}
	if f.Embedded() {
		t := deref(f.Type())
		named, ok := t.(*types.Named)
		if j.isRecord(t) || j.isObject(t) || ok && j.beside(named.Obj()) {
			return ""
		}
	}
	return j.untagged(owner, f, nested)
}

// markedOnly says what is wrong if f is the hh.Record of a struct without tags.
func markedOnly(owner string, f *types.Var) string {
	if f.Name() != "_" || !isRuntime(f.Type(), "Record") {
		return ""
	}
	return fmt.Sprintf("hh.Record makes %s a record, and none of its fields has an hh tag, so nothing would be recorded: "+
		"tag them, such as `hh:\"metadata\"`, or remove hh.Record", owner)
}

// partial reports whether a struct says that its fields without a tag are meant
// to have none.
func partial(s *types.Struct) bool {
	for i := range s.NumFields() {
		if f := s.Field(i); f.Name() == "_" && isRuntime(f.Type(), "Record") && markerOf(s.Tag(i)).partial {
			return true
		}
	}
	return false
}
