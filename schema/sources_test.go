package schema_test

import (
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"

	"github.com/hhgen/hhgen/schema"
)

// output is a generated file that names its sources.
func output(names []string) string {
	return schema.Generated + "\n\npackage chat\n\n// The runtime must be able to run this code.\nconst _ = hhimpl.SupportsGenerated1\n\n// " +
		schema.SourcesText(names) + "\n\ntype Turn struct{}\n"
}

func TestSources(t *testing.T) {
	for _, c := range []struct {
		names []string
		text  string
	}{
		{[]string{"turn.schema.json"}, "Generated from turn.schema.json."},
		{[]string{"a.json", "b-c_d+e@f.json"}, "Generated from a.json, b-c_d+e@f.json."},
		{[]string{"größe.json", "問.json"}, "Generated from größe.json, 問.json."},
		{[]string{"turn, v2.json", "b.json"}, `Generated from "turn, v2.json", b.json.`},
		{[]string{" a.json", "a b.json", "a.json "}, `Generated from " a.json", "a b.json", "a.json ".`},
		{[]string{`say "hi".json`, "`.json", "100%.json"}, "Generated from \"say \\\"hi\\\".json\", \"`.json\", \"100%.json\"."},
		{[]string{"a\nfunc init() {}.json", "*.json", "\u202e.json", "\xff.json"}, `Generated from "a\nfunc init() {}.json", "*.json", "\u202e.json", "\xff.json".`},
	} {
		text := schema.SourcesText(c.names)
		if text != c.text {
			t.Errorf("%q is written as %s, want %s", c.names, text, c.text)
		}
		for _, ending := range []string{"\n", "\r\n"} {
			if got := schema.Sources(strings.ReplaceAll(output(c.names), "\n", ending)); !slices.Equal(got, c.names) {
				t.Errorf("%s is read as %q, want %q", text, got, c.names)
			}
		}
	}
}

// What hhgen wrote before names were quoted, and what is no list of names.
func TestSourcesOfOthers(t *testing.T) {
	for line, want := range map[string][]string{
		"// Generated from my turn.json, b.json.":          {"my turn.json", "b.json"},
		"// Generated from a.json":                         nil,
		"// Generated from .":                              nil,
		`// Generated from "a.json.`:                       {`"a.json`},
		`// Generated from "a.json"b.json.`:                nil,
		"// Generated from ../a.json.":                     nil,
		"// Generated from /dev/zero.":                     nil,
		"// Text before.\n// Generated from a.json.":       nil,
		"// Generated from a.json.\n// Text after.":        nil,
		"// Generated from a.json.\nvar hhA = hhimpl.Attr": nil,
		"var a = 1\n\n// Generated from a.json.":           nil,
		"type A int\n\n// Generated from a.json.":          nil,
	} {
		if got := schema.Sources(schema.Generated + "\n\npackage a\n\n" + line + "\n\ntype B int\n"); !slices.Equal(got, want) {
			t.Errorf("%s is read as %q, want %q", line, got, want)
		}
	}
}

func TestSourcesOfAnyName(t *testing.T) {
	same := func(bytes []byte, text string) bool {
		names := []string{"a.json"}
		for _, name := range []string{string(bytes), text} {
			names = append(names, strings.NewReplacer("/", "-", "\x00", "-").Replace(name)+".json")
		}
		written := schema.SourcesText(names)
		return !strings.ContainsAny(written, "\r\n") && utf8.ValidString(written) && slices.Equal(schema.Sources(output(names)), names)
	}
	if err := quick.Check(same, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}
