package traffic_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt/traffic"
)

// span makes a span of keys and values in turn.
func span(service, name string, attributes ...any) *otlp.Span {
	s := &otlp.Span{Service: service, Name: name}
	for i := 0; i < len(attributes); i += 2 {
		s.Attributes = append(s.Attributes, otlp.Attribute{Key: attributes[i].(string), Value: value(attributes[i+1])})
	}
	return s
}

func value(x any) otlp.Value {
	switch x := x.(type) {
	case string:
		return otlp.StringValue(x)
	case bool:
		return otlp.BoolValue(x)
	case int:
		return otlp.IntValue(int64(x))
	case float64:
		return otlp.DoubleValue(x)
	case []any:
		v := otlp.Value{Kind: otlp.List}
		for _, one := range x {
			v.List = append(v.List, value(one))
		}
		return v
	case map[string]any:
		v := otlp.Value{Kind: otlp.Map}
		for key, one := range x {
			v.Pairs = append(v.Pairs, otlp.Attribute{Key: key, Value: value(one)})
		}
		return v
	}
	return otlp.Value{}
}

var declare = traffic.Declare{Path: "example.com/app/enrich", Name: "enrich"}

// text shows what was found.
func text(f *traffic.Found) string {
	var b strings.Builder
	for _, r := range f.Package.Records {
		fmt.Fprintf(&b, "record %s\n", r.Name)
		for _, f := range r.Fields {
			writeField(&b, f, "  ")
		}
	}
	for _, r := range f.Remarks {
		if strings.HasPrefix(r.Text, "in all spans of their records") {
			continue // TestFewSpans is about it
		}
		fmt.Fprintf(&b, "%d %s (%s): %s\n", r.About, r.Key, r.Seen, r.Text)
	}
	return b.String()
}

func writeField(b *strings.Builder, f *schema.Field, indent string) {
	via, presence := "", "optional"
	for _, e := range f.Via {
		via += e.Name + "."
	}
	if f.Required() {
		presence = "required"
	}
	fmt.Fprintf(b, "%s%s%s %s", indent, via, f.Name, f.Type.Summary())
	for _, bound := range []struct {
		name string
		n    int
	}{{"maxbytes", f.MaxBytes}, {"maxitems", f.MaxItems}} {
		if bound.n > 0 {
			fmt.Fprintf(b, " %s=%d", bound.name, bound.n)
		}
	}
	if f.Unit != "" {
		fmt.Fprintf(b, " unit=%s", f.Unit)
	}
	fmt.Fprintf(b, " %s\n", presence)
	for _, m := range f.Type.Leaf().Fields {
		writeField(b, m, indent+"  ")
	}
}

// many are n spans of a service that differ in what attributes returns.
func many(n int, attributes func(i int) []any) (spans []*otlp.Span) {
	for i := range n {
		spans = append(spans, span("chat-api", "chat", attributes(i)...))
	}
	return spans
}

// same are n equal spans.
func same(n int, attributes ...any) []*otlp.Span {
	return many(n, func(int) []any { return attributes })
}

func find(spans ...[]*otlp.Span) *traffic.Found {
	o := traffic.New(nil)
	for _, list := range spans {
		for _, s := range list {
			o.Add(s)
		}
	}
	return o.Found(declare)
}

// Each case has what is declared of spans, and what is remarked.
func TestFound(t *testing.T) {
	oneOf := func(key string, all ...string) func(int) []any {
		return func(i int) []any { return []any{key, all[i%len(all)]} }
	}
	for _, c := range []struct {
		name  string
		spans []*otlp.Span
		want  string
	}{
		{"types", same(20, "honeyhive_metadata.text", "four", "honeyhive_metadata.count", 3, "honeyhive_metrics.score", 0.5, "honeyhive_feedback.liked", true, "gen_ai.system", "openai"), `
record Chat
  Count integer required
  Text string maxbytes=16 required
  Score number required
  Liked boolean required
`},
		{"too few to be required", same(19, "honeyhive_metadata.text", "four", "honeyhive_metadata.count", 3), `
record Chat
  Count integer optional
  Text string maxbytes=16 optional
`},
		{"not always there", many(40, func(i int) []any {
			all := []any{"honeyhive_metadata.text", "four"}
			if i > 0 {
				all = append(all, "honeyhive_metadata.count", 3)
			}
			return all
		}), `
record Chat
  Count integer optional
  Text string maxbytes=16 required
`},
		{"null is not a value", many(40, func(i int) []any { return []any{"honeyhive_metadata.count", []any{1, nil}[i%2]} }), `
record Chat
  Count integer optional
`},
		{"bounds", same(1, "honeyhive_inputs.a_text", strings.Repeat("x", 15), "honeyhive_inputs.b_text", strings.Repeat("x", 16), "honeyhive_inputs.c_text", strings.Repeat("é", 400)), `
record Chat
  AText string maxbytes=16 optional
  BText string maxbytes=32 optional
  CText string maxbytes=1024 optional
`},
		{"over 1 KB", same(1, "honeyhive_outputs.answer", strings.Repeat("x", 1025)), `
record Chat
  Answer string maxbytes=2048 optional
1 outputs.answer (1 of chat-api): it has up to 1025 bytes, and HoneyHive advises against more than 1024: shorten it, or record a reference to the text
`},
		{"over 64 KB", same(1, "honeyhive_outputs.answer", strings.Repeat("x", 65537)), `
0 outputs.answer (1 of chat-api): it has up to 65537 bytes, over the limit of 65536: record a reference to the text
`},
		{"JSON in a string", same(20, "honeyhive_outputs.answer", `{"text": "x"}`), `
record Chat
  Answer string maxbytes=16 required
1 outputs.answer (20 of chat-api): its strings are objects or lists of JSON: record these, which can be filtered and charted as what they are
`},
		{"booleans in strings", many(20, oneOf("honeyhive_metadata.cached", "True", "False")), `
record Chat
  Cached string maxbytes=16 required
1 metadata.cached (20 of chat-api): its strings are true and false: record these, which can be filtered and charted as what they are
`},
		{"ids of digits", many(20, oneOf("honeyhive_metadata.order_id", "17", "18")), `
record Chat
  OrderID string maxbytes=16 required
`},
		{"numbers in strings", many(20, oneOf("honeyhive_metadata.retries", "1", "2.5")), `
record Chat
  Retries string maxbytes=16 required
1 metadata.retries (20 of chat-api): its strings are numbers: record these, which can be filtered and charted as what they are
`},
		{"enum", many(20, oneOf("honeyhive_metadata.tier", "free", "premium", "free")), `
record Chat
  Tier enum required
`},
		{"not seen often enough", many(19, oneOf("honeyhive_metadata.tier", "free", "premium")), `
record Chat
  Tier string maxbytes=16 optional
`},
		{"each value not often enough", many(20, oneOf("honeyhive_metadata.tier", "a", "b", "c", "d", "e")), `
record Chat
  Tier string maxbytes=16 required
`},
		{"one value", same(40, "honeyhive_metadata.tier", "free"), `
record Chat
  Tier string maxbytes=16 required
`},
		{"ids are no enum", many(40, oneOf("honeyhive_metadata.order_id", "alpha", "beta")), `
record Chat
  OrderID string maxbytes=16 required
`},
		{"names of models are no enum", many(40, oneOf("honeyhive_config.model", "gpt-4o", "gpt-4o-mini")), `
record Chat
  Model string maxbytes=16 required
`},
		{"text is no enum", many(40, oneOf("honeyhive_metadata.tier", "what is the weather like?", "no")), `
record Chat
  Tier string maxbytes=32 required
`},
		{"personal data is no enum", many(40, oneOf("honeyhive_user_properties.religion", "one", "two")), `
record Chat
  Religion string maxbytes=16 required
`},
		{"values with one name are no enum", many(40, oneOf("honeyhive_metadata.tier", "in progress", "in-progress")), `
record Chat
  Tier string maxbytes=16 required
`},
		{"times", many(20, oneOf("honeyhive_metadata.created_at", "2026-11-29T13:06:30.5Z", "2026-11-29T13:06:31Z")), `
record Chat
  CreatedAt time required
`},
		{"times of another form", many(20, oneOf("honeyhive_metadata.created_at", "2026-11-29T13:06:30+00:00")), `
record Chat
  CreatedAt string maxbytes=32 required
`},
		{"integers and others", many(20, func(i int) []any { return []any{"honeyhive_metrics.score", []any{1, 0.5}[i%2]} }), `
record Chat
  Score number required
1 metrics.score (20 of chat-api): 10 of its 20 numbers are integers on the wire, and the others are not: it is a float64 here
`},
		{"two types", many(2, func(i int) []any { return []any{"honeyhive_metadata.plan", []any{"free", 1}[i%2]} }), `
0 metadata.plan (2 of chat-api): it is a string (1 of chat-api) and an integer (1 of chat-api): record one type, or declare a field of type any
`},
		{"a value and an object", many(2, func(i int) []any {
			return []any{[]string{"honeyhive_metadata.plan", "honeyhive_metadata.plan.name"}[i%2], "free"}
		}), `
0 metadata.plan (2 of chat-api): it is a string and an object: record one of them under another key, or declare a field of type any
`},
		{"bytes", []*otlp.Span{{Name: "chat", Attributes: []otlp.Attribute{{Key: "honeyhive_metadata.blob", Value: otlp.Value{Kind: otlp.Bytes, Text: "x"}}}}}, `
0 metadata.blob (1 of a service without a name): it is bytes: record one type, or declare a field of type any
`},
		{"null only", same(2, "honeyhive_metadata.plan", nil), `
0 metadata.plan (2 of chat-api): it was always null, so nothing is known of its type
`},
		{"an empty list", same(2, "honeyhive_metadata.tags", []any{}), `
0 metadata.tags (2 of chat-api): it was always empty, so nothing is known of its items
`},
		{"not finite", same(2, "honeyhive_metrics.score", math.NaN()), `
record Chat
  Score number optional
1 metrics.score (2 of chat-api): 2 values are NaN or infinite, which hhgen does not send
`},
		{"units", same(20, "honeyhive_metrics.latency_ms", 5, "honeyhive_metrics.file_bytes", 5, "honeyhive_metrics.tokens_per_s", 2, "honeyhive_metadata.delay_s", "x"), `
record Chat
  DelayS string maxbytes=16 required
  FileBytes integer unit=bytes required
  LatencyMs integer unit=ms required
  TokensPerS integer required
`},
		{"a nested object", same(20, "honeyhive_metadata.order.id", "x", "honeyhive_metadata.order.total.usd", 2.5), `
record Chat
  Order object required
    ID string maxbytes=16 required
    Total object required
      Usd number required
`},
		{"a list", same(20, "honeyhive_metadata.tags.0", "a", "honeyhive_metadata.tags.1", "b"), `
record Chat
  Tags list of string maxbytes=16 maxitems=4 optional
`},
		{"a list of lists", same(20, "honeyhive_metadata.grid.0.0", 1, "honeyhive_metadata.grid.0.1", 2, "honeyhive_metadata.grid.1.0", 3), `
record Chat
  Grid list of list of integer maxitems=4 optional
`},
		{"lists too deep", same(20, "honeyhive_metadata.grid.0.0.0", 1), `
0 metadata.grid.*.* (20 of chat-api): it is nested 3 lists deep, and HoneyHive supports 2: flatten it
`},
		{"a list of objects", many(20, func(i int) []any {
			all := []any{"honeyhive_outputs.hits.0.id", "a", "honeyhive_outputs.hits.1.id", "b", "honeyhive_outputs.hits.0.score", 0.5}
			return all
		}), `
record Chat
  Hits list of object maxitems=4 optional
    ID string maxbytes=16 required
    Score number optional
`},
		{"arrays", same(20, "honeyhive_metadata.tags", []any{"a", "b"}), `
record Chat
  Tags list of string maxbytes=16 maxitems=4 optional
1 metadata.tags (20 of chat-api): 20 of 20 lists are one attribute with an array: HoneyHive's SDKs, and hhgen, send one attribute for each item
`},
		{"numbers as keys", many(20, func(i int) []any { return []any{fmt.Sprintf("honeyhive_metadata.sales.%d", 7+i), 1} }), `
0 metadata.sales (20 of chat-api): the numbers in its keys are data, since most lists have no item 0: record a list, or the number as a value
`},
		{"keys as data", many(200, func(i int) []any { return []any{fmt.Sprintf("honeyhive_metadata.sales.by_%d_x", i), 1} }), `
0 metadata.sales (200 of chat-api): it has more than 128 different keys, so they are data: record a list, whose items have the key as a member
`},
		{"not snake_case", same(1, "honeyhive_metadata.order-Total", 1), `
0 metadata.order-Total (1 of chat-api): hhgen's keys are snake_case (a-z, 0-9 and _, beginning with a letter, at most 128 bytes): record it as order_total
`},
		{"spellings", many(6, func(i int) []any {
			return []any{"honeyhive_metadata." + []string{"user_id", "user_id", "user_id", "userid", "userid", "userId"}[i], "u"}
		}), `
record Chat
  UserID string maxbytes=16 optional
0 metadata.userId (1 of chat-api): hhgen's keys are snake_case (a-z, 0-9 and _, beginning with a letter, at most 128 bytes): record it as user_id
0 metadata.userid (2 of chat-api): it differs from metadata.user_id in punctuation only, which more spans have: record it under that key
2 metadata.user_id (): may be one key in 3 spellings: user_id (3 of chat-api), userid (2 of chat-api), userId (1 of chat-api)
`},
		{"abbreviations", same(1, "honeyhive_metadata.message_count", 1, "honeyhive_metadata.msg_count", 1), `
record Chat
  MessageCount integer optional
  MsgCount integer optional
2 metadata.message_count (): may be one key in 2 spellings: message_count (1 of chat-api), msg_count (1 of chat-api)
`},
		{"error and event id", same(20, "honeyhive_error", "timeout", "honeyhive_event_id", "5f0c9a7e-1c1d-4b7e-9d5c-0f8a3b2c1d4e"), `
record Chat
  Err error optional
  EventID event id optional
`},
		{"text in metrics", same(1, "honeyhive_metrics.verdict", "good answer"), `
0 metrics.verdict (1 of chat-api): metrics takes numbers, booleans and enums, not string: move verdict to metadata, or declare its values as constants of a named string type
`},
		{"experiments", same(1, "honeyhive_metadata.run_id", "r", "honeyhive_metadata.datapoint_id", "d"), `
0 metadata.datapoint_id (1 of chat-api): HoneyHive's SDKs write it in experiments, so no record needs it
0 metadata.run_id (1 of chat-api): HoneyHive's SDKs write it in experiments, so no record needs it
`},
		{"keys of SDKs", same(1, "honeyhive_inputs._params_.query", "x", "honeyhive_outputs.result.text", "x", "honeyhive_event_name", "x", "honeyhive_session_id", "x"), `
3  (): HoneyHive's SDKs set these keys by themselves, from arguments and results of functions, so no record needs them: inputs._params_, outputs.result
`},
		{"a run of something else", same(1, "honeyhive_metadata.run_id", "r"), `
record Chat
  RunID string maxbytes=16 optional
`},
		{"a field of two namespaces", same(20, "honeyhive_inputs.query", "a", "honeyhive_outputs.query", "b"), `
record Chat
  Query string maxbytes=16 required
  OutputQuery string maxbytes=16 required
`},
		{"no namespace", same(1, "honeyhive_metadata", "x", "honeyhive_metadata.", "x", "honeyhive_other.x", 1, "honeyhive_event_type", "model", "honeyhive.session_id", "s", "honeyhive_error.x", 1), `
3  (): these keys begin as HoneyHive's, and are in none of its namespaces: honeyhive_error.x, honeyhive_metadata, honeyhive_metadata., honeyhive_other.x
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := find(c.spans)
			if got := "\n" + text(found); got != c.want {
				t.Errorf("got:%s\nwant:%s", got, c.want)
			}
			if err := schema.Check(found.Package); err != nil {
				t.Error(err)
			}
		})
	}
}

// A report says of which keys too little was seen.
func TestFewSpans(t *testing.T) {
	found := find(same(19, "honeyhive_metadata.text", "four", "honeyhive_metadata.tags.0", "x"))
	want := traffic.Remark{About: traffic.Unread, Text: "in all spans of their records, but not required, since these were fewer than 20: metadata.text"}
	if len(found.Remarks) != 1 || found.Remarks[0] != want {
		t.Errorf("got %v, want %v", found.Remarks, want)
	}
	if found := find(same(20, "honeyhive_metadata.text", "four")); len(found.Remarks) > 0 {
		t.Errorf("got %v, want nothing", found.Remarks)
	}
}

// Keys in several namespaces are listed, but for what flows, and common words.
func TestNamespaces(t *testing.T) {
	found := find(same(20, "honeyhive_metadata.tenant", "a", "honeyhive_metadata.title", "a", "honeyhive_feedback.title", "b",
		"honeyhive_inputs.query", "a", "honeyhive_outputs.query", "b"), same(2, "honeyhive_user_properties.tenant", "a"))
	want := traffic.Remark{About: traffic.Spelling, Key: "metadata.tenant",
		Text: "may be one key in 2 namespaces: metadata.tenant (20 of chat-api), user_properties.tenant (2 of chat-api)"}
	if len(found.Remarks) != 1 || found.Remarks[0] != want {
		t.Errorf("got %v, want %v", found.Remarks, want)
	}
}
