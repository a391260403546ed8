package hhtest_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/dict"
)

const (
	eventText = "7f9619ff-8b86-4d11-b42d-00c04fc964ff"
	another   = "8f9619ff-8b86-4d11-b42d-00c04fc964ff"
)

// scenario records spans, a session and an event.
func scenario(t testing.TB) *hhtest.Recorder {
	rec := hhtest.New(t)
	ctx, err := hh.StartSession(context.Background(), hh.SessionConfig{ID: session})
	must(t, err)
	_, root := tracer.Start(context.Background(), "outside", trace.WithAttributes(
		attribute.String("http.route", "/"), attribute.Int("honeyhive_metrics.latency_ms", 120),
		attribute.StringSlice("honeyhive_metadata.words", []string{"a", "b"})))
	root.End()
	in(ctx, tracer, "answer", turn(), chat.WithTags("beta", "eu"), chat.WithMetadata("plan", "premium"))
	in(ctx, tracer, "twice")
	in(ctx, tracer, "twice")
	tracer.Start(ctx, "open")
	must(t, chat.EnrichSession(ctx, chat.WithPlan(chat.PlanFree), chat.WithTags("beta", "eu"), chat.WithQuery("What?")))
	must(t, chat.EnrichSession(ctx, chat.WithPlan(chat.PlanPremium), chat.WithIndex(chat.Index{Name: "handbook", Version: 3})))
	must(t, chat.EnrichEvent(ctx, event(t, eventText), chat.WithRating(5)))
	return rec
}

func turn() chat.Turn {
	return chat.Turn{UserID: "user_42", Plan: chat.PlanFree, Feature: "search", Score: 1, Latency: time.Second, Err: errors.New("timeout")}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func event(t testing.TB, text string) hh.EventID {
	t.Helper()
	id, err := hh.ParseEventID(text)
	must(t, err)
	return id
}

// embedding is not a record: it gets the methods of chat.Turn, but not the
// generated code.
type embedding struct{ chat.Turn }

// messages lists all failures, with their messages.
var messages = []struct {
	name string
	call func(t testing.TB, rec *hhtest.Recorder)
	want string
}{
	{"no such span", func(t testing.TB, rec *hhtest.Recorder) { hhtest.Span(t, rec, "anwser") }, `
fatal: hhtest: no span "anwser" has ended; ended: "answer", "outside", "twice" (2)
`},
	{"span not ended", func(t testing.TB, rec *hhtest.Recorder) { hhtest.Span(t, rec, "open") }, `
fatal: hhtest: no span "open" has ended: it was started, but not ended; ended: "answer", "outside", "twice" (2)
`},
	{"several spans", func(t testing.TB, rec *hhtest.Recorder) { hhtest.Span(t, rec, "twice") }, `
fatal: hhtest: 2 spans "twice" have ended, not one: use hhtest.Spans, which returns all of them
`},
	{"no spans", func(t testing.TB, rec *hhtest.Recorder) { hhtest.Spans(t, rec, "none") }, `
fatal: hhtest: no span "none" has ended; ended: "answer", "outside", "twice" (2)
`},
	{"nothing recorded", func(t testing.TB, _ *hhtest.Recorder) { hhtest.Span(t, hhtest.New(t, hhtest.Local()), "answer") }, `
fatal: hhtest: no span "answer" has ended, nor has any other span; the recorder is Local, and does not record the global tracer provider: start spans with rec.TracerProvider(), or leave out hhtest.Local()
`},
	{"other value", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(chat.WithPlan(chat.PlanPremium), chat.WithScore(1), chat.WithErr(errors.New("refused")))
	}, `
span "answer" differs (-want +got):
-	error = "refused"
+	error = "timeout"
-	user_properties.plan = "premium"
+	user_properties.plan = "free"
`},
	{"other namespace", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(chat.WithMetadata("score", 1.0), chat.WithMetadata("user_id", "user_42"))
	}, `
span "answer" differs (-want +got):
-	metadata.score = 1
-	metadata.user_id = "user_42"
score is in metrics, not in metadata
user_id is in user_properties, not in metadata
`},
	{"missing", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(chat.WithRating(5), kinds.WithText("search"))
	}, `
span "answer" differs (-want +got):
-	feedback.rating = 5
-	inputs.text = "search"
`},
	{"other kind", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "outside").Has(chat.WithLatency(120 * time.Millisecond))
	}, `
span "outside" differs (-want +got):
-	metrics.latency_ms = 120 (double)
+	metrics.latency_ms = 120 (int)
`},
	{"list is longer", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(chat.WithTags("beta"))
	}, `
span "answer" differs (-want +got):
+	metadata.tags.1 = "eu"
`},
	{"list is shorter", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(chat.WithTags("beta", "eu", "docs"))
	}, `
span "answer" differs (-want +got):
-	metadata.tags.2 = "docs"
`},
	{"more than exactly", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").HasExactly(chat.WithTags("eu", "beta"))
		hhtest.Span(t, rec, "outside").HasExactly()
	}, `
span "answer" differs (-want +got):
+	error = "timeout"
+	metadata.feature = "search"
+	metadata.plan = "premium"
-	metadata.tags.0 = "eu"
+	metadata.tags.0 = "beta"
-	metadata.tags.1 = "beta"
+	metadata.tags.1 = "eu"
+	metrics.latency_ms = 1000
+	metrics.score = 1
+	user_properties.plan = "free"
+	user_properties.user_id = "user_42"
span "outside" differs (-want +got):
+	metadata.words = ["a","b"]
+	metrics.latency_ms = 120
`},
	{"present", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Lacks(chat.WithRating(1), chat.WithTags("other"), chat.WithScore(0)).InSession(session)
	}, `
span "answer" has fields that it should lack (+got):
+	metadata.tags.0 = "beta"
+	metadata.tags.1 = "eu"
+	metrics.score = 1
`},
	{"chain goes on", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").InSession(another).Has(chat.WithScore(0.5)).Lacks(chat.WithScore(0.5))
	}, `
span "answer" belongs to session 6f9619ff-8b86-4d11-b42d-00c04fc964ff, want 8f9619ff-8b86-4d11-b42d-00c04fc964ff
span "answer" differs (-want +got):
-	metrics.score = 0.5
+	metrics.score = 1
span "answer" has fields that it should lack (+got):
+	metrics.score = 1
`},
	{"no session", func(t testing.TB, rec *hhtest.Recorder) { hhtest.Span(t, rec, "outside").InSession(session) }, `
span "outside" belongs to no session, want 6f9619ff-8b86-4d11-b42d-00c04fc964ff: it was started with a context that has no session
`},
	{"session differs", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Session(t, rec, session).Has(chat.WithPlan(chat.PlanFree), chat.WithTags("beta"), chat.WithQuery("How?"),
			chat.WithIndex(chat.Index{Name: "handbook", Version: 4}))
	}, `
session 6f9619ff-8b86-4d11-b42d-00c04fc964ff differs (-want +got):
-	config.index.version = 4
+	config.index.version = 3
-	inputs.query = "How?"
+	inputs.query = "What?"
+	metadata.tags[1] = "eu"
-	user_properties.plan = "free"
+	user_properties.plan = "premium"
`},
	{"session has more", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Session(t, rec, session).HasExactly(chat.WithPlan(chat.PlanPremium), chat.WithTags("beta", "eu"), chat.WithMetadata("index", "x"))
	}, `
session 6f9619ff-8b86-4d11-b42d-00c04fc964ff differs (-want +got):
+	config.index.name = "handbook"
+	config.index.version = 3
+	inputs.query = "What?"
-	metadata.index = "x"
index is in config, not in metadata
`},
	{"session lacks", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Session(t, rec, session).Lacks(chat.WithRating(1), chat.WithQuery(""))
	}, `
session 6f9619ff-8b86-4d11-b42d-00c04fc964ff has fields that it should lack (+got):
+	inputs.query = "What?"
`},
	{"event differs", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Event(t, rec, event(t, eventText)).HasExactly(chat.WithRating(4)).Lacks(chat.WithRating(1))
	}, `
event 7f9619ff-8b86-4d11-b42d-00c04fc964ff differs (-want +got):
-	feedback.rating = 4
+	feedback.rating = 5
event 7f9619ff-8b86-4d11-b42d-00c04fc964ff has fields that it should lack (+got):
+	feedback.rating = 5
`},
	{"no such session", func(t testing.TB, rec *hhtest.Recorder) { hhtest.Session(t, rec, another) }, `
fatal: hhtest: nothing was recorded for session "8f9619ff-8b86-4d11-b42d-00c04fc964ff"; recorded: 6f9619ff-8b86-4d11-b42d-00c04fc964ff, 7f9619ff-8b86-4d11-b42d-00c04fc964ff
`},
	{"no such event", func(t testing.TB, _ *hhtest.Recorder) {
		hhtest.Event(t, hhtest.New(t), event(t, another))
	}, `
fatal: hhtest: nothing was recorded for event "8f9619ff-8b86-4d11-b42d-00c04fc964ff"; no other session or event was recorded either
`},
	{"span only in a session", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Session(t, rec, session).Has(chat.WithPlan(chat.PlanFree), chat.WithErr(errors.New("timeout")))
		hhtest.Event(t, rec, event(t, eventText)).Lacks(turn(), kinds.WithEventID(event(t, eventText)))
	}, `
hhtest: Has, argument 2: error is recorded on spans only, not on sessions and events: compare it on a span, with hhtest.Span
hhtest: Lacks, argument 1: error is recorded on spans only, not on sessions and events: compare it on a span, with hhtest.Span
hhtest: Lacks, argument 2: event_id is recorded on spans only, not on sessions and events: compare it on a span, with hhtest.Span
`},
	{"not a field", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").HasExactly(turn(), "search", nil, embedding{}, chat.PlanFree)
		hhtest.Session(t, rec, session).Lacks(1)
	}, `
hhtest: HasExactly, argument 2: string is neither a record nor a field of a package that hhgen generated
hhtest: HasExactly, argument 3: nil records nothing: leave it out, or write a record or a setter
hhtest: HasExactly, argument 4: hhtest_test.embedding is neither a record nor a field of a package that hhgen generated
hhtest: HasExactly, argument 5: chat.Plan is neither a record nor a field of a package that hhgen generated
hhtest: Lacks, argument 1: int is neither a record nor a field of a package that hhgen generated
`},
	{"nothing recorded by a field", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has((*chat.Turn)(nil), chat.WithErr(nil), chat.WithTags())
		hhtest.Span(t, rec, "answer").Lacks(chat.WithErr(nil), chat.WithErr(errors.New("")), chat.WithHits(), chat.WithTags())
		hhtest.Session(t, rec, session).HasExactly(kinds.WithCounts(nil)).Lacks(kinds.WithAny(nil), kinds.WithJSON(nil), kinds.WithAnyMap(nil))
		hhtest.Span(t, rec, "answer").Lacks(kinds.WithEventID(hh.EventID{}))
	}, `
hhtest: Has, argument 1: a nil *chat.Turn records nothing: write a record or setters
hhtest: Has, argument 2: this chat.errField records nothing, because its value is nil: to check that the field is absent, write Lacks, and give the setter any value that is recorded, such as errors.New("any")
hhtest: Has, argument 3: this chat.tagsField records nothing, because its value is an empty list: to check that the field is absent, write Lacks, and give the setter any value that is recorded, such as one item
hhtest: Lacks, argument 1: this chat.errField records nothing, because its value is nil: Lacks does not compare values, so give the setter any value that is recorded, such as errors.New("any")
hhtest: Lacks, argument 2: this chat.errField records nothing, because its value is an error without a message: Lacks does not compare values, so give the setter any value that is recorded, such as errors.New("any")
hhtest: Lacks, argument 3: this chat.hitsField records nothing, because its value is an empty list: Lacks does not compare values, so give the setter any value that is recorded, such as one item
hhtest: Lacks, argument 4: this chat.tagsField records nothing, because its value is an empty list: Lacks does not compare values, so give the setter any value that is recorded, such as one item
hhtest: HasExactly, argument 1: this kinds.countsField records nothing, because its value is an empty map: to check that the field is absent, write Lacks, and give the setter any value that is recorded, such as one member
hhtest: Lacks, argument 1: this kinds.anyField records nothing, because its value is nil: Lacks does not compare values, so give the setter any value that is recorded, such as "any"
hhtest: Lacks, argument 2: this kinds.jsonField records nothing, because its value is nil: Lacks does not compare values, so give the setter any value that is recorded, such as json.RawMessage(` + "`" + `{"any":1}` + "`" + `)
hhtest: Lacks, argument 3: this kinds.anyMapField records nothing, because its value is an empty map: Lacks does not compare values, so give the setter any value that is recorded, such as one member
hhtest: Lacks, argument 1: this kinds.eventIDField records nothing, because its value is zero: Lacks does not compare values, so give the setter any value that is recorded, such as hh.NewEventID()
`},
	{"violating", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(chat.WithScore(1), chat.WithRating(6), chat.WithUserID(strings.Repeat("x", 65)))
		hhtest.Session(t, rec, session).HasExactly(chat.WithPlan("gold"))
	}, `
hhtest: Has, argument 2: hhgen: feedback.rating: out_of_range: the value given cannot be recorded as it is
hhtest: Has, argument 3: hhgen: user_properties.user_id: too_long (65, limit 64): the value given cannot be recorded as it is
hhtest: HasExactly, argument 1: hhgen: user_properties.plan: not_in_enum: the value given cannot be recorded as it is
`},
	{"record with fields left out", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(chat.Turn{UserID: "user_42"}).HasExactly(&chat.Turn{})
		hhtest.Span(t, rec, "answer").Lacks(chat.Turn{UserID: "user_42", Score: 0.5, Feature: "search", Latency: time.Second})
	}, `
hhtest: Has, argument 1: hhgen: user_properties.plan: not_in_enum: the value given cannot be recorded as it is; chat.Turn is compared with all fields that it always records, and Plan, Feature, Score and 1 more are zero here: to compare single fields, write chat.WithUserID("user_42")
hhtest: HasExactly, argument 1: hhgen: user_properties.plan: not_in_enum: the value given cannot be recorded as it is; *chat.Turn is compared with all fields that it always records, and UserID, Plan, Feature and 2 more are zero here: to compare single fields, write setters
hhtest: Lacks, argument 1: hhgen: user_properties.plan: not_in_enum: the value given cannot be recorded as it is; chat.Turn is compared with all fields that it always records, and Plan is zero here: to compare single fields, write chat.WithUserID("user_42"), chat.WithFeature("search"), chat.WithScore(0.5), chat.WithLatency(...)
`},
	{"record that differs in fields left out", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(chat.Turn{UserID: "user_42", Plan: chat.PlanFree})
		hhtest.Span(t, rec, "answer").Has(chat.Turn{UserID: "user_43", Plan: chat.PlanFree, Feature: "search", Score: 1, Latency: time.Second})
	}, `
span "answer" differs (-want +got):
-	metadata.feature = ""
+	metadata.feature = "search"
-	metrics.latency_ms = 0
+	metrics.latency_ms = 1000
-	metrics.score = 0
+	metrics.score = 1
chat.Turn is compared with all fields that it always records, and Feature, Score, Latency are zero here: to compare single fields, write chat.WithUserID("user_42"), chat.WithPlan("free")
span "answer" differs (-want +got):
-	user_properties.user_id = "user_43"
+	user_properties.user_id = "user_42"
`},
	{"record without fields that are set", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(kinds.Composites{})
	}, `
span "answer" differs (-want +got):
-	config.halves.first = 0
-	config.halves.second = 0
-	metrics.fixed.0 = 0
-	metrics.fixed.1 = 0
-	outputs.point.name = ""
-	outputs.point.x_pos = 0
kinds.Composites is compared with all fields that it always records, and Point, Fixed, Grid and 1 more are zero here: to compare single fields, write setters
`},
	{"record with only embedded records set", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has(kinds.Shared{Tenant: dict.Tenant{TenantID: "t"}, Build: &dict.Build{Version: "1.0"}})
	}, `
hhtest: Has, argument 1: hhgen: user_properties.tier: not_in_enum: the value given cannot be recorded as it is; kinds.Shared is compared with all fields that it always records, and Tier, Region are zero here: to compare single fields, write kinds.WithTenantID("t"), kinds.WithVersion("1.0")
`},
	{"Local and the default runtime", func(t testing.TB, _ *hhtest.Recorder) {
		rec := hhtest.New(t, hhtest.Local())
		ctx, err := hh.StartSession(context.Background(), hh.SessionConfig{ID: another})
		must(t, err)
		must(t, chat.EnrichSession(ctx, chat.WithRating(1)))
		hhtest.Session(t, rec, another)
	}, `
fatal: hhtest: nothing was recorded for session "8f9619ff-8b86-4d11-b42d-00c04fc964ff"; no other session or event was recorded either; the recorder is Local, and does not record the default runtime: start sessions with rec.Runtime(), and enrich with NewEnricher(rec.Runtime()) of the generated package, or leave out hhtest.Local()
`},
	{"a replaced default runtime", func(t testing.TB, rec *hhtest.Recorder) {
		hh.SetDefault(hh.New())
		_, err := hh.StartSession(context.Background(), hh.SessionConfig{ID: another})
		must(t, err)
		hhtest.Session(t, rec, another)
	}, `
fatal: hhtest: nothing was recorded for session "8f9619ff-8b86-4d11-b42d-00c04fc964ff"; recorded: 6f9619ff-8b86-4d11-b42d-00c04fc964ff, 7f9619ff-8b86-4d11-b42d-00c04fc964ff; the default runtime was replaced after hhtest.New: leave out hh.SetDefault and hhtrace.Setup in tests
`},
	{"Local and the global tracer provider", func(t testing.TB, _ *hhtest.Recorder) {
		rec := hhtest.New(t, hhtest.Local())
		in(context.Background(), rec.TracerProvider().Tracer("test"), "local")
		in(context.Background(), tracer, "global")
		hhtest.Span(t, rec, "global")
	}, `
fatal: hhtest: no span "global" has ended; ended: "local"; the recorder is Local, and does not record the global tracer provider: start spans with rec.TracerProvider(), or leave out hhtest.Local()
`},
	{"event type", func(t testing.TB, rec *hhtest.Recorder) {
		_, span := tracer.Start(context.Background(), "rerank", trace.WithAttributes(hh.EventTool.Attribute()))
		span.End()
		hhtest.Span(t, rec, "rerank").HasEventType(hh.EventTool).HasEventType(hh.EventModel)
		hhtest.Span(t, rec, "answer").HasEventType(hh.EventChain)
	}, `
span "rerank" has the event type tool, want model
span "answer" has no event type, want chain: set it with hh.SetEventType, or start the span with gen_ai.operation.name
`},
	{"no arguments", func(t testing.TB, rec *hhtest.Recorder) {
		hhtest.Span(t, rec, "answer").Has()
		hhtest.Session(t, rec, session).Lacks()
	}, `
hhtest: Has compares nothing without arguments: give it a record or a setter
hhtest: Lacks compares nothing without arguments: give it a record or a setter
`},
	{"violation", func(testing.TB, *hhtest.Recorder) {
		in(context.Background(), tracer, "violating", chat.WithScore(7))
		chat.ContextWith(context.Background(), chat.WithUserID(strings.Repeat("x", 65)))
	}, `
hhgen: metrics.score: out_of_range, at globals_test.go:0: a violation fails the test; to allow violations, give hhtest.New the option hhtest.AllowViolations()
hhgen: user_properties.user_id: too_long (65, limit 64), at messages_test.go:0: a violation fails the test; to allow violations, give hhtest.New the option hhtest.AllowViolations()
`},
}

var line = regexp.MustCompile(`\.go:\d+`)

func TestMessages(t *testing.T) {
	for _, test := range messages {
		t.Run(test.name, func(t *testing.T) {
			got := fails(t, func(t testing.TB) { test.call(t, scenario(t)) })
			wantReport(t, line.ReplaceAllString(got, ".go:0"), strings.TrimPrefix(test.want, "\n"))
		})
	}
}
