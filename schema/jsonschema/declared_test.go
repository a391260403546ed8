package jsonschema_test

import (
	"strings"
	"testing"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/typecheck"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// The structs that are generated of JSON Schema are read as the model that the
// JSON Schema is read as.
func TestRandomDeclarations(t *testing.T) {
	valid, compared := 0, 0
	random.Check(t, models/4, func(s random.Source) {
		p := randomPackage(s)
		if schema.Check(p) != nil {
			return
		}
		valid++
		inOnePackage(p)
		if schema.Check(p) != nil {
			return
		}
		names, files := written(s, p)
		again, err := read(p.Path, p.Name, names, files)
		if err != nil {
			return // types of two packages have got one name
		}
		code, err := gen.Generate(gen.Config{Package: again, Declare: true, Sources: names})
		if err != nil {
			return
		}
		compared++
		src := typecheck.Package(s, p.Path, string(code), methods(p))
		if diff := typecheck.Differences(again.Records, gostruct.Read(src)); diff != "" {
			s.Fatalf("-JSON Schema +Go:\n%s\n%s", diff, code)
		}
	})
	t.Logf("%d of %d valid models are compared", compared, valid)
	if compared < valid*8/10 {
		t.Errorf("%d of %d valid models are compared, want four fifths", compared, valid)
	}
}

// The structs that are written for people are read as the model that they are
// written of, and what is no documentation stays out of it.
func TestRandomSources(t *testing.T) {
	valid, compared := 0, 0
	random.Check(t, models/4, func(s random.Source) {
		p := randomPackage(s)
		if inOnePackage(p); schema.Check(p) != nil {
			return
		}
		valid++
		directives := map[any][]string{}
		for _, r := range p.Records {
			directives[r] = []string{"hhgen:seen " + random.OneOf(s, docs...)}
			for _, f := range r.Fields {
				directives[f] = []string{"hhgen:seen a.go:1", "hhgen:ignore KEY_GENERIC " + random.OneOf(s, docs...)}
			}
		}
		source := gen.Source{Package: p, Header: random.OneOf(s, docs...), Doc: random.OneOf(s, docs...), Generate: "hhgen", Directives: directives}
		code, err := source.Format()
		if err != nil {
			return // names that clash
		}
		compared++
		src := typecheck.Package(s, p.Path, string(code), methods(p))
		if diff := typecheck.Differences(p.Records, gostruct.Read(src)); diff != "" {
			s.Fatalf("-model +Go:\n%s\n%s", diff, code)
		}
		if n := strings.Count(string(code), "//hhgen:seen"); n == 0 {
			s.Fatalf("no directive is written:\n%s", code)
		}
	})
	t.Logf("%d of %d valid models are compared", compared, valid)
	if compared < valid*8/10 {
		t.Errorf("%d of %d valid models are compared, want four fifths", compared, valid)
	}
}

// inOnePackage moves the types of a model that nobody declares to its package.
func inOnePackage(p *schema.Package) {
	move := func(g *schema.GoName) {
		if prefix, ok := map[string]string{dictPath: "Dict", otherPath: "Other", "gopkg.in/dict.v3": "Third"}[g.Path]; ok {
			g.Path, g.Name = p.Path, prefix+g.Name
		}
	}
	moved := map[*schema.Type]bool{}
	var fields func(list []*schema.Field)
	typ := func(t *schema.Type) {
		for ; t != nil && !moved[t]; t = t.Elem {
			moved[t] = true
			move(&t.Go)
			move(&t.Key)
			for i := range t.Enum {
				move(&t.Enum[i].Go)
			}
			fields(t.Fields)
		}
	}
	fields = func(list []*schema.Field) {
		for _, f := range list {
			typ(f.Type)
			for i := range f.Via {
				move(&f.Via[i].Go)
				f.Via[i].Name = f.Via[i].Go.Name
			}
		}
	}
	for _, r := range p.Records {
		fields(r.Fields)
	}
}

// methods are the methods IsZero that a person writes for the types of a model.
func methods(p *schema.Package) string {
	var b strings.Builder
	b.WriteString("package " + p.Name + "\n")
	seen := map[string]bool{}
	var fields func(list []*schema.Field)
	fields = func(list []*schema.Field) {
		for _, f := range list {
			for t := f.Type; t != nil; t = t.Elem {
				if t.IsZero && t.Kind == schema.KindObject && !seen[t.Go.Name] {
					seen[t.Go.Name] = true
					b.WriteString("\nfunc (" + t.Go.Name + ") IsZero() bool { return false }\n")
				}
				fields(t.Fields)
			}
		}
	}
	for _, r := range p.Records {
		fields(r.Fields)
	}
	return b.String()
}
