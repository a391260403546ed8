package jsonschema_test

import (
	"bytes"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

const (
	fuzzPath = "example.com/app"
	fuzzName = "fuzz.json"
)

// FuzzRead reads any text. What is wrong is reported at a place in the text;
// what is accepted makes Go that compiles, and is the same schema when it is
// written and read again.
func FuzzRead(f *testing.F) {
	for _, text := range scriptSchemas(f) {
		f.Add(text)
	}
	pkgs, err := gostruct.Load(gostruct.Config{Dir: "../..", Output: "hh_gen.go"}, "./examples/...", "./runtime/testdata/kinds")
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range pkgs {
		_, files := written(f, p.Package)
		for _, text := range files {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := read(fuzzPath, "app", []string{fuzzName}, map[string][]byte{fuzzName: text})
		if err == nil {
			err = schema.Check(p)
		}
		if err != nil {
			checkPositions(t, err, fuzzName, text)
			return
		}
		checkAgain(t, p)
		checkCode(t, p, text)
	})
}

// scriptSchemas are the JSON files of the command's scripts.
func scriptSchemas(t testing.TB) (texts [][]byte) {
	t.Helper()
	err := filepath.WalkDir("../../testdata/script", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".txtar" {
			return err
		}
		archive, err := txtar.ParseFile(path)
		if err != nil {
			return err
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".json") {
				texts = append(texts, f.Data)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// checkPositions checks that err is about places in a text.
func checkPositions(t *testing.T, err error, name string, text []byte) {
	t.Helper()
	var errs schema.Findings
	if !errors.As(err, &errs) || len(errs) == 0 {
		t.Errorf("%T is not about the document: %v", err, err)
	}
	lines := bytes.Split(text, []byte("\n"))
	for _, e := range errs {
		pos := e.Pos
		if pos.Filename != name || pos.Line < 1 || pos.Line > len(lines) || pos.Column < 1 || pos.Column > len(lines[pos.Line-1])+1 {
			t.Errorf("%v is not at a place in the document", e)
		}
		if strings.TrimSpace(e.Message) == "" || strings.ContainsAny(e.Message, "\r\n") || e.Rule == nil {
			t.Errorf("%q is not a message", e)
		}
	}
}

// checkAgain checks that a schema is the same after it is written and read.
func checkAgain(t *testing.T, p *schema.Package) {
	t.Helper()
	names, files := written(t, p)
	again, err := read(p.Path, p.Name, names, files)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, bytes.Join(values(names, files), nil))
	}
	if diff := cmp.Diff(p.Records, again.Records, sameModel); diff != "" {
		t.Errorf("-first +again:\n%s\n%s", diff, bytes.Join(values(names, files), nil))
	}
}

func values(names []string, files map[string][]byte) (texts [][]byte) {
	for _, name := range names {
		texts = append(texts, files[name])
	}
	return texts
}

// checkCode checks that a schema makes Go that compiles, unless its names clash.
func checkCode(t *testing.T, p *schema.Package, text []byte) {
	t.Helper()
	code, err := gen.Generate(gen.Config{Package: p, Declare: true, Sources: []string{fuzzName}})
	if err != nil {
		checkPositions(t, err, fuzzName, text)
		return
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "hh_gen.go", code, parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("%v\n%s", err, code)
	}
	if handWritten(p) {
		return
	}
	imported := exported()
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(imported[path]) })}
	if _, err := config.Check(p.Path, fset, []*ast.File{f}, nil); err != nil {
		t.Fatalf("%v\n%s", err, code)
	}
}

// handWritten reports whether a schema names Go types that only other files
// declare: those of other packages, generic ones, and those with methods.
func handWritten(p *schema.Package) bool {
	for _, r := range p.Records {
		if fieldsHandWritten(p, r.Fields) {
			return true
		}
	}
	return false
}

func fieldsHandWritten(p *schema.Package, fields []*schema.Field) bool {
	for _, f := range fields {
		for _, e := range f.Via {
			if nameHandWritten(p, e.Go) {
				return true
			}
		}
		for typ := f.Type; typ != nil; typ = typ.Elem {
			if typ.Kind == schema.KindMarshaler || typ.IsZero ||
				nameHandWritten(p, typ.Go) || nameHandWritten(p, typ.Key) || fieldsHandWritten(p, typ.Fields) {
				return true
			}
		}
	}
	return false
}

func nameHandWritten(p *schema.Package, g schema.GoName) bool {
	if _, ok := schema.KindOf(g); ok {
		return false
	}
	return g.Path != "" && g.Path != p.Path || len(g.Args) > 0
}

// exported are the export data files of what generated code may import.
var exported = sync.OnceValue(func() map[string]string {
	files := map[string]string{}
	out, err := exec.Command("go", "list", "-deps", "-export", "-f", "{{.ImportPath}} {{.Export}}", schema.RuntimePath, schema.PlumbingPath).Output()
	if err != nil {
		return files // and no code is compiled
	}
	for line := range strings.Lines(string(out)) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			files[path] = file
		}
	}
	return files
})
