package jsonschema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// around is a document with one member and definitions.
func around(member, defs string) string {
	return `{"title": "Turn", "type": "object", "properties": {"metadata": {"type": "object", "properties": {"a": ` + member + `}}}, "$defs": {` + defs + `}}`
}

// chain are definitions that each refer to the next, and end with a string.
func chain(length int) string {
	var b strings.Builder
	for i := range length {
		fmt.Fprintf(&b, `"d%d": {"$ref": "#/$defs/d%d"},`, i, i+1)
	}
	return b.String() + fmt.Sprintf(`"d%d": {"type": "string", "maxLength": 7}`, length)
}

// Long documents are read, in time that grows with their length: of a chain, each
// schema is looked at once, and each name is looked up once.
func TestLargeDocuments(t *testing.T) {
	many := make([]string, 30_000)
	for i := range many {
		many[i] = fmt.Sprintf(`"unused%d": {"type": "object", "description": %q, "properties": {"a": {"type": "string"}}}`, i, strings.Repeat("long ", 20))
	}
	for name, text := range map[string]string{
		"chain of 1,000":  around(`{"$ref": "#/$defs/d0"}`, chain(1000)),
		"chain of 90,000": around(`{"$ref": "#/$defs/d0"}`, chain(90_000)),
		"4 MB of others":  around(`{"$ref": "#/$defs/d0"}`, chain(1)+","+strings.Join(many, ",")),
	} {
		p, err := read("example.com/app", "app", []string{"a.json"}, map[string][]byte{"a.json": []byte(text)})
		if err != nil {
			t.Errorf("%s: %.200v", name, err)
			continue
		}
		if f := p.Records[0].Fields[0]; f.Type.Kind != schema.KindString || f.MaxLength != 7 {
			t.Errorf("%s: %v of %d characters, want a string of 7", name, f.Type.Kind, f.MaxLength)
		}
	}
}

// Documents that are deeper, larger or more than anybody needs end with an error.
func TestLimits(t *testing.T) {
	laughs := `"l9": {"type": "integer"}`
	for i := range 9 {
		var members []string
		for j := range 10 {
			members = append(members, fmt.Sprintf(`"p%d": {"$ref": "#/$defs/l%d"}`, j, i+1))
		}
		laughs += fmt.Sprintf(`, "l%d": {"type": "object", "properties": {%s}}`, i, strings.Join(members, ","))
	}
	nested := func(open, close string, n int) string {
		return strings.Repeat(open, n) + `{"type": "string"}` + strings.Repeat(close, n)
	}
	for name, c := range map[string]struct{ text, want string }{
		"chain":         {around(`{"$ref": "#/$defs/d0"}`, chain(150_000)), "the references unfold to more than 100000 schemas: declare less, or nest it less deep (TYPE_REFUSED)"},
		"billion":       {around(`{"$ref": "#/$defs/l0"}`, laughs), "the references unfold to more than 100000 schemas: declare less, or nest it less deep (TYPE_REFUSED)"},
		"deep lists":    {around(nested(`{"type": "array", "maxItems": 2, "items": `, `}`, 5000), ""), "values are nested more than 1000 deep: flatten the document (JSON_SYNTAX)"},
		"deep brackets": {`{"title": ` + strings.Repeat("[", 200_000), "values are nested more than 1000 deep: flatten the document (JSON_SYNTAX)"},
		"deep allOf":    {around(nested(`{"allOf": [{"type": "string"}, {"type": "integer"}, `, `]}`, 400), ""), "keyword allOf has no meaning here"},
	} {
		_, err := read("example.com/app", "app", []string{"a.json"}, map[string][]byte{"a.json": []byte(c.text)})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "a.json:1:") {
			t.Errorf("%s: %.300v, want %s", name, err, c.want)
		}
	}
}

func TestFileSize(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.json")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(32<<20 + 1); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = jsonschema.Read(jsonschema.Config{Path: "example.com/app", Name: "app"}, name)
	want := name + ": cannot read the schema: " + name + " has more than 32 MB: split it, and refer from one file to the other (PACKAGE_LOAD)"
	if err == nil || err.Error() != want {
		t.Errorf("%.300v, want %s", err, want)
	}
}
