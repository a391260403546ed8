package jsonschema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// all normalizes allOf: the schema that has the keywords of all of them.
func (z *normalizer) all(n *node) {
	m := n.member("allOf")
	if m.value == nil {
		return
	}
	rest := n.copied()
	rest.remove("allOf")
	parts := slices.DeleteFunc(slices.Clone(m.value.items), (*node).free)
	if !oneReference(rest, parts) {
		var why string
		if parts, why = z.inlined(rest, parts); why != "" {
			n.blame(m.name, why, "write the schema that results in its place")
			return
		}
	}
	merged := rest
	for _, part := range parts {
		why := ""
		if merged, why = merge(merged, part); why != "" {
			n.blame(m.name, why, "write the schema that results in its place")
			return
		}
	}
	n.rewrite(merged.members)
	n.unchecked = merged.unchecked
}

// become gives a schema the keywords of the one that is left of a union.
func (z *normalizer) become(n *node, m member, one *node) {
	rest := n.copied()
	rest.remove(m.name)
	parts := []*node{one}
	if !oneReference(rest, parts) {
		var why string
		if parts, why = z.inlined(rest, parts); why != "" {
			n.blame(m.name, why, "write the schema that results in its place")
			return
		}
	}
	merged, why := merge(rest, parts[0])
	if why != "" {
		n.blame(m.name, why, "write the schema that results in its place")
		return
	}
	n.rewrite(merged.members)
	n.unchecked = merged.unchecked
}

// oneReference reports whether a schema is one reference with annotations, which
// keeps the name of its target.
func oneReference(rest *node, parts []*node) bool {
	references := 0
	for _, p := range parts {
		for _, m := range p.members {
			switch {
			case m.name == "$ref":
				references++
			case !isNote(m.name):
				return false
			}
		}
	}
	return references == 1 && !slices.ContainsFunc(rest.members, func(m member) bool {
		return !isNote(m.name) && (m.name != "type" || m.value.text != "object")
	})
}

// inlined are schemas with the keywords of those that they refer to. If none of
// them is a reference, they are the same.
func (z *normalizer) inlined(rest *node, parts []*node) (whole []*node, why string) {
	if len(parts) == 1 && parts[0].get("$ref") != nil && rest.get("$ref") == nil && restOnlyNotes(rest) {
		return parts, ""
	}
	for _, p := range parts {
		for met := 0; p.get("$ref") != nil; met++ {
			ref := p.get("$ref")
			target := z.target(ref.text)
			if target == nil || target.kind != '{' {
				return nil, fmt.Sprintf("its schemas are joined, and %q does not lead to a schema of this file", ref.text)
			}
			z.schema(target)
			if !target.complete || met > fewMembers {
				return nil, fmt.Sprintf("%q leads back to it", ref.text)
			}
			beside := p.copied()
			beside.remove("$ref")
			if p, why = merge(beside, target); why != "" {
				return nil, why
			}
		}
		whole = append(whole, p)
	}
	return whole, ""
}

func restOnlyNotes(rest *node) bool {
	return !slices.ContainsFunc(rest.members, func(m member) bool { return !isNote(m.name) })
}

// beside says of the keywords beside a reference, which validators of the draft
// ignore, that allOf gives them effect where it does. It removes those that say
// what the target says, and reports whether all are removed.
func (z *normalizer) beside(n *node) (removed bool) {
	ref := n.get("$ref")
	if !z.file.draft.refAlone || ref == nil || ref.kind != '"' {
		return false
	}
	rest, alone := n.copied(), &node{kind: '{', pos: n.pos, file: n.file, members: []member{n.member("$ref")}}
	rest.remove("$ref")
	whole, why := z.inlined(rest, []*node{alone})
	if why != "" || whole[0] == alone {
		return false
	}
	merged, why := merge(rest, whole[0])
	ignored := func(m member) bool { return m.rejected != "" && !besideRef(m.name) && !z.file.draft.lacks(m.name) }
	if why == "" && sameSchema(merged, whole[0]) {
		n.rewriteWithout(ignored)
		return !slices.ContainsFunc(n.members, func(m member) bool { return m.rejected != "" })
	}
	for i := range n.members {
		switch m := &n.members[i]; {
		case !ignored(*m):
		case why != "":
			m.way = "remove it" // they disagree in each draft
		default:
			m.way = fmt.Sprintf("write the reference as \"allOf\": [{\"$ref\": %q}], %s", ref.text, orRemove(m.way))
		}
	}
	return false
}

// orRemove ends a list of what to do with removing the keyword.
func orRemove(way string) string {
	if way == "remove it" {
		return "or " + way
	}
	return way
}

// target finds the schema in the same file to which a reference leads; nil if
// there is none.
func (z *normalizer) target(ref string) *node {
	if ref == "" || ref[0] != '#' {
		return nil
	}
	return pointed(z.file.root, unescaped(ref[1:]))
}

// merge is a schema that allows what both allow; why it cannot be written, if
// they disagree. Annotations of the outer schema go before those of the inner
// one. Of two patterns, it has the first one, and the other one as a keyword that is
// not checked.
func merge(outer, inner *node) (merged *node, why string) {
	if name := closedTo(outer, inner) + closedTo(inner, outer); name != "" {
		return nil, fmt.Sprintf("one of its schemas has additionalProperties: false, and another one declares %q", name)
	}
	merged = outer.copied()
	for _, m := range inner.members {
		have := merged.member(m.name)
		switch {
		case have.value == nil:
			merged.rewrite(append(slices.Clone(merged.members), m))
		case isNote(m.name) || m.name == "format":
		case m.name == "pattern" && compact(have.value) != compact(m.value):
			merged.unchecked = append(slices.Clone(merged.unchecked), m)
		case m.name == "$defs" || m.name == "definitions":
		case !implemented(m.name): // the reader rejects it
		default:
			value := meet(m.name, have.value, m.value)
			if value == nil {
				return nil, fmt.Sprintf("its schemas disagree about %s, at %s and %s", m.name, have.value.pos, m.value.pos)
			}
			merged.set(m.name, have, value)
		}
	}
	return merged, ""
}

// implemented reports whether a keyword can have an effect, after normalization or
// before.
func implemented(name string) bool {
	k, known := lookup(name)
	return known && (k.in != 0 || strings.HasSuffix(name, "Of") || name == "prefixItems" || name == "patternProperties")
}

// closedTo is a member that one object declares and another one does not allow.
func closedTo(closed, other *node) string {
	if more := closed.get("additionalProperties"); more == nil || more.kind != 'f' {
		return ""
	}
	p := other.get("properties")
	if p == nil {
		return ""
	}
	for _, m := range p.members {
		if closed.get("properties").get(m.name) == nil {
			return m.name
		}
	}
	return ""
}

// meet is the value of a keyword with which a schema allows what both values
// allow; nil if there is none, or none that is easy to find.
func meet(keyword string, a, b *node) *node {
	switch keyword {
	case "type":
		return meetTypes(a, b)
	case "properties":
		return meetProperties(a, b)
	case "required":
		return meetRequired(a, b)
	case "enum":
		both := slices.DeleteFunc(slices.Clone(a.items), func(n *node) bool {
			return !slices.ContainsFunc(b.items, func(o *node) bool { return compact(o) == compact(n) })
		})
		if len(both) > 0 {
			return list(a, both)
		}
		return nil
	case "maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum", "x-hh-maxbytes", "x-hh-maxitems":
		return closer(a, b, -1)
	case "minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum":
		return closer(a, b, 1)
	case "additionalProperties", "items":
		if a.kind == 'f' || b.free() {
			return a
		} else if b.kind == 'f' || a.free() {
			return b
		}
	}
	if sameValue(keyword, a, b) {
		return a
	}
	return nil
}

func meetTypes(a, b *node) *node {
	left, right := (&node{members: []member{{name: "type", value: a}}}).types(), (&node{members: []member{{name: "type", value: b}}}).types()
	var both []string
	for _, t := range left {
		switch {
		case slices.Contains(right, t) || t == "integer" && slices.Contains(right, "number"):
			both = append(both, t)
		case t == "number" && slices.Contains(right, "integer"):
			both = append(both, "integer")
		}
	}
	switch len(both) {
	case 0:
		return nil
	case 1:
		return made(a, both[0])
	}
	return made(a, both)
}

func meetProperties(a, b *node) *node {
	all := a.copied()
	for _, m := range b.members {
		have := all.member(m.name)
		if have.value == nil {
			all.members = append(all.members, m)
			continue
		}
		both := have.value
		if !sameSchema(both, m.value) {
			if both.kind != '{' || m.value.kind != '{' {
				return nil
			}
			merged, why := merge(both, m.value)
			if why != "" {
				return nil
			}
			both = merged
		}
		all.set(m.name, have, both)
	}
	return all
}

func meetRequired(a, b *node) *node {
	names := slices.Clone(a.items)
	for _, n := range b.items {
		if !slices.ContainsFunc(names, func(o *node) bool { return o.text == n.text }) {
			names = append(names, n)
		}
	}
	return list(a, names)
}

// closer is the bound that allows less: the lesser of two for sign -1, or the
// greater for sign 1.
func closer(a, b *node, sign int) *node {
	if compareNumbers(a, b) == -sign {
		return b
	}
	return a
}

// compareNumbers compares two numbers; those that it cannot read are equal.
func compareNumbers(a, b *node) int {
	left, err := schema.ParseNumber(a.text)
	right, err2 := schema.ParseNumber(b.text)
	if err != nil || err2 != nil {
		return 0
	}
	return left.Rat().Cmp(right.Rat())
}

// sameSchema reports whether two schemas allow the same values, as far as their
// keywords show.
func sameSchema(a, b *node) bool {
	if a == b {
		return true
	}
	if a.kind != '{' || b.kind != '{' {
		return a.kind == b.kind
	}
	return included(a, b) && included(b, a)
}

// included reports whether each keyword of a that restricts values is in b.
func included(a, b *node) bool {
	return !slices.ContainsFunc(a.members, func(m member) bool {
		if isNote(m.name) {
			return false
		}
		other := b.get(m.name)
		return other == nil || !sameValue(m.name, m.value, other)
	})
}

func sameValue(keyword string, a, b *node) bool {
	switch keyword {
	case "properties", "patternProperties":
		return sameMembers(a, b)
	case "additionalProperties", "items", "unevaluatedProperties", "additionalItems":
		if a.kind != '[' {
			return sameSchema(a, b)
		}
	case "required":
		return len(meetRequired(a, b).items) == len(a.items) && len(a.items) == len(b.items)
	}
	return compact(a) == compact(b)
}

func sameMembers(a, b *node) bool {
	return len(a.members) == len(b.members) && !slices.ContainsFunc(a.members, func(m member) bool {
		other := b.get(m.name)
		return other == nil || !sameSchema(m.value, other)
	})
}
