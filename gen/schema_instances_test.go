package gen_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// How many instances of each record are valid, and how many break one bound.
const (
	validInstances  = 30
	brokenInstances = 40
)

// TestSchemaInstances generates the packages of all documents, and records
// random instances of them in a program of its own. A valid instance arrives as
// HoneyHive's SDKs would send it; of one that breaks a bound, something is
// reported.
func TestSchemaInstances(t *testing.T) {
	dir := scratch.Module(t, "example.com/scratch")
	var jobs []job
	imports, records := "", ""
	for _, d := range documents {
		p := readDocument(t, d)
		out, err := gen.Generate(gen.Config{Package: p, Declare: true, Sources: []string{d.name + ".json"}})
		if err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
		scratch.Write(t, filepath.Join(dir, d.name, "hh_gen.go"), string(out))
		imports += fmt.Sprintf("\t%q\n", "example.com/scratch/"+d.name)
		for i, r := range p.Records {
			records += fmt.Sprintf("\t%q: {func() any { return new(%s.%s) }, func(rt *hh.Runtime, ctx context.Context, v any) { %s.NewEnricher(rt).EnrichSpan(ctx, v.(*%s.%s)) }},\n",
				d.name+"."+r.Name, d.name, r.Name, d.name, d.name, r.Name)
			jobs = append(jobs, instancesOf(t, d, i, r)...)
		}
	}
	program := strings.NewReplacer("IMPORTS\n", imports, "RECORDS\n", records).Replace(instanceProgram)
	scratch.Write(t, filepath.Join(dir, "main.go"), program)
	broken := map[string]bool{}
	for i, got := range runJobs(t, dir, jobs) {
		broken[jobs[i].broken] = true
		compare(t, jobs[i], got)
	}
	for _, what := range []string{
		"", "enum", "minimum", "maximum", "bytes", "characters", "number of items", "number of members",
		"number of attributes", "string within a value of any type",
	} {
		if !broken[what] {
			t.Errorf("no instance has this broken: %q", what)
		}
	}
}

// job is one instance for the program, and what it should make of it.
type job struct {
	Record   string
	Fields   []jobField
	Instance map[string]any // with durations in nanoseconds

	instance map[string]any // as it is valid, or not
	broken   string         // the bound that is broken; "" for none
	want     []wireAttribute
}

// jobField says which Go field holds a member.
type jobField struct {
	Namespace, Key, Name string
	Via                  []string
	Inline               bool
}

// outcome is what the program recorded.
type outcome struct {
	Attributes []wireAttribute
	Violations []string
	Error      string
}

func readDocument(t *testing.T, d document) *schema.Package {
	t.Helper()
	texts := map[string]string{d.name + ".json": d.text, "shared.json": shared}
	p, err := jsonschema.Read(jsonschema.Config{
		Path: "example.com/scratch/" + d.name, Name: d.name,
		ReadFile: func(name string) ([]byte, error) {
			if text, ok := texts[name]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
	}, d.name+".json")
	if err == nil {
		err = schema.Check(p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// instancesOf makes instances of record i of a document.
func instancesOf(t *testing.T, d document, i int, r *schema.Record) (jobs []job) {
	t.Helper()
	valid := validators(t, d)[i]
	fs := files{d.name + ".json": object(t, d.text), "shared.json": object(t, shared)}
	file, place := d.name+".json", d.places()[i]
	root := fs[file]
	if place != "" {
		root = fs.at(file, strings.TrimPrefix(place, "#"))
	}
	var fields []jobField
	for _, f := range r.Fields {
		jf := jobField{Namespace: string(f.Namespace), Key: f.Key, Name: f.Name, Inline: f.Inline}
		for _, e := range f.Via {
			jf.Via = append(jf.Via, e.Name)
		}
		fields = append(fields, jf)
	}
	make1 := func(seed uint64, breakAt int) *instances {
		return &instances{Rand: rand.New(rand.NewPCG(seed, uint64(len(d.text)))), files: fs, breakAt: breakAt}
	}
	for n := range validInstances + brokenInstances {
		g := make1(uint64(n), 0)
		v := g.value(root, file)
		if n >= validInstances && g.places > 0 {
			g = make1(uint64(n), 1+n%g.places)
			v = g.value(root, file)
		}
		// The validator has its own idea of an instance: one that was parsed.
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		instance := object(t, string(text))
		if err := valid.Validate(any(instance)); (err == nil) != (g.broken == "") {
			t.Errorf("%s: broken: %q, but the validator says %v\n%s", d.name, g.broken, err, beginning(string(text)))
			continue
		}
		f := flattening{files: fs}
		sent, _ := f.put(root, file, "honeyhive", instance).(map[string]any)
		jobs = append(jobs, job{Record: d.name + "." + r.Name, Fields: fields, Instance: sent, instance: instance, broken: g.broken, want: f.out})
	}
	return jobs
}

// flattening is the official one of an instance whose schema says what its
// numbers are.
type flattening struct {
	files
	out []wireAttribute
}

// put records v, and returns it with durations in nanoseconds, as
// encoding/json reads them.
func (f *flattening) put(s map[string]any, file, key string, v any) any {
	b, file := f.resolved(s, file)
	switch x := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, member := range x {
			out[k] = f.put(memberOf(b, k), file, join(key, k), member)
		}
		return out
	case []any:
		items, _ := b["items"].(map[string]any)
		out := []any{}
		for i, item := range x {
			out = append(out, f.put(items, file, key+"."+strconv.Itoa(i), item))
		}
		return out
	case json.Number:
		return f.number(b, key, x)
	case string:
		f.add(key, "string", normal(b, x))
	case bool:
		f.add(key, "bool", x)
	}
	return v
}

// join is the key of a member: the namespaces are joined to the prefix of all
// attributes by an underscore.
func join(key, member string) string {
	if key == "honeyhive" {
		return key + "_" + member
	}
	return key + "." + member
}

// memberOf is the schema of a member.
func memberOf(b bounds, key string) map[string]any {
	properties, _ := b["properties"].(map[string]any)
	if s, ok := properties[key].(map[string]any); ok {
		return s
	}
	s, _ := b["additionalProperties"].(map[string]any)
	return s
}

// normal is a text as it is sent: times are in UTC.
func normal(b bounds, s string) string {
	if b["format"] == "date-time" {
		if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return at.UTC().Format(time.RFC3339Nano)
		}
	}
	return s
}

// number records a number: an integer stays one, unless the schema says number.
func (f *flattening) number(b bounds, key string, n json.Number) any {
	types := b.types()
	switch {
	case len(types) > 0 && types[0] == "number", len(types) == 0 && strings.ContainsAny(n.String(), ".eE"):
		f.add(key, "float", n)
	default:
		f.add(key, "int", n)
	}
	unit, _ := b["x-hh-unit"].(string)
	if b["x-hh-go-type"] != "time.Duration" {
		return n
	}
	of := map[string]time.Duration{"ns": 1, "us": time.Microsecond, "ms": time.Millisecond, "s": time.Second, "min": time.Minute, "h": time.Hour}[unit]
	x, _ := n.Float64()
	return whole(int64(math.Round(x * float64(of))))
}

func (f *flattening) add(key, typ string, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	f.out = append(f.out, wireAttribute{key, typ, text})
}

// runJobs runs the program.
func runJobs(t *testing.T, dir string, jobs []job) (outcomes []outcome) {
	t.Helper()
	input, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", ".")
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	if err := json.Unmarshal(stdout, &outcomes); err != nil {
		t.Fatal(err)
	}
	if len(outcomes) != len(jobs) {
		t.Fatalf("%d outcomes of %d instances", len(outcomes), len(jobs))
	}
	return outcomes
}

func compare(t *testing.T, j job, got outcome) {
	t.Helper()
	text, _ := json.Marshal(j.instance)
	instance := beginning(string(text))
	switch {
	case got.Error != "":
		t.Errorf("%s: %s\n%s", j.Record, got.Error, instance)
	case j.broken != "" && len(got.Violations) == 0:
		t.Errorf("%s: %s is broken, and nothing reported\n%s", j.Record, j.broken, instance)
	case j.broken == "":
		if len(got.Violations) > 0 {
			t.Errorf("%s: violations %v of a valid instance\n%s", j.Record, got.Violations, instance)
		}
		if diff := cmp.Diff(sorted(want(t, j.want)), sorted(want(t, got.Attributes))); diff != "" {
			t.Errorf("%s: -want +got:\n%s\n%s", j.Record, diff, instance)
		}
	}
}

// instanceProgram reads jobs, fills records by reflection, and records them.
const instanceProgram = `package main

import (
	"bytes"
	"context"
	"encoding"
	"encoding/json"
	"errors"
	"os"
	"reflect"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	hh "github.com/hhgen/hhgen/runtime"

IMPORTS
)

var recorders = map[string]struct {
	make   func() any
	enrich func(rt *hh.Runtime, ctx context.Context, v any)
}{
RECORDS
}

type job struct {
	Record string
	Fields []struct {
		Namespace, Key, Name string
		Via                  []string
		Inline               bool
	}
	Instance map[string]json.RawMessage
}

type wireAttribute struct {
	Key, Type string
	Value     any
}

type outcome struct {
	Attributes []wireAttribute
	Violations []string
	Error      string
}

func main() {
	var jobs []job
	if err := json.NewDecoder(os.Stdin).Decode(&jobs); err != nil {
		panic(err)
	}
	var outcomes []outcome
	for _, j := range jobs {
		outcomes = append(outcomes, j.run())
	}
	if err := json.NewEncoder(os.Stdout).Encode(outcomes); err != nil {
		panic(err)
	}
}

func (j job) run() (o outcome) {
	r := recorders[j.Record]
	v := r.make()
	if err := j.fill(v); err != nil {
		return outcome{Error: err.Error()}
	}
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) { o.Violations = append(o.Violations, v.Error()) }))
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter), sdktrace.WithRawSpanLimits(sdktrace.SpanLimits{
		AttributeCountLimit: -1, AttributeValueLengthLimit: -1,
	}))
	ctx, span := provider.Tracer("test").Start(context.Background(), "span")
	r.enrich(rt, ctx, v)
	span.End()
	for _, kv := range exporter.GetSpans()[0].Attributes {
		typ := map[attribute.Type]string{attribute.BOOL: "bool", attribute.INT64: "int", attribute.FLOAT64: "float", attribute.STRING: "string"}[kv.Value.Type()]
		o.Attributes = append(o.Attributes, wireAttribute{string(kv.Key), typ, kv.Value.AsInterface()})
	}
	return o
}

// fill gives each field its member of the instance; the inline ones what is left.
func (j job) fill(record any) error {
	for _, inline := range []bool{false, true} {
		for _, f := range j.Fields {
			if f.Inline != inline {
				continue
			}
			raw, ok := j.Instance[f.Namespace]
			if !ok {
				continue
			}
			if f.Namespace != f.Key {
				var members map[string]json.RawMessage
				if err := json.Unmarshal(raw, &members); err != nil {
					return err
				}
				if f.Inline {
					for _, other := range j.Fields {
						if other.Namespace == f.Namespace {
							delete(members, other.Key)
						}
					}
					raw, _ = json.Marshal(members)
				} else if raw, ok = members[f.Key]; !ok {
					continue
				}
			}
			v := reflect.ValueOf(record).Elem()
			for _, name := range append(f.Via, f.Name) {
				v = allocated(v).FieldByName(name)
			}
			if err := decode(raw, v); err != nil {
				return errors.New(f.Name + ": " + err.Error())
			}
		}
	}
	return nil
}

func allocated(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Pointer {
		return v
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	return v.Elem()
}

func decode(raw json.RawMessage, v reflect.Value) error {
	if string(raw) == "null" && v.Kind() == reflect.Pointer {
		return nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if v.Type() == reflect.TypeFor[error]() {
			v.Set(reflect.ValueOf(errors.New(text)))
			return nil
		}
		if u, ok := allocated(v).Addr().Interface().(encoding.TextUnmarshaler); ok {
			return u.UnmarshalText([]byte(text))
		}
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v.Addr().Interface())
}
`
