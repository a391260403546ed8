package gostruct

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
)

// randomTag is a tag whose hh has options, some of them quoted, between other keys.
func randomTag(s random.Source) (raw string, options []schema.Option) {
	values := []string{"", "a", "64", "it's, a 'b'", `^\d+$`, "é \"x\"", "a=b", "uid until 2027-03-31"}
	for _, name := range random.Shuffled(s, []string{"key", "maxbytes", "unit", "pattern", "large", "setter"})[:s.IntN(6)] {
		options = append(options, schema.Option{Name: name, Value: random.OneOf(s, values...)})
	}
	var parts []string
	namespace := random.OneOf(s, "metadata", "", "user_properties", "none")
	if namespace != "none" || len(options) == 0 {
		options = append([]schema.Option{{Name: "namespace", Value: strings.TrimPrefix(namespace, "none")}}, options...)
	}
	for i, o := range options {
		if i == 0 && o.Name != "namespace" && o.Value == "" {
			o.Value, options[0].Value = "1", "1" // else it would be the namespace
		}
		parts = append(parts, written(o))
	}
	value := strings.Join(parts, ",")
	if value == "" {
		value = ","
	}
	others := []string{`json:"a,omitempty"`, `xml:"\u00e9\\d"`}
	before, after := others[:s.IntN(2)], others[1:1+s.IntN(2)]
	return strings.Join(slices.Concat(before, []string{"hh:" + strconv.Quote(value)}, after), " "), options
}

// source is a file with a field that has a tag, and the field's declaration.
func tagged(t testing.TB, literal string) (text string, o *options) {
	t.Helper()
	text = "package p\n\ntype T struct {\n\tF string " + literal + "\n}\n"
	l := &loader{fset: token.NewFileSet(), dir: "/", base: "/", originals: map[string]string{}}
	f, err := parser.ParseFile(l.fset, "/p.go", text, 0)
	if err != nil {
		t.Fatalf("%s: %v", literal, err)
	}
	field := f.Decls[0].(*ast.GenDecl).Specs[0].(*ast.TypeSpec).Type.(*ast.StructType).Fields.List[0]
	return text, optionsIn(l.literalOf(syntax{pos: field.Pos(), tag: field.Tag, own: true}))
}

// read is what a tag says: the options, the namespace first, and the other keys.
func read(o *options) (options []schema.Option, others string) {
	for i, p := range splitOptions(o.value) {
		name, value, assigned := strings.Cut(p.text, "=")
		switch {
		case i == 0 && !assigned:
			name, value = "namespace", p.text
		case p.text == "":
			continue
		}
		if strings.HasPrefix(value, "'") {
			value = strings.ReplaceAll(strings.TrimSuffix(value[1:], "'"), "''", "'")
		}
		options = append(options, schema.Option{Name: name, Value: value})
	}
	raw, _ := strconv.Unquote(o.text)
	pairs, rest := pairsOf(raw)
	for _, p := range pairs {
		if p.key != "hh" {
			others += fmt.Sprintf("%s:%q ", p.key, p.value)
		}
	}
	return options, others + rest
}

// applied is a text with edits, which are in order and do not overlap.
func applied(t testing.TB, text string, edits []schema.Edit) string {
	t.Helper()
	var b strings.Builder
	last := 0
	for _, e := range edits {
		if e.Pos.Offset < last || e.End.Offset < e.Pos.Offset || e.Pos.Filename != "p.go" || e.Pos.Line != 4 || e.Pos.Column != e.Pos.Offset-len("package p\n\ntype T struct {\n")+1 {
			t.Fatalf("edit %v is out of order, or elsewhere", e)
		}
		b.WriteString(text[last:e.Pos.Offset] + e.New)
		last = e.End.Offset
	}
	return b.String() + text[last:]
}

// Options that are set, and removed, are the only ones that differ.
func TestEditedOptions(t *testing.T) {
	random.Check(t, 2000, func(s random.Source) {
		raw, options := randomTag(s)
		literal := "`" + raw + "`"
		if s.Chance(50) {
			literal = strconv.Quote(raw)
		}
		text, o := tagged(t, literal)
		had, others := read(o)
		if want := options; len(want) > 0 && want[0].Name == "namespace" && !slices.Equal(had, want) {
			t.Fatalf("%s: read %v, want %v", literal, had, want)
		}
		var set []schema.Option
		for _, name := range random.Shuffled(s, []string{"namespace", "key", "maxitems", "unit", "moved-from", "large"})[:1+s.IntN(3)] {
			value := "config"
			if name != "namespace" {
				value = random.OneOf(s, "b", "it's, so", "8")
			}
			set = append(set, schema.Option{Name: name, Value: value})
		}
		want := slices.Clone(had)
		for _, o := range set {
			if i := slices.IndexFunc(want, func(other schema.Option) bool { return other.Name == o.Name }); i >= 0 {
				want[i] = o
			} else {
				want = append(want, o)
			}
		}
		after := applied(t, text, o.Set(set...))
		again := strings.TrimSuffix(strings.TrimPrefix(after, text[:strings.Index(text, literal)]), "\n}\n")
		_, o = tagged(t, again)
		same(t, literal+" "+fmt.Sprint(set)+" "+again, o, want, others)

		gone := random.OneOf(s, want...).Name
		if gone == "namespace" {
			return
		}
		after = applied(t, after, o.Remove(gone))
		_, o = tagged(t, strings.TrimSuffix(strings.TrimPrefix(after, text[:strings.Index(text, literal)]), "\n}\n"))
		same(t, again+" without "+gone, o, slices.DeleteFunc(want, func(o schema.Option) bool { return o.Name == gone }), others)
	})
}

// same compares a tag with what it should say, in any order, with or without an empty
// namespace.
func same(t testing.TB, what string, o *options, want []schema.Option, others string) {
	t.Helper()
	got, left := read(o)
	sorted := func(list []schema.Option) string {
		list = slices.DeleteFunc(slices.Clone(list), func(o schema.Option) bool { return o == schema.Option{Name: "namespace"} })
		slices.SortFunc(list, func(a, b schema.Option) int { return strings.Compare(a.Name, b.Name) })
		return fmt.Sprintf("%q", list)
	}
	if sorted(got) != sorted(want) || left != others {
		t.Fatalf("%s: %s and %s, want %s and %s", what, sorted(got), left, sorted(want), others)
	}
}
