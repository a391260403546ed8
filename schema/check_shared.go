package schema

import (
	"fmt"
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
			attribute := f.Namespace.Attribute(f.Key)
			if f.Inline {
				attribute = f.Namespace.Attribute("")
			}
			if first, ok := keys[attribute]; !ok {
				keys[attribute] = f
			} else if what := c.difference(first, f); what != "" {
				c.errs.Add(f.At("key"), KeyConflict, "%s has %s than at %s: make them agree, or %s",
					describe(f), what, first.Pos, c.dialect.Shared)
				continue
			}
			first, ok := setters[f.SetterName()]
			switch {
			case !ok:
				setters[f.SetterName()] = f
			case first.Namespace != f.Namespace || first.Key != f.Key || first.Inline != f.Inline:
				c.errs.Add(f.At("setter"), SetterShared, "%s would set %s here and %s at %s: add %s to one of them",
					f.SetterName(), describe(f), describe(first), first.Pos, c.dialect.Assigned("setter"))
			}
		}
	}
}

// sameOptions reports whether two members of objects are recorded alike.
func sameOptions(f, g *Field) bool {
	return f.ByteLimit() == g.ByteLimit() && f.MaxLength == g.MaxLength && f.MaxItems == g.MaxItems &&
		f.Minimum == g.Minimum && f.Maximum == g.Maximum && f.Above == g.Above && f.Below == g.Below &&
		f.Unit == g.Unit && f.Overflow == g.Overflow && f.MovedFrom == g.MovedFrom
}

// difference says what a setter or the wire would show of two fields of one
// key that do not agree; "" if they do.
func (c *checker) difference(f, g *Field) string {
	switch {
	case !sameType(f.Type, g.Type, true):
		return fmt.Sprintf("another type, %s,", c.name(g.Type))
	case f.ByteLimit() != g.ByteLimit():
		return fmt.Sprintf("another bound, %s=%d,", c.dialect.Word("maxbytes"), g.ByteLimit())
	case f.MaxItems != g.MaxItems:
		return fmt.Sprintf("another bound, %s=%d,", c.dialect.Word("maxitems"), g.MaxItems)
	case f.MaxLength != g.MaxLength:
		return fmt.Sprintf("another bound, %s=%d,", c.dialect.Word("maxlength"), g.MaxLength)
	case f.Minimum != g.Minimum || f.Maximum != g.Maximum || f.Above != g.Above || f.Below != g.Below:
		return "other limits"
	case f.Unit != g.Unit:
		return fmt.Sprintf("another unit, %q,", g.Unit)
	case f.Overflow != g.Overflow:
		return "another overflow policy"
	case f.MovedFrom != g.MovedFrom:
		return "another " + c.dialect.Word("moved-from")
	}
	return ""
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
				sameType(x.Type, y.Type, false) && sameOptions(x, y)
		})
}
