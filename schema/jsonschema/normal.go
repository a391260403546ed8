package jsonschema

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// The files normal*.go turn what other tools write into what the reader reads:
// anyOf of a schema and null becomes a type that includes null, anyOf of
// constants becomes an enum, and so on. Nodes keep their positions, so messages
// point into the document as it is. What has no such form stays where it is,
// with the reason, and the reader rejects it if it gets there: definitions that
// nothing refers to may hold anything.

// normalizer normalizes the schemas of one file, each once.
type normalizer struct {
	file *file
	// unions turns schemas of several types into values of any type.
	unions bool
	// names are the places of schemas that have an $id or an $anchor, as
	// references by path.
	names map[string]string
}

// normalize brings all schemas of a file into the form that the reader reads.
func normalize(f *file, unions bool) {
	f.normal = &normalizer{file: f, unions: unions, names: map[string]string{}}
	if bytes.Count(f.text, []byte(`"$id"`)) > 1 || bytes.Contains(f.text, []byte(`"$anchor"`)) {
		f.normal.named(f.root, "#")
	}
	f.normal.schema(f.root)
}

// schema normalizes one schema, after those that it contains.
func (z *normalizer) schema(n *node) {
	if n == nil || n.kind != '{' || n.normal {
		return
	}
	n.normal = true // also before its end: allOf may lead back to it
	applies := z.file.draft.apply(n)
	for _, m := range n.members {
		z.parts(m)
	}
	if !applies && !z.beside(n) {
		n.complete = true // the reader rejects it
		return
	}
	z.reference(n)
	z.annotations(n)
	null := takeNullable(n)
	z.all(n)
	z.union(n, "anyOf")
	z.union(n, "oneOf")
	z.literals(n, null)
	z.types(n)
	z.mapping(n)
	z.tuple(n)
	z.contents(n)
	formatOf(n)
	large(n)
	decimal(n)
	if null {
		addNull(n)
	}
	z.unchecked(n)
	n.complete = true
}

// parts normalizes the schemas in the value of a keyword.
func (z *normalizer) parts(m member) {
	switch m.name {
	case "properties", "patternProperties", "$defs", "definitions":
		for _, p := range m.value.members {
			z.schema(p.value)
		}
	case "additionalProperties", "unevaluatedProperties", "items", "additionalItems", "prefixItems", "allOf", "anyOf", "oneOf":
		z.schema(m.value)
		for _, item := range m.value.items {
			z.schema(item)
		}
	}
}

// member finds a keyword; its value is nil if the schema does not have it.
func (n *node) member(name string) member {
	for _, m := range n.members {
		if m.name == name {
			return m
		}
	}
	return member{}
}

// rewrite gives a schema other members. References by path go on to find those
// that it had.
func (n *node) rewrite(members []member) {
	if n.written == nil {
		n.written = n.members
	}
	n.members, n.byName = members, nil
}

// remove removes keywords.
func (n *node) remove(names ...string) {
	if !slices.ContainsFunc(n.members, func(m member) bool { return slices.Contains(names, m.name) }) {
		return
	}
	n.rewrite(slices.DeleteFunc(slices.Clone(n.members), func(m member) bool { return slices.Contains(names, m.name) }))
}

// set adds a keyword, or replaces its value. A new keyword is where the one is
// of which it is made.
func (n *node) set(name string, of member, value *node) {
	members := slices.Clone(n.members)
	at := slices.IndexFunc(members, func(m member) bool { return m.name == name })
	if at < 0 {
		n.rewrite(append(members, member{name: name, pos: of.pos, value: value}))
		return
	}
	members[at].value = value
	n.rewrite(members)
}

// blame says why a keyword stays that the reader rejects, and what to do.
func (n *node) blame(keyword, why, way string) { n.blameAny(keyword, why, way, "") }

// blameAny is blame, with what else to do where values of any type are recorded.
func (n *node) blameAny(keyword, why, way, anyWay string) {
	members := slices.Clone(n.members)
	for i := range members {
		if members[i].name == keyword {
			members[i].why, members[i].way, members[i].anyWay = why, way, anyWay
		}
	}
	n.rewrite(members)
}

// copied is a schema that may be changed without changing n.
func (n *node) copied() *node {
	c := *n
	c.members, c.byName = slices.Clone(n.members), nil
	return &c
}

// made is a node with a value that the document does not have, at the place of
// one of which it is made.
func made(at *node, value any) *node {
	raw, _ := json.Marshal(value) // strings, numbers and lists of them
	n := &node{kind: jsontext.Value(raw).Kind(), pos: at.pos, file: at.file, raw: raw}
	switch v := value.(type) {
	case string:
		n.text = v
	case int:
		n.text = string(raw)
	case []string:
		for _, item := range v {
			n.items = append(n.items, made(at, item))
		}
	}
	return n
}

// list is an array of nodes of the document.
func list(at *node, items []*node) *node {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = string(item.raw)
	}
	return &node{kind: '[', pos: at.pos, file: at.file, items: items, raw: jsontext.Value("[" + strings.Join(texts, ",") + "]")}
}

// types are the JSON types that a schema names; nil if it names none.
func (n *node) types() []string {
	t := n.get("type")
	switch {
	case t == nil:
		return nil
	case t.kind == '"':
		return []string{t.text}
	}
	names := make([]string, len(t.items))
	for i, item := range t.items {
		names[i] = item.text
	}
	return names
}

// setTypes sets the keyword type.
func (n *node) setTypes(of member, names []string) {
	if t := n.member("type"); t.value != nil {
		of = t
	}
	if len(names) == 1 {
		n.set("type", of, made(of.value, names[0]))
		return
	}
	n.set("type", of, made(of.value, names))
}

// isNote reports whether a keyword does not restrict values.
func isNote(name string) bool {
	k, known := lookup(name)
	return known && k.note
}

// free reports whether a schema allows every value.
func (n *node) free() bool {
	return n.kind == 't' || n.kind == '{' && !slices.ContainsFunc(n.members, func(m member) bool { return !isNote(m.name) })
}

// void reports whether a schema allows no value: false, or not of everything.
func (n *node) void() bool {
	not := n.get("not")
	return n.kind == 'f' || not != nil && not.free()
}
