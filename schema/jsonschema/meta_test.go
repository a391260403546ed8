package jsonschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	santhosh "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hhgen/hhgen/schema/privacy"
)

// metaSchema compiles a published file.
func metaSchema(t *testing.T, name string) *santhosh.Schema {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("meta", name))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := santhosh.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := santhosh.NewCompiler()
	c.UseLoader(offline{})
	id := doc.(map[string]any)["$id"].(string)
	if err := c.AddResource(id, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// published are the keywords that a schema in a published file has.
type published map[string]json.RawMessage

// editorContexts are the schemas of editor.json, by what they are for. Those of
// values are one for each type.
var editorContexts = map[string]context{
	"": ofDocument | ofRecord, "record": ofRecord | ofDefinition, "namespace": ofNamespace, "rest": ofValue,
	"string": ofValue, "integer": ofValue, "number": ofValue, "boolean": ofValue, "array": ofValue, "object": ofValue, "any": ofValue, "reference": ofValue,
}

// The published files know the keywords that are read, each where it is read,
// and no others of ours.
func TestPublishedKeywords(t *testing.T) {
	type object struct {
		ID         string     `json:"$id"`
		Properties published  `json:"properties"`
		AnyOf      []struct { // an object, besides true and false
			Properties published `json:"properties"`
		} `json:"anyOf"`
	}
	read := func(name string, to any) {
		text, err := os.ReadFile(filepath.Join("meta", name))
		if err == nil {
			err = json.Unmarshal(text, to)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var vocabulary object
	read("vocabulary.json", &vocabulary)
	if vocabulary.ID != MetaSchemaURL {
		t.Errorf("the $id is %s, want %s", vocabulary.ID, MetaSchemaURL)
	}
	for _, k := range keywords {
		if _, ok := vocabulary.Properties[k.name]; ok != strings.HasPrefix(k.name, "x-hh-") {
			t.Errorf("vocabulary.json has %s: %v", k.name, ok)
		}
	}
	var editor struct {
		object
		Definitions map[string]object `json:"definitions"`
	}
	read("editor.json", &editor)
	ofValues := published{}
	for name, in := range editorContexts {
		o := editor.object
		if name != "" {
			o = editor.Definitions[name]
		}
		for _, alternative := range o.AnyOf {
			if alternative.Properties != nil {
				o.Properties = alternative.Properties
			}
		}
		for p := range o.Properties {
			if k, ok := lookup(p); !ok || k.in&in == 0 {
				t.Errorf("%q in editor.json has %s, which is not read there", name, p)
			}
		}
		if in == ofValue {
			maps.Copy(ofValues, o.Properties)
			continue
		}
		complete(t, name, in, o.Properties)
	}
	complete(t, "value", ofValue, ofValues)
}

// complete reports keywords that editor.json lacks.
func complete(t *testing.T, name string, in context, have published) {
	t.Helper()
	for _, k := range keywords {
		if _, ok := have[k.name]; !ok && k.in&in != 0 {
			t.Errorf("%q in editor.json does not have %s", name, k.name)
		}
	}
}

// The published files know the kinds of personal data.
func TestPublishedKinds(t *testing.T) {
	for name, group := range map[string]string{"vocabulary.json": "properties", "editor.json": "definitions"} {
		text, err := os.ReadFile(filepath.Join("meta", name))
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]json.RawMessage
		var keywords map[string]struct{ Enum []any }
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(doc[group], &keywords); err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(keywords["x-hh-pii"].Enum), fmt.Sprint(privacy.Declarable()); got != want {
			t.Errorf("%s has the kinds %s, want %s", name, got, want)
		}
	}
}

// What is published accepts the schemas that are checked in, and rejects
// mistakes in our keywords, wherever they stand.
func TestPublishedSchemas(t *testing.T) {
	files, err := filepath.Glob("../../examples/*/*/*.schema.json")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d schemas, %v", len(files), err)
	}
	for _, meta := range []string{"vocabulary.json", "editor.json"} {
		s := metaSchema(t, meta)
		for _, name := range files {
			if meta == "editor.json" && IsEventFile(name) {
				continue // nobody edits it
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := santhosh.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(doc); err != nil {
				t.Errorf("%s rejects %s: %v", meta, name, err)
			}
		}
		for _, mistake := range []string{
			`"x-hh-maxbytes": "64"`, `"x-hh-maxbyte": 64`, `"x-hh-overflow": "cut"`, `"x-hh-setter": "with user"`, `"x-hh-moved-from": "uid"`, `"x-hh-moved-to": 1`, `"x-hh-open": {"bytes": 1}`, `"x-hh-maxitems": 0`,
		} {
			text := `{"title": "Turn", "properties": {"metadata": {"properties": {"v": {` + mistake + `}}}}}`
			doc, err := santhosh.UnmarshalJSON(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if s.Validate(doc) == nil {
				t.Errorf("%s accepts %s", meta, text)
			}
		}
	}
}
