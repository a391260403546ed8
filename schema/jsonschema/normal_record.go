package jsonschema

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// record normalizes the schema of a record: a reference to a definition is what
// it leads to, and the title becomes a Go name. name is that of its definition,
// or "" for the schema of the whole document.
func (z *normalizer) record(n *node, name string) {
	z.schema(n)
	for range fewMembers {
		ref := n.member("$ref")
		if ref.value == nil {
			break
		}
		target := z.target(ref.value.text)
		if target == nil || target == z.file.root || target == n || target.kind != '{' {
			break
		}
		z.schema(target)
		rest := n.copied()
		rest.remove("$ref")
		without := target.copied()
		without.remove("title", "$id", "x-hh-record")
		merged, why := merge(rest, without)
		if why != "" {
			n.blame("$ref", why, "keep one of them")
			break
		}
		if name == "" {
			name = definition(ref.value.text)
		}
		n.rewrite(merged.members)
	}
	z.name(n, name)
}

// name sets the title of a record to the Go name that its title, its definition,
// its $id or its file gives.
func (z *normalizer) name(n *node, definition string) {
	title := n.member("title")
	if title.value != nil && title.value.kind != '"' {
		return
	}
	if title.value != nil && title.value.text != "" {
		if text := recordName(title.value.text); text != title.value.text && isName(text) {
			n.set("title", title, made(title.value, text))
		}
		return
	}
	names := []string{definition}
	if id := n.get("$id"); id != nil {
		names = append(names, path.Base(id.text))
	}
	names = append(names, filepath.Base(z.file.name))
	for _, name := range names {
		if stem, _, _ := strings.Cut(name, "."); isName(goWord(stem)) {
			n.set("title", member{pos: n.pos}, made(n, goWord(stem)))
			return
		}
	}
}

// recordName makes a Go name of a title or a definition's name that is not one.
func recordName(s string) string {
	if isName(s) {
		return s
	}
	return goWord(s)
}

// pointed reads the record to which a fragment leads.
func (r *reader) pointed(f *file, fragment string) {
	n := pointed(f.root, unescaped(fragment[1:]))
	if n == nil || n.kind != '{' {
		r.errs.Add(f.root.pos, schema.RefUnresolved, "%q does not lead to a schema of this file: %s", fragment, whichRecord(f))
		return
	}
	if !r.validSchema(n) {
		return
	}
	f.normal.record(n, definition(fragment))
	r.record(n, n.get("title"), "", ofRecord|ofDefinition)
}

// describesNone reports whether a document only has definitions.
func describesNone(f *file) bool {
	return f.root.get("properties") == nil && f.root.get("$ref") == nil && (f.root.get("$defs") != nil || f.root.get("definitions") != nil)
}

// whichRecord says how to name one of the definitions as a record.
func whichRecord(f *file) string {
	var first string
	for _, k := range []string{"$defs", "definitions"} {
		defs := f.root.get(k)
		if defs == nil {
			continue
		}
		for _, m := range defs.members {
			if first == "" && isRecord(m.value) {
				first = "#/" + k + "/" + escape.Replace(m.name)
			}
		}
	}
	if first == "" {
		return "add the namespaces that it records, such as metrics, as properties"
	}
	return "add \"x-hh-record\": true to definitions that are records, or name one, as " + filepath.ToSlash(f.name) + first
}

// isRecord reports whether all properties of a schema are namespaces.
func isRecord(n *node) bool {
	p := n.get("properties")
	return p != nil && len(p.members) > 0 && !slices.ContainsFunc(p.members, func(m member) bool { return !schema.Namespace(m.name).Valid() })
}
