package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/report"
)

// The runtime imports nothing of the generator, so what both must know stands in
// both: limits, and names on the wire and in outputs.
func TestRuntimeAgrees(t *testing.T) {
	stale := strings.ReplaceAll(schema.OutputName, ".", "_") + "_is_stale_run_go_generate"
	for _, c := range []struct {
		dir, name string
		want      any
	}{
		{"runtime/internal/record", "maxObjects", schema.MaxObjects},
		{"runtime/internal/record", "maxLists", schema.MaxLists},
		{"runtime/internal/record", "maxPathBytes", schema.MaxMapKeyBytes},
		{"runtime/internal/record", "maxOpenKeyBytes", schema.MaxKeyBytes},
		{"runtime/internal/record", "maxInherited", schema.SpanAttributes},
		{"runtime/internal/record", "MaxBaggageBytes", schema.MaxBaggageBytes},
		{"runtime/internal/provider", "Enrichment", schema.AttributePrefix},
		{"runtime/hhtest", "outputName", schema.OutputName},
		{"gen", "hint", stale},
	} {
		want := fmt.Sprint(c.want)
		if got := constantOf(t, c.dir, c.name); got != want {
			t.Errorf("%s of %s is %s, and the generator's is %s", c.name, c.dir, got, want)
		}
	}
}

// An update has the namespaces of sessions: inputs go to metadata.inputs.
func TestUpdateNamespacesAgree(t *testing.T) {
	var got, want []string
	for _, e := range declared(t, "runtime", "updateNamespaces").(*ast.CompositeLit).Elts {
		got = append(got, strings.Trim(e.(*ast.BasicLit).Value, `"`))
	}
	for _, n := range schema.Namespaces {
		if !n.SpanOnly() && n != schema.Inputs {
			want = append(want, string(n))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("updates have the namespaces %q, want %q", got, want)
	}
}

// Documentation that repeats a limit, a default or the name of a format says what
// the code does.
func TestDocumentedNumbersAgree(t *testing.T) {
	formats := make([]any, len(report.Formats))
	for i, f := range report.Formats {
		formats[i] = f
	}
	for _, c := range []struct {
		file, sentence string
		values         []any
	}{
		{"docs/declaring.md", "the default is %d", []any{schema.DefaultMaxBytes}},
		{"docs/declaring.md", "permits `maxbytes` over %d, up to %d", []any{schema.DefaultMaxBytes, schema.LargeMaxBytes}},
		{"docs/declaring.md", "at most %d levels", []any{schema.MaxObjects}},
		{"docs/declaring.md", "a key has 1 to %d bytes", []any{schema.MaxMapKeyBytes}},
		{"docs/runtime.md", "the SDK's limit of attributes, %d by default", []any{schema.SpanAttributes}},
		{"docs/sharing-keys.md", "field-bytes: %d", []any{budget.Default.FieldBytes}},
		{"docs/sharing-keys.md", "record-attributes: %d", []any{budget.Default.RecordAttributes}},
		{"internal/config/config.go", "field-bytes: %d", []any{budget.Default.FieldBytes}},
		{"internal/config/config.go", "record-bytes: %d", []any{budget.Default.RecordBytes}},
		{"internal/config/config.go", "record-attributes: %d", []any{budget.Default.RecordAttributes}},
		{"cmd/hhgen/doc.go", "declared, default (%d", []any{schema.DefaultMaxBytes}},
		{"cmd/hhgen/doc.go", "--field-bytes (%d)", []any{budget.Default.FieldBytes}},
		{"cmd/hhgen/doc.go", "--record-attributes (%d)", []any{budget.Default.RecordAttributes}},
		{"cmd/hhgen/doc.go", "%s for people, %s for programs, %s for annotations of GitHub Actions, %s (2.1.0) for code scanning, %s for Code Quality reports, and %s for test reports", formats},
		{"cmd/hhgen/doc.go", "--format %s]", []any{strings.Join(budget.Formats, "|")}},
		{"schema/jsonschema/doc.go", "most %d MB", []any{schema.MaxDocumentBytes >> 20}},
		{"schema/jsonschema/doc.go", "values are nested at most %s deep", []any{thousands(schema.MaxDocumentDepth)}},
		{"schema/jsonschema/doc.go", "at most %s schemas", []any{thousands(schema.MaxDocumentSchemas)}},
		{"schema/jsonschema/doc.go", "the default bound of %d bytes", []any{schema.DefaultMaxBytes}},
		{"gen/vet/rules.go", "the declared maxbytes, or %d bytes", []any{schema.DefaultMaxBytes}},
	} {
		text, err := os.ReadFile(filepath.Join("../..", c.file))
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.Join(strings.Fields(strings.ReplaceAll(string(text), "\n//", "\n")), " ")
		if sentence := fmt.Sprintf(c.sentence, c.values...); !strings.Contains(plain, sentence) {
			t.Errorf("%s does not say %q", c.file, sentence)
		}
	}
}

// thousands is a number as prose has it: 1,000.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// constantOf is the value of a constant of a package that this one cannot import.
func constantOf(t *testing.T, dir, name string) string {
	t.Helper()
	e := declared(t, dir, name)
	if e == nil {
		t.Errorf("%s declares no constant %s", dir, name)
		return ""
	}
	v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(e))
	if err != nil {
		t.Errorf("%s of %s: %v", name, dir, err)
		return ""
	}
	if v.Value.Kind() == constant.String {
		return constant.StringVal(v.Value)
	}
	return v.Value.String()
}

// declared is the value of a constant or variable of a package, or the type of
// that name; nil if there is none.
func declared(t *testing.T, dir, name string) (found ast.Expr) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				return false
			case *ast.TypeSpec:
				if n.Name.Name == name {
					found = n.Type
				}
			case *ast.ValueSpec:
				if i := slices.IndexFunc(n.Names, func(id *ast.Ident) bool { return id.Name == name }); i >= 0 && i < len(n.Values) {
					found = n.Values[i]
				}
			}
			return true
		})
	}
	return found
}
