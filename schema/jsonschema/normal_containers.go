package jsonschema

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/hhgen/hhgen/schema"
)

// everything are the patterns that tools write for every key.
var everything = []string{"", "^", "$", ".*", "^.*$", "^(.*)$", "^.*", ".*$", ".", "^.+$", "[\\s\\S]*", "^[\\s\\S]*$"}

// mapping normalizes objects: what bounds the keys of a map is not checked, and
// members that nobody declares are not recorded.
func (z *normalizer) mapping(n *node) {
	if more := n.member("unevaluatedProperties"); more.value != nil && n.get("$ref") != nil && (more.value.void() || more.value.free()) {
		n.remove("unevaluatedProperties") // an object takes no other members anyway
	} else if more.value != nil && slices.Contains(n.types(), "object") {
		n.remove("unevaluatedProperties")
		if n.get("additionalProperties") == nil {
			n.set("additionalProperties", more, more.value)
		}
	}
	if more := n.get("additionalProperties"); more != nil && more.void() && more.kind == '{' {
		n.set("additionalProperties", member{}, &node{kind: 'f', pos: more.pos, file: n.file, raw: []byte("false")})
	}
	z.patterns(n)
	z.keys(n)
	mostOfObject(n)
	neverNull(n)
	if p, more := n.get("properties"), n.get("additionalProperties"); p != nil && len(p.members) == 0 && more != nil && more.kind != 'f' {
		n.remove("properties")
	}
	requiredOfMap(n)
	more := n.member("additionalProperties")
	switch {
	case more.value == nil || !more.value.free():
	case more.value.union != nil: // its bound is that of the map
	case more.value.kind == '{' && n.get("properties") == nil:
		n.set("additionalProperties", more, &node{kind: 't', pos: more.value.pos, file: n.file, raw: []byte("true")})
	}
}

// mostOfObject moves the most members of an object whose members are declared to
// what is not checked.
func mostOfObject(n *node) {
	p, more, most := n.get("properties"), n.get("additionalProperties"), n.member("maxProperties")
	if most.value != nil && p != nil && len(p.members) > 0 && (more == nil || more.kind != '{') {
		n.remove(most.name)
		n.unchecked = append(n.unchecked, most)
	}
}

// neverNull removes members that are always null, and those that may not be there:
// nothing is recorded of them.
func neverNull(n *node) {
	p, required := n.member("properties"), n.member("required")
	null := func(m member) bool {
		return slices.Equal(m.value.types(), []string{"null"}) || m.value.kind == '{' && m.value.void() && !required.value.lists(m.name)
	}
	if p.value == nil || !slices.ContainsFunc(p.value.members, null) {
		return
	}
	kept := p.value.copied()
	kept.members = slices.DeleteFunc(kept.members, null)
	if required.value != nil {
		n.set("required", required, list(required.value, slices.DeleteFunc(slices.Clone(required.value.items), func(name *node) bool {
			return kept.get(name.text) == nil && p.value.get(name.text) != nil
		})))
	}
	n.set("properties", p, kept)
}

// lists reports whether a list has a string.
func (n *node) lists(text string) bool {
	return n != nil && slices.ContainsFunc(n.items, func(item *node) bool { return item.text == text })
}

// requiredOfMap removes the keys that a map must have.
func requiredOfMap(n *node) {
	m, more := n.member("required"), n.get("additionalProperties")
	if m.value == nil || n.get("properties") != nil || more == nil || more.kind == 'f' {
		return
	}
	n.remove("required")
	if len(m.value.items) > 0 {
		n.unchecked = append(n.unchecked, m)
	}
}

// patterns makes patternProperties the values of a map.
func (z *normalizer) patterns(n *node) {
	m := n.member("patternProperties")
	if m.value == nil {
		return
	}
	if len(m.value.members) == 0 {
		n.remove("patternProperties")
		return
	}
	first, more := m.value.members[0], n.member("additionalProperties")
	same := !slices.ContainsFunc(m.value.members, func(p member) bool { return !sameSchema(p.value, first.value) })
	declared := n.get("properties") != nil && len(n.get("properties").members) > 0
	switch {
	case declared && !slices.ContainsFunc(m.value.members, func(p member) bool { return p.value.union != nil || !z.anything(p.value) }):
		n.remove(m.name) // as additionalProperties: true
		return
	case declared && same && (more.value == nil || more.value.kind == 'f'):
		n.remove(m.name, more.name)
		n.set("additionalProperties", m, first.value)
		return
	case declared:
		n.blame(m.name, noOthers, moveOthers)
		return
	case !same || more.value != nil && more.value.kind == '{' && !sameSchema(more.value, first.value):
		n.blame(m.name, "the values of a map have one type", "write one schema for all of them in additionalProperties")
		return
	}
	n.remove("patternProperties", "properties", "additionalProperties")
	n.set("additionalProperties", m, first.value)
	if !slices.Contains(everything, first.name) {
		n.unchecked = append(n.unchecked, m)
	}
}

// keys makes the keys that propertyNames lists properties.
func (z *normalizer) keys(n *node) {
	m := n.member("propertyNames")
	if m.value == nil {
		return
	}
	n.remove("propertyNames")
	values, more := valuesOf(m.value), n.member("additionalProperties")
	listed := len(values) > 0 && !slices.ContainsFunc(values, func(v *node) bool { return v.kind != '"' })
	if listed && n.get("properties") == nil && more.value != nil && more.value.kind == '{' {
		n.remove("additionalProperties")
		properties := &node{kind: '{', pos: m.value.pos, file: n.file}
		for _, v := range values {
			if properties.get(v.text) == nil {
				properties.members = append(properties.members, member{name: v.text, pos: v.pos, value: more.value})
			}
		}
		n.set("properties", m, properties)
		return
	}
	if n.get("properties") == nil && slices.ContainsFunc(m.value.members, func(k member) bool { return k.name != "type" && !isNote(k.name) }) {
		n.unchecked = append(n.unchecked, m)
	}
}

// tuple makes a list of items by position an array, if they have one type.
func (z *normalizer) tuple(n *node) {
	m, rest := n.member("prefixItems"), n.member("items")
	if m.value == nil && rest.value != nil && rest.value.kind == '[' {
		m, rest = rest, n.member("additionalItems")
	}
	if m.value == nil {
		n.remove("additionalItems") // it is about tuples only
		return
	}
	if len(m.value.items) == 0 || !slices.Contains(n.types(), "array") {
		return
	}
	if rest.value != nil && rest.value.kind == '{' {
		z.openTuple(n, m, rest)
		return
	}
	item, same := oneItem(m.value.items)
	if !same {
		z.mixedTuple(n, m, m.value.items)
		return
	}
	length, least := made(m.value, len(m.value.items)), n.get("minItems")
	n.remove("prefixItems", "items", "additionalItems", "minItems", "maxItems", "unevaluatedItems")
	n.set("items", m, item)
	if least == nil || compareNumbers(least, length) >= 0 {
		n.set("minItems", m, length)
	}
	n.set("maxItems", m, length)
}

// openTuple is a tuple with any number of items after those by position.
func (z *normalizer) openTuple(n *node, m, rest member) {
	items := append(slices.Clone(m.value.items), rest.value)
	item, same := oneItem(items)
	if !same {
		z.mixedTuple(n, m, items)
		return
	}
	n.remove("prefixItems", "items", "additionalItems", "unevaluatedItems")
	n.set("items", m, item)
}

// oneItem is the schema that all items of a tuple have.
func oneItem(items []*node) (item *node, same bool) {
	if slices.ContainsFunc(items, func(i *node) bool { return i.kind != '{' }) {
		return nil, false
	}
	wide := widest(items)
	if len(wide) == 1 {
		return wide[0], true
	}
	return nil, false
}

// mixedTuple is a tuple of several types: a value of any type, where that is
// wanted.
func (z *normalizer) mixedTuple(n *node, m member, items []*node) {
	if !z.unions && n.get("x-hh-maxitems") == nil {
		n.blameAny(m.name, "the items of a list have one type, and here they are "+typeNames(items, false), "write an object with a property for each",
			fmt.Sprintf("record a value of any type: write \"x-hh-maxitems\": %d beside %s, or %s", 2*len(items), m.name, schema.SetUnions))
		if m.name == "items" {
			tuple := n.member("items")
			n.set("prefixItems", m, m.value)
			n.blameAny("prefixItems", tuple.why, tuple.way, tuple.anyWay)
			n.remove("items")
		}
		return
	}
	n.makeAny(m)
	if scalars(items) && n.get("x-hh-maxitems") == nil && len(items) > 0 {
		n.set("x-hh-maxitems", m, made(m.value, len(items)))
	}
}

// contents makes lists and maps of values of any type one value of any type.
func (z *normalizer) contents(n *node) {
	if !slices.Contains(n.types(), "array") || len(n.types()) > 2 {
		z.values(n)
		return
	}
	items := n.member("items")
	if items.value != nil && items.value.union == nil && (!z.unions || !z.anything(items.value)) || items.value == nil && !z.unions {
		return
	}
	if n.get("prefixItems") != nil || n.get("unevaluatedItems") != nil {
		return
	}
	of, most := items, n.get("maxItems")
	if of.value == nil {
		of = n.member("type")
	}
	n.makeAny(of)
	n.anyBound(of, items.value, most)
}

// values makes a map of values of several types one of values of any type. A
// bound that was declared beside the types is that of the map.
func (z *normalizer) values(n *node) {
	more := n.member("additionalProperties")
	if more.value == nil || n.get("properties") != nil || more.value.union == nil && (!z.unions || more.value.kind != '{' || !z.anything(more.value)) {
		return
	}
	item, most := more.value, n.get("maxProperties")
	n.remove("maxProperties")
	anything := &node{kind: '{', pos: item.pos, file: n.file, raw: item.raw, normal: true, complete: true}
	if bound := item.member("x-hh-maxitems"); bound.value != nil && !item.single {
		anything.set(bound.name, bound, bound.value)
	}
	anything.anyBound(more, item, most)
	if len(anything.members) == 0 {
		anything = &node{kind: 't', pos: item.pos, file: n.file, raw: []byte("true")}
	}
	n.set(more.name, more, anything)
}

// anyBound is the bound of a value of any type that was a list or a map: that of
// its items times their number.
func (n *node) anyBound(of member, item, most *node) {
	if n.get("x-hh-maxitems") != nil || most == nil || item == nil {
		return
	}
	each, err := strconv.Atoi(item.numberOf("x-hh-maxitems"))
	number, err2 := strconv.Atoi(most.text)
	if err == nil && err2 == nil && each > 0 && number > 0 && each*number <= schema.MaxItemsLimit {
		n.set("x-hh-maxitems", of, made(most, each*number))
	}
}

// numberOf is the text of a keyword's number.
func (n *node) numberOf(keyword string) string {
	if v := n.get(keyword); v != nil {
		return v.text
	}
	return ""
}
