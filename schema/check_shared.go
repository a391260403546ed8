package schema

import (
	"go/token"
	"slices"
)

// atFunc finds the position of an option.
type atFunc func(option string) token.Position

// shared checks fields of different records against each other: one key has
// one meaning in a package, and one setter sets one key.
func (c *checker) shared(p *Package) {
	keys, setters := map[string]*Field{}, map[string]*Field{}
	for _, r := range p.Records {
		for _, f := range r.Fields {
			if c.twice[f] {
				continue // reported already
			}
			if first, ok := keys[f.Path()]; !ok {
				keys[f.Path()] = f
			} else if is, was := c.difference(first, f); is != "" {
				c.errs.Add(f.At("key"), KeyConflict, "%s has %s here, and %s at %s: make them agree, or %s",
					describe(f), is, was, first.Pos, c.dialect.Shared)
				continue
			}
			first, ok := setters[f.SetterName()]
			switch {
			case !ok:
				setters[f.SetterName()] = f
			case first.Namespace != f.Namespace || first.Key != f.Key || first.Inline != f.Inline:
				e := c.errs.Add(f.At("setter"), SetterShared, "%s would set %s here and %s at %s: add %s to one of them",
					f.SetterName(), describe(f), describe(first), first.Pos, c.dialect.Assigned("setter"))
				if other := "With" + GoKey(string(f.Namespace), f.Key); f.Key != "" && setters[other] == nil {
					c.offer(e, false, f, Option{"setter", other})
				}
			}
		}
	}
}

// difference names what f and first have, two fields with one key, where a
// setter or the wire would show that they disagree; "" if they agree.
func (c *checker) difference(first, f *Field) (is, was string) {
	all := slices.DeleteFunc(Diff(first, f), func(d Difference) bool { return d.Aspect == AspectPresence })
	switch {
	case len(all) > 0:
		was, is = all[0].Sides(first, f, c.dialect, c.dialect)
		return is, was
	case !sameType(first.Type, f.Type, true):
		return "type " + c.goType(f.Type), "type " + c.goType(first.Type)
	}
	return "", ""
}

// SameType reports whether two types look the same on the wire and to callers.
func SameType(a, b *Type) bool { return sameType(a, b, false) }

// sameType reports whether two types look the same on the wire and to callers.
// At the top of a field, a pointer does not matter: the setter takes the value.
func sameType(a, b *Type, top bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Go.String() == b.Go.String() && a.Bits == b.Bits && a.Len == b.Len &&
		(top || a.Optional == b.Optional) &&
		slices.EqualFunc(a.Enum, b.Enum, func(x, y EnumMember) bool { return x.Value == y.Value }) &&
		sameType(a.Elem, b.Elem, false) &&
		slices.EqualFunc(a.Fields, b.Fields, func(x, y *Field) bool {
			return x.Key == y.Key && x.Name == y.Name && x.OmitZero == y.OmitZero &&
				sameType(x.Type, y.Type, false) && len(Diff(x, y)) == 0
		})
}
