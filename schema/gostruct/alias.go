package gostruct

import (
	"go/types"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// spelling is a declared type under a name that the package being read can
// write.
type spelling struct {
	name schema.GoName
	typ  types.Type // a [types.Named], or a [types.Alias] of it
}

// home is the package that declares the spelling's name.
func (s spelling) home() *types.Package {
	if t, ok := s.typ.(interface{ Obj() *types.TypeName }); ok {
		return t.Obj().Pkg()
	}
	return nil
}

// spell finds a name by which the package being read can write a declared or
// predeclared type: the type's own name, that of an alias in written, or that
// of an alias declared by the package near, by this one, or by one of its
// imports. A type has one spelling, however fields write it. ok is false if
// there is none.
func (r *reader) spell(written types.Type, near *types.Package) (s spelling, ok bool) {
	r.noteAliases(written)
	switch t := types.Unalias(written).(type) {
	case *types.Basic:
		return spelling{goName(t), t}, true
	case *types.Named:
		key := types.TypeString(t, nil)
		if s, ok = r.spellings[key]; ok {
			return s, true
		}
		if s, ok = r.spellNamed(t, written, near); ok {
			r.spellings[key] = s
		}
	}
	return s, ok
}

func (r *reader) spellNamed(t *types.Named, written types.Type, near *types.Package) (s spelling, ok bool) {
	if s, ok := r.spellObject(t.Obj(), t.Origin(), t.TypeArgs(), near); ok {
		return s, true
	}
	for _, a := range aliasesOf(written) {
		if s, ok := r.spellObject(a.Obj(), a.Origin(), a.TypeArgs(), near); ok {
			return s, true
		}
	}
	for _, p := range slices.Concat([]*types.Package{near, r.root.Types}, r.root.Types.Imports()) {
		r.complete(p)
		for _, name := range append([]string{t.Obj().Name()}, p.Scope().Names()...) {
			obj, _ := p.Scope().Lookup(name).(*types.TypeName)
			if obj == nil || !obj.IsAlias() || !types.Identical(obj.Type(), t) {
				continue
			}
			if s, ok := r.spellObject(obj, obj.Type(), nil, near); ok {
				return s, true
			}
		}
	}
	return s, false
}

// spellObject spells a type by the name obj. origin is the type without its
// type arguments.
func (r *reader) spellObject(obj *types.TypeName, origin types.Type, args *types.TypeList, near *types.Package) (s spelling, ok bool) {
	if !r.nameable(obj) {
		return s, false
	}
	s = spelling{schema.GoName{Name: obj.Name()}, origin}
	if obj.Pkg() != nil {
		s.name.Path = obj.Pkg().Path()
	}
	if args.Len() == 0 {
		return s, true
	}
	spelled := make([]types.Type, args.Len())
	for i := range spelled {
		arg, ok := r.spell(args.At(i), near)
		if !ok {
			return s, false
		}
		s.name.Args = append(s.name.Args, arg.name)
		spelled[i] = arg.typ
	}
	var err error
	s.typ, err = types.Instantiate(nil, origin, spelled, false)
	return s, err == nil
}

// nameable reports whether the package being read can write the name of obj.
func (r *reader) nameable(obj types.Object) bool {
	pkg := obj.Pkg()
	return pkg == nil || pkg == r.root.Types || obj.Exported() && schema.GoName{Path: pkg.Path()}.ImportableFrom(r.root.PkgPath)
}

// aliasesOf are the aliases through which t is written, the outermost first.
func aliasesOf(t types.Type) (list []*types.Alias) {
	for {
		a, ok := t.(*types.Alias)
		if !ok {
			return list
		}
		list = append(list, a)
		t = a.Rhs()
	}
}

// noteAliases remembers the aliases through which t is written: callers may use
// these names too.
func (r *reader) noteAliases(t types.Type) {
	for _, a := range aliasesOf(t) {
		if a.Obj().Pkg() != nil { // any is an alias
			r.written[a.Obj()] = true
		}
	}
}

// aliases are the aliases that the package declares, and those of other
// packages that its fields use.
func (r *reader) aliases() (list []schema.Alias) {
	objs := r.typeNames()
	for obj := range r.written {
		if obj.Pkg() != r.root.Types {
			objs = append(objs, obj)
		}
	}
	for _, obj := range objs {
		a, ok := obj.Type().(*types.Alias)
		if !ok {
			continue
		}
		t := outline(a)
		if t == nil {
			continue
		}
		alias := schema.Alias{
			Go: schema.GoName{Path: obj.Pkg().Path(), Name: obj.Name()}, Type: t, Used: r.written[obj], Pos: r.positionOf(obj),
		}
		for p := range a.TypeParams().TypeParams() {
			alias.Params = append(alias.Params, p.Obj().Name())
		}
		if named, ok := types.Unalias(a).(*types.Named); ok {
			alias.Used = alias.Used || r.used[named.Origin().Obj()]
			for _, k := range r.constants(obj.Pkg(), named) {
				if value, ok := enumValue(k); ok && k.Exported() {
					name := schema.GoName{Path: obj.Pkg().Path(), Name: k.Name()}
					alias.Values = append(alias.Values, schema.EnumMember{Go: name, Value: value})
				}
			}
		}
		list = append(list, alias)
	}
	slices.SortFunc(list, func(a, b schema.Alias) int { return strings.Compare(a.Go.String(), b.Go.String()) })
	return list
}

// outline is a type by its name, or by its elements; nil if no field can have
// the type.
func outline(t types.Type) *schema.Type {
	elem := func(kind schema.Kind, of types.Type) *schema.Type {
		if e := outline(of); e != nil {
			return &schema.Type{Kind: kind, Elem: e}
		}
		return nil
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic, *types.Named, *types.TypeParam:
		return &schema.Type{Go: goName(t)}
	case *types.Pointer:
		if e := outline(t.Elem()); e != nil {
			pointed := *e
			pointed.Optional = true
			return &pointed
		}
	case *types.Slice:
		return elem(schema.KindList, t.Elem())
	case *types.Array:
		if list := elem(schema.KindArray, t.Elem()); list != nil {
			list.Len = int(min(t.Len(), schema.MaxItemsLimit+1))
			return list
		}
	case *types.Map:
		if m := elem(schema.KindMap, t.Elem()); m != nil {
			m.Key = goName(t.Key())
			return m
		}
	case *types.Interface:
		if t.Empty() {
			return &schema.Type{Go: schema.GoName{Name: "any"}}
		}
	}
	return nil
}
