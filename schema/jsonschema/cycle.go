package jsonschema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
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

// recursive reports whether a schema leads back to one around it, and a value of any
// type is wanted there.
func (v *value) recursive(n *node) bool {
	if v.Defaults.Unions != schema.AnyUnions || !v.namespaceName.FreeForm() {
		return false
	}
	around := func(n *node) bool {
		return n != nil && n == v.namespaceOf || slices.ContainsFunc(v.path, func(s step) bool { return s.node == n })
	}
	for range fewMembers {
		ref := n.get("$ref")
		if around(n) || ref == nil {
			break
		}
		target := n.file.normal.target(ref.text)
		if target == nil {
			return false
		}
		n = target
	}
	return around(n) || n.get("properties") != nil && around(n.get("properties"))
}

// unbounded forgets the number of items of a list or a map that becomes a value of
// any type, whose bound is the number of attributes.
func (v *value) unbounded(s said) {
	if _, declared := s["x-hh-maxitems"]; !declared {
		v.field.MaxItems = 0
		delete(v.field.Where, "maxitems")
	}
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
	return fmt.Sprintf(", or record %q as a value of any type: write {\"x-hh-maxitems\": %d} as its schema, or %s", v.label(), anyBound, schema.SetUnions)
}

// typedOrAny says what to do about a list or a map of values of any type.
func (v *value) typedOrAny() string {
	const typed = "declare the properties of its items"
	if !v.namespaceName.FreeForm() {
		return typed
	}
	return fmt.Sprintf("%s, or record %q as a value of any type: write {\"x-hh-maxitems\": %d} as its schema, or %s", typed, v.label(), anyBound, schema.SetUnions)
}

// label is the key of the field for messages, or the keyword that describes it.
func (v *value) label() string { return cmp.Or(v.field.Key, "additionalProperties") }
