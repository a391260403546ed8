package jsonschema

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
)

// places are the contexts of schemas, and a document with a keyword in each.
// What follows the keyword keeps the document valid.
var places = []struct {
	in   context
	text string
}{
	{ofDocument | ofRecord, `{%s "title": "T", "type": "object", "properties": {"metrics": {"type": "object"}}}`},
	{ofRecord, `{"$defs": {"T": {%s "x-hh-record": true, "type": "object", "properties": {"metrics": {"type": "object"}}}}}`},
	{ofDocument, `{%s "$comment": "", "$defs": {"T": {"x-hh-record": true, "type": "object", "properties": {"metrics": {"type": "object"}}}}}`},
	{ofNamespace, `{"title": "T", "type": "object", "properties": {"metadata": {%s "type": "object"}}}`},
	{ofValue, `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"v": {%s "type": "string"}}}}}`},
	{ofValue, `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"v": {"$ref": "#/$defs/V"}}}}, "$defs": {"V": {%s "type": "string"}}}`},
	{ofValue, `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"v": {"type": "object", "properties": {"w": {%s "type": "string"}}}}}}}`},
	{ofValue, `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"v": {"type": "array", "maxItems": 2, "items": {%s "type": "string"}}}}}}`},
	{ofValue, `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"v": {"type": "object", "maxProperties": 2, "additionalProperties": {%s "type": "string"}}}}}}`},
	{ofValue, `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "additionalProperties": {%s "x-hh-maxitems": 2, "type": "string"}}}}`},
}

// samples are values of keywords that their meta-schema accepts; null is for
// those that it knows nothing of.
var samples = map[string]string{
	"$schema": `"https://json-schema.org/draft/2020-12/schema"`, "$id": `"t"`, "$ref": `"#"`, "$anchor": `"a"`, "$dynamicRef": `"#a"`, "$dynamicAnchor": `"a"`,
	"$recursiveRef": `"#"`, "$recursiveAnchor": `"a"`, "$vocabulary": `{}`, "$comment": `"c"`, "$defs": `{}`, "definitions": `{}`, "dependencies": `{}`,
	"title": `"T"`, "description": `"d"`, "type": `"object"`, "format": `"uuid"`, "pattern": `"a"`,
	"enum": `["a"]`, "const": `"a"`, "default": `"a"`, "examples": `["a"]`, "required": `[]`, "prefixItems": `[{"type": "string"}, {"type": "integer"}]`,
	"properties": `{}`, "patternProperties": `{"^a": {"type": "string"}, "^b": {"type": "integer"}}`, "dependentRequired": `{}`, "dependentSchemas": `{}`,
	"allOf": `[{"enum": ["a"]}, {"enum": ["b"]}]`, "anyOf": `[{"minimum": 1}, {"maximum": 0}]`, "oneOf": `[{"minimum": 1}, {"maximum": 0}]`, "not": `{"type": "string"}`, "if": `true`, "then": `true`, "else": `true`, "contains": `true`, "propertyNames": `true`,
	"items": `true`, "additionalItems": `true`, "additionalProperties": `false`, "unevaluatedItems": `true`, "unevaluatedProperties": `true`, "contentSchema": `true`,
	"minimum": `1`, "maximum": `1`, "exclusiveMinimum": `1`, "exclusiveMaximum": `1`, "multipleOf": `1`, "minLength": `1`, "maxLength": `1`,
	"minItems": `1`, "maxItems": `1`, "minContains": `1`, "maxContains": `1`, "minProperties": `1`, "maxProperties": `1`,
	"uniqueItems": `true`, "deprecated": `true`, "readOnly": `true`, "writeOnly": `true`, "contentEncoding": `"base64"`, "contentMediaType": `"text/plain"`,
	"nullable": `true`, "example": `"a"`, "externalDocs": `{}`, "xml": `{}`, "discriminator": `{}`, "markdownDescription": `""`, "defaultSnippets": `[]`,
	"errorMessage": `""`, "enumNames": `[]`, "tsType": `""`, "tsEnumNames": `[]`,
}

// Each keyword that is not implemented at a place is rejected there, at its
// position, with the reason; the others are not.
func TestKeywordsRejected(t *testing.T) {
	for _, k := range keywords {
		for _, place := range places {
			sample := samples[k.name]
			if strings.HasPrefix(k.name, "x-hh-") {
				sample = "null"
			}
			if sample == "" {
				t.Fatalf("keyword %s has no sample", k.name)
			}
			text := strings.Replace(place.text, "%s", fmt.Sprintf("\n  %q: %s,\n", k.name, sample), 1)
			if !strings.Contains(afterKeyword(text), `"`+k.name+`":`) { // a name may be there once
				checkRejected(t, k, place.in, text)
			}
		}
	}
}

// afterKeyword is what stands in the same object as a keyword on line 2.
func afterKeyword(text string) string {
	_, rest, _ := strings.Cut(text, "\n")
	_, rest, _ = strings.Cut(rest, "\n")
	return rest
}

func checkRejected(t *testing.T, k keyword, in context, text string) {
	t.Helper()
	_, err := Read(Config{Path: "example.com/app", Name: "app", ReadFile: func(string) ([]byte, error) { return []byte(text), nil }}, "t.json")
	var errs schema.Findings
	_ = errors.As(err, &errs)
	at := slices.IndexFunc(errs, func(e *schema.Finding) bool {
		return e.Rule == schema.KeywordRefused && e.Pos.Line == 2 && e.Pos.Column == 3 && strings.Contains(e.Message, "keyword "+k.name+" ")
	})
	switch rejected := at >= 0; {
	case rejected == (k.in&in == 0):
	case rejected && slices.Contains([]string{"minItems", "x-hh-inline", "x-hh-moved-to"}, k.name):
		// of which the value, or the place within a namespace, decides
	case rejected && strings.Contains(errs[at].Message, "an item is not a field"):
	case !rejected && k.name == "maxProperties" && in&ofRecord != 0: // of an object with properties, it is not checked
	case (k.name == "anyOf" || k.name == "oneOf") && strings.Contains(text, "x-hh-maxitems"): // a value of any type
	default:
		t.Errorf("keyword %s: rejected is %t in\n%s\n%v", k.name, rejected, text, err)
	}
	normalized := slices.Contains([]string{"allOf", "anyOf", "oneOf", "patternProperties", "prefixItems"}, k.name) // with a reason of the place
	if at >= 0 && !normalized && !strings.Contains(errs[at].Message, k.reason()) && k.in&in == 0 {
		t.Errorf("keyword %s is rejected without its reason: %v", k.name, errs[at])
	}
}

// A keyword that the table does not have is an error at each place.
func TestKeywordsUnknown(t *testing.T) {
	for _, place := range places {
		text := strings.Replace(place.text, "%s", "\n  \"unknown\": null,\n", 1)
		_, err := Read(Config{Path: "example.com/app", Name: "app", ReadFile: func(string) ([]byte, error) { return []byte(text), nil }}, "t.json")
		if err == nil || !strings.Contains(err.Error(), `t.json:2:3: unknown keyword "unknown": `) {
			t.Errorf("%v is not about the keyword in\n%s", err, text)
		}
	}
}

// The table has each keyword once, and all that the meta-schemas have.
func TestKeywordsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range keywords {
		if seen[k.name] {
			t.Errorf("keyword %s is in the table twice", k.name)
		}
		seen[k.name] = true
	}
	found := metaKeywords(t)
	if len(found) < 60 {
		t.Errorf("the meta-schemas have %d keywords, want at least 60", len(found))
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if !seen[name] {
			t.Errorf("keyword %s is not in the table", name)
		}
	}
	words := append(slices.Collect(maps.Values(dialect.Options)), dialect.MapItems, dialect.AnyItems, dialect.GoName)
	for _, word := range words {
		if word != "name" && !seen[word] {
			t.Errorf("messages speak of %s, which is not a keyword", word)
		}
	}
}

// Every keyword of ours is in the manual of the package.
func TestKeywordsDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keywords {
		if strings.HasPrefix(k.name, "x-hh-") && !strings.Contains(string(doc), "\t"+k.name+" ") {
			t.Errorf("doc.go does not say what %s is", k.name)
		}
	}
}

// metaKeywords are the properties of the meta-schemas of 2020-12 and draft-07,
// as the validator ships them.
func metaKeywords(t *testing.T) map[string]bool {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/santhosh-tekuri/jsonschema/v6").Output()
	if err != nil {
		t.Skip(err)
	}
	found := map[string]bool{}
	for _, root := range []string{"metaschemas/draft/2020-12", "metaschemas/draft-07"} {
		err := filepath.WalkDir(filepath.Join(strings.TrimSpace(string(out)), root), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			var meta struct{ Properties map[string]any }
			if err := json.Unmarshal(text, &meta); err != nil {
				return err
			}
			for name := range meta.Properties {
				found[name] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}
