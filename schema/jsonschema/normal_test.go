package jsonschema_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata")

// settings are what hhgen.yaml says for the documents of other tools.
var settings = schema.Defaults{MaxItems: schema.Default{N: 32}, Unions: schema.AnyUnions, Large: true}

// records leads to the record in documents that give no definition a special place.
var records = map[string]string{
	"quicktype.json":   "#/definitions/Turn",
	"fastapi.json":     "#/components/schemas/Retrieval",
	"zod-openapi.json": "#/components/schemas/Retrieval",
}

// Documents that other tools wrote make Go that compiles, with nothing but
// settings. Each has its Go types beside it.
func TestTools(t *testing.T) {
	names, err := filepath.Glob("testdata/tools/*.json")
	if err != nil || len(names) < 29 {
		t.Fatalf("%d documents, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			p, err := readWith(settings, name+records[filepath.Base(name)], text)
			if err != nil {
				t.Fatal(err)
			}
			checkAgain(t, p)
			checkCode(t, p, text)
			expect(t, strings.TrimSuffix(name, ".json")+".txt", goTypes(t, p))
		})
	}
}

// Each construct of other tools has the Go type and the bounds that the case
// says. Where it is rejected, what the message says to do is accepted.
func TestConstructs(t *testing.T) {
	names, err := filepath.Glob("testdata/constructs/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		with := schema.Defaults{}
		if bytes.Contains(archive.Comment, []byte("unions: any")) {
			with = settings
		}
		for i := range archive.Files {
			if f := &archive.Files[i]; strings.HasSuffix(f.Name, ".json") {
				t.Run(filepath.Base(name)+"/"+f.Name, func(t *testing.T) { construct(t, archive, f, with) })
			}
		}
		if *update {
			if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// construct checks one case of an archive, in which the expected output follows
// the document.
func construct(t *testing.T, archive *txtar.Archive, f *txtar.File, with schema.Defaults) {
	got, accepted := outcome(t, f, with)
	if !accepted && strings.HasPrefix(f.Name, "fixed") {
		t.Errorf("what the message says does not work: %s", got)
	}
	want := f.Name[:len(f.Name)-len(".json")] + ".txt"
	for i := range archive.Files {
		if out := &archive.Files[i]; out.Name == want {
			if *update {
				out.Data = []byte(got)
			} else if diff := cmp.Diff(string(out.Data), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			return
		}
	}
	t.Errorf("there is no %s", want)
}

// outcome is what a case makes: Go declarations, or findings. A case that is not
// a document is the schema of a key of metadata.
func outcome(t *testing.T, f *txtar.File, with schema.Defaults) (text string, accepted bool) {
	t.Helper()
	doc := asDocument(f.Data)
	p, err := readWith(with, "t.json", doc)
	if err != nil {
		return err.Error() + "\n", false
	}
	checkAgain(t, p)
	checkCode(t, p, doc)
	return goTypes(t, p), true
}

// asDocument is a document, or one with a schema for a key of metadata.
func asDocument(text []byte) []byte {
	text = bytes.TrimSpace(text)
	if bytes.Contains(text, []byte(`"metadata"`)) {
		return text
	}
	const document = `{"title": "T", "type": "object", "properties": {"metadata": {"type": "object", "required": ["v"], "properties": {"v":` + "\n%s\n}}}}"
	return fmt.Appendf(nil, document, text)
}

// readWith reads one document, and applies all rules to it.
func readWith(with schema.Defaults, name string, text []byte) (*schema.Package, error) {
	p, err := jsonschema.Read(jsonschema.Config{
		Path: fuzzPath, Name: "app", Defaults: with, ReadFile: func(string) ([]byte, error) { return text, nil },
	}, name)
	if err == nil {
		err = schema.Check(p)
	}
	return p, err
}

// goTypes are the Go types of a package as hhgen declares them.
func goTypes(t *testing.T, p *schema.Package) string {
	t.Helper()
	code, err := gen.Generate(gen.Config{Package: p, Declare: true, Sources: []string{"t.json"}})
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(code), "// Generated from t.json.\n")
	types, _, found := strings.Cut(rest, "// SpanField is")
	if !found {
		t.Fatalf("the code has another form:\n%s", code)
	}
	return strings.TrimSpace(types) + "\n"
}

// expect compares text with a file, or writes it there.
func expect(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: -want +got:\n%s", name, diff)
	}
}

// FuzzNormalize reads any schema as that of a key, with settings that reject
// least. What is accepted makes Go that compiles; what is wrong is reported at a
// place in the text.
func FuzzNormalize(f *testing.F) {
	names, err := filepath.Glob("testdata/constructs/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".json") {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, member []byte) {
		text := asDocument(member)
		p, err := readWith(settings, fuzzName, text)
		if err != nil {
			checkPositions(t, err, fuzzName, text)
			return
		}
		checkAgain(t, p)
		checkCode(t, p, text)
	})
}
