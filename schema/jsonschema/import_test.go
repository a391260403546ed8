package jsonschema_test

import (
	"go/token"
	"io/fs"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// foreignDefaults bound what other tools leave open.
var foreignDefaults = schema.Defaults{
	MaxItems: schema.Default{N: 8, Pos: token.Position{Filename: "--maxitems"}},
	MaxBytes: schema.Default{N: 64, Pos: token.Position{Filename: "--maxbytes"}},
	Unions:   schema.AnyUnions,
	Large:    true,
}

// foreign are documents as other tools write them.
var foreign = map[string]string{
	"definitions.json": `{
	"$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://example.com/turn.json", "$ref": "#/definitions/Turn", "definitions": {
		"Unused": {"anyOf": [{"type": "string"}, {"not": {}}], "if": true},
		"Turn": {"type": "object", "additionalProperties": false, "properties": {
			"metadata": {"type": "object", "additionalProperties": true, "required": ["plan", "docs"], "properties": {
				"plan": {"anyOf": [{"$ref": "#/definitions/Plan"}, {"type": "null"}], "default": null},
				"docs": {"type": "array", "items": {"type": "object", "properties": {
					"id": {"type": "string"}, "labels": {"type": "object", "additionalProperties": {"type": "string"}}}}},
				"top": {"$ref": "#/definitions/Turn/properties/metadata/properties/docs/items"},
				"pair": {"type": "array", "items": [{"type": "integer"}, {"type": "integer"}]},
				"either": {"anyOf": [{"type": "object"}, {"type": "string"}]},
				"lists": {"type": "array", "items": {"type": "array", "items": {"$ref": "#/definitions/Plan"}}},
				"city": {"$ref": "api.json#/components/schemas/City"},
				"text": {"type": "string", "maxLength": 2000},
				"a_b": {"type": "string", "x-hh-go-name": "ABC", "x-hh-overflow": "drop"}
			}},
			"inputs": {"type": "object", "additionalProperties": {"type": "string"}}
		}},
		"Plan": {"type": "string", "enum": ["free", "pro"], "description": "Its plan."}
	}}`,
	"bounds.json": `{"$schema": "http://json-schema.org/draft-04/schema#", "id": "bounds", "title": "the bounds", "type": "object", "properties": {
		"metrics": {"type": "object", "properties": {"score": {"type": "number", "minimum": 0, "exclusiveMinimum": true, "multipleOf": 0.5}}}}}`,
	"turn.json": `{"type": "object", "properties": {"config": {"type": "object", "properties": {"city": {"$ref": "api.json#/components/schemas/City"}}}}}`,
	"api.json": `{"openapi": "3.0.3", "components": {"schemas": {
		"City": {"type": "object", "nullable": true, "properties": {"name": {"type": "string", "nullable": true}, "near": {"$ref": "#/components/schemas/Near"}}},
		"Near": {"type": "array", "items": {"type": "string"}, "maxItems": 3}
	}}}`,
}

// A copy gives the same record as the document, without any default.
func TestImport(t *testing.T) {
	read := func(name string) ([]byte, error) {
		if text, ok := foreign[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
	for _, name := range []string{"definitions.json", "bounds.json", "turn.json", "definitions.json#/definitions/Turn"} {
		c := jsonschema.Config{Path: "example.com/app", Name: "app", Defaults: foreignDefaults, ReadFile: read}
		sameRecord(t, c, name)
	}
}

func sameRecord(t *testing.T, c jsonschema.Config, name string) {
	t.Helper()
	want, err := jsonschema.Read(c, name)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	got, err := jsonschema.Import(c, name, "")
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	again := jsonschema.Config{Path: c.Path, Name: c.Name, ReadFile: func(string) ([]byte, error) { return got.Text, nil }}
	pkg, err := jsonschema.Read(again, "copy.json")
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, got.Text)
		return
	}
	if diff := cmp.Diff(want.Records, pkg.Records, sameModel); diff != "" {
		t.Errorf("%s: -document +copy:\n%s\n%s", name, diff, got.Text)
	}
	twice, err := jsonschema.Import(again, "copy.json", "")
	if err != nil || string(twice.Text) != string(got.Text) || len(twice.Changes) > 0 {
		t.Errorf("%s: the copy of the copy differs: %v, %v\n%s", name, err, twice.Changes, got.Text)
	}
}

// What a copy needs and nothing sets is an error, with the flag that sets it.
func TestImportBoundMissing(t *testing.T) {
	c := jsonschema.Config{Path: "example.com/app", Name: "app", ReadFile: func(string) ([]byte, error) {
		return []byte(`{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"a": {}}}}}`), nil
	}}
	_, err := jsonschema.Import(c, "t.json", "")
	want := "t.json:1:95: A has no bound: add x-hh-maxitems with the most items that it may hold, or set --maxitems 32 (BOUND_MISSING)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	c.Defaults.MaxItems.N = 32
	if _, err := jsonschema.Import(c, "t.json", ""); err != nil {
		t.Error(err)
	}
}

// The documents of other tools in testdata, as far as they are read, can be copied.
func TestImportForeign(t *testing.T) {
	names, _ := fs.Glob(os.DirFS("."), "testdata/tools/*.json") // the pattern is well-formed
	for _, name := range names {
		c := jsonschema.Config{Path: "example.com/app", Name: "app", Defaults: foreignDefaults}
		if _, err := jsonschema.Read(c, name); err == nil {
			sameRecord(t, c, name)
		}
	}
}
