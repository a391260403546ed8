package gen

import (
	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// carrier is a kind of struct that setters return, which holds a value until it
// is recorded.
type carrier struct {
	name   string
	fields func() []jen.Code
}

var (
	onBoth   = carrier{"hhBoth", func() []jen.Code { return []jen.Code{jen.Id("hhOnBoth"), jen.Id("v").Id("V")} }}
	spanOnly = carrier{"hhSpanOnly", func() []jen.Code { return []jen.Code{jen.Id("hhOnSpans"), jen.Id("v").Id("V")} }}
	// list has a copy of a list in an array, of which it uses n items.
	list = carrier{"hhList", func() []jen.Code { return []jen.Code{jen.Id("hhOnBoth"), jen.Id("v").Id("V"), jen.Id("n").Int()} }}
	// padded is for what may be one pointer and nothing else. A struct of one pointer
	// is itself the data word of its interface: a function that lets it escape would
	// take every field of the package with it to the heap, on spans that do not
	// record too.
	padded = carrier{"hhPadded", func() []jen.Code { return []jen.Code{jen.Id("hhOnBoth"), jen.Id("v").Id("V"), jen.Id("_").Bool()} }}
)

// carrierOf is the carrier of a field's values, and the type that it holds.
func carrierOf(f *schema.Field) (carrier, *jen.Statement) {
	switch {
	case f.Namespace.SpanOnly():
		return spanOnly, heldType(f.Type)
	case holdsArray(f):
		return list, jen.Index(jen.Lit(f.MaxItems)).Add(elemType(f.Type.Elem))
	case pointerShaped(f.Type):
		return padded, heldType(f.Type)
	}
	return onBoth, heldType(f.Type)
}

// emitCarriers emits the types of fields, and the methods that make them, and the
// records, fields of spans and sessions.
func (g *generator) emitCarriers() {
	g.emitMarkers()
	g.emitGenericCarriers()
	var types []jen.Code
	for i, s := range g.setters {
		if i > 0 && s.records[0] != g.setters[i-1].records[0] {
			types = append(types, jen.Line()) // gofmt aligns what is above it apart
		}
		c, held := carrierOf(s.field)
		// userIDField hhBoth[string]
		types = append(types, jen.Id(s.typ).Id(c.name).Types(held))
	}
	for _, o := range g.opens {
		// metadataOpen hhOpen
		types = append(types, jen.Id(openFieldType(o)).Id("hhOpen"))
	}
	if len(types) > 0 {
		g.file.Type().Defs(types...)
		g.blank()
	}
}

// emitMarkers emits the structs that carriers embed, and the methods of records.
func (g *generator) emitMarkers() {
	// type (
	//	// onSpansOnly appears in ...
	//	onSpansOnly struct{}
	//	hhOnBoth    struct{}
	//	hhOnSpans   struct{}
	// )
	types := comment("onSpansOnly appears in the error for a span-only field used on a session.")
	g.file.Type().Defs(append(types, jen.Id("onSpansOnly").Struct(), jen.Id("hhOnBoth").Struct(), jen.Id("hhOnSpans").Struct())...)
	g.blank()
	g.emitMethods("hhOnBoth", false)
	g.emitMethods("hhOnSpans", true)
	for _, r := range g.Package.Records {
		g.emitMethods(r.Name, hasSpanOnly(r))
	}
}

// emitMethods emits the methods that make a type a field.
func (g *generator) emitMethods(name string, onSpansOnly bool) {
	params := jen.Params()
	if onSpansOnly {
		params = jen.Params(jen.Id("onSpansOnly"))
	}
	// func (Turn) spanField()               {}
	// func (Turn) sessionField(onSpansOnly) {}
	g.file.Func().Params(jen.Id(name)).Id("spanField").Params().Block()
	g.file.Func().Params(jen.Id(name)).Id("sessionField").Add(params).Block()
	g.blank()
}

// hasSpanOnly reports whether sessions do not take a record.
func hasSpanOnly(r *schema.Record) bool {
	for _, f := range r.Fields {
		if f.Namespace.SpanOnly() {
			return true
		}
	}
	return false
}

// emitGenericCarriers emits the carriers that the package has fields of.
func (g *generator) emitGenericCarriers() {
	used := map[string]bool{}
	for _, s := range g.setters {
		c, _ := carrierOf(s.field)
		used[c.name] = true
	}
	var types []jen.Code
	for _, c := range []carrier{onBoth, spanOnly, list, padded} {
		if !used[c.name] {
			continue
		}
		if c.name == padded.name {
			types = append(types, comment("The last field keeps a lone pointer in v from moving fields to the heap.")...)
		}
		// hhBoth[V any] struct {
		//	hhOnBoth
		//	v V
		// }
		types = append(types, jen.Id(c.name).Types(jen.Id("V").Id("any")).Struct(c.fields()...))
	}
	if len(g.opens) > 0 {
		types = append(types, jen.Id("hhOpen").Struct(jen.Id("hhOnBoth"), jen.Id("key").String(), jen.Id("v").Qual(attributePath, "Value")))
	}
	if len(types) > 0 {
		g.file.Type().Defs(types...)
		g.blank()
	}
}

// held is the largest list, in bytes, that a setter copies into its field. It
// keeps the caller's list on the stack: a slice in an interface would not stay there.
const held = 512

// holdsArray reports whether the setter of a list copies it.
func holdsArray(f *schema.Field) bool {
	if f.Type.Kind != schema.KindList {
		return false
	}
	size := 16
	switch e := f.Type.Elem; {
	case e.Optional, e.Kind.Number(), e.Kind == schema.KindBool:
		size = 8
	case e.Kind == schema.KindTime:
		size = 24
	case !e.Kind.Text():
		return false
	}
	return f.MaxItems*size <= held
}

// pointerShaped reports whether a value may be one pointer and nothing else.
func pointerShaped(t *schema.Type) bool {
	switch t.Kind {
	case schema.KindMap, schema.KindAnyMap, schema.KindHashed, schema.KindObject, schema.KindArray, schema.KindMarshaler:
		return true
	}
	return false
}

// heldType is the type of a setter's value.
func heldType(t *schema.Type) *jen.Statement {
	if t.Kind == schema.KindList {
		return jen.Index().Add(elemType(t.Elem)) // what a variadic parameter is
	}
	return goType(t)
}
