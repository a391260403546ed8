package gen_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// TestTypedVectors declares each vector whose keys and types a schema can
// declare as Go structs, generates enrichers from them, and records the
// vector's values through typed fields in a program of its own.
func TestTypedVectors(t *testing.T) {
	withoutDetector(t)
	var declared []typedVector
	for i, v := range readVectors[vector](t, "span.json") {
		if d, ok := declare(i, v); ok && !beyondLimits[v.Name] {
			declared = append(declared, d)
		}
	}
	if len(declared) < 70 {
		t.Errorf("%d vectors can be declared, want at least 70", len(declared))
	}
	dir := scratch.Module(t, "example.com/scratch")
	program := "package main\n\nimport (\n\t\"context\"\n\t\"encoding/json\"\n\t\"errors\"\n\t\"os\"\n\n" +
		"\t\"go.opentelemetry.io/otel/attribute\"\n" +
		"\tsdktrace \"go.opentelemetry.io/otel/sdk/trace\"\n" +
		"\t\"go.opentelemetry.io/otel/sdk/trace/tracetest\"\n\n"
	body := ""
	for _, d := range declared {
		scratch.Write(t, filepath.Join(dir, d.pkg, "record.go"), d.source)
		program += fmt.Sprintf("\t%q\n", "example.com/scratch/"+d.pkg)
		body += fmt.Sprintf("\trecord(%q, func(ctx context.Context) { %s.EnrichSpan(ctx, %s) })\n", d.vector.Name, d.pkg, d.literal)
	}
	program += ")\n" + recordFunc + "\nfunc main() {\n\t_ = errors.New\n" + body + "\t_ = json.NewEncoder(os.Stdout).Encode(out)\n}\n"
	scratch.Write(t, filepath.Join(dir, "main.go"), program)
	generate(t, dir, "./...")

	cmd := exec.Command("go", "run", ".")
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var results map[string][]wireAttribute
	if err := json.Unmarshal(stdout, &results); err != nil {
		t.Fatal(err)
	}
	for _, d := range declared {
		if diff := cmp.Diff(sorted(want(t, d.vector.Attributes)), sorted(want(t, results[d.vector.Name]))); diff != "" {
			t.Errorf("%s: -want +got:\n%s\n%s", d.vector.Name, diff, d.source)
		}
	}
}

// recordFunc collects the attributes of an exported span, in the form of the vectors.
const recordFunc = `
type wireAttribute struct {
	Key, Type string
	Value     any
}

var out = map[string][]wireAttribute{}

func record(name string, enrich func(ctx context.Context)) {
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	ctx, span := provider.Tracer("test").Start(context.Background(), name)
	enrich(ctx)
	span.End()
	out[name] = []wireAttribute{}
	for _, kv := range exporter.GetSpans()[0].Attributes {
		typ := map[attribute.Type]string{attribute.BOOL: "bool", attribute.INT64: "int", attribute.FLOAT64: "float", attribute.STRING: "string"}[kv.Value.Type()]
		out[name] = append(out[name], wireAttribute{string(kv.Key), typ, kv.Value.AsInterface()})
	}
}
`

// typedVector is a vector as Go source.
type typedVector struct {
	vector  vector
	pkg     string
	source  string // of the package that declares it
	literal string // of its value, seen from another package
}

// declarer writes the structs of one vector.
type declarer struct {
	pkg   string
	types strings.Builder
	count int
	ok    bool
}

// declare makes Go source of a vector; ok is false if its keys or types cannot
// be declared: lists of mixed types, null, keys that are no snake_case.
func declare(i int, v vector) (typedVector, bool) {
	d := &declarer{pkg: fmt.Sprintf("v%d", i), ok: true}
	dec := json.NewDecoder(bytes.NewReader(v.Input))
	dec.UseNumber()
	var input any
	if err := dec.Decode(&input); err != nil {
		return typedVector{}, false
	}
	object, isObject := input.(map[string]any)
	switch {
	case v.Namespace == "error":
		source := fmt.Sprintf("package %s\n\ntype Record struct {\n\tErr error `hh:\"error\"`\n}\n", d.pkg)
		return typedVector{v, d.pkg, source, fmt.Sprintf("%s.Record{Err: errors.New(%q)}", d.pkg, input)}, true
	case !isObject || len(object) == 0:
		return typedVector{}, false
	}
	fields, literal := d.object(object, v.Namespace, 0)
	source := fmt.Sprintf("package %s\n\ntype Record struct {\n%s}\n%s", d.pkg, fields, d.types.String())
	return typedVector{v, d.pkg, source, fmt.Sprintf("%s.Record{%s}", d.pkg, literal)}, d.ok
}

// object writes the fields of an object and their literal.
func (d *declarer) object(o map[string]any, namespace string, lists int) (fields, literal string) {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	bare := map[string]bool{}
	for _, k := range keys {
		d.ok = d.ok && schema.ValidKey(k) && !bare[strings.ReplaceAll(k, "_", "")]
		bare[strings.ReplaceAll(k, "_", "")] = true
		if !d.ok {
			return "", ""
		}
		name := schema.GoKey(k)
		typ, value := d.value(o[k], lists)
		options := ",key=" + k
		if strings.Contains(typ, "[]") {
			options += ",maxitems=16"
		}
		if strings.HasSuffix(typ, "string") {
			options += ",maxbytes=2048,large"
			d.ok = d.ok && namespace != "metrics"
		}
		fields += fmt.Sprintf("\t%s %s `hh:\"%s%s\"`\n", name, typ, namespace, options)
		literal += fmt.Sprintf("%s: %s, ", name, value)
	}
	return fields, literal
}

// value writes the type of a value and its literal.
func (d *declarer) value(v any, lists int) (typ, literal string) {
	switch v := v.(type) {
	case bool:
		return "bool", fmt.Sprint(v)
	case string:
		return "string", fmt.Sprintf("%q", v)
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "float64", v.String()
		}
		return "int64", v.String()
	case map[string]any:
		if len(v) == 0 {
			break
		}
		d.count++
		name := fmt.Sprintf("Object%d", d.count)
		fields, members := d.object(v, "", lists)
		fmt.Fprintf(&d.types, "\ntype %s struct {\n%s}\n", name, fields)
		return name, fmt.Sprintf("%s.%s{%s}", d.pkg, name, members)
	case []any:
		return d.list(v, lists+1)
	}
	d.ok = false
	return "", ""
}

func (d *declarer) list(v []any, lists int) (typ, literal string) {
	d.ok = d.ok && lists <= schema.MaxLists && len(v) > 0
	var items []string
	for _, item := range v {
		t, l := d.value(item, lists)
		if typ == "" {
			typ = t
		}
		d.ok = d.ok && t == typ
		items = append(items, l)
	}
	typ = "[]" + typ
	spelled := typ
	if i := strings.Index(typ, "Object"); i >= 0 {
		spelled = typ[:i] + d.pkg + "." + typ[i:]
	}
	return typ, spelled + "{" + strings.Join(items, ", ") + "}"
}

func sorted(lines []string) []string {
	sort.Strings(lines)
	return lines
}

// generate does in process what the command does.
func generate(t *testing.T, dir string, patterns ...string) {
	t.Helper()
	pkgs, err := gostruct.Load(gostruct.Config{Dir: dir, Output: "hh_gen.go"}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		if len(p.Records) == 0 {
			continue
		}
		if err := schema.Check(p.Package); err != nil {
			t.Fatal(err)
		}
		out, err := gen.Generate(gen.Config{Package: p.Package, Types: p.Types, Guarded: p.Guarded, Declared: p.Declared})
		if err != nil {
			t.Fatal(err)
		}
		scratch.Write(t, filepath.Join(p.Dir, "hh_gen.go"), string(out))
	}
}
