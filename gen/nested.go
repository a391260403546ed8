package gen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// keyPath is where a value is recorded, without indexes and keys of maps.
type keyPath struct {
	namespace schema.Namespace
	path      []string
}

func (p keyPath) under(key string) keyPath {
	return keyPath{p.namespace, append(p.path[:len(p.path):len(p.path)], key)}
}

func (p keyPath) attr() string { return attrVar(p.namespace, p.path) }

// wireKey is the key of what is recorded there.
func (p keyPath) wireKey() string { return p.namespace.Attribute(strings.Join(p.path, ".")) }

// eachFunc is the function that records the elements of a list, array or map.
func (p keyPath) eachFunc() string { return "hhEach" + strings.TrimPrefix(p.attr(), "hh") }

// objectFunc is the function that records an object, or one in a list, array or map.
func (p keyPath) objectFunc() string { return "hhObject" + strings.TrimPrefix(p.attr(), "hh") }

// top is the path of a record's field.
func top(f *schema.Field) keyPath {
	if f.Inline || f.Namespace.SpanOnly() {
		return keyPath{f.Namespace, nil}
	}
	return keyPath{f.Namespace, []string{f.Key}}
}

// visitNested calls visit for each object, list, array and map of a record's field.
func visitNested(f *schema.Field, visit func(*schema.Field, keyPath)) {
	for _, f := range f.Written() {
		visitBelow(f, top(f), visit)
	}
}

func visitBelow(f *schema.Field, p keyPath, visit func(*schema.Field, keyPath)) {
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

// emitNested emits the functions that record objects, lists, arrays and maps.
func (g *generator) emitNested() {
	seen := map[string]bool{}
	for _, s := range g.setters {
		visitNested(s.field, func(f *schema.Field, p keyPath) {
			if seen[p.attr()] {
				return
			}
			seen[p.attr()] = true
			if f.Type.Elem != nil {
				g.emitElements(f, p)
			}
			if leaf := f.Type.Leaf(); leaf.Kind == schema.KindObject {
				g.emitObject(leaf, p)
			}
		})
	}
}

// emitObject emits the function that records the fields of a nested struct.
func (g *generator) emitObject(t *schema.Type, p keyPath) {
	b, v := g.names.local("b"), g.names.local("v")
	// func hhObjectConfigIndex(b *hhimpl.Batch, v *Index) {
	//	b.Object("honeyhive_config.index")
	//	b.String(&hhConfigIndexName, v.Name)
	//	b.EndObject()
	// }
	body := []jen.Code{jen.Id(b).Dot("Object").Call(jen.Lit(p.wireKey()))}
	for _, member := range t.Fields {
		for _, member := range member.Written() {
			body = append(body, g.fieldCode(member, p.under(member.Key), selector(jen.Id(v), member), v, b))
		}
	}
	body = append(body, jen.Id(b).Dot("EndObject").Call())
	g.file.Func().Id(p.objectFunc()).Params(jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(v).Op("*").Add(goType(t))).Block(body...)
	g.blank()
}

// emitElements emits the function that records a list, array or map.
func (g *generator) emitElements(f *schema.Field, p keyPath) {
	b, v, n := g.names.local("b"), g.names.local("v"), g.names.local("n")
	params := []jen.Code{jen.Id(b).Op("*").Qual(implPath, "Batch"), jen.Id(v).Add(goType(f.Type))}
	count := jen.Len(jen.Id(v))
	if f.Type.Kind == schema.KindList {
		params[1] = jen.Id(v).Add(heldType(f.Type))
		params = append(params, jen.Id(n).Int())
		count = jen.Id(n)
	}
	// func hhEachMetadataTags(b *hhimpl.Batch, v []string, n int) { ... }
	g.file.Func().Id(p.eachFunc()).Params(params...).Block(g.loopCode(f, f.Type, p, jen.Id(v), count, 0)...)
	g.blank()
}

// loopCode records the elements of x, of which there are count.
func (g *generator) loopCode(f *schema.Field, t *schema.Type, p keyPath, x, count *jen.Statement, depth int) []jen.Code {
	b := g.names.local("b")
	i := g.names.local([...]string{"i", "j", "i2", "i3", "i4", "i5", "i6", "i7"}[depth])
	attr := jen.Op("&").Id(p.attr())
	end := jen.Id(b).Dot("End").Call()
	var code []jen.Code
	var head *jen.Statement
	switch t.Kind {
	case schema.KindMap:
		return []jen.Code{g.membersCode(f, t, p, x, i, depth), end}
	case schema.KindArray:
		// b.Array(&hhMetadataPair)
		// for i := range v { ... }
		code = append(code, jen.Id(b).Dot("Array").Call(attr))
		head = jen.For(jen.Id(i).Op(":=").Range().Add(x))
	default:
		// for i := range b.Items(&hhMetadataTags, n) { ... }
		head = jen.For(jen.Id(i).Op(":=").Range().Id(b).Dot("Items").Call(attr, count))
	}
	// b.Item(i)
	// b.String(&hhMetadataTags, v[i])
	body := append([]jen.Code{jen.Id(b).Dot("Item").Call(jen.Id(i))}, g.elementCode(f, t.Elem, p, x.Clone().Index(jen.Id(i)), depth)...)
	return append(code, head.Block(body...), end)
}

// membersCode records the members of a map x, in a loop called i.
func (g *generator) membersCode(f *schema.Field, t *schema.Type, p keyPath, x *jen.Statement, i string, depth int) jen.Code {
	b := g.names.local("b")
	k := g.names.local("k" + strings.TrimPrefix(i, "i"))
	e := g.names.local("e" + strings.TrimPrefix(i, "i"))
	// for _, k := range hhimpl.Members(b, &hhMetadataLabels, v) {
	//	b.Member(string(k))
	//	e := v[k]
	//	b.String(&hhMetadataLabels, e)
	// }
	return jen.For(jen.List(jen.Id("_"), jen.Id(k)).Op(":=").Range().Qual(implPath, "Members").Call(jen.Id(b), jen.Op("&").Id(p.attr()), x)).
		Block(append([]jen.Code{
			jen.Id(b).Dot("Member").Call(jen.String().Parens(jen.Id(k))),
			jen.Id(e).Op(":=").Add(x.Clone().Index(jen.Id(k))),
		}, g.elementCode(f, t.Elem, p, jen.Id(e), depth)...)...)
}

// elementCode records one element x of a list, array or map.
func (g *generator) elementCode(f *schema.Field, t *schema.Type, p keyPath, x *jen.Statement, depth int) []jen.Code {
	b := g.names.local("b")
	var code []jen.Code
	switch {
	case t.Elem != nil:
		code = g.loopCode(f, t, p, x, jen.Len(x.Clone()), depth+1)
	case t.Kind == schema.KindObject && t.Optional:
		code = []jen.Code{jen.Id(p.objectFunc()).Call(jen.Id(b), x.Clone())}
	case t.Kind == schema.KindObject:
		code = []jen.Code{jen.Id(p.objectFunc()).Call(jen.Id(b), jen.Op("&").Add(x))}
	case t.Optional:
		code = []jen.Code{g.valueCode(f, t, p, jen.Op("*").Add(x.Clone()), b)}
	default:
		code = []jen.Code{g.valueCode(f, t, p, x.Clone(), b)}
	}
	if t.Optional || nilable(t) {
		// if v[i] != nil { ... }
		return []jen.Code{jen.If(x.Clone().Op("!=").Nil()).Block(code...)}
	}
	return code
}
