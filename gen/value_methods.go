package gen

import (
	"fmt"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// method is the method of hhimpl.Batch for a kind, and the type that it takes, if
// values must be converted to it.
var method = map[schema.Kind]struct{ name, takes string }{
	schema.KindBool:      {"Bool", "bool"},
	schema.KindInt:       {"Int", "int64"},
	schema.KindUint:      {"Uint", "uint64"},
	schema.KindFloat:     {"Float", "float64"},
	schema.KindString:    {"String", "string"},
	schema.KindText:      {"String", "string"},
	schema.KindHashed:    {"Hashed", ""},
	schema.KindMasked:    {"Masked", ""},
	schema.KindDuration:  {"Duration", ""},
	schema.KindTime:      {"Time", ""},
	schema.KindMarshaler: {"Marshal", ""},
	schema.KindError:     {"Error", ""},
	schema.KindEventID:   {"EventID", ""},
	schema.KindJSON:      {"JSON", ""},
	schema.KindAny:       {"Any", ""},
	schema.KindAnyMap:    {"AnyMap", "map[string]any"},
}

// valueCode records the value x of type t.
func (g *generator) valueCode(f *schema.Field, t *schema.Type, p keyPath, x string) string {
	b := g.b
	switch {
	case t.Kind == schema.KindObject:
		return fmt.Sprintf("%s(%s, &%s)", p.objectFunc(), b, x)
	case t == f.Type && t.Kind == schema.KindList:
		return fmt.Sprintf("%s(%s, %s, len(%s))", p.eachFunc(), b, x, x)
	case t == f.Type && t.Elem != nil:
		return fmt.Sprintf("%s(%s, %s)", p.eachFunc(), b, x)
	}
	m := method[t.Kind]
	switch {
	case t.Enum != nil && t.Kind.Whole():
		m.name, m.takes = "WholeEnum", "int64"
	case t.Enum != nil:
		m.name = "Enum"
	}
	if t.Kind == schema.KindFloat && t.Bits == 32 {
		m.name, m.takes = "Float32", "float32"
	}
	switch {
	case t.Kind == schema.KindAnyMap && t.Key.Name != "string":
		m.name = "Any" // a map with other keys cannot be converted
	case t.Kind == schema.KindAnyMap && t.Go.IsZero():
	case m.takes != "" && t.Go.String() != m.takes:
		x = m.takes + "(" + x + ")"
	}
	if t.Kind == schema.KindMarshaler && t.ByAddress {
		return g.addressCode(p, x)
	}
	// b.String(&hhMetadataFeature, string(v.Feature))
	return b + "." + m.name + "(&" + p.attr() + ", " + x + ")"
}

// addressCode copies a value whose MarshalText needs a pointer: the address of
// the field itself would move its record to the heap.
func (g *generator) addressCode(p keyPath, x string) string {
	m := g.names.local("m")
	// {
	//	m := v.Big
	//	b.Marshal(&hhMetadataBig, &m)
	// }
	return strings.TrimPrefix(block("", m+" := "+x, fmt.Sprintf("%s.Marshal(&%s, &%s)", g.b, p.attr(), m)), " ")
}

// heldCode records what a setter's field holds.
func (g *generator) heldCode(f *schema.Field, held string) string {
	p, v := top(f), held+".v"
	if holdsArray(f) {
		n := held + ".n"
		return fmt.Sprintf("%s(%s, %s[:min(%s, %d)], %s)", p.eachFunc(), g.b, v, n, f.MaxItems, n)
	}
	call := g.valueCode(f, f.Type, p, v)
	if k := f.Type.Kind; k == schema.KindMap || k == schema.KindAnyMap {
		// As in a record; of a list, no arguments are no items.
		return unlessNil(v, call)
	}
	if f.OmitZero {
		return g.unlessZero(f, p, v, call)
	}
	return call
}

// unlessZero is code for a value x of a field with omitzero.
func (g *generator) unlessZero(f *schema.Field, p keyPath, x, code string) string {
	var zero string
	switch {
	case f.Type.IsZero && f.Type.Kind != schema.KindTime:
		// if !hhimpl.Zero(b, &hhMetadataBuild, v.Build) { ... }
		zero = fmt.Sprintf("%s(%s, &%s, %s)", g.qual(implPath, "Zero"), g.b, g.anyAttr(f, p), x)
	case f.Type.IsZero:
		zero = x + ".IsZero()"
	default:
		zero = g.qual(implPath, "IsZero") + "(" + x + ")"
	}
	return block("if !"+zero, code)
}

// nilable reports whether values of type t are absent when they are nil. An
// update has [] and {}, but not for nil.
func nilable(t *schema.Type) bool {
	return t.Kind == schema.KindList || t.Kind == schema.KindMap || t.Kind == schema.KindAnyMap
}

// anyAttr is the declaration of a field's key, or, of an object, that of the
// first key within it.
func (g *generator) anyAttr(f *schema.Field, p keyPath) string {
	name := p.attr()
	for f.Type.Leaf().Kind == schema.KindObject && f.Type.Elem == nil {
		f = f.Type.Leaf().Fields[0]
		p = p.under(f.Key)
		name = p.attr()
	}
	return name
}
