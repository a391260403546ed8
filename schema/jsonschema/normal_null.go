package jsonschema

import "slices"

// takeNullable removes the keyword nullable of OpenAPI 3.0, and reports whether
// it says that a value may be null.
func takeNullable(n *node) bool {
	m := n.member("nullable")
	if m.value == nil {
		return false
	}
	n.remove("nullable")
	return m.value.kind == 't'
}

// addNull lets a schema be null as well. Beside a $ref the reader knows the
// keyword nullable.
func addNull(n *node) {
	types, ref := n.types(), n.member("$ref")
	switch {
	case ref.value != nil:
		n.set("nullable", ref, &node{kind: 't', pos: ref.value.pos, file: n.file, raw: []byte("true")})
	case types != nil && !slices.Contains(types, "null"):
		n.setTypes(member{}, append(slices.Clone(types), "null"))
	}
}

// withoutNull is a member of a union without null, and whether null is one of
// its values; nil if it has no other value.
func withoutNull(n *node) (rest *node, null bool) {
	types := n.types()
	switch {
	case slices.Equal(types, []string{"null"}):
		return nil, true
	case slices.Contains(types, "null"):
		rest = n.copied()
		rest.setTypes(member{}, slices.DeleteFunc(slices.Clone(types), func(t string) bool { return t == "null" }))
		if enum := rest.member("enum"); enum.value != nil {
			rest.set("enum", enum, list(enum.value, notNull(enum.value.items)))
		}
		return rest, true
	case n.get("nullable") != nil:
		rest = n.copied()
		rest.remove("nullable")
		return rest, true
	}
	return n, false
}

// notNull are the values that are not null.
func notNull(items []*node) []*node {
	return slices.DeleteFunc(slices.Clone(items), func(n *node) bool { return n.kind == 'n' })
}
