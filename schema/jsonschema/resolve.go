package jsonschema

import (
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// maxVisits bounds what a small document can unfold to by references.
const maxVisits = 100_000

// typeDescription is where gather leaves the description of what a schema
// refers to: it is about the type, while a description beside the reference is
// about the field.
const typeDescription = "description of the type"

// gather returns the keywords of a schema, with those of what it refers to,
// and the name of the definition that it refers to. It returns nil when it has
// reported an error. around are schemas that must not be met again.
func (r *reader) gather(n *node, in context, around []*node) (s said, name string) {
	switch n.kind {
	case 't':
		return said{}, ""
	case 'f':
		r.errs.Add(n.pos, schema.KeywordValue, "the schema false permits no value: remove the member")
		return nil, ""
	}
	if r.visits++; r.visits > maxVisits {
		if r.visits == maxVisits+1 {
			r.errs.Add(n.pos, schema.TypeRefused, "the references unfold to more than %d schemas: declare less, or nest it less deep", maxVisits)
		}
		return nil, ""
	}
	s = r.keywords(n, in|r.outermost(n))
	for _, k := range []string{"$schema", "$id", "$defs", "definitions"} {
		delete(s, k) // they say nothing about a value
	}
	ref, ok := s["$ref"]
	if !ok {
		return s, ""
	}
	if slices.Contains(around, n) {
		r.errs.Add(ref.value.pos, schema.TypeCycle, "%q leads back to itself: refer to a schema that ends", ref.value.text)
		return nil, ""
	}
	target := r.resolve(ref.value)
	if target == nil {
		return nil, ""
	}
	name = definition(ref.value.text)
	all, inner := r.gather(target, in, append(slices.Clip(around), n))
	if all == nil {
		return nil, ""
	}
	if inner != "" {
		name = inner
	}
	delete(s, "$ref")
	r.join(all, s, ref.value)
	return all, name
}

// join adds the keywords beside a reference to those of what it leads to, whose
// description becomes that of the type.
func (r *reader) join(all, beside said, ref *node) {
	if d, ok := all["description"]; ok {
		delete(all, "description")
		if _, deeper := all[typeDescription]; !deeper {
			all[typeDescription] = d
		}
	}
	for k, m := range beside {
		if known, _ := lookup(k); !known.note && all[k].value != nil {
			r.errs.Add(m.pos, schema.KeywordValue, "keyword %s is also in the schema that %q refers to, at %s: keep one of them", k, ref.text, all[k].pos)
		}
		all[k] = m
	}
}

// definition is the name of what a reference leads to.
func definition(ref string) string {
	name := ref[strings.LastIndexAny(ref, "/#")+1:]
	if text, err := url.PathUnescape(name); err == nil {
		name = text
	}
	return unescape.Replace(name)
}

// unescape undoes what a JSON pointer does to names.
var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// outermost is what the outermost schema of a file may say besides.
func (r *reader) outermost(n *node) context {
	if n.file.root == n {
		return ofDocument
	}
	return 0
}

// resolve finds the schema that a reference leads to; nil if there is none.
func (r *reader) resolve(ref *node) *node {
	u, err := url.Parse(ref.text)
	switch {
	case err != nil:
		r.errs.Add(ref.pos, schema.RefUnresolved, "%q is no reference: write a path such as #/$defs/Name", ref.text)
		return nil
	case u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/"):
		r.errs.Add(ref.pos, schema.RefRemote, "%q leads out of this folder, and nothing is fetched: copy the schema, and refer to it by a relative path", ref.text)
		return nil
	}
	f := ref.file
	if u.Path != "" {
		if f = r.open(filepath.Join(filepath.Dir(ref.file.name), filepath.FromSlash(u.Path)), ref.pos); f == nil {
			return nil
		}
	}
	n := pointed(f.root, u.Fragment)
	if n == nil || n.kind != '{' && n.kind != 't' && n.kind != 'f' {
		r.errs.Add(ref.pos, schema.RefUnresolved, "%q leads to no schema: write a path such as #/$defs/Name", ref.text)
		return nil
	}
	return n
}

// pointed follows a JSON pointer; nil if it leads nowhere.
func pointed(n *node, pointer string) *node {
	if pointer == "" {
		return n
	}
	if !strings.HasPrefix(pointer, "/") {
		return nil
	}
	for _, part := range strings.Split(pointer[1:], "/") {
		part = unescape.Replace(part)
		if n == nil {
			return nil
		}
		if n.kind != '[' {
			n = n.get(part)
			continue
		}
		i, err := strconv.Atoi(part)
		if err != nil || i < 0 || i >= len(n.items) {
			return nil
		}
		n = n.items[i]
	}
	return n
}
