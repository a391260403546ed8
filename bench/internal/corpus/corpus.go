// Package corpus makes modules to measure hhgen, and what is compared with it,
// on: as many packages, records and fields as one likes, the same each time.
package corpus

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path/filepath"

	"github.com/hhgen/hhgen/internal/scratch"
)

// Config says what to make.
type Config struct {
	Dir      string // folder of the module, made if there is none
	Root     string // folder of the repository that the module uses
	Packages int
	Records  int  // of each package
	Fields   int  // of each record
	Calls    bool // code that calls the generated enrichers; it compiles once they are there
	Schemas  bool // the same records as JSON Schema, in schemas/
}

// Module is the path of the module.
const Module = "example.com/corpus"

// Package is the name of the n-th package, and of its folder.
func Package(n int) string { return fmt.Sprintf("p%04d", n) }

// Schema is the JSON Schema file of the n-th package, relative to the module.
func Schema(n int) string { return filepath.Join("schemas", Package(n), Package(n)+".schema.json") }

// Write makes the module. Files that it has written before are overwritten, and
// other files left alone.
func Write(c Config) error {
	if err := c.check(); err != nil {
		return err
	}
	mod, sum, err := scratch.Files(c.Root, Module)
	if err != nil {
		return err
	}
	files := map[string][]byte{"go.mod": []byte(mod), "go.sum": []byte(sum)}
	for n := range c.Packages {
		if err := c.add(files, n); err != nil {
			return err
		}
	}
	for name, content := range files {
		path := filepath.Join(c.Dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// add adds the files of the n-th package.
func (c Config) add(files map[string][]byte, n int) error {
	name := Package(n)
	sources := map[string]func(*bytes.Buffer, string){"records.go": c.records, "handler.go": c.handler}
	if c.Calls {
		sources["calls.go"] = c.calls
	}
	for file, write := range sources {
		var b bytes.Buffer
		write(&b, name)
		formatted, err := format.Source(b.Bytes())
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		files[filepath.Join(name, file)] = formatted
	}
	if c.Schemas {
		files[Schema(n)] = c.schema(name)
	}
	return nil
}

// records declares the records.
func (c Config) records(b *bytes.Buffer, name string) {
	fmt.Fprintf(b, "// Package %s declares what a service records.\npackage %s\n\n", name, name)
	b.WriteString("import (\n\t\"time\"\n\n\thh \"github.com/hhgen/hhgen/runtime\"\n)\n\n")
	b.WriteString("var (\n_ time.Time\n_ hh.Text\n)\n\n") // a record of few fields needs neither
	b.WriteString("// Plan is the customer's billing plan.\ntype Plan string\n\n// The plans.\nconst (\n\tPlanFree Plan = \"free\"\n\tPlanPremium Plan = \"premium\"\n)\n")
	for r := range c.Records {
		record := recordName(r)
		fmt.Fprintf(b, "\n// %s is one event of the service.\ntype %s struct {\n", record, record)
		for _, f := range fieldsOf(record, c.Fields) {
			fmt.Fprintf(b, "\t// %s says what it was.\n\t%s %s `hh:\"%s\"`\n", f.name, f.name, f.goType, f.tag)
		}
		b.WriteString("}\n")
	}
}

// handler is code such as services have: it imports what they import, and has a
// type and an interface for other generators.
func (c Config) handler(b *bytes.Buffer, name string) {
	fmt.Fprintf(b, `package %s

//go:generate hhgen
//go:generate stringer -type=Stage -output=stage_string.go

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
)

// Stage is how far a request has got.
type Stage int

// The stages.
const (
	StageQueued Stage = iota
	StageRunning
	StageDone
)

// Store keeps what was answered.
type Store interface {
	Get(ctx context.Context, id string) (string, error)
	Put(ctx context.Context, id, answer string, stage Stage) error
	Delete(ctx context.Context, ids ...string) (int, error)
}

var tracer = otel.Tracer(%q)

// Handler answers requests from a store.
func Handler(s Store) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, span := tracer.Start(r.Context(), "answer", trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		answer, err := s.Get(ctx, r.URL.Path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(answer))
	})
}
`, name, Module+"/"+name)
}

// calls is code that calls the enrichers of each record in the ways there are.
func (c Config) calls(b *bytes.Buffer, name string) {
	fmt.Fprintf(b, "package %s\n\nimport (\n\t\"net/http\"\n\t\"time\"\n\n\t\"go.opentelemetry.io/otel/trace\"\n)\n\nvar (\n_ time.Duration\nrating = 5\n)\n", name)
	for r := range c.Records {
		record := recordName(r)
		fields := fieldsOf(record, c.Fields)
		first := fields[0]
		fmt.Fprintf(b, "\nfunc record%s(r *http.Request) error {\n\tctx := ContextWith(r.Context(), With%s(%s))\n\tctx, span := tracer.Start(ctx, %q, trace.WithAttributes(Attributes(With%s(%s))...))\n\tdefer span.End()\n",
			record, first.name, first.setter, record, first.name, first.setter)
		fmt.Fprintf(b, "\tEnrichSpan(ctx, New%s(\n", record)
		for _, f := range fields {
			if f.required {
				fmt.Fprintf(b, "\t\tWith%s(%s),\n", f.name, f.setter)
			}
		}
		b.WriteString("\t))\n")
		for _, f := range fields {
			if !f.required {
				fmt.Fprintf(b, "\tEnrichSpan(ctx, With%s(%s))\n", f.name, f.setter)
			}
		}
		fmt.Fprintf(b, "\tvalue := %s{\n", record)
		for _, f := range fields {
			fmt.Fprintf(b, "\t\t%s: %s,\n", f.name, f.value)
		}
		fmt.Fprintf(b, "\t}\n\tEnrichSpan(ctx, &value, With%s(%s))\n\treturn EnrichSession(ctx, value)\n}\n", first.name, first.setter)
	}
	fmt.Fprintf(b, "\n// Recorders has one function for each record.\nvar Recorders = []func(*http.Request) error{\n")
	for r := range c.Records {
		fmt.Fprintf(b, "\trecord%s,\n", recordName(r))
	}
	b.WriteString("}\n")
}
