package jsonschema

import (
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// typeDescription is the name under which gather keeps the description in the
// target of a reference: it is about the type, while a description beside the
// reference is about the field.
const typeDescription = "description of the type"

// itself is the name under which gather keeps the schema that a reference leads
// to, or the one without a reference.
const itself = "the schema"

// gather returns the keywords of a schema and of the schema that it refers to,
// and the name of that definition. It returns nil when it has reported an
// error.
func (r *reader) gather(n *node, in context) (all said, name string) {
	chain, target := r.follow(n, in)
	if target == nil {
		return nil, ""
	}
	all = target
	if len(chain) > 0 {
		name = definition(chain[len(chain)-1].ref.text)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		if changesType(all, chain[i].said) {
			name = "" // it is another type than that of the definition
		}
		r.join(all, chain[i].said, chain[i].ref)
	}
	return all, name
}

// link is a schema that refers to another.
type link struct {
	said said // the keywords beside the reference
	ref  *node
	from *node
}

// circle names the definitions through which references lead back to a schema; ""
// if there is only one.
func circle(chain []link, n *node) string {
	for chain[0].from != n {
		chain = chain[1:]
	}
	if len(chain) < 2 {
		return ""
	}
	names := []string{definition(chain[len(chain)-1].ref.text)}
	for _, l := range chain {
		names = append(names, definition(l.ref.text))
	}
	return " (" + strings.Join(names, " -> ") + ")"
}

// follow returns the schemas that lead from n to one without a reference, and
// the keywords of that one; nil when it has reported an error.
func (r *reader) follow(n *node, in context) (chain []link, end said) {
	met := map[*node]bool{}
	for {
		switch n.kind {
		case 't':
			return chain, said{}
		case 'f':
			r.errs.Add(n.pos, schema.KeywordValue, "the schema false allows no value: remove the member")
			return nil, nil
		}
		if !r.visit(n) {
			return nil, nil
		}
		s := r.keywords(n, in|r.outermost(n))
		for _, k := range []string{"$schema", "$id", "$anchor", "$defs", "definitions"} {
			delete(s, k) // they do not describe a value
		}
		ref, ok := s["$ref"]
		if !ok {
			s[itself] = member{value: n}
			return chain, s
		}
		if met[n] {
			r.errs.Add(ref.value.pos, schema.TypeCycle, "%q leads back to itself%s: refer to a schema that does not refer back", ref.value.text, circle(chain, n))
			return nil, nil
		}
		met[n] = true
		delete(s, "$ref")
		chain = append(chain, link{s, ref.value, n})
		if n = r.resolve(ref.value); n == nil {
			return nil, nil
		}
	}
}

// visit counts a schema that is read; it returns false if there were too many.
func (r *reader) visit(n *node) bool {
	if r.visits++; r.visits == schema.MaxDocumentSchemas+1 {
		r.errs.Add(n.pos, schema.TypeRefused, "the references unfold to more than %d schemas: declare less, or nest it less deep", schema.MaxDocumentSchemas)
	}
	return r.visits <= schema.MaxDocumentSchemas
}

// changesType reports whether keywords beside a reference make another Go type of
// its target.
func changesType(target, beside said) bool {
	return slices.ContainsFunc([]string{"properties", "required", "enum", "const"}, func(k string) bool {
		m, ok := beside[k]
		return ok && (target[k].value == nil || !sameValue(k, m.value, target[k].value))
	})
}

// join adds the keywords beside a reference to those of its target. The
// description of the target becomes that of the type.
func (r *reader) join(all, beside said, ref *node) {
	if d, ok := all["description"]; ok {
		delete(all, "description")
		if _, deeper := all[typeDescription]; !deeper {
			all[typeDescription] = d
		}
	}
	for k, m := range beside {
		if known, _ := lookup(k); !known.note && all[k].value != nil {
			both := meet(k, m.value, all[k].value)
			if both == nil {
				r.errs.Add(m.pos, schema.KeywordValue, "keyword %s is also in the schema that %q refers to, at %s, and they disagree: keep one of them", k, ref.text, all[k].pos)
				continue
			}
			m.value = both
		}
		all[k] = m
	}
}

// definition is the name of the target of a reference. A part of another schema
// is named as its type is: the items of docs are DocsItem.
func definition(ref string) string {
	parts := strings.Split(ref, "/")
	name, item := ref[strings.LastIndexAny(ref, "/#")+1:], false
	for i := 1; i < len(parts); i++ {
		switch part := parts[i]; {
		case i+1 == len(parts) && part != "items" && part != "additionalProperties":
			return pathPart(parts[i])
		case part == "items" || part == "additionalProperties":
			item = true
		case part == "anyOf" || part == "oneOf" || part == "allOf":
			i++
		default:
			i++
			name, item = parts[i], false
		}
	}
	if name = pathPart(name); item {
		return goWord(name) + "Item"
	}
	return name
}

// pathPart is a name in a JSON pointer without its escapes.
func pathPart(s string) string { return unescape.Replace(unescaped(s)) }

// unescape reverses the escapes of names in JSON pointers.
var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// outermost is the additional context of the outermost schema of a file.
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
		r.errs.Add(ref.pos, schema.RefUnresolved, "%q is not a reference: write a path such as #/$defs/Name", ref.text)
		return nil
	case u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/"):
		r.errs.Add(ref.pos, schema.RefRemote, "%q leads out of this folder, and hhgen fetches nothing: copy the schema, and refer to it by a relative path", ref.text)
		return nil
	}
	f := ref.file
	if u.Path != "" {
		name := filepath.Join(filepath.Dir(ref.file.name), filepath.FromSlash(u.Path))
		if !r.inside(name) {
			r.errs.Add(ref.pos, schema.RefRemote, "%q leads out of the %[2]s, and hhgen reads no files outside: copy the schema into the %[2]s, and refer to it there", ref.text, r.rootWord())
			return nil
		}
		if f = r.open(name, ref.pos); f == nil {
			return nil
		}
	}
	n := pointed(f.root, u.Fragment)
	if n == nil || n.kind != '{' && n.kind != 't' && n.kind != 'f' {
		r.errs.Add(ref.pos, schema.RefUnresolved, "%q does not lead to a schema: write a path such as #/$defs/Name", ref.text)
		return nil
	}
	if (openAPI(f.root) != "" || !isSchema(u.Fragment)) && !r.validSchema(n) {
		return nil
	}
	f.normal.schema(n)
	return n
}

// isSchema reports whether a JSON pointer leads, through definitions and
// properties, to a value that is a schema in any document, and was checked with
// the document.
func isSchema(pointer string) bool {
	if pointer == "" {
		return true
	}
	parts := strings.Split(pointer[1:], "/")
	for ; len(parts) > 1 && (parts[0] == "$defs" || parts[0] == "definitions" || parts[0] == "properties"); parts = parts[2:] {
	}
	return len(parts) == 0
}

// validSchema checks a schema at a place where its document may have any value,
// such as in the components of an OpenAPI document.
func (r *reader) validSchema(n *node) bool {
	valid, checked := r.checked[n]
	if !checked {
		valid = r.validate(n, n.reread())
		r.checked[n] = valid
	}
	return valid
}

// unescaped reverses the escapes of a URL in a JSON pointer.
func unescaped(pointer string) string {
	if text, err := url.PathUnescape(pointer); err == nil {
		return text
	}
	return pointer
}

// asWritten returns the value of a member as it was before normalization, or that
// of a member which normalization has added.
func (n *node) asWritten(name string) *node {
	for _, m := range n.written {
		if m.name == name {
			return m.value
		}
	}
	return n.get(name)
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
			n = n.asWritten(part)
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
