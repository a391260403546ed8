package jsonschema

import (
	"slices"
	"strconv"
	"strings"
)

// annotations removes what only other tools read: their extensions, and what
// OpenAPI adds to schemas.
func (z *normalizer) annotations(n *node) {
	if example := n.member("example"); example.value != nil {
		n.remove("example")
		if n.get("examples") == nil {
			n.set("examples", example, list(example.value, []*node{example.value}))
		}
	}
	if examples := n.get("examples"); examples != nil && examples.kind != '[' {
		n.remove("examples")
	}
	n.rewriteWithout(func(m member) bool {
		k, known := lookup(m.name)
		return known && k.others || !known && extension(m.name)
	})
}

// extension reports whether a keyword is one of another tool's, and not one of
// hhgen's that is misspelt.
func extension(name string) bool {
	return strings.HasPrefix(name, "x-") && !strings.HasPrefix(name, "x-h")
}

// rewriteWithout removes the keywords for which a function reports true.
func (n *node) rewriteWithout(drop func(member) bool) {
	if slices.ContainsFunc(n.members, drop) {
		n.rewrite(slices.DeleteFunc(slices.Clone(n.members), drop))
	}
}

// unchecked moves keywords that nothing checks when a value is recorded into the
// description.
func (z *normalizer) unchecked(n *node) {
	if n.union != nil {
		return // what restricts the parts of a value of any type is not its own
	}
	checked := map[string]bool{"minItems": fixedLength(n), "pattern": checkedPattern(n)}
	n.notChecked(func(name string) bool { return !checked[name] })
}

// fixedLength reports whether a list always has the same length.
func fixedLength(n *node) bool {
	least, most := n.get("minItems"), n.get("maxItems")
	return least != nil && most != nil && compareNumbers(least, most) == 0
}

// checkedPattern reports whether a pattern is about strings that are checked when they
// are recorded, or may be: the type may be that of a schema with which this one is
// joined.
func checkedPattern(n *node) bool {
	types := slices.DeleteFunc(slices.Clone(n.types()), func(t string) bool { return t == "null" })
	return (len(types) == 0 || slices.Equal(types, []string{"string"})) && valuesOf(n) == nil
}

func (n *node) notChecked(which func(name string) bool) {
	found := n.unchecked
	pattern := n.get("pattern") != nil // which a format beside it may have replaced
	n.rewriteWithout(func(m member) bool {
		k, _ := lookup(m.name)
		return k.unchecked && which(m.name)
	})
	for _, m := range n.written {
		if k, _ := lookup(m.name); k.unchecked && m.name != "propertyNames" && (m.name != "pattern" || pattern) && n.get(m.name) == nil {
			found = append(found, m)
		}
	}
	words := make([]string, 0, len(found))
	for _, m := range found {
		if text := m.name + " " + shown(m.value); telling(m) && !slices.Contains(words, text) {
			words = append(words, text)
		}
	}
	if len(words) == 0 {
		return
	}
	text := "Not checked: " + strings.Join(words, ", ") + "."
	if d := n.member("description"); d.value != nil && d.value.kind == '"' {
		n.set("description", d, made(d.value, strings.TrimSpace(d.value.text)+"\n\n"+text))
		return
	}
	n.set("description", found[0], made(found[0].value, text))
}

// telling reports whether a keyword that is not checked restricts values at all.
func telling(m member) bool {
	return m.value.text != "0" && (m.value.kind != 'f' || m.name == "const") && m.name != "readOnly" && m.name != "writeOnly"
}

// named finds the schemas that have a name to which references refer.
func (z *normalizer) named(n *node, path string) {
	for _, m := range n.members {
		if m.value.kind == '"' && path != "#" && (m.name == "$id" || m.name == "$anchor") {
			name := strings.TrimSuffix(m.value.text, "#")
			if m.name == "$anchor" {
				name = "#" + name
			}
			if _, twice := z.names[name]; !twice {
				z.names[name] = path
			}
		}
		if m.name != "enum" && m.name != "const" && m.name != "default" && m.name != "examples" {
			z.named(m.value, path+"/"+escape.Replace(m.name))
		}
	}
	for i, item := range n.items {
		z.named(item, path+"/"+strconv.Itoa(i))
	}
}

// escape writes a name as a part of a JSON pointer in a reference.
var escape = strings.NewReplacer("~", "~0", "/", "~1", "%", "%25")

// reference makes a reference by a name one by a path.
func (z *normalizer) reference(n *node) {
	ref := n.member("$ref")
	if ref.value == nil || ref.value.kind != '"' {
		return
	}
	if path, ok := z.names[ref.value.text]; ok {
		n.set("$ref", ref, made(ref.value, path))
	} else if id := z.file.root.get("$id"); id != nil && id.text == ref.value.text && id.text != "" {
		n.set("$ref", ref, made(ref.value, "#"))
	}
}
