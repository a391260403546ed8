// Package instance validates instances of JSON Schema documents, for tests, with a
// validator that knows none of hhgen's keywords.
package instance

import (
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hhgen/hhgen/schema"
)

// Schema compiles a document.
func Schema(t testing.TB, document []byte) *jsonschema.Schema {
	t.Helper()
	const url = "file:///document.json"
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(ECMA)
	if err := c.AddResource(url, Of(t, string(document))); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ECMA compiles the patterns of documents.
func ECMA(pattern string) (jsonschema.Regexp, error) {
	re, err := schema.Pattern(pattern).Regexp()
	return named{re, pattern}, err
}

// named is a compiled pattern that knows how it is written.
type named struct {
	matcher interface{ MatchString(s string) bool }
	text    string
}

func (n named) MatchString(s string) bool { return n.matcher.MatchString(s) }
func (n named) String() string            { return n.text }

// Of is the value of a JSON text, as the validator wants it.
func Of(t testing.TB, text string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
