package jsonschema_test

import (
	"bytes"
	"errors"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/instance"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// models is how many random models are tested; each run has others.
const models = 300

// What is written is JSON Schema, is read as the same model, and makes the same
// code.
func TestRandomModels(t *testing.T) {
	compiler := validator.NewCompiler()
	compiler.UseRegexpEngine(instance.ECMA)
	meta, err := compiler.Compile("https://json-schema.org/draft/2020-12/schema")
	if err != nil {
		t.Fatal(err)
	}
	made, accepted, generated := 0, 0, 0
	kinds := map[schema.Kind]bool{}
	var rejected error
	random.Check(t, models, func(s random.Source) {
		made++
		p := randomPackage(s)
		if err := schema.Check(p); err != nil {
			rejected = err
			return
		}
		accepted++
		visitKinds(p, kinds)
		names, files := written(s, p)
		for _, name := range names {
			checkValid(s, meta, name, files[name])
		}
		if sameCode(s, p, readSame(s, p, names, files)) {
			generated++
		}
	})
	t.Logf("%d of %d models are valid, %d make code", accepted, made, generated)
	if accepted < made*8/10 {
		t.Errorf("%d of %d models are valid, want four fifths; the last that is not: %v", accepted, made, rejected)
	}
	for k := schema.KindBool; k <= schema.KindAnyMap; k++ {
		if !kinds[k] {
			t.Errorf("no model has a field of kind %s", k)
		}
	}
	if generated < accepted*9/10 {
		t.Errorf("%d of %d valid models make code, want nine tenths", generated, accepted)
	}
}

// visitKinds adds the kinds of the fields of p to kinds.
func visitKinds(p *schema.Package, kinds map[schema.Kind]bool) {
	var visit func(fields []*schema.Field)
	visit = func(fields []*schema.Field) {
		for _, f := range fields {
			for typ := f.Type; typ != nil; typ = typ.Elem {
				kinds[typ.Kind] = true
				visit(typ.Fields)
			}
		}
	}
	for _, r := range p.Records {
		visit(r.Fields)
	}
}

// checkValid checks a document against its meta-schema, and that its references
// lead somewhere.
func checkValid(t random.TB, meta *validator.Schema, name string, text []byte) {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, text)
	}
	if err := meta.Validate(doc); err != nil {
		t.Errorf("%s: %v\n%s", name, err, text)
	}
	c := validator.NewCompiler()
	c.UseRegexpEngine(instance.ECMA)
	if err := c.AddResource("file:///"+name, doc); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Compile("file:///" + name); err != nil {
		t.Errorf("%s: %v\n%s", name, err, text)
	}
}

// readSame reads documents, and compares what they say with p and with what is
// written of it.
func readSame(t random.TB, p *schema.Package, names []string, files map[string][]byte) *schema.Package {
	t.Helper()
	again, err := read(p.Path, p.Name, names, files)
	if err != nil {
		t.Fatalf("%v\n%s", err, all(names, files))
	}
	if diff := cmp.Diff(p.Records, again.Records, sameModel); diff != "" {
		t.Fatalf("-written +read:\n%s\n%s", diff, all(names, files))
	}
	if err := schema.Check(again); err != nil {
		t.Errorf("what was read is not valid: %v\n%s", err, all(names, files))
	}
	_, twice := written(t, again)
	for _, name := range names {
		if !bytes.Equal(files[name], twice[name]) {
			t.Errorf("%s is written otherwise: -first +second:\n%s", name, cmp.Diff(string(files[name]), string(twice[name])))
		}
	}
	return again
}

func all(names []string, files map[string][]byte) (text string) {
	for _, name := range names {
		text += "-- " + name + " --\n" + string(files[name])
	}
	return text
}

// sameCode compares the code of two equal models. It reports whether there is
// any: names that clash are no matter of the schema alone.
func sameCode(t random.TB, p, q *schema.Package) bool {
	t.Helper()
	plain, err := gen.Generate(gen.Config{Package: p})
	other, err2 := gen.Generate(gen.Config{Package: q})
	if err != nil || err2 != nil {
		var errs schema.Findings
		if !errors.As(err, &errs) || !errors.As(err2, &errs) {
			t.Fatalf("code of the model: %v; of the model that was read: %v", err, err2)
		}
		return false
	}
	if !bytes.Equal(plain, other) {
		t.Errorf("-of the model +of the model that was read:\n%s", cmp.Diff(string(plain), string(other)))
	}
	declared, err := gen.Generate(gen.Config{Package: q, Declare: true, Sources: []string{"a.json", "b.json"}})
	if err != nil {
		t.Fatalf("with declarations: %v", err)
	}
	if diff := cmp.Diff(declarations(t, plain, nil), declarations(t, declared, typeNames(q))); diff != "" {
		t.Errorf("-without +with declarations:\n%s", diff)
	}
	return true
}

// declarations are the declarations of a file, but for its imports and those of
// some names, which must all be there.
func declarations(t random.TB, code []byte, but []string) (out []string) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "hh_gen.go", code, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v\n%s", err, code)
	}
	spellImports(f)
	missing := slices.Clone(but)
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok {
			if g.Tok == token.IMPORT {
				continue
			}
			name := declaredName(g)
			if slices.Contains(but, name) {
				missing = slices.DeleteFunc(missing, func(m string) bool { return m == name })
				continue
			}
		}
		var text bytes.Buffer
		if err := format.Node(&text, fset, d); err != nil {
			t.Fatal(err)
		}
		out = append(out, text.String())
	}
	if len(missing) > 0 {
		t.Errorf("%q are not declared:\n%s", missing, code)
	}
	return out
}

// spellImports replaces the names of imported packages by their paths: two
// packages of one name are numbered as the file comes to need them.
func spellImports(f *ast.File) {
	paths := map[string]string{}
	for _, i := range f.Imports {
		p := strings.Trim(i.Path.Value, `"`)
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		paths[name] = p
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok && paths[id.Name] != "" {
				id.Name = paths[id.Name]
			}
		}
		return true
	})
}

// declaredName is the type that a declaration declares, or whose constants.
func declaredName(g *ast.GenDecl) string {
	switch spec := g.Specs[0].(type) {
	case *ast.TypeSpec:
		return spec.Name.Name
	case *ast.ValueSpec:
		if id, ok := spec.Type.(*ast.Ident); ok {
			return id.Name
		}
	}
	return ""
}

// typeNames are the types of its own that a schema needs.
func typeNames(p *schema.Package) (names []string) {
	add := func(g schema.GoName) {
		if g.Path == p.Path && len(g.Args) == 0 && !slices.Contains(names, g.Name) {
			names = append(names, g.Name)
		}
	}
	var fields func([]*schema.Field, bool)
	fields = func(fs []*schema.Field, foreign bool) {
		for _, f := range fs {
			for _, e := range f.Via {
				if !foreign {
					add(e.Go)
				}
				foreign = foreign || e.Go.Path != p.Path
			}
			for typ := f.Type; typ != nil; typ = typ.Elem {
				if typ.Kind != schema.KindMarshaler {
					add(typ.Go)
				}
				add(typ.Key)
				fields(typ.Fields, typ.Go.Path != p.Path)
			}
			foreign = false
		}
	}
	for _, r := range p.Records {
		add(schema.GoName{Path: p.Path, Name: r.Name})
		fields(r.Fields, false)
	}
	return names
}

// Code from Go source is the code from the JSON Schema that is written of it,
// but for the guards on the source.
func TestCodeOfGoAndJSONSchema(t *testing.T) {
	pkgs, err := gostruct.Load(gostruct.Config{Dir: "../..", Output: "hh_gen.go"},
		"./examples/...", "./runtime/testdata/kinds", "./runtime/testdata/kinds/dict", "./testdata/turn", "./runtime/testdata/wire")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, p := range pkgs {
		if len(p.Records) == 0 {
			continue
		}
		count++
		t.Run(p.Name, func(t *testing.T) {
			names, files := written(t, p.Package)
			again := readSame(t, p.Package, names, files)
			fromGo, err := gen.Generate(gen.Config{Package: p.Package})
			if err != nil {
				t.Fatal(err)
			}
			fromJSON, err := gen.Generate(gen.Config{Package: again})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(fromGo), string(fromJSON)); diff != "" {
				t.Errorf("-Go +JSON Schema:\n%s", diff)
			}
		})
	}
	if count < 5 {
		t.Errorf("%d packages with records, want at least 5", count)
	}
}
