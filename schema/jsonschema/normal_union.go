package jsonschema

import (
	"fmt"
	"slices"
	"strings"
)

// union normalizes anyOf and oneOf. What one schema says is that schema; other
// unions become values of any type, or are rejected.
func (z *normalizer) union(n *node, keyword string) {
	m := n.member(keyword)
	if m.value == nil || len(m.value.items) == 0 {
		return
	}
	choices, null := choicesOf(m.value.items)
	if outer := n.get("type"); outer != nil {
		choices = slices.DeleteFunc(choices, func(c *node) bool { return c.get("type") != nil && meetTypes(outer, c.get("type")) == nil })
	}
	if slices.ContainsFunc(choices, (*node).free) || onlyRequired(n, choices) {
		n.remove(keyword)
		return
	}
	choices = widest(choices)
	if enum := literalsOf(m, choices); enum != nil {
		choices = []*node{enum}
	}
	switch {
	case len(choices) == 0 && null:
		n.remove(keyword)
		n.set("type", m, made(m.value, "null"))
	case len(choices) == 1:
		one := choices[0].copied()
		if null {
			addNull(one)
		}
		z.become(n, m, one)
	case len(choices) > 1:
		z.several(n, m, choices, null)
	}
}

// choicesOf are the schemas of a union without null, those of unions in it, and
// without those that allow no value; and whether null is one of its values.
func choicesOf(items []*node) (choices []*node, null bool) {
	for _, item := range items {
		if item.void() {
			continue
		}
		for _, k := range []string{"anyOf", "oneOf"} {
			if inner := item.get(k); inner != nil && !slices.ContainsFunc(item.members, func(m member) bool { return m.name != k && m.name != "nullable" && !isNote(m.name) }) {
				more, also := choicesOf(inner.items)
				choices, null = append(choices, more...), null || also
				item = nil
				break
			}
		}
		if item == nil {
			continue
		}
		rest, also := withoutNull(item)
		null = null || also
		if rest != nil {
			choices = append(choices, rest)
		}
	}
	return choices, null
}

// onlyRequired reports whether the schemas of a union only say which of an
// object's members are required together.
func onlyRequired(n *node, choices []*node) bool {
	return n.get("properties") != nil && !slices.ContainsFunc(choices, func(c *node) bool {
		return slices.ContainsFunc(c.members, func(m member) bool {
			return m.name != "required" && !isNote(m.name) && (m.name != "type" || m.value.text != "object")
		})
	})
}

// widest leaves out the schemas of a union whose values another one has too.
func widest(choices []*node) []*node {
	var kept []*node
	for i, c := range choices {
		covered := slices.ContainsFunc(choices[:i], func(other *node) bool { return sameSchema(c, other) })
		for j, other := range choices {
			covered = covered || i != j && !sameSchema(c, other) && covers(other, c)
		}
		if !covered {
			kept = append(kept, c)
		}
	}
	if len(kept) > 1 && !slices.ContainsFunc(kept, func(c *node) bool { return !plainString(c) }) {
		return []*node{joinStrings(kept)}
	}
	return kept
}

// covers reports whether a schema with no keyword but type has the values of
// another one.
func covers(wide, narrow *node) bool {
	w, n := wide.types(), narrow.types()
	if len(w) != 1 || len(n) != 1 || w[0] != n[0] && (w[0] != "number" || n[0] != "integer") {
		return false
	}
	return !slices.ContainsFunc(wide.members, func(m member) bool { return m.name != "type" && !isNote(m.name) })
}

// plainString reports whether a schema is a string that only its length and
// format restrict.
func plainString(n *node) bool {
	return slices.Equal(n.types(), []string{"string"}) && !slices.ContainsFunc(n.members, func(m member) bool {
		return m.name != "type" && m.name != "format" && m.name != "maxLength" && !isNote(m.name)
	})
}

// joinStrings is the string that all the strings are, of the greatest length
// among theirs.
func joinStrings(choices []*node) *node {
	joined := choices[0].copied()
	joined.remove("format")
	for _, c := range choices[1:] {
		longest, length := joined.member("maxLength"), c.member("maxLength")
		switch {
		case longest.value == nil:
		case length.value == nil:
			joined.remove("maxLength")
		case compareNumbers(length.value, longest.value) > 0:
			joined.set("maxLength", length, length.value)
		}
	}
	return joined
}

// literalsOf is the enum that a union of constants and enums is; nil if other
// schemas are among them.
func literalsOf(m member, choices []*node) *node {
	var types []string
	var items []*node
	for _, c := range choices {
		values := valuesOf(c)
		if len(values) == 0 || len(c.types()) != 1 || !onlyValues(c) {
			return nil
		}
		types = append(types, c.types()[0])
		for _, v := range values {
			if !slices.ContainsFunc(items, func(known *node) bool { return compact(known) == compact(v) }) {
				items = append(items, v)
			}
		}
	}
	types = slices.Compact(slices.Sorted(slices.Values(types)))
	if slices.Equal(types, []string{"integer", "number"}) {
		types = types[1:]
	}
	if len(choices) < 2 || len(types) != 1 {
		return nil
	}
	enum := &node{kind: '{', pos: m.value.pos, file: m.value.file, normal: true}
	enum.set("type", m, made(m.value, types[0]))
	enum.set("enum", m, list(m.value, items))
	return enum
}

// valuesOf are the values that a schema lists.
func valuesOf(n *node) []*node {
	if c := n.get("const"); c != nil {
		return []*node{c}
	}
	if e := n.get("enum"); e != nil {
		return e.items
	}
	return nil
}

// onlyValues reports whether nothing but its values restricts a schema.
func onlyValues(n *node) bool {
	return !slices.ContainsFunc(n.members, func(m member) bool {
		return m.name != "type" && m.name != "enum" && m.name != "const" && !isNote(m.name)
	})
}

// several is a schema with several types: a value of any type, where that is
// wanted.
func (z *normalizer) several(n *node, m member, choices []*node, null bool) {
	bound := "16"
	if scalars(choices) {
		bound = "1"
	}
	if !z.unions && n.get("x-hh-maxitems") == nil {
		n.blame(m.name, "a key has one type on the wire, and this allows "+typeNames(choices, null), fmt.Sprintf(
			"keep one of them, or write \"x-hh-maxitems\": %s beside %s, to record a value of any type", bound, m.name))
		return
	}
	n.makeAny(m)
	if bound == "1" && n.get("x-hh-maxitems") == nil {
		n.set("x-hh-maxitems", m, made(m.value, 1)) // the value is one attribute
		n.single = true
	}
}

// makeAny makes a schema a value of any type, of which only annotations and
// bounds are left.
func (n *node) makeAny(of member) {
	n.rewrite(slices.DeleteFunc(slices.Clone(n.members), func(m member) bool {
		return !isNote(m.name) && !strings.HasPrefix(m.name, "x-hh-") && m.name != "$defs" && m.name != "definitions"
	}))
	n.union = &of
}

// scalars reports whether each value of a union is one attribute.
func scalars(choices []*node) bool {
	return !slices.ContainsFunc(choices, func(c *node) bool {
		types := c.types()
		return len(types) == 0 || slices.ContainsFunc(types, func(t string) bool { return t == "object" || t == "array" })
	})
}

// typeNames are the names of the schemas of a union, for messages.
func typeNames(choices []*node, null bool) string {
	var names []string
	for _, c := range choices {
		name := "a value of any type"
		if ref := c.get("$ref"); ref != nil {
			name = definition(ref.text)
		} else if types := c.types(); len(types) > 0 {
			name = strings.Join(types, " or ")
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 1 {
		names[0] = fmt.Sprintf("%d kinds of %s", len(choices), names[0])
	}
	if null {
		names = append(names, "null")
	}
	return and(names)
}

// and lists words as a sentence does.
func and(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
