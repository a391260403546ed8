package live_test

import (
	"fmt"
	"go/token"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/live"
)

const sessionID = "11111111-1111-4111-8111-111111111111"

// chat is the package of the project's README, and more.
func chat() []*schema.Package {
	line := 0
	field := func(n schema.Namespace, key string, t *schema.Type, change func(*schema.Field)) *schema.Field {
		line++
		f := &schema.Field{Key: key, Name: key, Namespace: n, Type: t, Pos: token.Position{Filename: "chat.go", Line: line, Column: 2}}
		if change != nil {
			change(f)
		}
		return f
	}
	optional := func(f *schema.Field) { f.Type.Optional = true }
	str := func() *schema.Type { return ofKind(schema.KindString) }
	list := func(of *schema.Type) *schema.Type { return &schema.Type{Kind: schema.KindList, Elem: of} }
	object := func(members ...*schema.Field) *schema.Type {
		return &schema.Type{Kind: schema.KindObject, Fields: members}
	}
	turn := &schema.Record{Name: "Turn", Fields: []*schema.Field{
		field(schema.UserProperties, "user_id", str(), func(f *schema.Field) { f.MaxBytes = 16; f.MovedFrom = schema.Move{Key: "uid", Until: "2027-01-01"} }),
		field(schema.UserProperties, "plan", enum(schema.KindString, "free", "premium"), optional),
		field(schema.UserProperties, "email", ofKind(schema.KindHashed), optional),
		field(schema.UserProperties, "phone", ofKind(schema.KindMasked), optional),
		field(schema.Metadata, "feature", str(), optional),
		field(schema.Metadata, "locale", str(), func(f *schema.Field) { f.Pattern = "^[a-z]{2}-[A-Z]{2}$"; f.Type.Optional = true }),
		field(schema.Metrics, "score", ofKind(schema.KindFloat), func(f *schema.Field) { f.Minimum, f.Maximum = "0", "1" }),
		field(schema.Metadata, "tags", list(str()), func(f *schema.Field) { f.MaxItems, f.MaxBytes = 4, 16 }),
		field(schema.Feedback, "rating", ofKind(schema.KindInt), func(f *schema.Field) { f.Minimum, f.Maximum = "1", "5"; f.Type.Optional = true }),
		field(schema.ErrorText, "error", ofKind(schema.KindError), nil),
		field(schema.EventIDText, "event_id", ofKind(schema.KindEventID), nil),
		field(schema.UserProperties, "full_name", enum(schema.KindString, "a", "b"), func(f *schema.Field) { f.PII = "name"; f.Type.Optional = true }),
	}}
	hit := object(
		field("", "document_id", str(), func(f *schema.Field) { f.MaxBytes = 8 }),
		field("", "similarity", ofKind(schema.KindFloat), nil),
		field("", "note", str(), optional),
	)
	retrieval := &schema.Record{Name: "Retrieval", Fields: []*schema.Field{
		field(schema.Inputs, "query", str(), nil),
		field(schema.Config, "index", object(field("", "name", str(), nil), field("", "version", ofKind(schema.KindInt), nil)), nil),
		field(schema.Outputs, "hits", list(hit), func(f *schema.Field) { f.MaxItems = 3 }),
		field(schema.Outputs, "best", object(field("", "id", str(), nil), field("", "rank", ofKind(schema.KindInt), nil)), optional),
		field(schema.Metrics, "calls", &schema.Type{Kind: schema.KindMap, Elem: ofKind(schema.KindInt)}, func(f *schema.Field) { f.MaxItems = 2 }),
		field(schema.Config, "raw", ofKind(schema.KindJSON), func(f *schema.Field) { f.MaxItems, f.MaxBytes = 3, 8 }),
	}}
	return []*schema.Package{{Path: "example.com/chat", Name: "chat", Records: []*schema.Record{turn, retrieval}}}
}

// span is one of service "bot" with enrichments, in pairs, and a session.
func span(name string, pairs ...any) *otlp.Span {
	s := &otlp.Span{Service: "bot", Scope: "bot/chat", Name: name, TraceID: "t1", SpanID: "s1", Line: 7}
	s.Attributes = append(s.Attributes, pair("honeyhive.session_id", sessionID))
	for i := 0; i < len(pairs); i += 2 {
		s.Attributes = append(s.Attributes, pair("honeyhive_"+pairs[i].(string), pairs[i+1]))
	}
	return s
}

func pair(key string, v any) otlp.Attribute {
	switch v := v.(type) {
	case string:
		return otlp.Attribute{Key: key, Value: otlp.StringValue(v)}
	case int:
		return otlp.Attribute{Key: key, Value: otlp.IntValue(int64(v))}
	case float64:
		return otlp.Attribute{Key: key, Value: otlp.DoubleValue(v)}
	case bool:
		return otlp.Attribute{Key: key, Value: otlp.BoolValue(v)}
	case otlp.Value:
		return otlp.Attribute{Key: key, Value: v}
	}
	panic(fmt.Sprintf("%T is no value of an attribute", v))
}

// findings are those of spans as lines, places included.
func findings(o live.Options, spans ...*otlp.Span) (lines []string) {
	c := live.New(chat(), o)
	c.Input("spans.json")
	for _, s := range spans {
		c.Add(s)
	}
	for _, f := range c.Findings() {
		lines = append(lines, f.Line())
		for _, r := range f.Related {
			lines = append(lines, fmt.Sprintf("\t%s: %s", r.Pos, r.Message))
		}
	}
	return lines
}

// whole is a span with a complete Turn, and more.
func whole(pairs ...any) *otlp.Span {
	return span("turn", append([]any{"user_properties.user_id", "u-1", "metrics.score", 0.5}, pairs...)...)
}

// Each fault is found, and told with its place and no value of a sensitive field.
func TestFindings(t *testing.T) {
	const first = "; the first in trace t1, span s1"
	once := "\tspans.json:7: once in spans named \"turn\" of scope \"bot/chat\""
	for _, c := range []struct {
		span *otlp.Span
		want string
	}{
		{whole("metadata.feature", "search", "metadata.tags.0", "a", "metadata.tags.3", "b", "error", "EOF", "metadata.run_id", "r", "event_type", "model"), ""},
		{whole("metadata.featur", "secret"), `spans.json:7: error: service "bot" sends "honeyhive_metadata.featur", which no schema declares: did you mean "honeyhive_metadata.feature"? (SENT_UNDECLARED)` +
			"\n\tchat.go:5:2: metadata.feature is declared here\n" + once + first},
		{whole("metadata.shop", "secret"), `spans.json:7: error: service "bot" sends "honeyhive_metadata.shop", which no schema declares: declare a field for it, or do not send it (SENT_UNDECLARED)` + "\n" + once + first},
		{whole("shop", 1), `spans.json:7: error: service "bot" sends "honeyhive_shop", which no schema declares: declare a field for it, or do not send it (SENT_UNDECLARED)` + "\n" + once + first},
		{whole("metadata.tagz.17", 1), `spans.json:7: error: service "bot" sends "honeyhive_metadata.tagz.*", which no schema declares: did you mean "honeyhive_metadata.tags.*"? (SENT_UNDECLARED)` +
			"\n\tchat.go:8:2: metadata.tags.* is declared here\n" + once + first},
		{whole("user_properties.userId", "u-1"), `chat.go:1:2: error: service "bot" sends "honeyhive_user_properties.userId", which is declared in another spelling: send it as "honeyhive_user_properties.user_id" (SENT_SPELLING)` + "\n" + once + first},
		{whole("outputs.hits.0.documentId", "d"), `chat.go:13:2: error: service "bot" sends "honeyhive_outputs.hits.0.documentId", which is declared in another spelling: send it as "honeyhive_outputs.hits.0.document_id" (SENT_SPELLING)` + "\n" + once + first},
		{whole("metadata.rating", 5), `chat.go:9:2: error: service "bot" sends "honeyhive_metadata.rating", which is declared in another namespace: send it as "honeyhive_feedback.rating" (SENT_NAMESPACE)` + "\n" + once + first},
		{whole("meta.Rating", 5), `chat.go:9:2: error: service "bot" sends "honeyhive_meta.Rating", which is declared in another namespace: send it as "honeyhive_feedback.rating" (SENT_NAMESPACE)` + "\n" + once + first},
		{whole("feedback.rating", "5"), `chat.go:9:2: error: service "bot" sends feedback.rating as a string, but it is declared as integer: send it as declared, or change the declaration (SENT_TYPE)` + "\n" + once + first},
		{whole("metadata.feature", array), `chat.go:5:2: error: service "bot" sends metadata.feature as an array, but it is declared as string: send each item or member as an attribute of its own (SENT_TYPE)` + "\n" + once + first},
		{whole("metadata.tags", array), `chat.go:8:2: error: service "bot" sends "honeyhive_metadata.tags" as an array, but items and members are attributes of their own: send honeyhive_metadata.tags.0, as HoneyHive's SDKs do (SENT_TYPE)` + "\n" + once + first},
		{whole("metrics.calls", array), `chat.go:24:2: error: service "bot" sends "honeyhive_metrics.calls" as an array, but items and members are attributes of their own: send honeyhive_metrics.calls.KEY, as HoneyHive's SDKs do (SENT_TYPE)` + "\n" + once + first},
		{whole("config", `{"raw":1}`), `chat.go:19:2: error: service "bot" sends "honeyhive_config" as a string, but items and members are attributes of their own: send honeyhive_config.index.name, as HoneyHive's SDKs do (SENT_TYPE)` + "\n" + once + first},
		{whole("metadata.feature.name", "x"), `chat.go:5:2: error: service "bot" sends "honeyhive_metadata.feature.name", but metadata.feature is declared as string, which has no parts: send it as declared, or change the declaration (SENT_TYPE)` + "\n" + once + first},
		{whole("metadata.feature", strings.Repeat("secret", 200)), `chat.go:5:2: error: service "bot" sends metadata.feature longer than its bound of 1024 bytes: shorten it there, or raise the bound (SENT_BYTES)` + "\n" + once + ", up to 1,200 of 1,024 bytes" + first},
		{whole("user_properties.plan", "premum"), `chat.go:2:2: error: service "bot" sends user_properties.plan with a value that its enum does not have: send "free" or "premium", or add the value to the enum (SENT_ENUM)` + "\n" + once + `, such as "premum"` + first},
		{whole("user_properties.full_name", "secret"), `chat.go:12:2: error: service "bot" sends user_properties.full_name with a value that its enum does not have: send "a" or "b", or add the value to the enum (SENT_ENUM)` + "\n" + once + first},
		{whole("feedback.rating", 9), `chat.go:9:2: error: service "bot" sends feedback.rating outside of its bounds: send a number of at least 1 and at most 5, or change the bounds (SENT_RANGE)` + "\n" + once + ", such as 9" + first},
		{whole("metrics.score", math.Inf(1)), `chat.go:7:2: error: service "bot" sends metrics.score with NaN or an infinite number: send nothing where there is no number (SENT_NOT_FINITE)` + "\n" + once + first},
		{whole("metadata.locale", "de_DE"), `chat.go:6:2: error: service "bot" sends metadata.locale with a string that does not match its pattern ^[a-z]{2}-[A-Z]{2}$: send one that does, or change the pattern (SENT_PATTERN)` + "\n" + once + `, such as "de_DE"` + first},
		{whole("metadata.tags.4", "e"), `chat.go:8:2: error: service "bot" sends more items of metadata.tags.* than the 4 that it may have: send fewer, or raise the bound (SENT_ITEMS)` + "\n" + once + ", up to 5 of 4 items" + first},
		{whole("outputs.hits.3.note", "x"), `chat.go:20:2: error: service "bot" sends more items of outputs.hits.*.note than the 3 that it may have: send fewer, or raise the bound (SENT_ITEMS)` + "\n" + once + ", up to 4 of 3 items" + first},
		{whole("metrics.calls.a", 1, "metrics.calls.b", 1, "metrics.calls.c.d", 1), `chat.go:24:2: error: service "bot" sends more items of metrics.calls.* than the 2 that it may have: send fewer, or raise the bound (SENT_ITEMS)` + "\n" + once + ", up to 3 of 2 items" + first},
		{whole("config.raw.a", 1, "config.raw.b.0", "x", "config.raw.b.1", true, "config.raw.c", 0.5), `chat.go:25:2: error: service "bot" sends more items of config.raw.* than the 3 that it may have: send fewer, or raise the bound (SENT_ITEMS)` + "\n" + once + ", up to 4 of 3 items" + first},
		{whole("user_properties.email", "ada@example.com"), `chat.go:3:2: error: service "bot" sends user_properties.email in plain text, but it is declared as hashed: send what hh.Hash makes of it, which is its HMAC-SHA-256 in hexadecimal digits (SENT_PLAIN_TEXT)` + "\n" + once + first},
		{whole("user_properties.phone", "+44 20 7946 0958"), `chat.go:4:2: error: service "bot" sends user_properties.phone in plain text, but it is declared as masked: send what hh.Mask makes of it, which is **** and at most 4 characters (SENT_PLAIN_TEXT)` + "\n" + once + first},
		{whole("event_id", "request-17"), `chat.go:11:2: error: service "bot" sends event_id with a value that is not a UUIDv4: send one, such as hh.NewEventID makes (SENT_EVENT_ID)` + "\n" + once + first},
		{whole("event_type", "modle"), `spans.json:7: error: service "bot" sends "honeyhive_event_type" with a value other than model, tool, chain and session: send one of them (SENT_ENUM)` + "\n" + once + first},
		{whole("outputs.hits.0.document_id", "d", "outputs.hits.0.similarity", 0.5, "outputs.hits.1.document_id", "d"),
			`chat.go:14:2: error: service "bot" sends objects without the outputs.hits.*.similarity that they must have: send it too, or make it optional (SENT_REQUIRED)` + "\n" + once + first},
		{whole("outputs.best.id", "d"),
			`chat.go:22:2: error: service "bot" sends objects without the outputs.best.rank that they must have: send it too, or make it optional (SENT_REQUIRED)` + "\n" + once + first},
	} {
		if got := strings.Join(findings(live.Options{}, c.span), "\n"); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

// without is a span without one of its attributes.
func without(s *otlp.Span, key string) *otlp.Span {
	s.Attributes = slices.DeleteFunc(s.Attributes, func(a otlp.Attribute) bool { return a.Key == key })
	return s
}

func TestSpanFindings(t *testing.T) {
	lost := whole()
	lost.Dropped = 3
	full := whole()
	for i := range 120 {
		full.Attributes = append(full.Attributes, pair(fmt.Sprintf("gen_ai.key%d", i), i))
	}
	association := without(whole(), "honeyhive.session_id")
	association.Attributes = append(association.Attributes, pair("traceloop.association.properties.session_id", sessionID))
	other := without(span("http"), "honeyhive.session_id")
	other.Attributes = append(other.Attributes, pair("http.method", "GET"))
	bad := whole()
	bad.Attributes[0] = pair("honeyhive.session_id", "session-1")
	for _, c := range []struct {
		span *otlp.Span
		want string
	}{
		{association, ""},
		{other, ""},
		{without(whole(), "honeyhive.session_id"), `enriches spans without a session: start one with hh.StartSession, or set honeyhive.session_id (SPAN_SESSION)` + "\n"},
		{bad, "enriches spans with a session id that is not a UUID: in Go, hh.SessionIDFrom makes one of any id (SPAN_SESSION)\n"},
		{lost, ", up to 3 lost attributes;"},
		{full, ", up to 123 of 128 attributes;"},
		{whole("metadata.tags.0", "a", "config.raw.a", strings.Repeat("b", 8), "metadata.feature", strings.Repeat("c", 1000)), ""},
	} {
		got := findings(live.Options{}, c.span)
		if len(got) == 0 != (c.want == "") || !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), c.want)
		}
	}
	c := live.New(chat(), live.Options{})
	c.Input("spans.pb")
	c.Replaced(3)
	if got := c.Findings(); len(got) != 1 || got[0].Rule != live.UTF8 || got[0].Pos.Filename != "spans.pb" || got[0].Related[0].Message != "3 times elsewhere" {
		t.Errorf("got %v", got)
	}
	got := findings(live.Options{RecordBytes: 100}, whole("metadata.feature", strings.Repeat("c", 30)))
	if len(got) != 2 || !strings.Contains(got[0], "SPAN_BYTES") || !strings.Contains(got[0], ": warning: ") || !strings.Contains(got[1], " of 100 bytes") {
		t.Errorf("got %q", got)
	}
}

// A record lacks a required field only where the span has most of it, or spans of
// its name show that it is recorded as a whole.
func TestRequired(t *testing.T) {
	const missing = "honeyhive_user_properties.user_id"
	turn := func() *otlp.Span { return whole("metadata.feature", "f", "user_properties.plan", "free") }
	moved := func() *otlp.Span {
		s := without(turn(), missing)
		s.Attributes = append(s.Attributes, pair("honeyhive_user_properties.uid", "u"))
		return s
	}
	retrieval := []any{"inputs.query", "q", "config.index.name", "n", "config.index.version", 1}
	renamed := func(s *otlp.Span) *otlp.Span { s.Name = "other"; return s }
	for name, c := range map[string]struct {
		spans []*otlp.Span
		want  int // findings
	}{
		"complete":              {[]*otlp.Span{turn(), turn()}, 0},
		"one lacks it":          {[]*otlp.Span{turn(), turn(), without(turn(), missing)}, 1},
		"before the others":     {[]*otlp.Span{without(turn(), missing), turn()}, 1},
		"under its old key":     {[]*otlp.Span{turn(), moved()}, 0},
		"single setter":         {[]*otlp.Span{turn(), turn(), span("turn", "metrics.score", 0.5)}, 0},
		"two setters":           {[]*otlp.Span{turn(), turn(), span("turn", "metrics.score", 0.5, "metadata.feature", "f")}, 0},
		"each lacks it":         {[]*otlp.Span{without(turn(), missing), without(turn(), missing)}, 1},
		"of another name":       {[]*otlp.Span{turn(), turn(), renamed(without(turn(), missing))}, 1},
		"setters only":          {[]*otlp.Span{span("turn", "metrics.score", 0.5, "metadata.feature", "f")}, 0},
		"mostly setters":        {[]*otlp.Span{whole(), span("turn", "metrics.score", 0.5, "metadata.feature", "f"), span("turn", "metrics.score", 0.5, "metadata.feature", "f")}, 0},
		"of its session":        {[]*otlp.Span{span("turn", "user_properties.user_id", "u", "user_properties.plan", "free", "user_properties.full_name", "a")}, 0},
		"few of its session":    {[]*otlp.Span{span("turn", "user_properties.user_id", "u", "metadata.feature", "f")}, 0},
		"another record":        {[]*otlp.Span{turn(), span("turn", retrieval...)}, 0},
		"two records":           {[]*otlp.Span{turn(), whole(retrieval...)}, 0},
		"two records, one less": {[]*otlp.Span{whole(retrieval...), whole(retrieval[:4]...)}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			checker := live.New(chat(), live.Options{})
			for _, s := range c.spans {
				checker.Add(s)
			}
			got := checker.Findings()
			if len(got) != c.want || slices.ContainsFunc(got, func(f *schema.Finding) bool { return f.Rule != live.Required }) {
				t.Errorf("got %v", got)
			}
		})
	}
	got := findings(live.Options{}, without(turn(), missing), turn(), without(turn(), missing), turn())
	want := []string{
		`chat.go:1:2: error: service "bot" sends record Turn without its required user_properties.user_id: send it too, or make it optional (SENT_REQUIRED)`,
		"\tspans.json:7: 2 times in spans named \"turn\" of scope \"bot/chat\"; the first in trace t1, span s1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Records that share a key explain each other's keys: of what one complete record
// brings, another one lacks nothing.
func TestRequiredShared(t *testing.T) {
	pkgs := chat()
	turn := pkgs[0].Records[0]
	pkgs[0].Records = append(pkgs[0].Records, &schema.Record{Name: "Base", Fields: []*schema.Field{turn.Fields[0], turn.Fields[1]}})
	c := live.New(pkgs, live.Options{})
	for range 3 {
		c.Add(whole("user_properties.plan", "free"))
		c.Add(span("turn", "user_properties.user_id", "u", "user_properties.plan", "free"))
	}
	if got := c.Findings(); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

// Of several declarations of a key, one that has the value is enough, and the loosest one
// is told.
func TestSharedKey(t *testing.T) {
	pkgs := chat()
	user := *pkgs[0].Records[0].Fields[0]
	user.MaxBytes = 32
	pkgs = append(pkgs, &schema.Package{Path: "example.com/other", Records: []*schema.Record{{Name: "Other", Fields: []*schema.Field{&user}}}})
	for size, want := range map[int]string{16: "", 17: "", 33: "longer than its bound of 32 bytes"} {
		c := live.New(pkgs, live.Options{})
		c.Add(span("turn", "user_properties.user_id", strings.Repeat("u", size)))
		if got := c.Findings(); (len(got) == 0) != (want == "") || want != "" && !strings.Contains(got[0].Message, want) {
			t.Errorf("%d bytes: %v", size, got)
		}
	}
}

// A value is not shown if one of several declarations of its key has it masked.
func TestSharedSensitive(t *testing.T) {
	handle := func(t *schema.Type, pattern schema.Pattern) *schema.Package {
		return &schema.Package{Path: string(pattern), Records: []*schema.Record{{Name: "R", Fields: []*schema.Field{
			{Key: "handle", Namespace: schema.Metadata, Type: t, Pattern: pattern},
		}}}}
	}
	c := live.New([]*schema.Package{handle(ofKind(schema.KindString), "^x$"), handle(ofKind(schema.KindMasked), "")}, live.Options{})
	c.Add(span("turn", "metadata.handle", "secret"))
	got := fmt.Sprint(c.Findings())
	if !strings.Contains(got, "metadata.handle") || strings.Contains(got, "secret") {
		t.Error(got)
	}
}

// Rules are set and suppressed as those of lint.
func TestOptions(t *testing.T) {
	bad := whole("user_properties.plan", "premum", "metadata.shop", "x")
	count := func(o live.Options) (errs, warnings int) {
		c := live.New(chat(), o)
		c.Add(bad)
		for _, f := range c.Findings() {
			if f.Severity == schema.Error {
				errs++
			} else {
				warnings++
			}
		}
		return errs, warnings
	}
	rule := func(s schema.Severity) live.Options {
		return live.Options{Rules: map[string]schema.Severity{live.Enum.ID: s}}
	}
	suppress := func(s suppression.Suppression) live.Options {
		s.Reason = "known"
		return live.Options{Suppressions: []*suppression.Suppression{&s}}
	}
	comment := suppression.Comment{Shown: token.Position{Filename: "chat.go", Line: 2}}
	for _, c := range []struct {
		options        live.Options
		errs, warnings int
	}{
		{live.Options{}, 2, 0},
		{rule(schema.Warning), 1, 1},
		{rule(live.Off), 1, 0},
		{suppress(suppression.Suppression{Rule: live.Undeclared.ID, Key: "metadata.shop"}), 1, 0},
		{suppress(suppression.Suppression{Rule: live.Undeclared.ID, Key: "metadata.other"}), 2, 0},
		{suppress(suppression.Suppression{Rule: live.Enum.ID, Package: "example.com/chat", Record: "Turn"}), 1, 0},
		{suppress(suppression.Suppression{Rule: live.Enum.ID, Comment: comment}), 1, 0},
	} {
		if errs, warnings := count(c.options); errs != c.errs || warnings != c.warnings {
			t.Errorf("%+v: %d errors, %d warnings", c.options, errs, warnings)
		}
	}
}

func TestSummary(t *testing.T) {
	c := live.New(chat(), live.Options{})
	for range 1000 {
		c.Add(whole("metadata.tags.0", "a", "metadata.tags.1", "b"))
	}
	other := whole("user_properties.plan", "premum", "metadata.shop", "x")
	other.Service = ""
	c.Add(other)
	same := whole("user_properties.plan", "free")
	same.Service = "same"
	c.Add(same)
	c.Add(&otlp.Span{Service: "proxy"})
	c.Findings()
	var b strings.Builder
	if err := c.Summary().Write(&b); err != nil {
		t.Fatal(err)
	}
	want := `service            spans  enriched  keys  as declared  findings
(no service.name)  1      1         4     2            2
bot                1,000  1,000     3     3            0
proxy              1      0         0     0            0
same               1      1         3     3            0
5 keys in 1,003 spans of 4 services: 3 as declared
18 declared keys did not arrive: hhgen status --spans names them
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// What is kept does not grow with an input of different keys, services and names
// without an end, and the summary says what is not listed.
func TestBounded(t *testing.T) {
	c := live.New(chat(), live.Options{})
	live.Limit(c, 100)
	long := strings.Repeat("x", 10_000)
	fill := func(from, to int) {
		for i := from; i < to; i++ {
			s := whole(fmt.Sprintf("metadata.%dkey%s", i, long[:i%600]), "v", fmt.Sprintf("config.raw.k%d", i), 1, fmt.Sprintf("metadata.e%d.%d", i, i), 1)
			s.Service, s.Name, s.Scope = fmt.Sprint("service", i), fmt.Sprint("name", i, long), fmt.Sprint("scope", i)
			c.Add(s)
		}
	}
	fill(0, 500)
	before := heap()
	fill(500, 2500)
	if grown := int(heap()) - int(before); grown > 1<<20 {
		t.Errorf("2,000 more spans keep %d bytes", grown)
	}
	if n := len(c.Findings()); n != 100 {
		t.Errorf("%d findings", n)
	}
	if s := c.Summary(); s.Unlisted < 4000 || s.Spans != 2500 || !strings.Contains(s.String(), "not listed") {
		t.Errorf("%s", s)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A key that looks like the declaration of another one is not that.
func TestStar(t *testing.T) {
	c := live.New(chat(), live.Options{})
	c.Add(whole("metadata.tags.*", "a", "config.raw.*", 1, "metrics.calls.*", 1, "outputs.hits.*.document_id", "d"))
	c.Add(whole("metadata.tags.0", "a", "outputs.hits.0.document_id", "d", "outputs.hits.0.similarity", 0.5, "metrics.calls.a", 1,
		"metrics.calls.b", 1, "metrics.calls.c", 1, "config.raw.a", 1, "config.raw.b", 1, "config.raw.c", 1, "config.raw.d", 1))
	var rules []string
	for _, f := range c.Findings() {
		rules = append(rules, f.Rule.ID)
	}
	slices.Sort(rules)
	if want := []string{"SENT_ITEMS", "SENT_ITEMS", "SENT_SPELLING", "SENT_SPELLING"}; !slices.Equal(rules, want) {
		t.Errorf("got %s", rules)
	}
}

// No key and no value makes it fail.
func FuzzAdd(f *testing.F) {
	for _, key := range []string{"metadata.tags.0", "outputs.hits.0.document_id", "outputs.hits..document_id", "metrics.calls.a.b", "config", "config.raw",
		"", ".", "..", "error.x", "event_id.", "metadata.tags.99999999999999999999", "outputs.best", "user_properties.User ID", "metadata.tags.-1", "x.y",
		"metadata.tags.*", "outputs.hits.*.document_id", "config.raw.*", "metadata.feature.*"} {
		f.Add(key, "text", 1.5, byte(otlp.String))
	}
	pkgs := chat()
	f.Fuzz(func(t *testing.T, key, text string, number float64, kind byte) {
		v := otlp.Value{Kind: otlp.Kind(kind % 8), Text: text}
		switch v.Kind {
		case otlp.Double:
			v = otlp.DoubleValue(number)
		case otlp.Int:
			v = otlp.IntValue(int64(number))
		case otlp.List:
			v.List = []otlp.Value{otlp.StringValue(text)}
		case otlp.Map:
			v.Pairs = []otlp.Attribute{pair(text, key)}
		}
		c := live.New(pkgs, live.Options{})
		live.Limit(c, 3)
		c.Add(whole(key, v, key+".1", text, "metadata.tags.9", v))
		c.Add(whole("metadata.tags.0", v, "outputs.hits.0.document_id", v, "metrics.calls.a", v, "config.raw.a", v, text, v))
		for _, found := range c.Findings() {
			if found.Rule == nil || found.Message == "" {
				t.Errorf("%+v", found)
			}
		}
	})
}
