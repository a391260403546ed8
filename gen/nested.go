package gen

import (
	"fmt"
	"strconv"
	"strings"

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
	b, v := g.b, g.names.local("v")
	// func hhObjectConfigIndex(b *hhimpl.Batch, v *Index) {
	//	b.Object("honeyhive_config.index")
	//	b.String(&hhConfigIndexName, v.Name)
	//	b.EndObject()
	// }
	body := []string{b + ".Object(" + strconv.Quote(p.wireKey()) + ")"}
	for _, member := range t.Fields {
		for _, member := range member.Written() {
			body = append(body, g.fieldCode(member, p.under(member.Key), selector(v, member), v))
		}
	}
	body = append(body, b+".EndObject()")
	g.emitf("%s", block(fmt.Sprintf("func %s(%s, %s *%s)", p.objectFunc(), g.batch(), v, g.goType(t)), body...))
}

// emitElements emits the function that records a list, array or map.
func (g *generator) emitElements(f *schema.Field, p keyPath) {
	v, n := g.names.local("v"), g.names.local("n")
	params, count := g.batch()+", "+v+" "+g.goType(f.Type), "len("+v+")"
	if f.Type.Kind == schema.KindList {
		params, count = g.batch()+", "+v+" "+g.heldType(f.Type)+", "+n+" int", n
	}
	// func hhEachMetadataTags(b *hhimpl.Batch, v []string, n int) { ... }
	g.emitf("%s", block("func "+p.eachFunc()+"("+params+")", g.loopCode(f, f.Type, p, v, count, 0)...))
}

// loopCode records the elements of x, of which there are count.
func (g *generator) loopCode(f *schema.Field, t *schema.Type, p keyPath, x, count string, depth int) []string {
	b := g.b
	i := g.names.local([...]string{"i", "j", "i2", "i3", "i4", "i5", "i6", "i7"}[depth])
	end := b + ".End()"
	var code []string
	var head string
	switch t.Kind {
	case schema.KindMap:
		return []string{g.membersCode(f, t, p, x, i, depth), end}
	case schema.KindArray:
		// b.Array(&hhMetadataPair)
		// for i := range v { ... }
		code = append(code, fmt.Sprintf("%s.Array(&%s)", b, p.attr()))
		head = fmt.Sprintf("for %s := range %s", i, x)
	default:
		// for i := range b.Items(&hhMetadataTags, n) { ... }
		head = fmt.Sprintf("for %s := range %s.Items(&%s, %s)", i, b, p.attr(), count)
	}
	// b.Item(i)
	// b.String(&hhMetadataTags, v[i])
	body := append([]string{fmt.Sprintf("%s.Item(%s)", b, i)}, g.elementCode(f, t.Elem, p, x+"["+i+"]", depth)...)
	return append(code, block(head, body...), end)
}

// membersCode records the members of a map x, in a loop called i.
func (g *generator) membersCode(f *schema.Field, t *schema.Type, p keyPath, x, i string, depth int) string {
	b := g.b
	k := g.names.local("k" + strings.TrimPrefix(i, "i"))
	e := g.names.local("e" + strings.TrimPrefix(i, "i"))
	// for _, k := range hhimpl.Members(b, &hhMetadataLabels, v) {
	//	b.Member(string(k))
	//	e := v[k]
	//	b.String(&hhMetadataLabels, e)
	// }
	return block(fmt.Sprintf("for _, %s := range %s(%s, &%s, %s)", k, g.qual(implPath, "Members"), b, p.attr(), x),
		append([]string{
			fmt.Sprintf("%s.Member(string(%s))", b, k),
			fmt.Sprintf("%s := %s[%s]", e, x, k),
		}, g.elementCode(f, t.Elem, p, e, depth)...)...)
}

// elementCode records one element x of a list, array or map.
func (g *generator) elementCode(f *schema.Field, t *schema.Type, p keyPath, x string, depth int) []string {
	var code []string
	switch {
	case t.Elem != nil:
		code = g.loopCode(f, t, p, x, "len("+x+")", depth+1)
	case t.Kind == schema.KindObject && t.Optional:
		code = []string{fmt.Sprintf("%s(%s, %s)", p.objectFunc(), g.b, x)}
	case t.Kind == schema.KindObject:
		code = []string{fmt.Sprintf("%s(%s, &%s)", p.objectFunc(), g.b, x)}
	case t.Optional:
		code = []string{g.valueCode(f, t, p, "*"+x)}
	default:
		code = []string{g.valueCode(f, t, p, x)}
	}
	if t.Optional || nilable(t) {
		// if v[i] != nil { ... }
		return []string{unlessNil(x, code...)}
	}
	return code
}
