package jsonschema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
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
	choices = numbersAsText(choices)
	if slices.ContainsFunc(choices, (*node).free) || onlyRequired(n, choices) {
		n.remove(keyword)
		return
	}
	if enum := literalsOf(m, choices); enum != nil {
		choices = []*node{enum}
	}
	choices = widest(choices)
	if one := sameScalar(m, choices); one != nil {
		if all := anyPattern(m, choices); all != nil {
			one.set("pattern", m, all)
		} else if restricted(choices) {
			n.unchecked = append(n.unchecked, m)
		}
		choices = []*node{one}
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

// numbersAsText leaves out strings that are numbers, if numbers are among the schemas
// of a union: those for numbers that JSON does not have, of which nothing is
// recorded, and the decimals of Pydantic.
func numbersAsText(choices []*node) []*node {
	if !slices.ContainsFunc(choices, func(c *node) bool { return slices.Equal(c.types(), []string{"number"}) }) {
		return choices
	}
	return slices.DeleteFunc(choices, func(c *node) bool {
		values := valuesOf(c)
		return isDecimal(c) || len(values) > 0 && !slices.ContainsFunc(values, func(v *node) bool {
			return v.kind != '"' || !slices.Contains([]string{"NaN", "Infinity", "-Infinity"}, v.text)
		})
	})
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

// mostCompared is the number of schemas up to which each is compared with each.
const mostCompared = 256

// widest leaves out the schemas of a union whose values another one has too.
func widest(choices []*node) []*node {
	if len(choices) > mostCompared {
		return choices
	}
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

// sameScalar is the string or number that all schemas of a union are, whatever
// restricts them; nil if they have several types.
func sameScalar(m member, choices []*node) *node {
	var types []string
	for _, c := range choices {
		types = append(types, c.types()...)
	}
	types = slices.Compact(slices.Sorted(slices.Values(types)))
	if slices.Equal(types, []string{"integer", "number"}) {
		types = types[1:]
	}
	if len(choices) < 2 || len(types) != 1 || !slices.Contains([]string{"string", "number", "integer"}, types[0]) {
		return nil
	}
	one := &node{kind: '{', pos: m.value.pos, file: m.value.file, normal: true, complete: true}
	one.set("type", m, made(m.value, types[0]))
	if longest := greatest("maxLength", choices); longest.value != nil {
		one.set("maxLength", longest, longest.value)
	}
	return one
}

// anyPattern is the pattern that a string matches if it matches one of those of all
// schemas; nil if more than that restricts them, or if only one of them at a time can be
// checked: a look-ahead is about the whole pattern.
func anyPattern(m member, choices []*node) *node {
	var patterns []string
	for _, c := range choices {
		p := c.get("pattern")
		if p == nil {
			return nil
		}
		rest := c.copied()
		rest.remove("pattern")
		if restricted([]*node{rest}) {
			return nil
		}
		if !slices.Contains(patterns, p.text) {
			patterns = append(patterns, p.text)
		}
	}
	if len(patterns) == 1 {
		return made(m.value, patterns[0])
	}
	all := "(?:" + strings.Join(patterns, ")|(?:") + ")"
	if !translates(all) && !slices.ContainsFunc(patterns, func(p string) bool { return !translates(p) }) {
		return nil
	}
	return made(m.value, all)
}

// translates reports whether a pattern can be checked.
func translates(pattern string) bool {
	_, err := schema.PatternOf(pattern).RE2()
	return err == nil
}

// greatest is the greatest bound of schemas that all have one.
func greatest(keyword string, choices []*node) (most member) {
	for _, c := range choices {
		bound := c.member(keyword)
		if bound.value == nil {
			return member{}
		}
		if most.value == nil || compareNumbers(bound.value, most.value) > 0 {
			most = bound
		}
	}
	return most
}

// restricted reports whether more than type, length and format restrict one of
// the schemas.
func restricted(choices []*node) bool {
	return slices.ContainsFunc(choices, func(c *node) bool {
		return slices.ContainsFunc(c.members, func(m member) bool {
			return !isNote(m.name) && !slices.Contains([]string{"type", "maxLength", "format", "x-hh-go-type"}, m.name)
		})
	})
}

// literalsOf is the enum that a union of constants and enums is; nil if other
// schemas are among them.
func literalsOf(m member, choices []*node) *node {
	var types []string
	var items []*node
	seen := map[string]bool{}
	for _, c := range choices {
		values := valuesOf(c)
		if len(values) == 0 || len(c.types()) != 1 || !onlyValues(c) {
			return nil
		}
		types = append(types, c.types()[0])
		for _, v := range values {
			if text := compact(v); !seen[text] {
				seen[text] = true
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
		n.blameAny(m.name, "a key has one type on the wire, and this allows "+typeNames(choices, null), "keep one of them",
			fmt.Sprintf("record a value of any type: write \"x-hh-maxitems\": %s beside %s, or %s", bound, m.name, schema.SetUnions))
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
