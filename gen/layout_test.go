package gen_test

import (
	"fmt"
	"go/format"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/typecheck"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// shapes of fields: their types, and what follows the namespace in their tags.
var shapes = []struct{ typ, namespaces, options string }{
	{"string", "metadata config", "maxbytes=64"},
	{"string", "metadata", "maxbytes=64,pattern='^[a-z]{1,2}''$'"},
	{"hh.Text", "metadata", "maxlength=8,overflow=drop"},
	{"int", "metrics feedback", "minimum=-1,maximum=5"},
	{"*float64", "metrics", "above=0,below=1E3"},
	{"float32", "metrics", "omitzero"},
	{"bool", "metadata", ""},
	{"time.Duration", "metrics", "unit=ms"},
	{"time.Time", "metadata", "omitzero"},
	{"[]string", "metadata inputs", "maxitems=4,maxbytes=16"},
	{"[]Odd", "outputs", "maxitems=400"},
	{"*Odd", "config", ""},
	{"[2][]int", "metadata", "maxitems=3"},
	{"map[string]*Odd", "outputs", "maxitems=3"},
	{"map[string]any", "metadata", "maxitems=3,maxbytes=8"},
	{"big.Int", "metadata", "maxbytes=64"},
	{"Plan", "metadata", ""},
	{"Tier", "metrics", ""},
	{"error", "error", "maxbytes=64"},
	{"Pair[int]", "metadata", ""},
}

// odd declares types that fields have, and others whose copies have several lines.
const odd = `
type Plan string

const (
	PlanFree    Plan = "free"
	PlanPremium Plan = "premium \"plus\""
)

type Tier int

const Tier1, Tier2 Tier = 1, 2

type Pair[T any] struct {
	First, Second T ` + "`hh:\",\"`" + `
}

type Odd struct {
	Name string ` + "`hh:\",maxbytes=8\" json:\"name\"`" + `
	Pair[int]
	Call func(int, ...string) (string, error) ` + "`hh:\"-\"`" + `
	One  func() error ` + "`hh:\"-\"`" + `
	none chan (<-chan int)
	Some interface {
		Long(int) string
		error
	} ` + "`hh:\"-\"`" + `
	Part struct {
		A        int
		LongName string
	} ` + "`hh:\"-\"`" + `
	any any
}
`

// docs are texts that gofmt formats, or leaves alone.
var docs = []string{
	"", "is short.", "is short", "Deprecated: use another.", "has a list:\n - one\n  - two\n1. three", "has code:\n\n\tx := 1\n\nand text.",
	"Heading\n\nText below it.", "# Heading\nText.", "quotes ``text'' and 'text'.", "links [Name] to\n[Name]: https://example.com/.", "ends */ //go:build x",
	"//go:embed x", "grüßt.\n\nÖl.", "has\ttabs.\n\n\n\nAnd lines.", "+build x", "/* x */", "[x]: y", "  indented.\nnot.",
}

// words are parts of names.
var words = []string{"Score", "ID", "Größe", "X", "LongNameOfSomething", "ÄÖÜ", "UserProfilePictureOfTheDay"}

func name(s random.Source, used map[string]bool) string {
	name := ""
	for range 1 + s.IntN(3) {
		name += random.OneOf(s, words...)
	}
	for used[name] {
		name += random.OneOf(s, words...)
	}
	used[name] = true
	return name
}

// source is a package of random records.
func source(s random.Source) string {
	var b strings.Builder
	b.WriteString("package chat\n\nimport (\n\t\"math/big\"\n\t\"time\"\n\n\thh \"github.com/hhgen/hhgen/runtime\"\n)\n\nvar (\n_ big.Int\n_ time.Time\n_ hh.Text\n)\n" + odd)
	used := map[string]bool{}
	for range 1 + s.IntN(3) {
		fmt.Fprintf(&b, "\ntype %s struct {\n", name(s, used))
		if s.Chance(20) {
			b.WriteString("\t_ hh.Open `hh:\"config\"`\n")
		}
		for range 1 + s.IntN(12) {
			shape := random.OneOf(s, shapes...)
			tag := random.OneOf(s, strings.Fields(shape.namespaces)...)
			if shape.options != "" {
				tag += "," + shape.options
			}
			fmt.Fprintf(&b, "\t%s %s `hh:%q`\n", name(s, used), shape.typ, tag)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// Whatever records there are, gofmt has nothing to change, though it has not seen
// most of the output.
func TestFormatted(t *testing.T) {
	withoutDetector(t)
	random.Check(t, 300, func(s random.Source) {
		src := typecheck.Package(s, "example.com/chat", source(s))
		p := &schema.Package{Path: src.Types.Path(), Name: src.Types.Name(), Records: gostruct.Read(src)}
		for _, r := range p.Records {
			r.Doc = r.Name + " " + random.OneOf(s, docs...)
			for _, f := range r.Fields {
				f.Doc = random.OneOf(s, docs...)
				f.Deprecated = random.OneOf(s, "", "", random.OneOf(s, docs...))
			}
		}
		c := gen.Config{Package: p, Types: src.Types, Declared: map[string]token.Position{}}
		for _, local := range []string{"b", "v", "ctx", "hh", "fields", "err", "out"} {
			if s.Chance(5) {
				c.Declared[local] = token.Position{}
			}
		}
		for _, name := range src.Types.Scope().Names() {
			if obj, ok := src.Types.Scope().Lookup(name).(*types.TypeName); ok && obj.Type().(*types.Named).TypeParams().Len() == 0 && s.Chance(80) {
				c.Guarded = append(c.Guarded, obj.Type())
			}
		}
		out, err := gen.Generate(c)
		if err != nil {
			s.Fatal(err)
		}
		formatted, err := format.Source(out)
		if err != nil {
			s.Fatalf("%v\n%s", err, out)
		}
		if diff := cmp.Diff(string(formatted), string(out)); diff != "" {
			s.Errorf("-formatted +generated:\n%s", diff)
		}
	})
}
