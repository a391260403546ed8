package jsonschema

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// context says what a schema describes.
type context int

const (
	ofRecord     context = 1 << iota
	ofNamespace          // an object that is a namespace
	ofValue              // the value of a key, or a part of it
	ofDocument           // the outermost object of a file
	ofDefinition         // a record that is a member of $defs
)

const everywhere = ofRecord | ofNamespace | ofValue | ofDocument | ofDefinition

// keyword is a keyword of schemas, with the contexts in which hhgen implements
// it.
type keyword struct {
	name string
	in   context // where it is implemented; 0 for nowhere
	why  string  // why it is rejected elsewhere
	way  string  // what to do then, if not to remove it
	// note is set for keywords that do not restrict instances: beside a $ref,
	// such a keyword replaces that of the other schema.
	note bool
	// unchecked is set for keywords that restrict instances in ways that nothing
	// checks when a value is recorded: they become documentation.
	unchecked bool
	// others is set for keywords that only other tools read.
	others bool
}

const (
	noRuntime = "nothing checks it when a value is recorded"
	noUnion   = "a key has one type on the wire"
	noKeys    = "only maxitems bounds the keys of a map"
	oneSchema = "write the one schema in its place, as {\"type\": [\"string\", \"null\"]} or {\"$ref\": \"#/$defs/Name\"}"
	noScope   = "references are by path, as in #/$defs/Name"
)

// keywords are all keywords of JSON Schema 2020-12 and draft-07, and those of
// hhgen.
var keywords = []keyword{
	{name: "$schema", in: everywhere, note: true}, // of the document's draft, as draft.go checks
	{name: "$id", in: everywhere, note: true},
	{name: "$anchor", in: everywhere, note: true},
	{name: "$comment", in: everywhere, note: true},
	{name: "$defs", in: everywhere},
	{name: "definitions", in: everywhere},
	{name: "$ref", in: ofNamespace | ofValue, why: "a record refers to a definition of the same file", way: "refer to one, as in #/$defs/Name, or describe the record here"},
	{name: "title", in: everywhere, note: true},
	{name: "description", in: everywhere, note: true},
	{name: "type", in: ofRecord | ofNamespace | ofValue},
	{name: "properties", in: ofRecord | ofNamespace | ofValue},
	{name: "required", in: ofRecord | ofNamespace | ofValue},
	{name: "additionalProperties", in: ofRecord | ofNamespace | ofValue},
	{name: "maxProperties", in: ofValue, why: "the namespaces are known"},
	{name: "enum", in: ofValue},
	{name: "const", in: ofValue},
	{name: "minimum", in: ofValue},
	{name: "maximum", in: ofValue},
	{name: "exclusiveMinimum", in: ofValue},
	{name: "exclusiveMaximum", in: ofValue},
	{name: "maxLength", in: ofValue},
	{name: "items", in: ofValue},
	{name: "maxItems", in: ofValue},
	{name: "minItems", in: everywhere, unchecked: true}, // unless it is equal to maxItems
	{name: "format", in: everywhere},
	{name: "deprecated", in: everywhere, note: true},
	{name: "default", in: everywhere, note: true},
	{name: "examples", in: everywhere, note: true},

	{name: "x-hh-maxbytes", in: ofValue},
	{name: "x-hh-maxitems", in: ofValue},
	{name: "x-hh-declared", in: ofValue},
	{name: "x-hh-large", in: ofValue},
	{name: "x-hh-overflow", in: ofValue},
	{name: "x-hh-unit", in: ofValue},
	{name: "x-hh-omitzero", in: ofValue},
	{name: "x-hh-inline", in: ofValue, why: "it belongs in the additionalProperties of a namespace"},
	{name: "x-hh-open", in: ofNamespace, why: "only a namespace can be open"},
	{name: "x-hh-deprecated", in: ofValue, note: true},
	{name: "x-hh-moved-from", in: ofValue, note: true},
	{name: "x-hh-moved-to", in: ofValue, note: true},
	{name: "x-hh-setter", in: ofValue, note: true},
	{name: "x-hh-baggage", in: ofValue, note: true},
	{name: "x-hh-pii", in: ofValue, note: true},
	{name: "x-hh-constructor", in: ofRecord, why: "only a record has a constructor"},
	{name: "x-hh-record", in: ofDefinition, why: "it marks a member of $defs"},
	{name: "x-hh-order", in: ofRecord, why: "only a record has an order of fields"},
	{name: "x-hh-go-name", in: ofRecord | ofValue, why: "only records and members of objects have Go names", note: true},
	{name: "x-hh-go-type", in: ofValue, why: "a namespace is not a Go type; use x-hh-go-name for a record"},
	{name: "x-hh-go-names", in: ofValue},
	{name: "x-hh-go-underlying", in: ofValue},
	{name: "x-hh-go-key", in: ofValue},
	{name: "x-hh-go-embedded", in: ofValue, note: true},
	{name: "x-hh-go-pointer", in: ofValue},
	{name: "x-hh-marshaler", in: ofValue},

	{name: "pattern", in: everywhere, unchecked: true}, // unless it is about a string: see checkedPattern
	{name: "minLength", in: everywhere, unchecked: true},
	{name: "multipleOf", in: everywhere, unchecked: true},
	{name: "uniqueItems", in: everywhere, unchecked: true},
	{name: "minProperties", in: everywhere, unchecked: true},
	{name: "propertyNames", in: everywhere, unchecked: true},
	{name: "contentEncoding", in: everywhere, unchecked: true},
	{name: "contentMediaType", in: everywhere, unchecked: true},
	{name: "contentSchema", in: everywhere, unchecked: true},
	{name: "readOnly", in: everywhere, unchecked: true, note: true},
	{name: "writeOnly", in: everywhere, unchecked: true, note: true},

	{name: "nullable", in: everywhere, note: true}, // of OpenAPI 3.0: the type includes null
	{name: "example", in: everywhere, others: true},
	{name: "externalDocs", in: everywhere, others: true},
	{name: "xml", in: everywhere, others: true},
	{name: "discriminator", in: everywhere, others: true},
	{name: "markdownDescription", in: everywhere, others: true},
	{name: "defaultSnippets", in: everywhere, others: true},
	{name: "errorMessage", in: everywhere, others: true},
	{name: "enumNames", in: everywhere, others: true},
	{name: "tsType", in: everywhere, others: true},
	{name: "tsEnumNames", in: everywhere, others: true},

	{name: "contains", why: noRuntime},
	{name: "minContains", why: noRuntime},
	{name: "maxContains", why: noRuntime},
	{name: "dependentRequired", why: noRuntime},
	{name: "dependentSchemas", why: noRuntime},
	{name: "dependencies", why: noRuntime},
	{name: "prefixItems", why: "the items of a list have one type"},
	{name: "additionalItems", in: everywhere}, // it is about items by position only
	{name: "unevaluatedItems", why: "the items of a list have one type"},
	{name: "unevaluatedProperties", in: everywhere &^ ofValue, why: "only objects have properties"},
	{name: "patternProperties", why: noKeys},
	{name: "allOf", why: noUnion, way: oneSchema},
	{name: "anyOf", why: noUnion, way: oneSchema},
	{name: "oneOf", why: noUnion, way: oneSchema},
	{name: "not", why: noUnion},
	{name: "if", why: noUnion},
	{name: "then", why: noUnion},
	{name: "else", why: noUnion},
	{name: "$dynamicRef", why: noScope},
	{name: "$dynamicAnchor", why: noScope},
	{name: "$recursiveRef", why: noScope},
	{name: "$recursiveAnchor", why: noScope},
	{name: "$vocabulary", why: "it belongs in a meta-schema"},
}

// dialect has the keywords for the options of struct tags.
var dialect = schema.Dialect{
	Options: map[string]string{
		"key": "name", "maxitems": "maxItems", "maxbytes": "x-hh-maxbytes", "maxlength": "maxLength", "large": "x-hh-large",
		"above": "exclusiveMinimum", "below": "exclusiveMaximum", "unit": "x-hh-unit", "overflow": "x-hh-overflow",
		"omitzero": "x-hh-omitzero", "inline": "x-hh-inline", "setter": "x-hh-setter", "new": "x-hh-constructor", "moved-from": "x-hh-moved-from",
		"baggage": "x-hh-baggage", "pii": "x-hh-pii",
	},
	MapItems: "maxProperties", AnyItems: "x-hh-maxitems", DefaultItems: schema.SetMaxItems,
	GoName:        "x-hh-go-name",
	Property:      true,
	Shared:        "refer to one schema in both",
	Enum:          "list its values in enum",
	Documentation: "a description",
	Embed: func(record schema.GoName, _ string) string {
		return fmt.Sprintf(`embed it by "x-hh-go-embedded": [{"name": %q, "type": %q}]`, record.Name, record)
	},
}

// said are the keywords of one schema, including those of the schemas that it
// refers to.
type said map[string]member

// keywords checks the keywords of a schema, and returns them by name.
func (r *reader) keywords(n *node, in context) said {
	s := said{}
	for _, m := range n.members {
		k, ok := lookup(m.name)
		switch {
		case m.rejected != "":
			r.errs.Add(m.pos, schema.KeywordRefused, "%s: %s", m.rejected, m.way)
		case !ok:
			e := r.errs.Add(m.pos, schema.KeywordUnknown, "unknown keyword %q: %s", m.name, schema.SuggestOr(m.name, keywordNames(in), "remove it"))
			offerName(e, n, m, keywordNames(in))
			e.Offer(false, "remove "+m.name, m.remove())
		case k.in&in == 0 && m.name == "type" && n.implied(m.name): // by properties
		case k.in&in == 0:
			r.errs.Add(m.pos, schema.KeywordRefused, "keyword %s has no meaning here, since %s: %s", m.name, cmp.Or(m.why, k.reason()), cmp.Or(r.wayOf(m), k.way, "remove it")).
				Offer(false, "remove "+m.name, m.remove())
		default:
			s[m.name] = m
		}
	}
	return s
}

// implied reports whether normalization has added a member.
func (n *node) implied(name string) bool {
	return n.written != nil && !slices.ContainsFunc(n.written, func(m member) bool { return m.name == name })
}

func (k keyword) reason() string {
	if k.why == "" {
		return "this schema does not describe a value"
	}
	return k.why
}

func lookup(name string) (keyword, bool) {
	for _, k := range keywords {
		if k.name == name {
			return k, true
		}
	}
	return keyword{}, false
}

func keywordNames(in context) (names []string) {
	for _, k := range keywords {
		if k.in&in != 0 && !k.unchecked && !k.others {
			names = append(names, k.name)
		}
	}
	return names
}
