package gostruct

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// judge decides which structs are records, and which of their fields would be
// lost. It needs no source code: hhgen uses it for packages that it loads, and
// the analyzer of package vet for packages that the go command gives it.
type judge struct {
	beside     func(*types.TypeName) bool  // whether the output of the package being read declares the type
	declaredBy func(*types.Package) string // the module or package to name if a package is of another module; "" if it is of this one
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
// that embeds a record. Structs that the output beside the source declares
// belong to the JSON Schema, so they are not records of the source.
func (j judge) isRecord(t types.Type) bool { return j.hasTags(t, false, nil) }

// isObject reports whether t is a struct with tags without a namespace, as
// nested objects have, or embeds such a struct.
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
		return j.beside == nil || !j.beside(named.Obj()) // checked last, since it is slower
	}
	return has
}

// untagged is the message about an exported field without an hh tag, or an
// embedded struct that promotes such a field, whose values would be lost. It is
// "" if nothing is lost, or if something else is wrong with the field. owner is
// the struct's name, and nested says that it is an object in a record.
func (j judge) untagged(owner string, f *types.Var, nested bool) string {
	if hasLock(f.Type()) || !f.Exported() && !(f.Embedded() && promotes(f.Type(), nil)) {
		return ""
	}
	leave := fmt.Sprintf("leave it out with `hh:\"-\"`, or all untagged fields of %s with _ hh.Record `hh:\"partial\"`", owner)
	t := deref(f.Type())
	named, _ := t.(*types.Named)
	if _, isStruct := t.Underlying().(*types.Struct); f.Embedded() && isStruct && named != nil && !leaf(named) {
		if by := j.declaredBy(named.Obj().Pkg()); by != "" {
			return fmt.Sprintf("%s is embedded and would not be recorded, since %s declares it and its fields have no hh tags: declare fields of your own for its values, or %s",
				f.Name(), by, leave)
		}
		return fmt.Sprintf("%s is embedded and none of its fields has an hh tag, so it would not be recorded: tag them, or %s", f.Name(), leave)
	}
	if j.formless(t) {
		return fmt.Sprintf("%s has no hh tag, so it would not be recorded, and values of its type cannot be recorded: %s", f.Name(), leave)
	}
	return fmt.Sprintf("%s has no hh tag, so it would not be recorded: add one, such as `hh:%q`, or %s", f.Name(), exampleTag(f.Type(), nested), leave)
}

// formless reports whether values of a type certainly cannot be recorded,
// whatever tag the field gets: functions, and structs of other modules.
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

// loses is [judge.untagged] for any field of a record or an object, with its
// raw tag.
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

// markedOnly is the message if f is the hh.Record of a struct without tags.
func markedOnly(owner string, f *types.Var) string {
	if f.Name() != "_" || !isRuntime(f.Type(), "Record") {
		return ""
	}
	return fmt.Sprintf("hh.Record makes %s a record, and none of its fields has an hh tag, so nothing would be recorded: "+
		"tag them, such as `hh:\"metadata\"`, or remove hh.Record", owner)
}

// partial reports whether a struct declares that its fields may be without
// tags.
func partial(s *types.Struct) bool {
	for i := range s.NumFields() {
		if f := s.Field(i); f.Name() == "_" && isRuntime(f.Type(), "Record") && markerOf(s.Tag(i)).partial {
			return true
		}
	}
	return false
}
