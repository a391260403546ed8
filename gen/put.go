package gen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// puts puts the functions that turn values into calls of the runtime.
func (g *generator) puts() {
	g.register()
	g.putSwitch()
	for _, r := range g.Package.Records {
		g.putRecord(r)
	}
	seen := map[string]bool{}
	for _, s := range g.setters {
		visitPlaces(s.field, func(f *schema.Field, p place) {
			if !seen[p.putFunc()] {
				seen[p.putFunc()] = true
				g.putComposite(f, p)
			}
		})
	}
}

// place is where a value is recorded.
type place struct {
	namespace schema.Namespace
	path      []string
}

func (p place) under(key string) place {
	return place{p.namespace, append(p.path[:len(p.path):len(p.path)], key)}
}

// String is the place as its author would write it.
func (p place) String() string {
	return strings.Join(append([]string{string(p.namespace)}, p.path...), ".")
}

func (p place) attr() string { return attrVar(p.namespace, p.path) }

// wireKey is the key of what is recorded there, but for indexes and keys of maps.
func (p place) wireKey() string { return p.namespace.Attribute(strings.Join(p.path, ".")) }

// putFunc is the function that puts a nested value.
func (p place) putFunc() string { return "hhPut" + strings.TrimPrefix(p.attr(), "hh") }

// putHeld puts what a setter's field holds.
func (g *generator) putHeld(f *schema.Field, held *jen.Statement, b string) jen.Code {
	p, v := top(f), held.Clone().Dot("v")
	if holdsArray(f) {
		n := held.Clone().Dot("n")
		return jen.Id(p.putFunc()).Call(jen.Id(b), v.Index(jen.Op(":").Min(n, jen.Lit(f.MaxItems))), n)
	}
	call := g.put(f, f.Type, p, v, b)
	if k := f.Type.Kind; k == schema.KindMap || k == schema.KindAnyMap {
		// As in a record; of a list, no arguments are no items.
		return jen.If(v.Clone().Op("!=").Nil()).Block(call)
	}
	if f.OmitZero {
		return g.unlessZero(f, p, v, b, call)
	}
	return call
}

// unlessZero puts code for a value x of a field with omitzero.
func (g *generator) unlessZero(f *schema.Field, p place, x *jen.Statement, b string, code jen.Code) jen.Code {
	var zero *jen.Statement
	switch {
	case f.Type.IsZero && f.Type.Kind != schema.KindTime:
		// if !hh.Zero(b, &hhMetadataBuild, v.Build) { ... }
		zero = jen.Qual(implPath, "Zero").Call(jen.Id(b), jen.Op("&").Add(g.anyAttr(f, p)), x.Clone())
	case f.Type.IsZero:
		zero = x.Clone().Dot("IsZero").Call()
	default:
		zero = jen.Qual(implPath, "IsZero").Call(x.Clone())
	}
	return jen.If(jen.Op("!").Add(zero)).Block(code)
}

// register puts what lets tests read the fields of the package from outside it.
func (g *generator) register() {
	b, field, f, ok := g.names.local("b"), g.names.local("field"), g.names.local("f"), g.names.local("ok")
	// func init() { hh.Register(reflect.TypeFor[Enricher](), func(b *hh.Batch, field any) bool { ... }) }
	g.doc("The package hhtest compares fields with what was recorded.")
	g.file.Func().Id("init").Params().Block(
		jen.Qual(implPath, "Register").Call(jen.Qual("reflect", "TypeFor").Types(jen.Id("Enricher")).Call(),
			jen.Func().Params(jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(field).Id("any")).Bool().Block(
				jen.List(jen.Id(f), jen.Id(ok)).Op(":=").Id(field).Assert(jen.Id("SpanField")),
				jen.If(jen.Id(ok)).Block(jen.Id("hhPut").Call(jen.Id(b), jen.Index().Id("SpanField").Values(jen.Id(f)))),
				jen.Return(jen.Id(ok)))))
	g.blank()
}

// top is the place of a record's field.
func top(f *schema.Field) place {
	if f.Inline || f.Namespace.SpanOnly() {
		return place{f.Namespace, nil}
	}
	return place{f.Namespace, []string{f.Key}}
}

// putRecord puts the function that puts the fields of a record.
func (g *generator) putRecord(r *schema.Record) {
	b, v := g.names.local("b"), g.names.local("v")
	var body []jen.Code
	for _, f := range r.Fields {
		for _, f := range f.Written() {
			body = append(body, g.putField(f, top(f), selector(jen.Id(v), f), v, b))
		}
	}
	g.file.Func().Id(recordFunc(r)).Params(jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(v).Op("*").Id(r.Name)).Block(body...)
	g.blank()
}

// putField puts one field of a struct v, unless it is absent.
func (g *generator) putField(f *schema.Field, p place, x *jen.Statement, v, b string) jen.Code {
	var code jen.Code
	switch {
	case f.Type.Optional && f.Type.Kind == schema.KindObject:
		code = jen.If(x.Clone().Op("!=").Nil()).Block(jen.Id(p.putFunc()).Call(jen.Id(b), x))
	case f.Type.Optional:
		code = jen.If(x.Clone().Op("!=").Nil()).Block(g.put(f, f.Type, p, jen.Op("*").Add(x), b))
	case f.OmitZero:
		code = g.unlessZero(f, p, x, b, g.put(f, f.Type, p, x, b))
	case nilable(f.Type):
		code = jen.If(x.Clone().Op("!=").Nil()).Block(g.put(f, f.Type, p, x, b))
	default:
		code = g.put(f, f.Type, p, x, b)
	}
	// An embedded pointer on the way may be nil.
	at := jen.Id(v)
	var conditions []*jen.Statement
	for _, e := range f.Via {
		at = at.Clone().Dot(e.Name)
		if e.Pointer {
			conditions = append(conditions, at.Clone().Op("!=").Nil())
		}
	}
	for i := len(conditions) - 1; i >= 0; i-- {
		code = jen.If(conditions[i]).Block(code)
	}
	return code
}

// nilable reports whether values of type t are absent when they are nil. An
// update has [] and {}, but not for nil.
func nilable(t *schema.Type) bool {
	return t.Kind == schema.KindList || t.Kind == schema.KindMap || t.Kind == schema.KindAnyMap
}

// anyAttr is the declaration of a field's key, or, of an object, that of the
// first key within it.
func (g *generator) anyAttr(f *schema.Field, p place) *jen.Statement {
	name := p.attr()
	for f.Type.Leaf().Kind == schema.KindObject && f.Type.Elem == nil {
		f = f.Type.Leaf().Fields[0]
		p = p.under(f.Key)
		name = p.attr()
	}
	return jen.Id(name)
}

// method is the method of hh.Batch for a kind, and the type that it takes, if
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

// put puts the value x of type t.
func (g *generator) put(f *schema.Field, t *schema.Type, p place, x *jen.Statement, b string) jen.Code {
	switch {
	case t.Kind == schema.KindObject:
		return jen.Id(p.putFunc()).Call(jen.Id(b), jen.Op("&").Add(x))
	case t == f.Type && t.Kind == schema.KindList:
		return jen.Id(p.putFunc()).Call(jen.Id(b), x, jen.Len(x.Clone()))
	case t == f.Type && t.Elem != nil:
		return jen.Id(p.putFunc()).Call(jen.Id(b), x)
	}
	m := method[t.Kind]
	if t.Enum != nil {
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
		return g.putByAddress(p, x, b)
	}
	return jen.Id(b).Dot(m.name).Call(jen.Op("&").Id(p.attr()), x)
}

// putByAddress copies a value whose MarshalText needs a pointer: the address of
// the field itself would move its record to the heap.
func (g *generator) putByAddress(p place, x *jen.Statement, b string) jen.Code {
	m := g.names.local("m")
	return jen.Block(
		jen.Id(m).Op(":=").Add(x),
		jen.Id(b).Dot("Marshal").Call(jen.Op("&").Id(p.attr()), jen.Op("&").Id(m)),
	)
}

// visitPlaces calls visit for each object, list, array and map of a record's field.
func visitPlaces(f *schema.Field, visit func(*schema.Field, place)) {
	for _, f := range f.Written() {
		visitBelow(f, top(f), visit)
	}
}

func visitBelow(f *schema.Field, p place, visit func(*schema.Field, place)) {
	leaf := f.Type.Leaf()
	if f.Type.Elem != nil || leaf.Kind == schema.KindObject {
		visit(f, p)
	}
	for _, member := range leaf.Fields {
		for _, member := range member.Written() {
			visitBelow(member, p.under(member.Key), visit)
		}
	}
}

// putComposite puts the function for an object, list, array or map, and that
// for an object within it.
func (g *generator) putComposite(f *schema.Field, p place) {
	if f.Type.Elem == nil {
		g.putObject(p.putFunc(), f.Type, p)
		return
	}
	g.putElements(f, p)
	if leaf := f.Type.Leaf(); leaf.Kind == schema.KindObject {
		g.putObject(itemFunc(p), leaf, p)
	}
}

// itemFunc is the function that puts an object within a list or map.
func itemFunc(p place) string { return "hhEach" + strings.TrimPrefix(p.attr(), "hh") }

// putObject puts the function that puts the fields of a nested struct.
func (g *generator) putObject(name string, t *schema.Type, p place) {
	b, v := g.names.local("b"), g.names.local("v")
	// b.Object("honeyhive_config.index") ... b.EndObject()
	body := []jen.Code{jen.Id(b).Dot("Object").Call(jen.Lit(p.wireKey()))}
	for _, member := range t.Fields {
		for _, member := range member.Written() {
			body = append(body, g.putField(member, p.under(member.Key), selector(jen.Id(v), member), v, b))
		}
	}
	body = append(body, jen.Id(b).Dot("EndObject").Call())
	g.doc(name+" puts "+p.String()+".", t.Doc)
	g.file.Func().Id(name).Params(jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(v).Op("*").Add(goType(t))).Block(body...)
	g.blank()
}

// putElements puts the function that puts a list, array or map.
func (g *generator) putElements(f *schema.Field, p place) {
	b, v, n := g.names.local("b"), g.names.local("v"), g.names.local("n")
	params := []jen.Code{jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(v).Add(goType(f.Type))}
	count := jen.Len(jen.Id(v))
	if f.Type.Kind == schema.KindList {
		params[1] = jen.Id(v).Add(heldType(f.Type))
		params = append(params, jen.Id(n).Int())
		count = jen.Id(n)
	}
	g.doc(p.putFunc() + " puts " + p.String() + ".")
	g.file.Func().Id(p.putFunc()).Params(params...).Block(g.loop(f, f.Type, p, jen.Id(v), count, 0)...)
	g.blank()
}

// loop puts the elements of x, of which there are count.
func (g *generator) loop(f *schema.Field, t *schema.Type, p place, x, count *jen.Statement, depth int) []jen.Code {
	b := g.names.local("b")
	i := g.names.local([...]string{"i", "j", "i2", "i3", "i4", "i5", "i6", "i7"}[depth])
	attr := jen.Op("&").Id(p.attr())
	end := jen.Id(b).Dot("End").Call()
	elem := x.Clone().Index(jen.Id(i))
	var begin *jen.Statement
	var body []jen.Code
	switch t.Kind {
	case schema.KindMap:
		// for _, k := range hh.Members(b, &hhMetadataLabels, v) { ... }
		k := g.names.local("k" + strings.TrimPrefix(i, "i"))
		e := g.names.local("e" + strings.TrimPrefix(i, "i"))
		return []jen.Code{
			jen.For(jen.List(jen.Id("_"), jen.Id(k)).Op(":=").Range().Qual(implPath, "Members").Call(jen.Id(b), attr, x)).Block(append([]jen.Code{
				jen.Id(b).Dot("Member").Call(jen.String().Parens(jen.Id(k))),
				jen.Id(e).Op(":=").Add(x.Clone().Index(jen.Id(k))),
			}, g.element(f, t.Elem, p, jen.Id(e), depth)...)...),
			end,
		}
	case schema.KindArray:
		body = append(body, jen.Id(b).Dot("Array").Call(attr))
		begin = jen.For(jen.Id(i).Op(":=").Range().Add(x))
	default:
		// for i := range b.Items(&hhMetadataTags, n) { ... }
		begin = jen.For(jen.Id(i).Op(":=").Range().Id(b).Dot("Items").Call(attr, count))
	}
	return append(body,
		begin.Block(append([]jen.Code{jen.Id(b).Dot("Item").Call(jen.Id(i))}, g.element(f, t.Elem, p, elem, depth)...)...),
		end)
}

// element puts one element x of a list, array or map.
func (g *generator) element(f *schema.Field, t *schema.Type, p place, x *jen.Statement, depth int) []jen.Code {
	b := g.names.local("b")
	var code []jen.Code
	switch {
	case t.Elem != nil && (t.Optional || nilable(t)):
		code = g.loop(f, t, p, x, jen.Len(x.Clone()), depth+1)
	case t.Elem != nil:
		return g.loop(f, t, p, x, jen.Len(x.Clone()), depth+1)
	case t.Kind == schema.KindObject && t.Optional:
		code = []jen.Code{jen.Id(itemFunc(p)).Call(jen.Id(b), x.Clone())}
	case t.Kind == schema.KindObject:
		return []jen.Code{jen.Id(itemFunc(p)).Call(jen.Id(b), jen.Op("&").Add(x))}
	case t.Optional:
		code = []jen.Code{g.put(f, t, p, jen.Op("*").Add(x.Clone()), b)}
	case nilable(t):
		code = []jen.Code{g.put(f, t, p, x.Clone(), b)}
	default:
		return []jen.Code{g.put(f, t, p, x, b)}
	}
	return []jen.Code{jen.If(x.Clone().Op("!=").Nil()).Block(code...)}
}
