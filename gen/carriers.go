package gen

import (
	"fmt"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// carrier is a kind of struct that setters return, which holds a value until it
// is recorded.
type carrier struct {
	name string
	body string // its declaration
}

var (
	onBoth   = carrier{"hhBoth", "hhBoth[V any] struct {\n\thhOnBoth\n\tv V\n}"}
	spanOnly = carrier{"hhSpanOnly", "hhSpanOnly[V any] struct {\n\thhOnSpans\n\tv V\n}"}
	// list has a copy of a list in an array, of which it uses n items.
	list = carrier{"hhList", "hhList[V any] struct {\n\thhOnBoth\n\tv V\n\tn int\n}"}
	// padded is for what may be one pointer and nothing else. A struct of one pointer
	// is itself the data word of its interface: a function that lets it escape would
	// take every field of the package with it to the heap, on spans that do not
	// record too.
	padded = carrier{"hhPadded", `// The last field keeps a lone pointer in v from moving fields to the heap.
hhPadded[V any] struct {
	hhOnBoth
	v V
	_ bool
}`}
)

// carrierOf is the carrier of a field's values.
func carrierOf(f *schema.Field) carrier {
	switch {
	case f.Namespace.SpanOnly():
		return spanOnly
	case holdsArray(f):
		return list
	case pointerShaped(f.Type):
		return padded
	}
	return onBoth
}

// carried is the type that a carrier holds.
func (g *generator) carried(f *schema.Field) string {
	if !f.Namespace.SpanOnly() && holdsArray(f) {
		return fmt.Sprintf("[%d]%s", f.MaxItems, g.elemType(f.Type.Elem))
	}
	return g.heldType(f.Type)
}

// emitCarriers emits the types of fields, and the methods that make them, and the
// records, fields of spans and sessions.
func (g *generator) emitCarriers() {
	g.emitMarkers()
	g.emitGenericCarriers()
	var lines []string
	var part [][]string
	for i, s := range g.setters {
		if i > 0 && s.records[0] != g.setters[i-1].records[0] {
			lines, part = append(append(lines, table(part)...), ""), nil // what is above an empty line is aligned apart
		}
		// userIDField hhBoth[string]
		part = append(part, []string{s.typ, carrierOf(s.field).name + "[" + g.carried(s.field) + "]"})
	}
	for _, o := range g.opens {
		// metadataOpen hhOpen
		part = append(part, []string{openFieldType(o), "hhOpen"})
	}
	g.emitTypes(append(lines, table(part)...))
}

// emitTypes emits a group of types; nothing for none.
func (g *generator) emitTypes(lines []string) {
	switch text := group("type", lines...) + "\n"; {
	case len(lines) == 0:
	case g.uneven:
		g.emitFormatted(text)
		g.uneven = false
		g.blank()
	default:
		g.emit(text, "\n")
	}
}

// emitMarkers emits the structs that carriers embed, and the methods of records.
func (g *generator) emitMarkers() {
	g.emit(`type (
	// onSpansOnly appears in the error for a span-only field used on a session.
	onSpansOnly struct{}
	hhOnBoth    struct{}
	hhOnSpans   struct{}
)

`)
	g.emitMethods("hhOnBoth", false)
	g.emitMethods("hhOnSpans", true)
	for _, r := range g.Package.Records {
		g.emitMethods(r.Name, hasSpanOnly(r))
	}
}

// emitMethods emits the methods that make a type a field.
func (g *generator) emitMethods(name string, onSpansOnly bool) {
	params := ""
	if onSpansOnly {
		params = "onSpansOnly"
	}
	// func (Turn) spanField()               {}
	// func (Turn) sessionField(onSpansOnly) {}
	first, second := "func ("+name+") spanField()", "func ("+name+") sessionField("+params+")"
	switch lines := table([][]string{{first, "{}"}, {second, "{}"}}); {
	case len(first) > mostInLine:
		g.emit(first, " {\n}\n", second, " {\n}\n\n")
	case len(second) > mostInLine:
		g.emit(first, " {}\n", second, " {\n}\n\n")
	default:
		g.emit(strings.Join(lines, "\n"), "\n\n")
	}
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
		used[carrierOf(s.field).name] = true
	}
	var types []string
	for _, c := range []carrier{onBoth, spanOnly, list, padded} {
		if used[c.name] {
			types = append(types, c.body)
		}
	}
	if len(g.opens) > 0 {
		types = append(types, "hhOpen struct {\n\thhOnBoth\n\tkey string\n\tv   "+g.qual(attributePath, "Value")+"\n}")
	}
	g.emitTypes(types)
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
func (g *generator) heldType(t *schema.Type) string {
	if t.Kind == schema.KindList {
		return "[]" + g.elemType(t.Elem) // what a variadic parameter is
	}
	return g.goType(t)
}
