package collector_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/gen/collector"
	"github.com/hhgen/hhgen/schema"
)

// packageOf has n records of three fields each.
func packageOf(n int) []*schema.Package {
	p := &schema.Package{Path: "example.com/many", Name: "many"}
	for i := range n {
		field := func(name string, ns schema.Namespace, t *schema.Type) *schema.Field {
			return &schema.Field{Name: name, Key: fmt.Sprintf("%s_%d", strings.ToLower(name), i), Namespace: ns, Type: t}
		}
		p.Records = append(p.Records, &schema.Record{Name: fmt.Sprint("Record", i), Fields: []*schema.Field{
			field("Text", schema.Metadata, &schema.Type{Kind: schema.KindString}),
			field("Score", schema.Metrics, &schema.Type{Kind: schema.KindFloat}),
			field("Count", schema.Metrics, &schema.Type{Kind: schema.KindInt}),
		}})
	}
	return []*schema.Package{p}
}

func generate(t testing.TB, packages []*schema.Package, o collector.Options) []byte {
	t.Helper()
	p, err := collector.Generate(packages, o)
	if err != nil {
		t.Fatal(err)
	}
	return p.Text
}

// A policy grows with the number of keys, and not with that of their combinations.
func TestSize(t *testing.T) {
	small, large := len(generate(t, packageOf(100), collector.Options{})), len(generate(t, packageOf(1000), collector.Options{}))
	if large > 11*small {
		t.Errorf("100 records make %d bytes, and 1000 make %d", small, large)
	}
}

// The same packages give the same policy.
func TestSame(t *testing.T) {
	if !bytes.Equal(generate(t, packageOf(10), collector.Options{}), generate(t, packageOf(10), collector.Options{})) {
		t.Error("two runs differ")
	}
}

// Text of schemas cannot end a comment, a string of OTTL or one of YAML, and names no
// variable of the environment.
func TestHostileText(t *testing.T) {
	evil := "a\"]) #'\n- delete ${env:HOME} $1"
	p := &schema.Package{Path: "p", Name: "p", Records: []*schema.Record{{Name: "R", Fields: []*schema.Field{{
		Name: "F", Key: "f", Namespace: schema.Metadata,
		Type: &schema.Type{Kind: schema.KindString, Enum: []schema.EnumMember{{Value: evil}}},
	}}}}}
	for line := range strings.Lines(string(generate(t, []*schema.Package{p}, collector.Options{}))) {
		if strings.HasPrefix(strings.TrimSpace(line), "- delete ${") {
			t.Errorf("a line of its own: %s", line)
		}
		if strings.Contains(strings.ReplaceAll(line, "$$", ""), "${") && !strings.Contains(line, "# ") {
			t.Errorf("a variable: %s", line)
		}
	}
}

// Options that cannot be meant are errors that say what to use.
func TestOptions(t *testing.T) {
	for want, o := range map[string]collector.Options{
		"mode \"x\" is unknown":         {Mode: "x"},
		"cannot be made \"x\"":          {Undeclared: "x"},
		"needs an old and a new key":    {Renames: []collector.Rename{{Old: "a"}}},
		"an allowed key is empty":       {Allow: []string{" "}},
		"is not the name of a variable": {HashKey: "${x}"},
	} {
		if _, err := collector.Generate(packageOf(1), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", o, err, want)
		}
	}
}
