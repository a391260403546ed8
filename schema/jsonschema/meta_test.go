package jsonschema

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	santhosh "github.com/santhosh-tekuri/jsonschema/v6"
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

// The published files know the keywords that are read, and no others of ours.
func TestPublishedKeywords(t *testing.T) {
	for _, name := range []string{"vocabulary.json", "editor.json"} {
		text, err := os.ReadFile(filepath.Join("meta", name))
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			ID         string                     `json:"$id"`
			Properties map[string]json.RawMessage `json:"properties"`
		}
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		if name == "vocabulary.json" && doc.ID != MetaSchemaURL {
			t.Errorf("the $id is %s, want %s", doc.ID, MetaSchemaURL)
		}
		for _, k := range keywords {
			ours := strings.HasPrefix(k.name, "x-hh-")
			if _, ok := doc.Properties[k.name]; !ok && (ours || name == "editor.json" && k.in != 0) {
				t.Errorf("%s does not have %s", name, k.name)
			}
		}
		for p := range doc.Properties {
			if k, ok := lookup(p); !ok || k.in == 0 {
				t.Errorf("%s has %s, which is not read", name, p)
			}
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
