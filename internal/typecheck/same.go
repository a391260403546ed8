package typecheck

import (
	"go/token"
	"slices"
	"strings"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hhgen/hhgen/schema"
)

// Differences compares the records of a schema with those that were read from
// the structs that were generated of it. Positions differ. The documentation of
// Go has no invisible characters, and gofmt arranges it; defaults and examples
// are part of it. In Go, what one embedded struct promotes stands together.
func Differences(declared, read []*schema.Record) string {
	names := map[string]bool{}
	var want []*schema.Record
	for _, r := range declared {
		names[r.Name] = true
		again := *r
		again.Fields = grouped(r.Fields, 0)
		want = append(want, &again)
	}
	// A struct that is embedded alone is a record in Go.
	got := slices.DeleteFunc(slices.Clone(read), func(r *schema.Record) bool { return !names[r.Name] })
	return cmp.Diff(want, got, cmp.Options{
		cmpopts.IgnoreTypes(token.Position{}, map[string]token.Position{}), cmpopts.IgnoreInterfaces(struct{ schema.Declaration }{}),
		cmpopts.EquateEmpty(),
		cmp.Transformer("documented", documented),
		cmp.FilterPath(isDoc, cmp.Transformer("words", visibleWords)),
	})
}

// grouped puts fields that the same embedded struct promotes one after the other.
func grouped(fields []*schema.Field, depth int) (out []*schema.Field) {
	seen := map[string]bool{}
	for _, f := range fields {
		if len(f.Via) <= depth {
			out = append(out, f)
			continue
		}
		name := f.Via[depth].Name
		if seen[name] {
			continue
		}
		seen[name] = true
		var inner []*schema.Field
		for _, g := range fields {
			if len(g.Via) > depth && g.Via[depth].Name == name {
				inner = append(inner, g)
			}
		}
		out = append(out, grouped(inner, depth+1)...)
	}
	return out
}

// field is a field with its default and examples in its documentation, as the
// struct has them.
type field schema.Field

func documented(f schema.Field) field {
	var values []string
	if f.Default != "" {
		values = append(values, "Default: "+f.Default+".")
	}
	if len(f.Examples) > 0 {
		values = append(values, "Examples: "+strings.Join(f.Examples, ", ")+".")
	}
	f.Doc = strings.TrimSpace(f.Doc + "\n\n" + strings.Join(values, " "))
	f.Default, f.Examples = "", nil
	if f.Type != nil {
		t := *f.Type
		t.Fields = grouped(t.Fields, 0)
		if t.Kind == schema.KindMarshaler { // of a package that only Go knows
			t.IsZero, t.Comparable = false, false
		}
		f.Type = &t
	}
	return field(f)
}

func isDoc(p cmp.Path) bool { return p.Last().String() == ".Doc" }

// visibleWords are the words of a comment: gofmt changes what is between them, and
// moves definitions of links.
func visibleWords(doc string) []string {
	words := strings.FieldsFunc(doc, func(r rune) bool {
		return r == '\\' || r == unicode.ReplacementChar || unicode.IsSpace(r) || !unicode.IsGraphic(r)
	})
	slices.Sort(words)
	return words
}
