package gen

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// fields puts the interfaces of what can be recorded, and the setters.
func (g *generator) fields() {
	g.doc("SpanField is what a span can be enriched with: a record of this package, or\nwhat one of its With functions returns.")
	// type SpanField interface{ spanField() }
	g.file.Type().Id("SpanField").Interface(jen.Id("spanField").Params())
	g.blank()
	g.doc("SessionField is what a session can be enriched with, and what a context can\ncarry to the spans below it: each SpanField but errors, event ids and the\nrecords that hold one.")
	g.file.Type().Id("SessionField").Interface(jen.Id("SpanField"), jen.Id("sessionField").Params())
	g.blank()
	g.doc("onSpansOnly appears in the error for a span-only field used on a session.")
	g.file.Type().Id("onSpansOnly").Struct()
	g.blank()
	g.embeddable("hhBoth", jen.Params())
	g.embeddable("hhSpanOnly", jen.Params(jen.Id("onSpansOnly")))
	for _, s := range g.setters {
		g.setter(s)
	}
	for _, o := range g.opens {
		g.open(o)
	}
}

// embeddable puts a struct that makes fields of those that embed it.
func (g *generator) embeddable(name string, onSession *jen.Statement) {
	g.file.Type().Id(name).Struct()
	g.blank()
	g.file.Func().Params(jen.Id(name)).Id("spanField").Params().Block()
	g.file.Func().Params(jen.Id(name)).Id("sessionField").Add(onSession).Block()
	g.blank()
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

// setter puts the type of one field, and the function that makes it.
func (g *generator) setter(s *setter) {
	f := s.field
	base := "hhBoth"
	if s.onSpan {
		base = "hhSpanOnly"
	}
	v := g.names.local("v")
	typ := g.file.Type().Id(s.typ)
	// type userIDField struct { hhBoth; v string }
	if holdsArray(f) {
		typ.Struct(jen.Id(base), jen.Id("v").Index(jen.Lit(f.MaxItems)).Add(elemType(f.Type.Elem)), jen.Id("n").Int())
	} else {
		members := []jen.Code{jen.Id(base), jen.Id("v").Add(heldType(f.Type))}
		if pointerShaped(f.Type) {
			members = append(members, jen.Id("_").Bool())
		}
		typ.Struct(members...)
	}
	g.blank()
	deprecated := ""
	if f.Deprecated != "" {
		deprecated = "Deprecated: " + f.Deprecated
	}
	g.doc(s.name+" "+describe(f), f.Doc, moved(f), values(f), deprecated)
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
		fn.Params(jen.Id(v).Op("...").Add(elemType(f.Type.Elem))).Id(s.typ).Add(oneLine(
			jen.Return(jen.Id(s.typ).Values(jen.Id("v").Op(":").Id(v)))))
	default:
		// func WithUserID(v string) userIDField { return userIDField{v: v} }
		fn.Params(jen.Id(v).Add(goType(f.Type))).Id(s.typ).Add(oneLine(
			jen.Return(jen.Id(s.typ).Values(jen.Id("v").Op(":").Id(v)))))
	}
	g.blank()
}

// pointerShaped reports whether a value may be one pointer and nothing else. A
// struct of one pointer is itself the data word of its interface: a put
// function that lets it escape would take every field of the package with it
// to the heap, on spans that do not record too.
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

// oneLine is the body of a function that takes no lines of its own.
func oneLine(statement jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "{", Close: "}"}, statement)
}

// describe says what a setter does, for its documentation.
func describe(f *schema.Field) string {
	what := fmt.Sprintf("sets %s.%s", f.Namespace, f.Key)
	switch {
	case f.Namespace.SpanOnly():
		what = "sets the span's " + strings.ReplaceAll(string(f.Namespace), "_", " ")
	case f.Inline:
		what = "sets members of " + string(f.Namespace)
	}
	if limits := limitsOf(f); limits != "" {
		what += ": " + limits
	}
	if f.OmitZero {
		what += ". A zero value is not recorded"
	}
	return what + "."
}

// moved says what key is recorded too, for the documentation of a setter.
func moved(f *schema.Field) string {
	if f.MovedFrom.Key == "" {
		return ""
	}
	return fmt.Sprintf("The key that it was moved from, %s.%s, is recorded too. That should end on %s.", f.Namespace, f.MovedFrom.Key, f.MovedFrom.Until)
}

// values are the default and the examples of a field, for its documentation.
func values(f *schema.Field) string {
	var parts []string
	if f.Default != "" {
		parts = append(parts, "Default: "+f.Default+".")
	}
	if len(f.Examples) > 0 {
		parts = append(parts, "Examples: "+strings.Join(f.Examples, ", ")+".")
	}
	return strings.Join(parts, " ")
}

// limitsOf says what of a value is recorded.
func limitsOf(f *schema.Field) string {
	var parts []string
	leaf := f.Type.Leaf()
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if f.Type.Counted() {
		noun := "items"
		if leaf.Kind.Dynamic() {
			noun = "attributes"
		}
		add("at most %d %s", f.MaxItems, noun)
	}
	switch {
	case leaf.Enum != nil:
		values := make([]string, len(leaf.Enum))
		for i, m := range leaf.Enum {
			values[i] = fmt.Sprintf("%q", m.Value)
		}
		add("one of %s", strings.Join(values, ", "))
	case leaf.Kind == schema.KindHashed:
		add("a keyed hash")
	case leaf.Kind.Text(), leaf.Kind.Dynamic():
		over := ""
		if f.Overflow == schema.Drop {
			over = ", not sent if longer"
		}
		each := ""
		if f.Type != leaf || leaf.Kind.Dynamic() {
			each = " each"
		}
		if f.MaxLength > 0 {
			add("at most %d characters%s", f.MaxLength, each)
		}
		add("at most %d bytes%s%s", f.ByteLimit(), each, over)
	}
	for _, bound := range []struct {
		text  string
		value schema.Number
	}{{"at least %s", f.Minimum}, {"at most %s", f.Maximum}, {"above %s", f.Above}, {"below %s", f.Below}} {
		if bound.value != "" {
			add(bound.text, bound.value)
		}
	}
	if f.Unit != "" {
		add("in %s", f.Unit)
	}
	return strings.Join(parts, ", ")
}

// open puts the setter of an open namespace.
func (g *generator) open(o *schema.Open) {
	key, typ := openKeyType(o), openFieldType(o)
	k, v, t, constraint := g.names.local("key"), g.names.local("v"), g.names.local("V"), "OpenValue"
	if o.Namespace == schema.Metrics {
		constraint = "OpenNumber"
	}
	g.doc(key + " is a key that is known when the program is compiled: a\nconstant becomes one by itself, a variable does not.")
	g.file.Type().Id(key).String()
	g.blank()
	// type metadataOpen struct { hhBoth; key string; v attribute.Value }
	g.file.Type().Id(typ).Struct(jen.Id("hhBoth"), jen.Id("key").String(), jen.Id("v").Qual(attributePath, "Value"))
	g.blank()
	g.doc(openSetter(o)+fmt.Sprintf(" sets a key of %s that no field declares. The key is\na constant in snake_case.", o.Namespace), o.Doc)
	g.file.Func().Id(openSetter(o)).Types(jen.Id(t).Qual(implPath, constraint)).
		Params(jen.Id(k).Id(key), jen.Id(v).Id(t)).Id(typ).Block(
		jen.Return(jen.Id(typ).Values(
			jen.Id("key").Op(":").String().Parens(jen.Id(k)),
			jen.Id("v").Op(":").Qual(implPath, "ValueOf").Call(jen.Id(v)))))
	g.blank()
}
