package gen

import (
	"github.com/dave/jennifer/jen"

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
func (g *generator) valueCode(f *schema.Field, t *schema.Type, p keyPath, x *jen.Statement, b string) jen.Code {
	switch {
	case t.Kind == schema.KindObject:
		return jen.Id(p.objectFunc()).Call(jen.Id(b), jen.Op("&").Add(x))
	case t == f.Type && t.Kind == schema.KindList:
		return jen.Id(p.eachFunc()).Call(jen.Id(b), x, jen.Len(x.Clone()))
	case t == f.Type && t.Elem != nil:
		return jen.Id(p.eachFunc()).Call(jen.Id(b), x)
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
		x = jen.Id(m.takes).Parens(x)
	}
	// b.String(&hhMetadataFeature, string(v.Feature))
	if t.Kind == schema.KindMarshaler && t.ByAddress {
		return g.addressCode(p, x, b)
	}
	return jen.Id(b).Dot(m.name).Call(jen.Op("&").Id(p.attr()), x)
}

// addressCode copies a value whose MarshalText needs a pointer: the address of
// the field itself would move its record to the heap.
func (g *generator) addressCode(p keyPath, x *jen.Statement, b string) jen.Code {
	m := g.names.local("m")
	// {
	//	m := v.Big
	//	b.Marshal(&hhMetadataBig, &m)
	// }
	return jen.Block(
		jen.Id(m).Op(":=").Add(x),
		jen.Id(b).Dot("Marshal").Call(jen.Op("&").Id(p.attr()), jen.Op("&").Id(m)),
	)
}

// heldCode records what a setter's field holds.
func (g *generator) heldCode(f *schema.Field, held *jen.Statement, b string) jen.Code {
	p, v := top(f), held.Clone().Dot("v")
	if holdsArray(f) {
		n := held.Clone().Dot("n")
		return jen.Id(p.eachFunc()).Call(jen.Id(b), v.Index(jen.Op(":").Min(n, jen.Lit(f.MaxItems))), n)
	}
	call := g.valueCode(f, f.Type, p, v, b)
	if k := f.Type.Kind; k == schema.KindMap || k == schema.KindAnyMap {
		// As in a record; of a list, no arguments are no items.
		return jen.If(v.Clone().Op("!=").Nil()).Block(call)
	}
	if f.OmitZero {
		return g.unlessZero(f, p, v, b, call)
	}
	return call
}

// unlessZero is code for a value x of a field with omitzero.
func (g *generator) unlessZero(f *schema.Field, p keyPath, x *jen.Statement, b string, code jen.Code) jen.Code {
	var zero *jen.Statement
	switch {
	case f.Type.IsZero && f.Type.Kind != schema.KindTime:
		// if !hhimpl.Zero(b, &hhMetadataBuild, v.Build) { ... }
		zero = jen.Qual(implPath, "Zero").Call(jen.Id(b), jen.Op("&").Add(g.anyAttr(f, p)), x.Clone())
	case f.Type.IsZero:
		zero = x.Clone().Dot("IsZero").Call()
	default:
		zero = jen.Qual(implPath, "IsZero").Call(x.Clone())
	}
	return jen.If(jen.Op("!").Add(zero)).Block(code)
}

// nilable reports whether values of type t are absent when they are nil. An
// update has [] and {}, but not for nil.
func nilable(t *schema.Type) bool {
	return t.Kind == schema.KindList || t.Kind == schema.KindMap || t.Kind == schema.KindAnyMap
}

// anyAttr is the declaration of a field's key, or, of an object, that of the
// first key within it.
func (g *generator) anyAttr(f *schema.Field, p keyPath) *jen.Statement {
	name := p.attr()
	for f.Type.Leaf().Kind == schema.KindObject && f.Type.Elem == nil {
		f = f.Type.Leaf().Fields[0]
		p = p.under(f.Key)
		name = p.attr()
	}
	return jen.Id(name)
}
