package corpus

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Recording says how the packages of a service record their fields.
type Recording int

// The ways.
const (
	Generated Recording = iota // with the enricher of each package
	ByHand                     // the same attributes with OpenTelemetry's API
)

// Service is the folder of the program, relative to the module.
const Service = "service"

// WriteService makes a module like [Write], without schemas, and a program that records
// each record of each package. Packages of [Generated] need hhgen before they compile.
func WriteService(c Config, how Recording) error {
	if err := Write(c); err != nil {
		return err
	}
	main := "package main\n\nimport (\n\t\"context\"\n\t\"net/http\"\n\n"
	calls := ""
	for n := range c.Packages {
		main += fmt.Sprintf("\t%q\n", Module+"/"+Package(n))
		calls += fmt.Sprintf("\t%s.Record(ctx, r)\n", Package(n))
		var record, records bytes.Buffer
		c.recording(&record, Package(n), how)
		files := map[string][]byte{"record.go": record.Bytes()}
		if c.records(&records, Package(n)); how == ByHand {
			files["records.go"] = []byte(withoutTags(records.String()))
		}
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(c.Dir, Package(n), name), text, 0o666); err != nil {
				return err
			}
		}
	}
	main += ")\n\nfunc main() {\n\tctx, r := context.Background(), &http.Request{}\n" + calls + "}\n"
	dir := filepath.Join(c.Dir, Service)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "main.go"), []byte(main), 0o666)
}

// withoutTags is the source of records that do not need hhgen.
func withoutTags(source string) string {
	source = strings.NewReplacer("\n\thh \"github.com/hhgen/hhgen/runtime\"\n", "", "_ hh.Text\n", "", " hh.Text ", " string ").Replace(source)
	var b strings.Builder
	for line := range strings.Lines(source) {
		if before, _, tagged := strings.Cut(line, " `hh:"); tagged {
			line = before + "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

// recording is code that records each record once.
func (c Config) recording(b *bytes.Buffer, name string, how Recording) {
	fmt.Fprintf(b, "package %s\n\nimport (\n\t\"context\"\n\t\"fmt\"\n\t\"net/http\"\n\t\"time\"\n\n\t\"go.opentelemetry.io/otel/attribute\"\n\t\"go.opentelemetry.io/otel/trace\"\n)\n\n", name)
	b.WriteString("var (\n\t_ = fmt.Sprint\n\t_ = time.RFC3339Nano\n\t_ attribute.Value\n\t_ trace.Span\n\trating = 5\n)\n\n")
	b.WriteString("// Record records one of each record.\nfunc Record(ctx context.Context, r *http.Request) {\n")
	for i := range c.Records {
		record := recordName(i)
		fields := fieldsOf(record, c.Fields)
		fmt.Fprintf(b, "\tv%d := %s{\n", i, record)
		for _, f := range fields {
			fmt.Fprintf(b, "\t\t%s: %s,\n", f.name, f.value)
		}
		b.WriteString("\t}\n")
		if how == Generated {
			fmt.Fprintf(b, "\tEnrichSpan(ctx, v%d)\n", i)
			continue
		}
		fmt.Fprintf(b, "\ttrace.SpanFromContext(ctx).SetAttributes(\n")
		for _, f := range fields {
			key := "honeyhive_" + f.namespace + "." + snake(f.name)
			fmt.Fprintf(b, "\t\tattribute."+byHand[f.goType]+",\n", fmt.Sprintf("%q", key), fmt.Sprintf("v%d.%s", i, f.name))
		}
		b.WriteString("\t)\n")
	}
	b.WriteString("}\n")
}

// byHand are the constructors of attributes for values of the types that fields have.
var byHand = map[string]string{
	"string": "String(%s, %s)", "Plan": "String(%s, string(%s))", "hh.Text": "String(%s, %s)",
	"float64": "Float64(%s, %s)", "int": "Int(%s, %s)", "*int": "Int(%s, *%s)", "bool": "Bool(%s, %s)",
	"time.Duration": "Float64(%s, float64(%s)/1e6)", "time.Time": "String(%s, %s.Format(time.RFC3339Nano))",
	"[]string": "StringSlice(%s, %s)", "map[string]float64": "String(%s, fmt.Sprint(%s))",
}
