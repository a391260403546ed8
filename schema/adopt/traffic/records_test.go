package traffic_test

import (
	"fmt"
	"go/token"
	"runtime"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt/traffic"
)

// Each case has the records that spans become.
func TestRecords(t *testing.T) {
	spans := func(n int, service, name string, keys ...string) (all []*otlp.Span) {
		for range n {
			s := &otlp.Span{Service: service, Name: name}
			for _, key := range keys {
				s.Attributes = append(s.Attributes, otlp.Attribute{Key: "honeyhive_metadata." + key, Value: otlp.IntValue(1)})
			}
			all = append(all, s)
		}
		return all
	}
	for _, c := range []struct {
		name  string
		spans [][]*otlp.Span
		want  string
	}{
		{"one for each name", [][]*otlp.Span{spans(20, "chat", "answer", "a_count", "b_count"), spans(20, "chat", "search", "c_count")}, `
record Answer
  ACount integer required
  BCount integer required
record Search
  CCount integer required
`},
		{"the same keys", [][]*otlp.Span{spans(20, "chat", "answer", "a_count"), spans(30, "bill", "charge", "a_count")}, `
record Charge
  ACount integer required
`},
		{"one name in two services", [][]*otlp.Span{spans(20, "chat", "run", "a_count", "b_count"), spans(30, "bill", "run", "a_count", "b_count", "c_count")}, `
record Run
  ACount integer required
  BCount integer required
  CCount integer optional
`},
		{"one name for two things", [][]*otlp.Span{spans(20, "chat", "run", "a_count", "b_count"), spans(30, "bill", "run", "d_count", "c_count")}, `
record Run
  CCount integer required
  DCount integer required
record ChatRun
  ACount integer required
  BCount integer required
`},
		{"one name in two scopes", [][]*otlp.Span{scoped("openai", spans(20, "chat", "run", "a_count")), scoped("app", spans(20, "chat", "run", "b_count")),
			scoped("web", spans(10, "chat", "run", "c_count"))}, `
record Run
  BCount integer required
record ChatRun
  ACount integer required
record WebRun
  CCount integer optional
`},
		{"ids in names", [][]*otlp.Span{spans(10, "chat", "GET /orders/17", "a_count"), spans(10, "chat", "GET /orders/2f1c9a7e-1c1d-4b7e-9d5c-0f8a3b2c1d4e", "a_count", "b_count")}, `
record GetOrders
  ACount integer required
  BCount integer optional
`},
		{"rare names", [][]*otlp.Span{spans(30, "chat", "answer", "a_count", "b_count"), spans(2, "chat", "odd", "a_count"), spans(2, "bill", "even", "c_count")}, `
record Answer
  ACount integer required
  BCount integer optional
record Even
  CCount integer optional
`},
		{"common keys", [][]*otlp.Span{spans(30, "chat", "answer", "a_count", "b_count", "x_count"), spans(20, "bill", "charge", "a_count", "b_count", "y_count")}, `
record Common
  ACount integer required
  BCount integer required
record Answer
  Common.ACount integer required
  Common.BCount integer required
  XCount integer required
record Charge
  Common.ACount integer required
  Common.BCount integer required
  YCount integer required
`},
		{"keys that most records have", [][]*otlp.Span{spans(30, "chat", "answer", "a_count", "b_count", "x_count"), spans(20, "bill", "charge", "a_count", "b_count", "y_count"), spans(10, "cron", "nightly", "z_count")}, `
record Common
  ACount integer required
  BCount integer required
record Answer
  Common.ACount integer required
  Common.BCount integer required
  XCount integer required
record Charge
  Common.ACount integer required
  Common.BCount integer required
  YCount integer required
record Nightly
  ZCount integer optional
`},
		{"common keys are a record", [][]*otlp.Span{spans(30, "chat", "answer", "a_count", "b_count", "x_count"), spans(2, "bill", "session", "a_count", "b_count")}, `
record Answer
  Session.ACount integer required
  Session.BCount integer required
  XCount integer required
record Session
  ACount integer required
  BCount integer required
`},
		{"names that Go or hhgen has", [][]*otlp.Span{spans(1, "1", "attributes", "a_count"), spans(1, "2", "日本", "b_count"), spans(1, "svc", "3", "c_count"), spans(1, "", "", "d_count")}, `
record Record
  DCount integer optional
record Svc
  CCount integer optional
record AttributesRecord
  ACount integer optional
record Record2
  BCount integer optional
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := find(c.spans...)
			if got := "\n" + text(found); got != c.want {
				t.Errorf("got:%s\nwant:%s", got, c.want)
			}
			if err := schema.Check(found.Package); err != nil {
				t.Error(err)
			}
		})
	}
}

// scoped are spans of an instrumentation scope.
func scoped(scope string, spans []*otlp.Span) []*otlp.Span {
	for _, s := range spans {
		s.Scope = scope
	}
	return spans
}

// A key that the module declares is not declared again. What a declared object
// lacks is remarked, and what is recorded in another way.
func TestExisting(t *testing.T) {
	text16 := &schema.Type{Kind: schema.KindString}
	existing := &schema.Package{Path: "example.com/app/chat", Name: "chat", Records: []*schema.Record{{Name: "Turn", Fields: []*schema.Field{
		{Name: "Plan", Key: "plan", Namespace: schema.Metadata, Type: text16},
		{Name: "Short", Key: "short", Namespace: schema.Metadata, Type: text16, MaxBytes: 2},
		{Name: "Count", Key: "count", Namespace: schema.Metadata, Type: &schema.Type{Kind: schema.KindInt, Bits: 64}},
		{Name: "Order", Key: "order", Namespace: schema.Metadata, Type: &schema.Type{Kind: schema.KindObject, Fields: []*schema.Field{
			{Name: "ID", Key: "id", Type: text16},
		}}},
		{Name: "Tags", Key: "tags", Namespace: schema.Metadata, MaxItems: 1, Type: &schema.Type{Kind: schema.KindList, Elem: text16}},
	}}}}
	o := traffic.New(nil)
	for _, s := range same(20, "honeyhive_metadata.plan", "free", "honeyhive_metadata.short", "long", "honeyhive_metadata.count", "7",
		"honeyhive_metadata.order.id", "x", "honeyhive_metadata.order.total", 1, "honeyhive_metadata.tags.0", "a", "honeyhive_metadata.other", 1) {
		o.Add(s)
	}
	d := declare
	d.Existing = []*schema.Package{existing}
	found := o.Found(d)
	want := `
record Chat
  Other integer required
0 metadata.order.total (20 of chat-api): metadata.order is declared at -, and without this: add it there
1 metadata.count (20 of chat-api): it is declared at - as integer, and here it is a string: record it as it is declared
1 metadata.short (20 of chat-api): it is declared at - with up to 2 bytes, and here it has 4: shorten it, or raise the bound
`
	if got := "\n" + text(found); got != want {
		t.Errorf("got:%s\nwant:%s", got, want)
	}
	if found.Declared != 5 {
		t.Errorf("%d keys are declared already, want 5", found.Declared)
	}
}

// Attributes with another prefix are read as those of a namespace.
func TestPrefix(t *testing.T) {
	o := traffic.New([]traffic.Prefix{{Text: "app.", Namespace: schema.Metadata}})
	for _, s := range same(20, "app.plan", "free", "app.", "x", "application", "x") {
		o.Add(s)
	}
	if got, want := text(o.Found(declare)), "record Chat\n  Plan string maxbytes=16 required\n"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// What is kept is bounded, whatever spans say, and what is not kept is told.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("adds a million keys")
	}
	deep := otlp.StringValue("x")
	for range 10_000 {
		deep = otlp.Value{Kind: otlp.List, List: []otlp.Value{deep}}
	}
	for _, c := range []struct {
		name string
		span func(i int) *otlp.Span
		want string
	}{
		{"keys", func(i int) *otlp.Span { return span("s", "n", fmt.Sprintf("honeyhive_metadata.key_%d_x", i), i) }, "too many keys"},
		{"nested keys", func(i int) *otlp.Span { return span("s", "n", fmt.Sprintf("honeyhive_metadata.a.b.key_%d_x", i), i) }, "they are data"},
		{"objects", func(i int) *otlp.Span {
			return span("s", "n", fmt.Sprintf("honeyhive_metadata.key_%d_x.key_%d_x.key_%d_x", i%900, i%100, i), i)
		}, "too many keys"},
		{"long keys", func(i int) *otlp.Span {
			return span("s", "n", fmt.Sprintf("honeyhive_metadata.%d%s", i, strings.Repeat("x", 1000)), i)
		}, "longer than"},
		{"names", func(i int) *otlp.Span {
			return span("s", "n"+strings.Map(func(r rune) rune { return r + 'a' - '0' }, fmt.Sprint(i)), "honeyhive_metadata.a", i)
		}, "names of spans"},
		{"keys of names of services", func(i int) *otlp.Span {
			s := span(fmt.Sprint("s", i%300), "n"+strings.Map(func(r rune) rune { return r + 'a' - '0' }, fmt.Sprint(i%1500)))
			for n := range 40 {
				s.Attributes = append(s.Attributes, otlp.Attribute{Key: fmt.Sprintf("honeyhive_metadata.key_%c_%c", 'a'+n%26, 'a'+(i*7+n)%26), Value: otlp.IntValue(1)})
			}
			return s
		}, "names of spans"},
		{"services", func(i int) *otlp.Span { return span(fmt.Sprint("s", i), "n", "honeyhive_metadata.a", i) }, "over 256 services"},
		{"strings", func(i int) *otlp.Span {
			return span("s", "n", "honeyhive_metadata.a", fmt.Sprint(i)+strings.Repeat("x", i%2000))
		}, "up to"},
		{"prefixes", func(i int) *otlp.Span { return span("s", "n", fmt.Sprintf("honeyhive_%d", i), i) }, "none of its namespaces"},
		{"depth", func(int) *otlp.Span {
			return &otlp.Span{Attributes: []otlp.Attribute{{Key: "honeyhive_metadata.a", Value: deep}}}
		}, "nested over 16 levels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := traffic.New(nil)
			before := heap()
			for i := range 25_000 {
				o.Add(c.span(i))
			}
			if grown := heap() - before; grown > 64<<20 {
				t.Errorf("%d MB are kept, want at most 64", grown>>20)
			}
			found := o.Found(declare)
			if err := schema.Check(found.Package); err != nil {
				t.Error(err)
			}
			if got := text(found); !strings.Contains(got, c.want) {
				t.Errorf("no remark has %q", c.want)
			}
			runtime.KeepAlive(o)
		})
	}
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func BenchmarkAdd(b *testing.B) {
	var attributes []any
	for i := range 20 {
		attributes = append(attributes, fmt.Sprintf("honeyhive_metadata.key_%c.name", 'a'+i), "value")
	}
	s := span("chat-api", "chat", attributes...)
	o := traffic.New(nil)
	b.ReportAllocs()
	for b.Loop() {
		o.Add(s)
	}
}

// Of what a key names as personal data, nothing is shown but lengths.
func TestSensitive(t *testing.T) {
	found := find(many(40, func(i int) []any {
		return []any{"honeyhive_user_properties.birth_year", 1971 + i%2, "honeyhive_user_properties.religion", []string{"jedi", "sith"}[i%2],
			"honeyhive_metadata.password", []string{"hunter", "secret"}[i%2]}
	}))
	var all strings.Builder
	for _, d := range found.Directives {
		all.WriteString(strings.Join(d, "\n") + "\n")
	}
	for _, k := range found.Keys {
		all.WriteString(k.Path + " " + k.Seen + "\n")
	}
	all.WriteString(text(found))
	for _, value := range []string{"1971", "1972", "jedi", "sith", "hunter", "secret"} {
		if strings.Contains(all.String(), value) {
			t.Errorf("%q is shown:\n%s", value, all.String())
		}
	}
	if !strings.Contains(all.String(), "user_properties.religion spans: 40 of chat-api, up to 4 bytes") {
		t.Errorf("nothing is said about lengths:\n%s", all.String())
	}
}

// Names that other files of the package have are left to them.
func TestTaken(t *testing.T) {
	o := traffic.New(nil)
	for _, s := range many(40, func(i int) []any {
		return []any{"honeyhive_metadata.tier", []string{"free", "premium"}[i%2], "honeyhive_metadata.region", "eu", "honeyhive_metadata.order.id", "x"}
	}) {
		o.Add(s)
	}
	d := declare
	d.Taken = map[string]token.Position{}
	for _, name := range []string{"NewChat", "Tier", "ParseMetadataTier", "WithRegion", "Order"} {
		d.Taken[name] = token.Position{Filename: "other.go", Line: 1}
	}
	d.Check = func(p *schema.Package) error {
		return gen.CheckNames(gen.Config{Package: p, Declare: true, Declared: d.Taken})
	}
	found := o.Found(d)
	want := `
record ChatAPIChat
  Order object required
    ID string maxbytes=16 required
  MetadataRegion string maxbytes=16 required
  Tier enum required
`
	if got := "\n" + text(found); got != want {
		t.Errorf("got:%s\nwant:%s", got, want)
	}
	if err := d.Check(found.Package); err != nil {
		t.Error(err)
	}
}
