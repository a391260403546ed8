package gen

import (
	"fmt"

	"github.com/hhgen/hhgen/schema"
)

// emitInterfaces emits the interfaces of the fields of spans and sessions.
func (g *generator) emitInterfaces() {
	g.emit(`// SpanField is a field of a span: a record of this package, or the result of
// one of its With functions.
type SpanField interface {
	spanField()
}

// SessionField is a field of a session, or one that a context carries to the
// spans below it: each SpanField except errors, event ids and records with one
// of these.
type SessionField interface {
	SpanField
	sessionField()
}

`)
}

// emitSetters emits the functions that make fields.
func (g *generator) emitSetters() {
	v, f := g.names.local("v"), g.names.local("f")
	for _, s := range g.setters {
		g.emitDoc(setterDoc(s)...)
		g.emitSetter(s, v, f)
	}
	for _, o := range g.opens {
		g.emitOpenSetter(o)
	}
}

// emitSetter emits the function that makes one field.
func (g *generator) emitSetter(s *setter, v, f string) {
	list, result := "", fmt.Sprintf("return %s{v: %s}", s.typ, v)
	switch t := s.field.Type; {
	case holdsArray(s.field):
		// func WithTags(v ...string) (f tagsField) { ... }
		g.emitf("%s", block(fmt.Sprintf("func %s(%s ...%s) (%s %s)", s.name, v, g.elemType(t.Elem), f, s.typ),
			fmt.Sprintf("copy(%s.v[:], %s)", f, v),
			fmt.Sprintf("%s.n = len(%s)", f, v),
			"return "+f))
		return
	case t.Kind == schema.KindList:
		// func WithHits(v ...Hit) hitsField { return hitsField{v: v} }
		list = "..." + g.elemType(t.Elem)
	default:
		// func WithUserID(v string) userIDField { return userIDField{v: v} }
		list = g.goType(t)
	}
	g.emit(oneLine(fmt.Sprintf("func %s(%s %s) %s", s.name, v, list, s.typ), result), "\n\n")
}

// emitOpenSetter emits the setter of an open namespace.
func (g *generator) emitOpenSetter(o *schema.Open) {
	key, typ := openKeyType(o), openFieldType(o)
	k, v, t, constraint := g.names.local("key"), g.names.local("v"), g.names.local("V"), "OpenValue"
	if o.Namespace == schema.Metrics {
		constraint = "OpenNumber"
	}
	// type metadataKey string
	g.emitDoc(key + ` is a key that is known when the program is compiled.
A constant converts to it, a variable does not.`)
	g.emitf("type %s string", key)
	// func WithMetadata[V hh.OpenValue](key metadataKey, v V) metadataOpen { ... }
	doc := fmt.Sprintf("%s sets a key of %s that no field declares. The key is\na constant in snake_case.", o.SetterName(), o.Namespace)
	g.emitDoc(doc, o.Doc)
	g.emitf("%s", block(fmt.Sprintf("func %s[%s %s](%s %s, %s %s) %s", o.SetterName(), t, g.qual(hhPath, constraint), k, key, v, t, typ),
		fmt.Sprintf("return %s{key: string(%s), v: %s(%s)}", typ, k, g.qual(implPath, "ValueOf"), v)))
}
