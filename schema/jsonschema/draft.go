package jsonschema

import (
	"fmt"
	"slices"
	"strings"
)

// draft is a version of JSON Schema, and what differs between versions.
type draft struct {
	name string
	url  string // of its meta-schema, as $schema names it
	// refAlone says that validators ignore what is beside a $ref.
	refAlone bool
	// oldBounds says that exclusiveMinimum and exclusiveMaximum are booleans
	// beside minimum and maximum, and $id is id.
	oldBounds bool
	// list says that items may be a list of schemas, one for each position.
	list bool
	// defs says that its meta-schema checks $defs.
	defs bool
	// api says that it is that of descriptions of APIs, which have no $schema.
	api bool
}

// The drafts, the oldest first. OpenAPI 3.0 and Swagger 2.0 describe values by
// what is close to draft-04: https://spec.openapis.org/oas/v3.0.3#schema-object.
var (
	draft4   = &draft{name: "draft-04", url: "http://json-schema.org/draft-04/schema#", refAlone: true, oldBounds: true, list: true}
	openAPI3 = &draft{name: "OpenAPI 3.0", url: draft4.url, refAlone: true, oldBounds: true, api: true}
	draft6   = &draft{name: "draft-06", url: "http://json-schema.org/draft-06/schema#", refAlone: true, list: true}
	draft7   = &draft{name: "draft-07", url: "http://json-schema.org/draft-07/schema#", refAlone: true, list: true}
	// openAPI7 is what FastAPI wrote until its version 0.99.
	openAPI7  = &draft{name: "OpenAPI 3.0 with schemas of draft-07", url: draft7.url, refAlone: true, list: true, api: true}
	draft2019 = &draft{name: "draft 2019-09", url: "https://json-schema.org/draft/2019-09/schema", list: true, defs: true}
	draft2020 = &draft{name: "draft 2020-12", url: "https://json-schema.org/draft/2020-12/schema", defs: true}

	drafts = []*draft{draft4, openAPI3, draft6, draft7, openAPI7, draft2019, draft2020}
)

// before reports whether d is older than another draft.
func (d *draft) before(other *draft) bool {
	return slices.Index(drafts, d) < slices.Index(drafts, other)
}

// since are the keywords that restrict values and that not all drafts have, with
// the first draft that has them. Validators of older ones ignore them.
var since = map[string]*draft{
	"const": draft6, "contains": draft6, "propertyNames": draft6,
	"if": draft7, "then": draft7, "else": draft7,
	"dependentRequired": draft2019, "dependentSchemas": draft2019, "unevaluatedItems": draft2019, "unevaluatedProperties": draft2019,
	"minContains": draft2019, "maxContains": draft2019,
	"prefixItems": draft2020,
}

// draftOf finds the draft of a document: that which $schema names, or the newest
// one whose form the document has; nil if $schema names another one.
func draftOf(root *node) *draft {
	if named := root.get("$schema"); named != nil {
		return draftNamed(named.text)
	}
	if v := openAPI(root); v != "" && !strings.HasPrefix(v, "3.1") {
		if ofDraft7(root) {
			return openAPI7
		}
		return openAPI3
	}
	newest := draft2020
	eachSchema(root, func(n *node) {
		if items := n.get("items"); items != nil && items.kind == '[' && draft2019.before(newest) {
			newest = draft2019
		}
		for _, k := range oldBounds {
			if b := n.get(k[0]); b != nil && (b.kind == 't' || b.kind == 'f') {
				newest = draft4
			}
		}
	})
	return newest
}

// ofDraft7 reports whether the schemas of an API have a form that draft-07 has, and
// OpenAPI 3.0 has not.
func ofDraft7(root *node) (has bool) {
	for _, defs := range []*node{root.get("components").get("schemas"), root.get("definitions")} {
		if defs == nil {
			continue
		}
		for _, m := range defs.members {
			eachSchema(m.value, func(n *node) {
				items := n.get("items")
				has = has || items != nil && items.kind == '['
				for _, k := range oldBounds {
					b := n.get(k[0])
					has = has || b != nil && b.kind == '0'
				}
			})
		}
	}
	return has
}

// draftNamed is the draft that $schema names; nil if it names another one.
func draftNamed(url string) *draft {
	url = strings.TrimSuffix(url, "#")
	if url == MetaSchemaURL {
		return draft2020 // our meta-schema extends it; the reader checks the keywords that ours adds
	}
	i := slices.IndexFunc(drafts, func(d *draft) bool { return strings.TrimSuffix(d.url, "#") == url })
	if i < 0 {
		return nil
	}
	return drafts[i]
}

// openAPI is the version of OpenAPI that a document follows; "" if it is not a
// description of an API.
func openAPI(root *node) string {
	for _, name := range []string{"openapi", "swagger"} {
		if v := root.get(name); v != nil && v.kind == '"' && root.get("type") == nil {
			return v.text
		}
	}
	return ""
}

// oldBounds are the exclusive bounds, with the bounds that they were about when
// they were booleans.
var oldBounds = [][2]string{{"exclusiveMinimum", "minimum"}, {"exclusiveMaximum", "maximum"}}

// apply gives a schema the form of the newest draft, and marks the keywords that
// its own draft does not have. It reports whether there are none.
func (d *draft) apply(n *node) bool {
	if d.oldBounds {
		d.renew(n)
	}
	return d.mark(n)
}

// renew brings the bounds and the identifier of draft-04 into the form of later
// drafts.
func (d *draft) renew(n *node) {
	members := slices.Clone(n.members)
	for i, m := range members {
		if m.name == "id" && m.value.kind == '"' {
			members[i].name = "$id"
		}
	}
	for _, k := range oldBounds {
		exclusive, bound := n.get(k[0]), n.get(k[1])
		if exclusive == nil || exclusive.kind != 't' && exclusive.kind != 'f' {
			continue
		}
		members = slices.DeleteFunc(members, func(m member) bool { return m.name == k[0] })
		if i := slices.IndexFunc(members, func(m member) bool { return m.name == k[1] }); i >= 0 && bound != nil && exclusive.kind == 't' {
			members[i].name = k[0]
		}
	}
	n.members, n.byName = members, nil
}

// mark says of keywords that they have no effect in the draft, and why. It reports
// whether all have.
func (d *draft) mark(n *node) bool {
	ref, all := n.get("$ref"), true
	for i := range n.members {
		m := &n.members[i]
		switch {
		case d.lacks(m.name):
			m.rejected, m.way = fmt.Sprintf("keyword %s has no effect in %s, which does not have it", m.name, d.name), d.since(m, since[m.name])
		case d.refAlone && ref != nil && ref.kind == '"' && !besideRef(m.name):
			m.rejected, m.way = fmt.Sprintf("validators of %s ignore keyword %s beside $ref", d.name, m.name), d.since(m, draft2020)
		case m.name == "$schema" && m.value.kind == '"' && !d.named(m.value.text):
			m.rejected = fmt.Sprintf("this schema names %s, and its document is of %s", shown(m.value), d.name)
			m.way = "move it into a file of its own, and refer to that, or remove $schema"
		}
		all = all && m.rejected == ""
	}
	return all
}

// lacks reports whether validators of the draft do not know a keyword of newer ones.
func (d *draft) lacks(keyword string) bool {
	first := since[keyword]
	return first != nil && d.before(first)
}

// named reports whether $schema names the draft.
func (d *draft) named(url string) bool {
	other := draftNamed(url)
	return other != nil && other.url == d.url
}

// since says what to do about a keyword that has an effect since another draft. The
// draft of the description of an API is not that of $schema.
func (d *draft) since(m *member, first *draft) string {
	switch {
	case m.name == "const" && d.before(first):
		return "write \"enum\": [" + shown(m.value) + "] in its place"
	case d.api:
		return "remove it"
	}
	return fmt.Sprintf("set $schema to %q, or remove it", first.url)
}

// oldForm says what to do about a value that has the form of another draft; "" if
// it has no such form.
func (d *draft) oldForm(keyword string, value *node) string {
	truth := value.kind == 't' || value.kind == 'f'
	switch {
	case keyword == "items" && value.kind == '[' && !d.list:
		return fmt.Sprintf("items is one schema in %s: rename it to prefixItems, or set $schema to %q", d.name, draft2019.url)
	case keyword == "required" && truth:
		return "required is a list of names since draft-04: name the property in the required of its object"
	case !strings.HasPrefix(keyword, "exclusiveM"):
	case d.oldBounds && value.kind == '0':
		return fmt.Sprintf("%s is true or false in %s: write %s, and %[1]s: true, or set $schema to %[4]q", keyword, d.name, minimumOf(keyword), draft6.url)
	case !d.oldBounds && truth:
		return fmt.Sprintf("%s is a number since draft-06: give it the value of %s, and remove that", keyword, minimumOf(keyword))
	}
	return ""
}

// minimumOf is the bound that an exclusive one replaces.
func minimumOf(keyword string) string {
	return strings.ToLower(keyword[len("exclusive"):len("exclusive")+1]) + keyword[len("exclusive")+1:]
}

// besideRef reports whether a keyword may stand beside a $ref in each draft,
// since validators have no use for it anyway.
func besideRef(name string) bool {
	k, known := lookup(name)
	return !known || k.note || k.others || strings.HasPrefix(name, "x-") || strings.HasPrefix(name, "$") || name == "definitions"
}

// eachSchema visits a schema and all in it, wherever a keyword has schemas.
func eachSchema(n *node, visit func(*node)) {
	if n.kind != '{' {
		return
	}
	visit(n)
	for _, m := range n.members {
		switch m.name {
		case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas":
			for _, p := range m.value.members {
				eachSchema(p.value, visit)
			}
		case "items", "additionalItems", "prefixItems", "unevaluatedItems", "contains", "additionalProperties", "unevaluatedProperties",
			"propertyNames", "allOf", "anyOf", "oneOf", "not", "if", "then", "else":
			eachSchema(m.value, visit)
			for _, item := range m.value.items {
				eachSchema(item, visit)
			}
		}
	}
}
