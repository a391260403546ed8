package gen_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/message"

	"github.com/hhgen/hhgen/internal/instance"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
)

// validators compile the records of a document, with the bounds that hhgen adds
// to JSON Schema.
func validators(t *testing.T, d document) (compiled []*jsonschema.Schema) {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(instance.ECMA)
	c.AssertFormat()
	c.AssertVocabs()
	c.RegisterVocabulary(&jsonschema.Vocabulary{
		URL: "https://example.com/bounds", Schema: anySchema(t),
		Compile: func(_ *jsonschema.CompilerContext, keywords map[string]any) (jsonschema.SchemaExt, error) {
			return bounds(keywords), nil
		},
	})
	for name, text := range map[string]string{d.name + ".json": d.text, "shared.json": shared} {
		if err := c.AddResource("file:///"+name, object(t, text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, place := range d.places() {
		s, err := c.Compile("file:///" + d.name + ".json" + place)
		if err != nil {
			t.Fatal(err)
		}
		compiled = append(compiled, s)
	}
	return compiled
}

// anySchema permits everything.
func anySchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	if err := c.AddResource("file:///any.json", true); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("file:///any.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// places are where the records of a document stand in it.
func (d document) places() []string {
	if d.records == nil {
		return []string{""}
	}
	return d.records
}

func object(t random.TB, text string) map[string]any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v.(map[string]any)
}

// bounds are the keywords of one schema, of which those count that JSON Schema
// does not have.
type bounds map[string]any

// Validate checks the bounds in bytes, in attributes, and of what is in no
// other member.
func (b bounds) Validate(ctx *jsonschema.ValidatorContext, v any) {
	if s, ok := v.(string); ok && len(s) > b.bytes() {
		ctx.AddError(outOfBounds("x-hh-maxbytes"))
	}
	members, isObject := v.(map[string]any)
	if limit, ok := b.number("x-hh-maxitems"); ok && (b.dynamic() || isObject && b["x-hh-inline"] == nil && b["properties"] == nil) {
		n, longest := leaves(v), longestString(v)
		if !b.dynamic() {
			n, longest = len(members), 0
		}
		if n > limit {
			ctx.AddError(outOfBounds("x-hh-maxitems"))
		}
		if longest > b.bytes() {
			ctx.AddError(outOfBounds("x-hh-maxbytes"))
		}
	}
	if rest, ok := b["additionalProperties"].(map[string]any); ok && isObject {
		if limit, ok := bounds(rest).number("x-hh-maxitems"); ok && undeclared(b, members, bounds(rest).dynamic()) > limit {
			ctx.AddError(outOfBounds("x-hh-maxitems"))
		}
	}
}

// dynamic reports whether a schema permits values of any type.
func (b bounds) dynamic() bool {
	if b["type"] == "object" {
		return b["properties"] == nil && (b["additionalProperties"] == nil || b["additionalProperties"] == true)
	}
	return b["type"] == nil && b["$ref"] == nil && b["enum"] == nil && b["const"] == nil
}

// undeclared counts the members that properties do not name, or the attributes
// in them.
func undeclared(b bounds, members map[string]any, attributes bool) (n int) {
	declared, _ := b["properties"].(map[string]any)
	for k, v := range members {
		if _, ok := declared[k]; ok {
			continue
		}
		if n++; attributes {
			n += leaves(v) - 1
		}
	}
	return n
}

// formatBytes are the longest texts of formats.
var formatBytes = map[string]int{"uuid": 36, "date": 10, "ipv4": 15, "email": 320}

// bytes is the bound of a string.
func (b bounds) bytes() int {
	if n, ok := b.number("x-hh-maxbytes"); ok {
		return n
	}
	if n, ok := b.number("maxLength"); ok {
		return 4 * n
	}
	format, _ := b["format"].(string)
	if n := formatBytes[format]; n > 0 {
		return n
	}
	if b.dynamic() || slices.Contains(b.types(), "string") && b["enum"] == nil {
		return schema.DefaultMaxBytes
	}
	return schema.LargeMaxBytes // no strings, or what it refers to bounds them
}

func (b bounds) types() (names []string) {
	switch t := b["type"].(type) {
	case string:
		return []string{t}
	case []any:
		for _, name := range t {
			names = append(names, name.(string))
		}
	}
	return names
}

func (b bounds) number(keyword string) (n int, ok bool) {
	v, ok := b[keyword].(json.Number)
	if !ok {
		return 0, false
	}
	i, err := v.Int64()
	return int(i), err == nil
}

// leaves counts the attributes that a value of any type makes.
func leaves(v any) (n int) {
	switch v := v.(type) {
	case nil:
		return 0
	case map[string]any:
		for _, member := range v {
			n += leaves(member)
		}
		return n
	case []any:
		for _, item := range v {
			n += leaves(item)
		}
		return n
	}
	return 1
}

func longestString(v any) (n int) {
	switch v := v.(type) {
	case string:
		return len(v)
	case map[string]any:
		for _, member := range v {
			n = max(n, longestString(member))
		}
	case []any:
		for _, item := range v {
			n = max(n, longestString(item))
		}
	}
	return n
}

// outOfBounds is a keyword whose bound is broken.
type outOfBounds string

func (o outOfBounds) KeywordPath() []string { return []string{string(o)} }

func (o outOfBounds) LocalizedString(p *message.Printer) string {
	return p.Sprintf("out of the bound of %s", string(o))
}
