package gen

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// emitInterfaces emits the interfaces of the fields of spans and sessions.
func (g *generator) emitInterfaces() {
	// type SpanField interface{ spanField() }
	g.emitComment(`SpanField is a field of a span: a record of this package, or the result of
one of its With functions.`)
	g.file.Type().Id("SpanField").Interface(jen.Id("spanField").Params())
	g.blank()
	// type SessionField interface { SpanField; sessionField() }
	g.emitComment(`SessionField is a field of a session, or one that a context carries to the
spans below it: each SpanField except errors, event ids and records with one
of these.`)
	g.file.Type().Id("SessionField").Interface(jen.Id("SpanField"), jen.Id("sessionField").Params())
	g.blank()
}

// emitSetters emits the functions that make fields.
func (g *generator) emitSetters() {
	for _, s := range g.setters {
		g.emitComment(setterDoc(s)...)
		g.emitSetter(s)
		g.blank()
	}
	for _, o := range g.opens {
		g.emitOpenSetter(o)
	}
}

// emitSetter emits the function that makes one field.
func (g *generator) emitSetter(s *setter) {
	f := s.field
	v := g.names.local("v")
	fn := g.file.Func().Id(s.name)
	switch {
	case holdsArray(f):
		// func WithTags(v ...string) (f tagsField) { f.n = copy(f.v[:], v) ... }
		r := g.names.local("f")
		fn.Params(jen.Id(v).Op("...").Add(elemType(f.Type.Elem))).Params(jen.Id(r).Id(s.typ)).Block(
			jen.Copy(jen.Id(r).Dot("v").Index(jen.Op(":")), jen.Id(v)),
			jen.Id(r).Dot("n").Op("=").Len(jen.Id(v)),
			jen.Return(jen.Id(r)),
		)
	case f.Type.Kind == schema.KindList:
		// func WithHits(v ...Hit) hitsField { return hitsField{v: v} }
		fn.Params(jen.Id(v).Op("...").Add(elemType(f.Type.Elem))).Id(s.typ).Add(oneLine(
			jen.Return(jen.Id(s.typ).Values(jen.Id("v").Op(":").Id(v)))))
	default:
		// func WithUserID(v string) userIDField { return userIDField{v: v} }
		fn.Params(jen.Id(v).Add(goType(f.Type))).Id(s.typ).Add(oneLine(
			jen.Return(jen.Id(s.typ).Values(jen.Id("v").Op(":").Id(v)))))
	}
}

// oneLine returns the body of a function that is written on one line.
func oneLine(statement jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "{", Close: "}"}, statement)
}

// emitOpenSetter emits the setter of an open namespace.
func (g *generator) emitOpenSetter(o *schema.Open) {
	key, typ := openKeyType(o), openFieldType(o)
	k, v, t, constraint := g.names.local("key"), g.names.local("v"), g.names.local("V"), "OpenValue"
	if o.Namespace == schema.Metrics {
		constraint = "OpenNumber"
	}
	// type metadataKey string
	g.emitComment(key + ` is a key that is known when the program is compiled.
A constant converts to it, a variable does not.`)
	g.file.Type().Id(key).String()
	g.blank()
	// func WithMetadata[V hh.OpenValue](key metadataKey, v V) metadataOpen {
	//	return metadataOpen{key: string(key), v: hhimpl.ValueOf(v)}
	// }
	doc := fmt.Sprintf("%s sets a key of %s that no field declares. The key is\na constant in snake_case.", o.SetterName(), o.Namespace)
	g.emitComment(doc, o.Doc)
	g.file.Func().Id(o.SetterName()).Types(jen.Id(t).Qual(hhPath, constraint)).
		Params(jen.Id(k).Id(key), jen.Id(v).Id(t)).Id(typ).Block(
		jen.Return(jen.Id(typ).Values(
			jen.Id("key").Op(":").String().Parens(jen.Id(k)),
			jen.Id("v").Op(":").Qual(implPath, "ValueOf").Call(jen.Id(v)))))
	g.blank()
}
