package jsonschema

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hhgen/hhgen/schema"
)

// literals names the type of constants and enums that leave it out, and makes
// null among them a part of the type. Booleans may have both values when they are
// recorded. null says that nullable allows it: OpenAPI 3.0 has no type for null
// alone, so tools write another one with enum: [null].
func (z *normalizer) literals(n *node, null bool) {
	m, values := n.member("const"), valuesOf(n)
	if m.value == nil {
		m = n.member("enum")
	}
	if len(values) == 0 {
		return
	}
	types := n.types()
	rest := notNull(values)
	if len(rest) == 0 && (null || types == nil || slices.Contains(types, "null")) {
		n.remove("const", "enum")
		n.set("type", m, made(m.value, "null"))
		return
	}
	if types == nil {
		if types = typesOf(rest); len(types) > 1 {
			z.several(n, m, ofTypes(m, types), len(rest) < len(values))
			return
		}
		if len(rest) < len(values) {
			types = append(types, "null")
		}
		n.setTypes(m, types)
	}
	if slices.Contains(types, "number") && slices.Contains(typesOf(rest), "number") {
		n.unchecked = append(n.unchecked, m) // an enum of Go has whole numbers
		n.remove("enum", "const")
	}
	if bools := slices.DeleteFunc(slices.Clone(types), func(t string) bool { return t == "null" }); slices.Equal(bools, []string{"boolean"}) {
		has := func(kind jsontext.Kind) bool {
			return slices.ContainsFunc(rest, func(n *node) bool { return n.kind == kind })
		}
		if !has('t') || !has('f') {
			n.unchecked = append(n.unchecked, m)
		}
		n.remove("enum", "const")
	}
}

// typesOf are the JSON types of values.
func typesOf(values []*node) (types []string) {
	for _, v := range values {
		name := map[byte]string{'"': "string", 't': "boolean", 'f': "boolean", '{': "object", '[': "array"}[byte(v.kind)]
		if v.kind == '0' {
			name = "number"
			if number, err := schema.ParseNumber(v.text); err == nil && number.Rat().IsInt() {
				name = "integer"
			}
		}
		if !slices.Contains(types, name) {
			types = append(types, name)
		}
	}
	if slices.Contains(types, "number") {
		types = slices.DeleteFunc(types, func(t string) bool { return t == "integer" })
	}
	return types
}

// types names the type of objects and lists that leave it out, and makes several
// types a value of any type.
func (z *normalizer) types(n *node) {
	if n.get("type") == nil && n.get("$ref") == nil && n.get("enum") == nil {
		for _, pair := range [][2]string{{"properties", "object"}, {"items", "array"}, {"prefixItems", "array"}, {"patternProperties", "object"}, {"additionalProperties", "object"}} {
			if m := n.member(pair[0]); m.value != nil && (pair[0] != "additionalProperties" || m.value.kind == '{') {
				n.set("type", m, made(&node{pos: m.pos, file: n.file}, pair[1]))
				return
			}
		}
		return
	}
	names := n.types()
	if !slices.ContainsFunc(names, func(t string) bool { return !slices.Contains(jsonTypes, t) && t != "null" }) {
		z.severalTypes(n, names)
	}
}

// severalTypes makes several types one, if one of them has the values of the
// others, or a value of any type.
func (z *normalizer) severalTypes(n *node, names []string) {
	kept := slices.DeleteFunc(slices.Clone(names), func(t string) bool {
		return t == "integer" && slices.Contains(names, "number")
	})
	m := n.member("type")
	choices := ofTypes(m, kept)
	switch {
	case len(choices) == len(jsonTypes)-1 && len(kept) == len(jsonTypes):
		n.makeAny(m) // every value
	case len(choices) > 1:
		z.several(n, m, choices, slices.Contains(names, "null"))
	case len(kept) < len(names):
		n.setTypes(m, kept)
	}
}

// ofTypes are schemas of types, without null.
func ofTypes(m member, types []string) (choices []*node) {
	for _, t := range types {
		if t != "null" {
			choices = append(choices, &node{kind: '{', members: []member{{name: "type", pos: m.pos, value: made(m.value, t)}}})
		}
	}
	return choices
}

// numberFormats are the Go types that formats of numbers stand for.
var numberFormats = map[string]map[string]string{
	"integer": {
		"int8": "int8", "int16": "int16", "int32": "int32", "int64": "int64",
		"uint": "uint", "uint8": "uint8", "uint16": "uint16", "uint32": "uint32", "uint64": "uint64",
	},
	"number": {"float": "float32", "float32": "float32"},
}

// formatOf removes formats that do not set a type or a bound, and patterns that
// describe the format beside them. A format of numbers becomes their Go type.
func formatOf(n *node) {
	m := n.member("format")
	if m.value == nil {
		return
	}
	types := slices.DeleteFunc(slices.Clone(n.types()), func(t string) bool { return t == "null" })
	if len(types) != 1 || types[0] == "boolean" || types[0] == "array" || types[0] == "object" {
		if n.get("$ref") == nil {
			n.remove("format")
		}
		return
	}
	if types[0] != "string" {
		n.remove("format")
		if name := numberFormats[types[0]][m.value.text]; name != "" && n.get("x-hh-go-type") == nil && n.get("enum") == nil && n.get("const") == nil {
			n.set("x-hh-go-type", m, made(m.value, name))
		}
		return
	}
	_, typed := formats[m.value.text]
	if typed || slices.Contains(strings.Fields(describedFormats), m.value.text) {
		n.remove("pattern")
	}
	if !typed || n.get("enum") != nil || n.get("const") != nil || n.get("x-hh-marshaler") != nil && m.value.text != "date-time" {
		n.remove("format")
	}
}

// describedFormats are formats that tools write beside a pattern of the same
// meaning, which hhgen does not check.
const describedFormats = `base64 base64url binary byte cidrv4 cidrv6 cuid cuid2 decimal e164 emoji guid ipv4network ipv6network
	json-string jwt ksuid lowercase mac nanoid password ulid uppercase url uuidv4 uuidv6 uuidv7 xid`

// decimalPattern begins the pattern of decimals that Pydantic writes.
const decimalPattern = `^(?!^[-+.]*$)[+-]?0*`

// isDecimal reports whether a schema is that of Pydantic for a decimal as a string.
func isDecimal(n *node) bool {
	p := n.get("pattern")
	for _, m := range n.written { // what is not checked is left out
		if m.name == "pattern" {
			p = m.value
		}
	}
	return slices.Equal(n.types(), []string{"string"}) && p != nil && strings.HasPrefix(p.text, decimalPattern)
}

// decimal moves the pattern of decimals to what is not checked, if it cannot be: with
// bounds of all digits and of those after the point, it has a look-ahead in the middle.
func decimal(n *node) {
	p := n.member("pattern")
	if p.value != nil && strings.HasPrefix(p.value.text, decimalPattern) && !translates(p.value.text) {
		n.remove(p.name)
		n.unchecked = append(n.unchecked, p)
	}
}

// large removes bounds of integers that no value of 64 bits is over.
func large(n *node) {
	if !slices.Contains(n.types(), "integer") {
		return
	}
	least, greatest := (&schema.Type{Kind: schema.KindInt, Bits: 64}).Range()
	outside := func(keyword string, limit schema.Number, sign int) bool {
		bound := n.get(keyword)
		if bound == nil {
			return false
		}
		number, err := schema.ParseNumber(bound.text)
		return err == nil && number.Rat().Cmp(limit.Rat()) == sign
	}
	for _, keyword := range []string{"maximum", "exclusiveMaximum"} {
		if outside(keyword, greatest, 1) {
			n.remove(keyword)
		}
	}
	for _, keyword := range []string{"minimum", "exclusiveMinimum"} {
		if outside(keyword, least, -1) {
			n.remove(keyword)
		}
	}
}
