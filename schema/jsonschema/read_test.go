package jsonschema_test

import (
	"fmt"
	"go/token"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// sameModel compares schemas without the places where they were declared.
var sameModel = cmp.Options{
	cmpopts.IgnoreTypes(token.Position{}, map[string]token.Position{}), cmpopts.IgnoreInterfaces(struct{ schema.Declaration }{}),
	cmpopts.IgnoreFields(schema.Package{}, "Written"),
	cmpopts.EquateEmpty(),
}

// written writes the records of p, and returns the documents in their order.
func written(t random.TB, p *schema.Package) (names []string, files map[string][]byte) {
	t.Helper()
	files = map[string][]byte{}
	for i, r := range p.Records {
		text, err := jsonschema.Write(p, r)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("%02d_%s", i, jsonschema.FileName(r))
		names = append(names, name)
		files[name] = text
	}
	return names, files
}

// read reads documents that are in memory.
func read(path, pkg string, names []string, files map[string][]byte) (*schema.Package, error) {
	return jsonschema.Read(jsonschema.Config{Path: path, Name: pkg, ReadFile: func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return text, nil
		}
		return nil, fs.ErrNotExist
	}}, names...)
}

// A schema from Go that is written and read again is the same schema.
func TestRoundTripOfGo(t *testing.T) {
	pkgs, err := gostruct.Load(gostruct.Config{Dir: "../..", Output: "hh_gen.go"},
		"./examples/...", "./runtime/testdata/kinds", "./runtime/testdata/kinds/dict", "./testdata/turn", "./runtime/testdata/wire")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		names, files := written(t, p.Package)
		again, err := read(p.Path, p.Name, names, files)
		if err != nil {
			t.Errorf("%s: %v", p.Path, err)
			continue
		}
		if diff := cmp.Diff(p.Records, again.Records, sameModel); diff != "" {
			t.Errorf("%s: -Go +JSON Schema:\n%s", p.Path, diff)
		}
	}
}
