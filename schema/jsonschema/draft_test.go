package jsonschema

import (
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
)

// A document is of the draft that it names, or of the newest one whose form it has.
func TestDraftOf(t *testing.T) {
	for text, want := range map[string]*draft{
		`{}`: draft2020,
		`{"$schema": "http://json-schema.org/draft-04/schema#"}`:                  draft4,
		`{"$schema": "http://json-schema.org/draft-06/schema"}`:                   draft6,
		`{"$schema": "http://json-schema.org/draft-07/schema#", "items": [true]}`: draft7,
		`{"$schema": "https://json-schema.org/draft/2019-09/schema"}`:             draft2019,
		`{"$schema": "https://json-schema.org/draft/2020-12/schema"}`:             draft2020,
		`{"$schema": "` + MetaSchemaURL + `"}`:                                    draft2020,
		`{"$schema": "http://json-schema.org/draft-03/schema#"}`:                  nil,
		`{"definitions": {"A": {"items": [{"type": "string"}]}}}`:                 draft2019,
		`{"properties": {"a": {"exclusiveMaximum": false}, "b": {"items": []}}}`:  draft4,
		`{"properties": {"items": {"type": "array"}}, "default": {"items": []}}`:  draft2020,
		`{"openapi": "3.0.3"}`: openAPI3,
		`{"openapi": "3.1.0"}`: draft2020,
		`{"swagger": "2.0"}`:   openAPI3,
	} {
		f := newFile("t.json", []byte(text))
		var errs schema.Findings
		if !f.parse(&errs) {
			t.Fatal(errs.Err())
		}
		if got := draftOf(f.root); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

// What one draft restricts and another ignores is rejected where it is ignored, and
// accepted by the draft that the message names.
func TestDraftOfKeyword(t *testing.T) {
	for keyword, first := range since {
		value := samples[keyword]
		for _, d := range drafts {
			if d == openAPI3 {
				continue
			}
			f := newFile("t.json", []byte(`{"$schema": "`+d.url+`", "`+keyword+`": `+value+`}`))
			var errs schema.Findings
			if !f.parse(&errs) {
				t.Fatal(errs.Err())
			}
			all := draftOf(f.root).apply(f.root)
			got, fix := f.root.members[1].rejected, f.root.members[1].way
			helps := strings.Contains(fix, first.url) || keyword == "const" && fix == `write "enum": ["a"] in its place`
			if ignored := d.before(first); ignored != (got != "") || ignored == all || ignored && !helps {
				t.Errorf("%s in %s: %q, %q", keyword, d.name, got, fix)
			}
		}
	}
}
