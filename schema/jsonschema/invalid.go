package jsonschema

import "slices"

// without removes from a schema the properties that are not valid, so the rest
// can be read. It returns false if something is not valid outside of them.
func (n *node) without(locations [][]string) bool {
	n.file.partial = true
	for _, at := range locations {
		if !n.removeProperty(at) {
			return false
		}
	}
	return true
}

// removeProperty removes the innermost property that a location leads into, and
// those around it that are empty then.
func (n *node) removeProperty(at []string) bool {
	owners, names := n.owners(at)
	for i := len(owners) - 1; i >= 0; i-- {
		properties := owners[i].get("properties")
		properties.members = slices.DeleteFunc(properties.members, func(m member) bool { return m.name == names[i] })
		properties.byName = nil
		if required := owners[i].get("required"); required != nil {
			required.items = slices.DeleteFunc(required.items, func(item *node) bool { return item.text == names[i] })
		}
		if len(properties.members) > 0 {
			return true
		}
	}
	return false
}

// owners are the schemas on the way to a location that have the next schema as a
// property, and the name of each property.
func (n *node) owners(at []string) (owners []*node, names []string) {
	for len(at) > 1 && n != nil && n.kind == '{' {
		next := n.get(at[0])
		if next == nil { // normalization has removed it
			return owners, names
		}
		switch at[0] {
		case "properties":
			owners, names = append(owners, n), append(names, at[1])
			n, at = next.get(at[1]), at[2:]
		case "$defs", "definitions", "patternProperties":
			owners, names = nil, nil // it may be needed without what is around it
			n, at = next.get(at[1]), at[2:]
		case "items", "additionalProperties":
			if n, at = next, at[1:]; n != nil && n.kind == '[' {
				n, at = n.at(at[:1]), at[1:]
			}
		case "allOf", "anyOf", "oneOf", "prefixItems":
			n, at = next.at(at[1:2]), at[2:]
		default:
			return owners, names
		}
	}
	return owners, names
}
