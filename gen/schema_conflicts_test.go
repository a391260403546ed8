package gen_test

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// Documents whose Go types would have two meanings, or would not compile, are
// refused.
func TestSchemaConflicts(t *testing.T) {
	metrics := func(members string) string {
		return `{"title": "A", "type": "object", "properties": {"metrics": {"type": "object", "properties": {` + members + `}}}}`
	}
	record := func(name, members string) string {
		return `"` + name + `": {"x-hh-record": true, "type": "object", "properties": {"metrics": {"type": "object", "properties": {` + members + `}}}}`
	}
	for name, text := range map[string]string{
		"a number of two kinds":                 metrics(`"a": {"type": "number", "x-hh-go-type": "K"}, "b": {"type": "integer", "x-hh-go-type": "K"}`),
		"a number of two sizes":                 metrics(`"a": {"type": "integer", "x-hh-go-type": "K"}, "b": {"type": "integer", "x-hh-go-type": "K", "x-hh-go-underlying": "int8"}`),
		"a number and a key":                    metrics(`"a": {"type": "integer", "x-hh-go-type": "K"}, "b": {"type": "object", "maxProperties": 2, "x-hh-go-key": "K", "additionalProperties": {"type": "integer"}}`),
		"a key and a number":                    metrics(`"a": {"type": "object", "maxProperties": 2, "x-hh-go-key": "K", "additionalProperties": {"type": "integer"}}, "b": {"type": "integer", "x-hh-go-type": "K"}`),
		"lists of two types":                    metrics(`"a": {"type": "array", "maxItems": 2, "x-hh-go-type": "L", "items": {"type": "integer"}}, "b": {"type": "array", "maxItems": 2, "x-hh-go-type": "L", "items": {"type": "number"}}`),
		"an enum and a record":                  metrics(`"a": {"enum": ["x"], "x-hh-go-type": "A"}`),
		"an object and a record":                metrics(`"a": {"type": "object", "x-hh-go-type": "A", "properties": {"b": {"type": "integer"}}}`),
		"an embedded struct of another name":    metrics(`"a": {"type": "integer", "x-hh-go-embedded": [{"name": "Base", "type": "Other"}]}`),
		"a struct that is embedded in two ways": metrics(`"a": {"type": "integer", "x-hh-go-embedded": [{"name": "Base", "type": "Base"}]}, "b": {"type": "integer", "x-hh-go-embedded": [{"name": "Base", "type": "Base", "pointer": true}]}`),
		"a field and an embedded struct":        metrics(`"a": {"type": "integer", "x-hh-go-embedded": [{"name": "Base", "type": "Base"}]}, "base": {"type": "integer"}`),
		"an enum and an embedded struct":        metrics(`"a": {"type": "integer", "x-hh-go-embedded": [{"name": "Base", "type": "Base"}]}, "b": {"enum": ["x"], "x-hh-go-type": "Base"}`),
		"zero values that Go does not compare":  metrics(`"a": {"type": "object", "x-hh-omitzero": true, "properties": {"l": {"type": "array", "maxItems": 2, "items": {"type": "integer"}}}}`),
		"an embedded struct of two field lists": `{"$defs": {` + record("A", `"a": {"type": "integer", "x-hh-go-embedded": [{"name": "Base", "type": "Base"}]}`) + `, ` + record("B", `"b": {"type": "integer", "x-hh-go-embedded": [{"name": "Base", "type": "Base"}]}`) + `}}`,
	} {
		t.Run(name, func(t *testing.T) {
			p, err := jsonschema.Read(jsonschema.Config{Path: "example.com/app", Name: "app", ReadFile: func(name string) ([]byte, error) {
				if name == "a.json" {
					return []byte(text), nil
				}
				return nil, fs.ErrNotExist
			}}, "a.json")
			if err == nil {
				err = schema.Check(p)
			}
			var out []byte
			if err == nil {
				out, err = gen.Generate(gen.Config{Package: p, Declare: true})
			}
			var errs schema.Findings
			if !errors.As(err, &errs) {
				t.Fatalf("not refused: %v\n%s\n%s", err, text, beginning(string(out)))
			}
			for _, e := range errs {
				if e.Pos.Filename != "a.json" || !e.Pos.IsValid() {
					t.Errorf("no place in the document: %v", e)
				}
			}
			t.Log(err)
		})
	}
}
