package gen_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// instancesOfEach is how many instances there are for each record, on average.
const instancesOfEach = 70

// TestSchemaInstances generates the packages of all documents, and records
// random instances of them in a program of its own. A valid instance arrives as
// HoneyHive's SDKs would send it; of one that breaks a bound, something is
// reported.
func TestSchemaInstances(t *testing.T) {
	withoutDetector(t)
	broken := recordInstances(t, documents, instancesOfEach)
	if testing.Short() {
		return // some bounds are rare
	}
	for _, what := range []string{
		"", "enum", "minimum", "maximum", "bytes", "characters", "number of items", "number of members",
		"number of attributes", "string within a value of any type",
	} {
		if broken[what] == 0 {
			t.Errorf("no instance has this broken: %q", what)
		}
	}
}

// instanceRecorder generates the packages of documents, and builds a program that
// records instances of them.
func instanceRecorder(t *testing.T, docs []document) (all []instanceSchema, program *recorder) {
	t.Helper()
	dir := scratch.Module(t, "example.com/scratch")
	imports, records := "", ""
	for _, d := range docs {
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
			all = append(all, schemaOf(t, d, i, r))
		}
	}
	source := strings.NewReplacer("IMPORTS\n", imports, "RECORDS\n", records).Replace(instanceProgram)
	scratch.Write(t, filepath.Join(dir, "main.go"), source)
	return all, buildRecorder(t, dir)
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

// instanceSchema is what instances of one record are made from.
type instanceSchema struct {
	record string // its name in the program
	fields []jobField
	valid  *validator.Schema
	files  files
	file   string         // that declares the record
	root   map[string]any // its schema
}

// schemaOf is that of record i of a document.
func schemaOf(t *testing.T, d document, i int, r *schema.Record) instanceSchema {
	t.Helper()
	s := instanceSchema{
		record: d.name + "." + r.Name, valid: validators(t, d)[i], file: d.name + ".json",
		files: files{d.name + ".json": object(t, d.text), "shared.json": object(t, shared)},
	}
	s.root = s.files[s.file]
	if place := d.places()[i]; place != "" {
		s.root = s.files.at(s.file, strings.TrimPrefix(place, "#"))
	}
	for _, f := range r.Fields {
		jf := jobField{Namespace: string(f.Namespace), Key: f.Key, Name: f.Name, Inline: f.Inline}
		for _, e := range f.Via {
			jf.Via = append(jf.Via, e.Name)
		}
		s.fields = append(s.fields, jf)
	}
	return s
}

// job makes an instance. Now and then it breaks one of the bounds that another
// instance of the schema comes by.
func (s instanceSchema) job(t random.Source) job {
	g := &instances{Source: t, files: s.files}
	v := g.value(s.root, s.file)
	if g.places > 0 && t.Chance(75) {
		g = &instances{Source: t, files: s.files, breakAt: 1 + t.IntN(g.places)}
		v = g.value(s.root, s.file)
	}
	// The validator has its own idea of an instance: one that was parsed.
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	instance := object(t, string(text))
	if err := s.valid.Validate(any(instance)); (err == nil) != (g.broken == "") {
		t.Fatalf("%s: broken: %q, but the validator says %v\n%s", s.record, g.broken, err, beginning(string(text)))
	}
	f := flattening{files: s.files}
	sent, _ := f.put(s.root, s.file, "honeyhive", instance).(map[string]any)
	return job{Record: s.record, Fields: s.fields, Instance: sent, instance: instance, broken: g.broken, want: f.out}
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

// recorder is a program that records instances, one after the other.
type recorder struct {
	path   string
	cmd    *exec.Cmd // nil before it is started, and after it has failed
	in     *json.Encoder
	out    *json.Decoder
	stderr *bytes.Buffer
}

func buildRecorder(t *testing.T, dir string) *recorder {
	t.Helper()
	r := &recorder{path: filepath.Join(dir, "recorder")}
	build := exec.Command("go", "build", "-o", r.path, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Cleanup(r.stop)
	return r
}

func (r *recorder) start(t random.TB) {
	t.Helper()
	r.stderr = new(bytes.Buffer)
	r.cmd = exec.Command(r.path)
	r.cmd.Stderr = r.stderr
	in, err := r.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.in, r.out = json.NewEncoder(in), json.NewDecoder(out)
}

func (r *recorder) stop() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait() // it was killed
		r.cmd = nil
	}
}

// run records one instance. The program is started again after it has failed.
func (r *recorder) run(t random.TB, j job) (o outcome) {
	t.Helper()
	if r.cmd == nil {
		r.start(t)
	}
	if err := errors.Join(r.in.Encode(j), r.out.Decode(&o)); err != nil {
		r.stop()
		t.Fatalf("%s: %v\n%s", j.Record, err, r.stderr)
	}
	return o
}

func compare(t random.TB, j job, got outcome) {
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
	"io"
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
	jobs, outcomes := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var j job
		if err := jobs.Decode(&j); err == io.EOF {
			return
		} else if err != nil {
			panic(err)
		}
		if err := outcomes.Encode(j.run()); err != nil {
			panic(err)
		}
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
