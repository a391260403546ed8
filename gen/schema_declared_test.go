package gen_test

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/typecheck"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// TestDeclarationsAreRead reads the structs that are generated of documents by
// their tags: they say what the documents say.
func TestDeclarationsAreRead(t *testing.T) {
	withoutDetector(t)
	for _, d := range documents {
		t.Run(d.name, func(t *testing.T) { readDeclarations(t, readDocument(t, d)) })
	}
	for _, text := range hostile {
		p, err := jsonschema.Read(jsonschema.Config{Path: "example.com/scratch/app", Name: "app", ReadFile: func(string) ([]byte, error) {
			return textual(t, text), nil
		}}, "turn.json")
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		readDeclarations(t, p)
	}
}

// TestDeclarationsOfScripts reads what is generated of the documents in scripts,
// as far as they are valid and have no types of other packages.
func TestDeclarationsOfScripts(t *testing.T) {
	withoutDetector(t)
	names, err := filepath.Glob("../testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	more, _ := filepath.Glob("../testdata/script/*/*.txtar")
	count := 0
	for _, name := range append(names, more...) {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string][]byte{}
		for _, f := range archive.Files {
			texts[f.Name] = f.Data
		}
		for _, f := range archive.Files {
			if path.Ext(f.Name) != ".json" {
				continue
			}
			p, err := jsonschema.Read(jsonschema.Config{Path: "example.com/app", Name: "app", ReadFile: func(name string) ([]byte, error) {
				if text, ok := texts[filepath.ToSlash(name)]; ok {
					return text, nil
				}
				return nil, fs.ErrNotExist
			}}, f.Name)
			if err != nil || schema.Check(p) != nil || strings.Contains(string(f.Data), "example.com/app/") {
				continue
			}
			if gen.CheckNames(gen.Config{Package: p, Declare: true}) == nil {
				count++
				t.Run(filepath.Base(name)+"/"+f.Name, func(t *testing.T) { readDeclarations(t, p) })
			}
		}
	}
	if count < 50 {
		t.Errorf("%d documents are valid, want at least 50", count)
	}
}

// readDeclarations compares a model with what is read of the code that declares it.
func readDeclarations(t *testing.T, p *schema.Package) {
	t.Helper()
	code, err := gen.Generate(gen.Config{Package: p, Declare: true, Sources: []string{"turn.json"}})
	if err != nil {
		t.Fatal(err)
	}
	src := typecheck.Package(t, p.Path, string(code))
	if diff := typecheck.Differences(p.Records, gostruct.Read(src)); diff != "" {
		t.Errorf("-JSON Schema +Go:\n%s\n%s", diff, beginning(string(code)))
	}
}
