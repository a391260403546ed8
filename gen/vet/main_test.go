package vet_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// module makes a module of the folder testdata/app, next to the one of
// testdata/dict that it requires, and generates the enrichers of both.
func module(t testing.TB) (dir string) {
	t.Helper()
	dir, other := scratch.Module(t, "example.com/app"), scratch.Module(t, "example.com/dict")
	copyTo(t, "testdata/app", dir)
	copyTo(t, "testdata/dict", other)
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	scratch.Write(t, filepath.Join(dir, "go.mod"), string(mod)+"\nrequire example.com/dict v0.0.0\nreplace example.com/dict => "+other+"\n")
	generate(t, other, ".")
	generate(t, dir, "./chat")
	generateDocuments(t, filepath.Join(dir, "review"), "review.schema.json")
	return dir
}

func copyTo(t testing.TB, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		scratch.Write(t, filepath.Join(to, rel), string(content))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// generate writes the enrichers of the packages that patterns name.
func generate(t testing.TB, dir string, patterns ...string) {
	t.Helper()
	pkgs, err := gostruct.Load(gostruct.Config{Dir: dir, Output: "hh_gen.go"}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		code, err := gen.Generate(gen.Config{Package: p.Package, Types: p.Types, Guarded: p.Guarded, Declared: p.Declared})
		if err != nil {
			t.Fatal(err)
		}
		scratch.Write(t, filepath.Join(p.Dir, "hh_gen.go"), string(code))
	}
}

// generateDocuments does so for JSON Schema files.
func generateDocuments(t testing.TB, dir, file string) {
	t.Helper()
	p, err := jsonschema.Read(jsonschema.Config{Name: filepath.Base(dir), Path: "example.com/app/" + filepath.Base(dir)}, filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	code, err := gen.Generate(gen.Config{Package: p, Declare: true, Sources: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	scratch.Write(t, filepath.Join(dir, "hh_gen.go"), string(code))
}
