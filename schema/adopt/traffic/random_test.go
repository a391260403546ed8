package traffic_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/internal/typecheck"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt/traffic"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/lint"
	"github.com/hhgen/hhgen/schema/live"
)

// The parts of random keys: few, so that they meet in each way.
var (
	spaces = []string{"metadata", "metrics", "feedback", "inputs", "user_properties", "error", "event_id", "other"}
	parts  = []string{"a", "b", "a_b", "ab", "user_id", "userId", "0", "1", "2", "7", "latency_ms", "with", "new", "attributes", "", "x-y"}
	texts  = []string{"", "free", "premium", "a b", "2026-11-29T13:06:31Z", strings.Repeat("x", 40), strings.Repeat("z", 1500), strings.Repeat("é", 600), "\xff"}
)

func randomValue(t *rapid.T, depth int) otlp.Value {
	n := 6
	if depth < 3 {
		n = 8
	}
	switch rapid.IntRange(0, n).Draw(t, "kind") {
	case 0:
		return otlp.Value{}
	case 1:
		return otlp.BoolValue(rapid.Bool().Draw(t, "bool"))
	case 2:
		return otlp.IntValue(rapid.Int64().Draw(t, "int"))
	case 3:
		return otlp.DoubleValue(rapid.Float64().Draw(t, "double"))
	case 4:
		return otlp.Value{Kind: otlp.Bytes, Text: "x"}
	case 7:
		v := otlp.Value{Kind: otlp.List}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			v.List = append(v.List, randomValue(t, depth+1))
		}
		return v
	case 8:
		v := otlp.Value{Kind: otlp.Map}
		for range rapid.IntRange(0, 2).Draw(t, "pairs") {
			v.Pairs = append(v.Pairs, otlp.Attribute{Key: rapid.SampledFrom(parts).Draw(t, "key"), Value: randomValue(t, depth+1)})
		}
		return v
	}
	return otlp.StringValue(rapid.SampledFrom(texts).Draw(t, "text"))
}

func randomSpan(t *rapid.T) *otlp.Span {
	s := &otlp.Span{Service: rapid.SampledFrom([]string{"", "web", "chat"}).Draw(t, "service"), Name: rapid.SampledFrom([]string{"", "GET /1", "plan", "a"}).Draw(t, "name")}
	known := map[string]bool{}
	for range rapid.IntRange(0, 4).Draw(t, "attributes") {
		key := "honeyhive_" + rapid.SampledFrom(spaces).Draw(t, "namespace")
		for range rapid.IntRange(0, 4).Draw(t, "depth") {
			key += "." + rapid.SampledFrom(parts).Draw(t, "part")
		}
		if !known[key] {
			known[key] = true
			s.Attributes = append(s.Attributes, otlp.Attribute{Key: key, Value: randomValue(t, 0)})
		}
	}
	return s
}

// Whatever spans have: the records are right, files of them can be written, and each
// attribute is as it is declared, or there is a remark about it.
func TestRandomSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := traffic.New(nil)
		var spans []*otlp.Span
		for range rapid.IntRange(1, 4).Draw(t, "kinds") {
			s := randomSpan(t)
			for range rapid.SampledFrom([]int{1, 1, 30}).Draw(t, "times") {
				spans = append(spans, s)
				o.Add(s)
			}
		}
		check(t, o, spans)
	})
}

// What HoneyHive's Python SDK sends, one span for each measured call, is as it is
// declared, or there is a remark about it.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile("../../../runtime/testdata/vectors/span.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name       string
		Attributes []struct {
			Key, Type string
			Value     any
		}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&vectors); err != nil {
		t.Fatal(err)
	}
	o := traffic.New(nil)
	var spans []*otlp.Span
	for i, v := range vectors {
		s := &otlp.Span{Service: "python", Name: v.Name}
		if i%2 == 0 {
			s.Name = "call" // of which there are many
		}
		for _, a := range v.Attributes {
			s.Attributes = append(s.Attributes, otlp.Attribute{Key: a.Key, Value: measured(t, a.Type, a.Value)})
		}
		spans = append(spans, s)
		o.Add(s)
	}
	if len(spans) < 20 {
		t.Errorf("there are %d spans, want more", len(spans))
	}
	check(t, o, spans)
}

// measured is a value of the vectors.
func measured(t *testing.T, kind string, v any) otlp.Value {
	t.Helper()
	switch kind {
	case "int":
		i, err := v.(json.Number).Int64()
		if err != nil {
			t.Fatal(err)
		}
		return otlp.IntValue(i)
	case "float":
		f, err := v.(json.Number).Float64()
		if err != nil {
			t.Fatal(err)
		}
		return otlp.DoubleValue(f)
	case "bool":
		return otlp.BoolValue(v.(bool))
	case "string":
		return otlp.StringValue(v.(string))
	}
	t.Fatalf("the vectors have values of the unknown type %s", kind)
	return otlp.Value{}
}

// check checks that records are right, that a file of them can be written, and that
// spans are as they declare, but for what is remarked.
func check(t random.TB, o *traffic.Observer, spans []*otlp.Span) {
	d := declare
	d.Check = func(p *schema.Package) error { return gen.CheckNames(gen.Config{Package: p, Declare: true}) }
	d.Lint = func(p *schema.Package) schema.Findings {
		return lint.Run(lint.Config{Level: lint.Strict}, []*schema.Package{p})
	}
	found := o.Found(d)
	if once, again := text(found), text(o.Found(d)); once != again {
		t.Fatalf("the same spans give\n%s\nand\n%s", once, again)
	}
	if err := schema.Check(found.Package); err != nil {
		t.Fatalf("%v\n%s", err, text(found))
	}
	if len(found.Package.Records) > 0 {
		checkFile(t, found)
	}
	tree := keys.NewTree(keys.Leaves([]*schema.Package{found.Package}))
	for _, s := range spans {
		for _, a := range s.Attributes {
			if why := undeclared(tree, a); why != "" && !remarked(found, a.Key) {
				t.Fatalf("%s is %s, without a remark:\n%s", a.Key, why, text(found))
			}
		}
	}
}

// checkFile checks that the file of records is read as these, and that its comments
// suppress what lint finds in it, and nothing else.
func checkFile(t random.TB, found *traffic.Found) {
	code, err := gen.Source{Package: found.Package, Directives: found.Directives}.Format()
	if err != nil {
		t.Fatalf("%v\n%s", err, text(found))
	}
	src := typecheck.Package(t, declare.Path, string(code))
	p := &schema.Package{Path: declare.Path, Name: declare.Name, Records: gostruct.Read(src)}
	if diff := typecheck.Differences(found.Package.Records, p.Records); diff != "" {
		t.Fatalf("-made +read:\n%s\n%s", diff, code)
	}
	cfg := lint.Config{Level: lint.Strict}
	for _, f := range src.Files {
		cfg.Suppressions = append(cfg.Suppressions, suppression.In(src.Fset, f)...)
	}
	if findings := lint.Run(cfg, []*schema.Package{p}); len(findings) > 0 {
		t.Fatalf("lint finds:\n%v\n%s", findings, code)
	}
}

// undeclared says why an attribute is not as it is declared; "" if it is.
func undeclared(tree *keys.Tree, a otlp.Attribute) string {
	match := tree.Find(a.Key)
	switch {
	case a.Value.Kind == otlp.Empty:
		return ""
	case !match.Declared():
		return "undeclared"
	}
	for _, l := range match.Leaves {
		if v := live.JudgeOf(l).Verdict(a.Value); !v.OK() {
			return fmt.Sprint(v.Rule.ID)
		}
	}
	return ""
}

// valid reports whether a path is in a namespace.
func valid(path string) bool {
	name, rest, dotted := strings.Cut(path, ".")
	if n := schema.Namespace(name); n.SpanOnly() {
		return !dotted
	}
	return schema.Namespace(name).Valid() && rest != ""
}

// remarked reports whether a remark is about a key, or about what is around it or
// below it.
func remarked(found *traffic.Found, key string) bool {
	path := strings.TrimPrefix(key, schema.AttributePrefix)
	for _, r := range found.Remarks {
		if r.Key == "" && strings.Contains(r.Text, "none of its namespaces") && !valid(path) {
			return true
		}
		about := strings.Split(r.Key, ".")
		have := strings.Split(path, ".")
		n := min(len(about), len(have))
		same := r.Key != ""
		for i := range n {
			same = same && (about[i] == have[i] || about[i] == "*")
		}
		if same {
			return true
		}
	}
	return false
}
