package jsonschema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// step is an object or an item in which a value is read: the node of its properties,
// or of the item, and what it is called in messages.
type step struct {
	node *node
	name string // "" for an item
}

// below is the path of what a node contains.
func (v *value) below(n *node) []step {
	name := v.typeName
	if n.kind == '{' && name == "" && !v.item {
		name = v.field.Key
	}
	return append(slices.Clip(v.path), step{n, name})
}

// leadsBack reports whether a node is around the value that is read.
func (v *value) leadsBack(n *node) bool {
	if back := slices.ContainsFunc(v.path, func(s step) bool { return s.node == n }); !back {
		return false
	}
	v.tooDeep = true
	return true
}

// circle names the types that lead from a node back to it.
func (v *value) circle(n *node) string {
	at := slices.IndexFunc(v.path, func(s step) bool { return s.node == n })
	var names []string
	for _, s := range v.path[at:] {
		if s.name != "" {
			names = append(names, s.name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + strings.Join(append(names, names[0]), " -> ") + ")"
}

// anyBound is the bound that messages propose for a value of any type.
const anyBound = 16

// orAny ends a message with a value of any type, where such values are recorded.
func (v *value) orAny() string {
	if !v.namespaceName.FreeForm() {
		return ""
	}
	return fmt.Sprintf(", or record %q as a value of any type: write {\"x-hh-maxitems\": %d} as its schema", v.label(), anyBound)
}

// typedOrAny says what to do about a list or a map of values of any type.
func (v *value) typedOrAny() string {
	const typed = "declare the properties of its items"
	if !v.namespaceName.FreeForm() {
		return typed
	}
	return fmt.Sprintf("%s, or record %q as a value of any type: write {\"x-hh-maxitems\": %d} as its schema, or set %s", typed, v.label(), anyBound, anyUnions)
}

// label is the key of the field for messages, or the keyword that describes it.
func (v *value) label() string { return cmp.Or(v.field.Key, "additionalProperties") }
