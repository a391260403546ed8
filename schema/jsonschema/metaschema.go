package jsonschema

import (
	"strconv"

	"github.com/hhgen/hhgen/schema"
)

// valid checks a document against its meta-schema. Older meta-schemas do not
// check $defs, but hhgen reads them. The schemas of an API are checked when they
// are needed.
func (r *reader) valid(f *file) bool {
	if f.draft == nil {
		named := f.root.get("$schema")
		r.errs.Add(named.pos, schema.MetaSchema, "unknown meta-schema %q: use %s or %s", named.text, draft2020.url, draft7.url)
		return false
	}
	if openAPI(f.root) != "" {
		return true
	}
	valid := r.validate(f.root, f.root)
	if defs := f.root.get("$defs"); defs != nil && valid {
		for _, m := range defs.members {
			valid = (f.draft.defs || r.validate(m.value, m.value)) && valid
		}
	}
	return valid
}

// validate checks a schema as the meta-schema of its document does; written is the schema
// as the document has it. It returns false if nothing of the schema can be read.
func (r *reader) validate(n, written *node) bool {
	c := formChecker{forms: n.file.draft.forms()}
	aSchema(&c, written)
	if len(c.failures) == 0 {
		return true
	}
	var locations [][]string
	for _, f := range c.failures {
		locations = append(locations, f.at)
		r.errs.Add(n.at(f.at).pos, schema.MetaSchema, "%s", n.complaint(f))
	}
	return n.without(locations)
}

// reread reads a value again, because normalization may have changed it.
func (n *node) reread() *node {
	f := newFile(n.file.name, n.raw)
	f.parse(&schema.Findings{}) // it was read before
	return f.root
}

// complaint says what is wrong with a value in a schema.
func (n *node) complaint(f failure) string {
	if len(f.at) > 0 {
		if way := n.file.draft.oldForm(f.at[len(f.at)-1], n.at(f.at)); way != "" {
			return way
		}
	}
	return n.where(f.at) + " is not valid in JSON Schema: " + f.message
}

// at finds the value at a location of the document, or the innermost one on the
// way that exists.
func (n *node) at(location []string) *node {
	for _, part := range location {
		next := n.asWritten(part)
		if i, err := strconv.Atoi(part); err == nil && n.kind == '[' && i < len(n.items) {
			next = n.items[i]
		}
		if next == nil {
			break
		}
		n = next
	}
	return n
}

// where names the place of an error in a schema, for messages.
func (n *node) where(location []string) string {
	if len(location) == 0 && n == n.file.root {
		return "the document"
	}
	if len(location) == 0 {
		return "the schema"
	}
	last := location[len(location)-1]
	if _, err := strconv.Atoi(last); err == nil && len(location) > 1 {
		return "item " + last + " of " + strconv.Quote(location[len(location)-2])
	}
	return strconv.Quote(last)
}
