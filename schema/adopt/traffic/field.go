package traffic

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/words"
)

// nesting is how deeply a value is nested.
type nesting struct{ objects, lists int }

// field makes a field of a key, or a remark that says why there is none.
func (b *builder) field(n *node, ns schema.Namespace, at nesting) *schema.Field {
	switch twin := b.twins[n]; {
	case ns.SpanOnly():
		return b.spanField(n, ns)
	case !schema.ValidKey(n.key):
		b.remark(n, NotDeclared, "hhgen's keys are snake_case (a-z, 0-9 and _, beginning with a letter, at most %d bytes)%s", schema.MaxKeyBytes, snakeCase(n.key))
		return nil
	case twin != nil:
		b.remark(n, NotDeclared, "it differs from %s in punctuation only, which more spans have: record it under that key", twin.path)
		return nil
	}
	t := b.typ(n, ns, at)
	if t == nil {
		return nil
	}
	f := &schema.Field{Name: schema.GoKey(n.key), Key: n.key, Type: t, Pos: b.pos()}
	b.nodes[f] = n
	b.bound(f, n)
	f.Unit = unitOf(n.key, t)
	return f
}

// snakeCase offers a key that hhgen takes; "" if there is none.
func snakeCase(key string) string {
	better := schema.KeyFor(strings.NewReplacer("-", "_", " ", "_", "/", "_").Replace(key))
	if !schema.ValidKey(better) || better == key {
		return ""
	}
	return ": record it as " + better
}

// spanField is the field of a namespace that is one value.
func (b *builder) spanField(n *node, ns schema.Namespace) *schema.Field {
	if shapes := b.shapes(n); len(shapes) != 1 || n.values.count[otlp.String] == 0 || n.values.total() != n.values.count[otlp.String] {
		b.remark(n, NotDeclared, "HoneyHive takes a string, and here it is %s: record its text", cmp.Or(strings.Join(shapes, " and "), "always null"))
		return nil
	}
	f := &schema.Field{Name: "Err", Key: string(ns), Type: &schema.Type{Kind: schema.KindError, Go: schema.GoName{Name: "error"}}, Pos: b.pos()}
	if ns == schema.EventIDText {
		f.Name, f.Type = "EventID", &schema.Type{Kind: schema.KindEventID, Go: schema.GoName{Path: schema.RuntimePath, Name: "EventID"}}
	}
	b.nodes[f] = n
	switch {
	case ns == schema.EventIDText && n.values.uuids < n.values.total():
		b.remark(n, Declared, "%d of its %d values are not UUIDs of version 4, as HoneyHive's event ids are", n.values.total()-n.values.uuids, n.values.total())
	case ns == schema.ErrorText && !b.textFits(n):
		return nil
	case n.values.maxBytes > schema.DefaultMaxBytes:
		b.bound(f, n)
	}
	return f
}

// typ is the type of what n holds; nil, and a remark, if there is none.
func (b *builder) typ(n *node, ns schema.Namespace, at nesting) *schema.Type {
	if shapes := b.shapes(n); len(shapes) > 1 {
		b.remark(n, NotDeclared, "it is %s: record one of them under another key%s", strings.Join(shapes, " and "), orAny(ns))
		return nil
	}
	switch {
	case n.rest != nil:
		b.remark(n, NotDeclared, "it has more than %d different keys, so they are data: record a list, whose items have the key as a member", maxMembers)
		return nil
	case n.object():
		return b.object(n, ns, at)
	case n.items != nil:
		return b.list(n, ns, at)
	case n.scalars():
		return b.scalar(n, ns)
	case n.values.count[otlp.Empty] > 0:
		b.remark(n, NotDeclared, "it was always null, so nothing is known of its type")
	default:
		b.remark(n, NotDeclared, "it was always empty, so nothing is known of its items")
	}
	return nil
}

// shapes are the ways in which n was recorded: only one of them can be declared.
func (b *builder) shapes(n *node) (all []string) {
	if n.scalars() {
		all = append(all, b.kinds(n))
	}
	if n.object() || n.maps > 0 {
		all = append(all, "an object")
	}
	if n.items != nil || n.arrays > 0 {
		all = append(all, "a list")
	}
	return all
}

func (b *builder) object(n *node, ns schema.Namespace, at nesting) *schema.Type {
	if t := b.objects[n]; t != nil {
		return t
	}
	if at.objects++; at.objects > schema.MaxObjects {
		b.remark(n, NotDeclared, "it is nested %d objects deep, and HoneyHive supports %d: flatten it", at.objects, schema.MaxObjects)
		return nil
	}
	t := &schema.Type{Kind: schema.KindObject}
	taken := map[string]bool{}
	for _, m := range n.sorted() {
		f := b.field(m, ns, at)
		if f == nil {
			continue
		}
		if taken[f.Name] {
			b.remark(m, NotDeclared, "its Go name would be %s, as that of another key: rename one of them", f.Name)
			continue
		}
		taken[f.Name] = true
		b.present[f] = fmt.Sprintf("in %d of %s", m.seen, schema.Count(n.seen, "object"))
		b.presence(f, m, n.seen == m.seen && n.seen >= EnoughSpans, false)
		t.Fields = append(t.Fields, f)
	}
	if len(t.Fields) == 0 {
		return nil // there is a remark about each member
	}
	if n.maps > 0 {
		b.remark(n, Declared, "%d of %d objects are one attribute with a map: HoneyHive's SDKs, and hhgen, send one attribute for each member", n.maps, n.seen)
	}
	t.Go = schema.GoName{Path: b.d.Path, Name: b.names.typ(n)}
	t.Doc = fmt.Sprintf("%s is the value of %s.", t.Go.Name, n.path)
	if list, ok := strings.CutSuffix(n.path, ".*"); ok {
		t.Doc = fmt.Sprintf("%s is an item of %s.", t.Go.Name, list)
	}
	b.objects[n] = t
	return t
}

func (b *builder) list(n *node, ns schema.Namespace, at nesting) *schema.Type {
	if at.lists++; at.lists > schema.MaxLists {
		b.remark(n, NotDeclared, "it is nested %d lists deep, and HoneyHive supports %d: flatten it", at.lists, schema.MaxLists)
		return nil
	}
	if n.firsts*2 < n.seen {
		b.remark(n, NotDeclared, "the numbers in its keys are data, since most lists have no item 0: record a list, or the number as a value")
		return nil
	}
	elem := b.typ(n.items, ns, at)
	if elem == nil {
		return nil
	}
	if n.arrays > 0 {
		b.remark(n, Declared, "%d of %d lists are one attribute with an array: HoneyHive's SDKs, and hhgen, send one attribute for each item", n.arrays, n.seen)
	}
	if n.items.values.count[otlp.Empty] > 0 {
		b.remark(n, Declared, "some of its items are null: hhgen's lists have none")
	}
	return &schema.Type{Kind: schema.KindList, Elem: elem}
}

// scalar is the type of single values.
func (b *builder) scalar(n *node, ns schema.Namespace) *schema.Type {
	v := &n.values
	count := func(kinds ...otlp.Kind) (total int) {
		for _, k := range kinds {
			total += v.count[k]
		}
		return total
	}
	goType := func(kind schema.Kind, name string, bits int) *schema.Type {
		return &schema.Type{Kind: kind, Bits: bits, Go: schema.GoName{Name: name}}
	}
	if v.notFinite > 0 {
		b.remark(n, Declared, "%d values are NaN or infinite, which hhgen does not send", v.notFinite)
	}
	switch v.total() {
	case count(otlp.String):
		return b.text(n, ns)
	case count(otlp.Bool):
		return goType(schema.KindBool, "bool", 0)
	case count(otlp.Int):
		return goType(schema.KindInt, "int", 64)
	case count(otlp.Double):
		return goType(schema.KindFloat, "float64", 64)
	case count(otlp.Int, otlp.Double):
		b.remark(n, Declared, "%d of its %d numbers are integers on the wire, and the others are not: it is a float64 here", count(otlp.Int), v.total())
		return goType(schema.KindFloat, "float64", 64)
	}
	b.remark(n, NotDeclared, "it is %s: record one type%s", b.kinds(n), orAny(ns))
	return nil
}

// orAny offers a type for values of several types, where namespaces take one.
func orAny(n schema.Namespace) string {
	if n.FreeForm() {
		return ", or declare a field of type any"
	}
	return ""
}

// text is the type of strings.
func (b *builder) text(n *node, ns schema.Namespace) *schema.Type {
	if !b.textFits(n) {
		return nil
	}
	if v := &n.values; v.moments == v.total() && v.moments >= EnoughValues {
		return &schema.Type{Kind: schema.KindTime, Go: schema.GoName{Path: "time", Name: "Time"}}
	}
	if t := b.enum(n, ns); t != nil {
		return t
	}
	return &schema.Type{Kind: schema.KindString, Go: schema.GoName{Name: "string"}}
}

// textFits reports whether strings are short enough to be declared, and remarks what
// is odd about them.
func (b *builder) textFits(n *node) bool {
	v := &n.values
	switch {
	case v.maxBytes > schema.LargeMaxBytes:
		b.remark(n, NotDeclared, "it has up to %d bytes, over the limit of %d: record a reference to the text", v.maxBytes, schema.LargeMaxBytes)
		return false
	case v.maxBytes > schema.DefaultMaxBytes:
		b.remark(n, Declared, "it has up to %d bytes, and HoneyHive advises against more than %d: shorten it, or record a reference to the text", v.maxBytes, schema.DefaultMaxBytes)
	case v.maxBytes == 0:
		b.remark(n, Declared, "it was always empty, so nothing is known of its length")
	}
	if what := v.otherType(); what != "" && (v.numerals == 0 || !n.free()) {
		b.remark(n, Declared, "its strings are %s: record these, which can be filtered and charted as what they are", what)
	}
	if v.broken > 0 {
		b.remark(n, Declared, "%d strings are not UTF-8, for which exporters drop the whole batch", v.broken)
	}
	return true
}

// presence makes a field optional that not all spans, or objects, have. elsewhere
// says that it is required in another record.
func (b *builder) presence(f *schema.Field, n *node, always, elsewhere bool) {
	if always && n.values.count[otlp.Empty] == 0 || f.Type.Kind.AbsentNil() {
		return
	}
	t := *f.Type
	f.Type = &t
	switch zero := n.values.empty > 0 || elsewhere; {
	case t.Kind == schema.KindTime && !zero:
		f.OmitZero, t.IsZero = true, true
	case t.Kind == schema.KindString && !zero:
		f.OmitZero, t.Comparable = true, true
	default:
		t.Optional = true
	}
}

// bound gives a field the next round numbers above what was seen.
func (b *builder) bound(f *schema.Field, n *node) {
	leaf := f.Type.Leaf()
	for ; n != nil && n.items != nil && !n.object(); n = n.items {
		f.MaxItems = max(f.MaxItems, roundItems(n.longest))
	}
	if n == nil || !leaf.Kind.Text() || leaf.Enum != nil {
		return
	}
	f.MaxBytes = roundBytes(n.values.maxBytes)
	f.Large = f.MaxBytes > schema.DefaultMaxBytes
}

// leastBytes and leastItems are the smallest bounds: few values say little.
const leastBytes, leastItems = 16, 4

func roundBytes(longest int) int {
	if longest <= schema.DefaultMaxBytes && longest >= schema.DefaultMaxBytes/2 {
		return schema.DefaultMaxBytes
	}
	return min(round(leastBytes, longest), schema.LargeMaxBytes)
}

func roundItems(longest int) int { return min(round(leastItems, longest), schema.MaxItemsLimit) }

// round is the next power of two above n, and at least a number.
func round(least, n int) int {
	for least <= n {
		least *= 2
	}
	return least
}

// unitOf is the unit that a key ends with, of numbers.
func unitOf(key string, t *schema.Type) string {
	if k := t.Leaf().Kind; !k.Number() {
		return ""
	}
	parts := schema.KeyWords(key)
	if len(parts) < 2 || slices.Contains(parts, "per") {
		return ""
	}
	last := parts[len(parts)-1]
	for _, family := range []string{"time", "size", "share", "money"} {
		for unit, ends := range words.UnitFamilies[family] {
			if slices.Contains(ends, last) {
				return unit
			}
		}
	}
	return ""
}
