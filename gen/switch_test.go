package gen_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"testing"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// The switch over all fields is in no loop and in no generic function: there,
// compiling it takes time and memory that grow with the square of their number.
// Without optimization, it does anywhere, which is why large switches are split.
func TestSwitchCompilesInLinearTime(t *testing.T) {
	sizes, err := os.ReadFile("../testdata/sizes/hh_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		output  []byte
		setters int
	}{{"records", sizes, 104}, {"one record", wide(t, 300), 300}} {
		cases := 0
		for fn, s := range typeSwitches(t, test.output) {
			if _, typed := s.Assign.(*ast.AssignStmt); !typed {
				continue // its cases have no variables
			}
			cases += len(s.Body.List)
			if len(s.Body.List) > 64 {
				t.Errorf("%s: %s switches over %d types, want at most 64", test.name, fn, len(s.Body.List))
			}
		}
		if cases < test.setters {
			t.Errorf("%s: %d cases, want one for each of %d setters", test.name, cases, test.setters)
		}
	}
}

// typeSwitches are the switches over types in an output, with the names of their
// functions, none of which is generic, or has them in a loop.
func typeSwitches(t *testing.T, output []byte) map[string]*ast.TypeSwitchStmt {
	file, err := parser.ParseFile(token.NewFileSet(), "", output, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	switches := map[string]*ast.TypeSwitchStmt{}
	for _, d := range file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.PreorderStack(fn, nil, func(n ast.Node, around []ast.Node) bool {
			if s, ok := n.(*ast.TypeSwitchStmt); ok {
				switches[fn.Name.Name] = s
				if fn.Type.TypeParams != nil || slices.ContainsFunc(around, isLoop) {
					t.Errorf("%s switches over types in a loop, or is generic", fn.Name.Name)
				}
			}
			return true
		})
	}
	return switches
}

func isLoop(n ast.Node) bool {
	switch n.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		return true
	}
	return false
}

// wide is the output for one record of n fields.
func wide(t *testing.T, n int) []byte {
	var doc bytes.Buffer
	doc.WriteString(`{"title": "Wide", "type": "object", "properties": {"metrics": {"type": "object", "properties": {`)
	for i := range n {
		fmt.Fprintf(&doc, `"field%d": {"type": "integer"}, `, i)
	}
	doc.WriteString(`"last": {"type": "integer"}}}}}`)
	p, err := jsonschema.Read(jsonschema.Config{Path: "example.com/wide", Name: "wide", ReadFile: func(string) ([]byte, error) { return doc.Bytes(), nil }}, "wide.json")
	if err != nil {
		t.Fatal(err)
	}
	output, err := gen.Generate(gen.Config{Package: p, Declare: true})
	if err != nil {
		t.Fatal(err)
	}
	return output
}
