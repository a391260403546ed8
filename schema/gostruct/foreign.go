package gostruct

import (
	"go/token"
	"go/types"
	"path/filepath"
)

// tagless says why a nested struct would not be recorded, and the fix, which
// depends on the package that declares the struct.
func (c *converter) tagless(t *types.Named, s *types.Struct) string {
	name := t.Obj().Name()
	if why := c.outdated(t); why != "" {
		return why
	}
	if c.sameModule(t.Obj().Pkg()) {
		return "no field of " + name + " has a tag: add tags, such as `hh:\",maxbytes=64\"`, or `hh:\",\"` for no option"
	}
	by := c.declaredBy(t.Obj().Pkg())
	return by + " declares " + name + " without hh tags: " + c.instead(t, s)
}

// outdated words the fix for a struct that an old hhgen, which did not write
// tags, has generated from JSON Schema; "" for other structs.
func (r *reader) outdated(t *types.Named) string {
	obj := t.Obj()
	switch {
	case obj.Pkg() == r.root.Types || generatedName.MatchString(obj.Name()) || !r.generated(obj):
		return ""
	case !r.sameModule(obj.Pkg()):
		return "an older hhgen has generated " + obj.Name() + " without hh tags: update " + r.declaredBy(obj.Pkg())
	}
	dir := filepath.Dir(r.relative(token.Position{Filename: r.fileOf(obj)}).Filename)
	return "an older hhgen has generated " + obj.Name() + " without hh tags: run go generate in " + dir
}

// instead advises what to record in place of a struct that this module cannot
// tag.
func (c *converter) instead(t *types.Named, s *types.Struct) string {
	if value := optionalValue(s); value != nil {
		return "use *" + c.short(value.Type()) + ", which is nil if there is no value"
	}
	own := "or declare a struct of your own with what should be sent"
	switch {
	case stringer(t):
		return "use string, and record what its method String returns, " + own
	case hasMethod(t, "MarshalJSON"):
		return "use json.RawMessage with maxitems=, and record what its method MarshalJSON returns, " + own
	}
	return "declare a struct of your own with what should be sent, and tag its fields"
}

// short is a type as source that imports its package writes it.
func (c *converter) short(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == c.root.Types {
			return ""
		}
		return p.Name()
	})
}

// optionalValue is the value in a struct such as sql.NullString, which has one
// field beside Valid. It is nil for other structs, and if the value itself
// cannot be recorded.
func optionalValue(s *types.Struct) (value *types.Var) {
	valid := false
	for f := range s.Fields() {
		b, isBasic := f.Type().Underlying().(*types.Basic)
		switch {
		case !f.Exported() || f.Name() == "InfinityModifier": // of pgtype.Date
		case f.Name() == "Valid" && isBasic && b.Kind() == types.Bool:
			valid = true
		case value != nil:
			return nil
		default:
			value = f
		}
	}
	if !valid || value == nil {
		return nil
	}
	_, isBasic := value.Type().Underlying().(*types.Basic)
	named, isNamed := types.Unalias(value.Type()).(*types.Named)
	if isBasic || isNamed && leaf(named) {
		return value
	}
	return nil
}

// stringer reports whether t, or a pointer to it, has a method String() string.
func stringer(t types.Type) bool {
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, "String")
	f, ok := m.(*types.Func)
	return ok && f.Signature().Params().Len() == 0 && f.Signature().Results().Len() == 1 &&
		types.TypeString(f.Signature().Results().At(0).Type(), nil) == "string"
}

// hasMethod reports whether t, or a pointer to it, has an exported method.
func hasMethod(t types.Type, name string) bool {
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := m.(*types.Func)
	return ok
}
