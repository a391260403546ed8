package vet

import (
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// attrOf is what a field takes, whose key documentation has as given.
func attrOf(f *schema.Field, key string) Attr {
	a := Attr{Key: key, OmitZero: f.OmitZero, Deprecated: strings.Join(strings.Fields(f.Deprecated), " ")}
	leaf := f.Type.Leaf()
	if leaf.Kind == schema.KindObject && leaf == f.Type {
		return a
	}
	for _, m := range leaf.Enum {
		a.Values = append(a.Values, m.Value)
	}
	if leaf.Enum == nil {
		a.MaxRunes = f.MaxLength
		if f.Type.Sized() {
			a.MaxBytes = f.ByteLimit()
		}
	}
	if f.Type.Patterned() {
		a.Pattern = f.Pattern
	}
	a.MaxItems = f.MaxItems
	a.Drop = f.Overflow == schema.Drop
	a.Dynamic = leaf.Kind.Dynamic()
	switch {
	case !f.Bounded():
	case leaf.Kind.Whole():
		a.Ints = &IntRange{Min: f.LeastInt(), Max: f.GreatestInt()}
	default:
		a.Floats = &FloatRange{Min: f.LeastFloat(), Max: f.GreatestFloat()}
	}
	if leaf.Kind == schema.KindDuration {
		unit, _ := schema.UnitOfDuration(f.Unit)
		a.Unit = unit.Length
	}
	return a
}

// openAttr is what an open namespace takes, whose numbers have no bound.
func openAttr(o *schema.Open) Attr {
	a := Attr{Key: string(o.Namespace), Drop: o.Overflow == schema.Drop}
	if o.Namespace != schema.Metrics {
		a.MaxBytes = o.ByteLimit()
	}
	return a
}

// wireKey is an attribute's key as documentation has it: without the prefix of
// all keys, and without the places of items at its end.
func wireKey(key string) string {
	key = strings.TrimPrefix(key, schema.AttributePrefix)
	for {
		shorter := strings.TrimSuffix(strings.TrimSuffix(key, ".[]"), ".{}")
		if shorter == key {
			return key
		}
		key = shorter
	}
}
