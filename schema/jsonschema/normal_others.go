package jsonschema

import "slices"

// Members that an object does not declare, but allows with a type of their own, as
// Zod's catchall does.

const (
	noOthers   = "an object with properties records no other members"
	moveOthers = "declare the keys as properties, move those of the patterns into a map, or remove it"
)

// anything reports whether the reader makes a value of any type of a schema, or a
// map of them.
func (z *normalizer) anything(n *node) bool {
	for range fewMembers {
		ref := n.get("$ref")
		if ref == nil {
			break
		}
		target := z.target(ref.text)
		if target == nil {
			return false
		}
		if z.schema(target); !target.complete {
			return false
		}
		n = target
	}
	if n.union != nil || n.free() {
		return true
	}
	more := n.get("additionalProperties")
	return slices.Equal(n.types(), []string{"object"}) && n.get("properties") == nil && (more == nil || more.kind == 't' || more.kind == '{' && z.anything(more))
}

// others makes a map of an object with properties, if its members that have no
// property have a type. It reports whether it did: the values of a map have one
// type, or are of any type where that is wanted.
func (z *normalizer) others(n *node, freeForm bool) bool {
	more, p := n.member("additionalProperties"), n.get("properties")
	if more.value == nil || p == nil {
		return false // one of them is beside a reference
	}
	same := !slices.ContainsFunc(p.members, func(m member) bool { return !sameSchema(m.value, more.value) })
	switch {
	case same:
	case z.unions && freeForm:
		n.set(more.name, more, &node{kind: 't', pos: more.value.pos, file: n.file, raw: []byte("true")})
	default:
		return false
	}
	n.remove("properties", "required")
	return true
}
