package gen_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
	"github.com/hhgen/hhgen/testdata/turn"
)

var (
	rating   = 5
	errTurn  = errors.New("upstream timeout")
	userID   = "user_12345"
	tags     = []string{"beta", "eu", "docs", "en"}
	enricher = turn.NewEnricher(hh.New())
)

// handWritten is what a careful programmer writes with the OpenTelemetry API.
func handWritten(ctx context.Context) {
	trace.SpanFromContext(ctx).SetAttributes(
		attribute.String("honeyhive_user_properties.user_id", userID),
		attribute.String("honeyhive_user_properties.plan", string(turn.PlanPremium)),
		attribute.String("honeyhive_metadata.feature", "search"),
		attribute.String("honeyhive_config.model", "sonnet"),
		attribute.Float64("honeyhive_metrics.score", 0.93),
		attribute.Int("honeyhive_metrics.tokens", 512),
		attribute.Float64("honeyhive_metrics.latency_ms", 120),
		attribute.String("honeyhive_metadata.tags.0", tags[0]),
		attribute.String("honeyhive_metadata.tags.1", tags[1]),
		attribute.String("honeyhive_metadata.tags.2", tags[2]),
		attribute.String("honeyhive_metadata.tags.3", tags[3]),
		attribute.Int("honeyhive_feedback.rating", rating),
		attribute.String("honeyhive_error", errTurn.Error()),
	)
}

// way is one way to record attributes on the active span.
type way struct {
	name string
	call func(ctx context.Context)
}

// ways are how the 13 attributes of a turn can be recorded.
var ways = []way{
	{"fields", func(ctx context.Context) {
		turn.EnrichSpan(ctx, turn.WithUserID(userID), turn.WithPlan(turn.PlanPremium), turn.WithFeature("search"), turn.WithModel("sonnet"),
			turn.WithScore(0.93), turn.WithTokens(512), turn.WithLatency(120*time.Millisecond), turn.WithTags("beta", "eu", "docs", "en"),
			turn.WithRating(5), turn.WithErr(errTurn))
	}},
	{"constructor", func(ctx context.Context) {
		r := turn.NewTurn(turn.WithUserID(userID), turn.WithPlan(turn.PlanPremium), turn.WithFeature("search"), turn.WithModel("sonnet"),
			turn.WithScore(0.93), turn.WithTokens(512), turn.WithLatency(120*time.Millisecond))
		r.Tags, r.Rating, r.Err = tags, &rating, errTurn
		turn.EnrichSpan(ctx, r)
	}},
	{"record", func(ctx context.Context) { turn.EnrichSpan(ctx, record()) }},
	{"pointer", func(ctx context.Context) {
		r := record()
		turn.EnrichSpan(ctx, &r)
	}},
	{"mixed", func(ctx context.Context) {
		turn.EnrichSpan(ctx,
			turn.Turn{UserID: userID, Plan: turn.PlanPremium, Feature: "search", Model: "sonnet", Score: 0.93, Tokens: 512, Latency: 120 * time.Millisecond},
			turn.WithTags("beta", "eu", "docs", "en"), turn.WithRating(5), turn.WithErr(errTurn))
	}},
	{"enricher", func(ctx context.Context) { enricher.EnrichSpan(ctx, record()) }},
}

func record() turn.Turn {
	return turn.Turn{
		UserID: userID, Plan: turn.PlanPremium, Feature: "search", Model: "sonnet", Score: 0.93, Tokens: 512,
		Latency: 120 * time.Millisecond, Tags: tags, Rating: &rating, Err: errTurn,
	}
}

// Each way records what the hand-written call does.
func TestWaysAgree(t *testing.T) {
	want := attribute.NewSet(recorded(t, handWritten)...)
	for _, w := range ways {
		if got := attribute.NewSet(recorded(t, w.call)...); got.Equivalent() != want.Equivalent() {
			t.Errorf("%s: %v, want %v", w.name, got.ToSlice(), want.ToSlice())
		}
	}
	if want.Len() != 13 {
		t.Errorf("%d attributes, want 13", want.Len())
	}
}

// On a recording span, no way allocates more than the hand-written call does,
// with the span's own allocations counted in both.
func TestAllocationsRecording(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	tracer := sdktrace.NewTracerProvider().Tracer("test")
	measure := func(call func(ctx context.Context)) float64 {
		return testing.AllocsPerRun(200, func() {
			ctx, span := tracer.Start(context.Background(), "span")
			call(ctx)
			span.End()
		})
	}
	limit := measure(handWritten)
	for _, w := range ways {
		if got := measure(w.call); got > limit {
			t.Errorf("%s: %v allocations, hand-written %v", w.name, got, limit)
		}
	}
}

// On a span that does not record, nothing is allocated.
func TestAllocationsNotRecording(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample())).Tracer("test")
	ctx, span := tracer.Start(context.Background(), "span")
	defer span.End()
	for _, c := range []struct {
		name string
		ctx  context.Context
	}{{"not sampled", ctx}, {"no span", context.Background()}} {
		for _, w := range ways {
			if got := testing.AllocsPerRun(200, func() { w.call(c.ctx) }); got != 0 {
				t.Errorf("%s, %s: %v allocations, want 0", c.name, w.name, got)
			}
		}
	}
}

// What costs an allocation even on a span that does not record, as the README
// says: one each.
func TestAllocationsNotRecordingExceptions(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	var cells kinds.Cells
	for _, c := range []struct {
		name string
		want float64
		call func(ctx context.Context)
	}{
		{"hash", 1, func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.WithHashed(hh.Hash(userID))) }},
		{"list of structs", 1, func(ctx context.Context) { kinds.EnrichSpan(ctx, kinds.WithPoints(kinds.Point{Name: userID})) }},
		{"over 1,024 bytes", 1, func(ctx context.Context) { kinds.EnrichSpan(ctx, cells) }},
		{"over 1,024 bytes, by pointer", 0, func(ctx context.Context) { kinds.EnrichSpan(ctx, &cells) }},
	} {
		if got := testing.AllocsPerRun(100, func() { c.call(context.Background()) }); got != c.want {
			t.Errorf("%s: %v allocations, want %v", c.name, got, c.want)
		}
	}
}

// discard is a session client that does nothing.
type discard struct{}

func (discard) StartSession(hh.SessionStart) error { return nil }
func (discard) UpdateEvent(hh.Update) error        { return nil }

// enrichSession records the 12 attributes of a turn that sessions have.
func enrichSession(ctx context.Context, e turn.Enricher, id string) {
	_ = e.EnrichSession(ctx, turn.WithUserID(id), turn.WithPlan(turn.PlanPremium), turn.WithFeature("search"), turn.WithModel("sonnet"),
		turn.WithScore(0.93), turn.WithTokens(512), turn.WithLatency(120*time.Millisecond), turn.WithTags("beta", "eu", "docs", "en"),
		turn.WithRating(5))
}

// enrichSpan records the same on a span.
func enrichSpan(ctx context.Context, e turn.Enricher) {
	e.EnrichSpan(ctx, turn.WithUserID(userID), turn.WithPlan(turn.PlanPremium), turn.WithFeature("search"), turn.WithModel("sonnet"),
		turn.WithScore(0.93), turn.WithTokens(512), turn.WithLatency(120*time.Millisecond), turn.WithTags("beta", "eu", "docs", "en"),
		turn.WithRating(5))
}

func inSession(tb testing.TB) context.Context {
	tb.Helper()
	ctx, err := hh.ContextWithSession(context.Background(), sessionID)
	if err != nil {
		tb.Fatal(err)
	}
	return ctx
}

// An update of a session allocates its text and its members, whatever the
// number of fields; and what is remembered of it, if that is new.
func TestAllocationsOfSessions(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	ctx := inSession(t)
	id, err := hh.ParseEventID(sessionID)
	if err != nil {
		t.Fatal(err)
	}
	client := hh.WithSessionClient(discard{})
	remembering, forgetful, deaf := turn.NewEnricher(hh.New(client)), turn.NewEnricher(hh.New(client, hh.WithSessionMemory(0))), turn.NewEnricher(hh.New())
	users, n := []string{"user_12345", "user_67890"}, 0
	for _, c := range []struct {
		name string
		want float64
		call func()
	}{
		{"the same again", 2, func() { enrichSession(ctx, remembering, userID) }},
		{"one field", 2, func() { _ = remembering.EnrichSession(ctx, turn.WithTokens(512)) }},
		{"another string", 3, func() { n++; enrichSession(ctx, remembering, users[n%2]) }},
		{"nothing remembered", 2, func() { enrichSession(ctx, forgetful, userID) }},
		{"event", 3, func() { _ = remembering.EnrichEvent(ctx, id, turn.WithRating(5), turn.WithTokens(1)) }}, // and its id
		{"start", 8, func() { _, _ = remembering.StartSession(context.Background(), hh.SessionConfig{ID: sessionID}) }},
		{"start with fields", 10, func() {
			_, _ = remembering.StartSession(context.Background(), hh.SessionConfig{ID: sessionID}, turn.WithUserID(userID), turn.WithPlan(turn.PlanPremium))
		}},
		{"no fields", 0, func() { _ = remembering.EnrichSession(ctx) }},
		{"no session", 0, func() { enrichSession(context.Background(), remembering, userID) }},
		{"no client", 1, func() { enrichSession(ctx, deaf, userID) }},
	} {
		if got := testing.AllocsPerRun(200, c.call); got != c.want {
			t.Errorf("%s: %v allocations, want %v", c.name, got, c.want)
		}
	}
}

func BenchmarkEnrichSession(b *testing.B) {
	ctx := inSession(b)
	client := hh.WithSessionClient(discard{})
	for _, c := range []struct {
		name string
		rt   *hh.Runtime
	}{{"remembering", hh.New(client)}, {"forgetful", hh.New(client, hh.WithSessionMemory(0))}} {
		b.Run(c.name, func(b *testing.B) {
			e := turn.NewEnricher(c.rt)
			b.ReportAllocs()
			for b.Loop() {
				enrichSession(ctx, e, userID)
			}
		})
	}
	b.Run("span of the same fields", func(b *testing.B) {
		tracer := sdktrace.NewTracerProvider().Tracer("test")
		b.ReportAllocs()
		for b.Loop() {
			spanCtx, span := tracer.Start(ctx, "span")
			enrichSpan(spanCtx, enricher)
			span.End()
		}
	})
}

func BenchmarkEnrichSpan(b *testing.B) {
	bench := func(b *testing.B, sampler sdktrace.Sampler, call func(ctx context.Context)) {
		tracer := sdktrace.NewTracerProvider(sdktrace.WithSampler(sampler)).Tracer("test")
		b.ReportAllocs()
		for b.Loop() {
			ctx, span := tracer.Start(context.Background(), "span")
			call(ctx)
			span.End()
		}
	}
	all := append(slices.Clip(ways), way{"hand-written", handWritten})
	for _, w := range all {
		b.Run("recording/"+w.name, func(b *testing.B) { bench(b, sdktrace.AlwaysSample(), w.call) })
	}
	for _, w := range all {
		b.Run("dropped/"+w.name, func(b *testing.B) { bench(b, sdktrace.NeverSample(), w.call) })
	}
}
