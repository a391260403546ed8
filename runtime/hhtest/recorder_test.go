package hhtest_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
)

func TestViolations(t *testing.T) {
	rec := hhtest.New(t, hhtest.AllowViolations())
	in(t.Context(), tracer, "answer", chat.WithScore(7), chat.WithRating(1))
	hhtest.Span(t, rec, "answer").HasExactly(chat.WithRating(1))
	want := []hh.Violation{{Namespace: "metrics", Key: "score", Kind: hh.OutOfRange}}
	if got := rec.Violations(); !slices.Equal(got, want) {
		t.Errorf("violations are %v, want %v", got, want)
	}
}

// A violation in another goroutine fails the test too.
func TestViolationsInGoroutines(t *testing.T) {
	const n = 50
	var rec *hhtest.Recorder
	report := fails(t, func(t testing.TB) {
		rec = hhtest.New(t)
		var all sync.WaitGroup
		for range n {
			all.Go(func() { in(t.Context(), tracer, "answer", chat.WithScore(7)) })
		}
		all.Wait()
	})
	if got := len(rec.Violations()); got != n || report == "" {
		t.Errorf("recorded %d violations, want %d; reported %q", got, n, report)
	}
}

// Spans are in the order of their starts, and have the names that they end with.
func TestSpansInOrderOfStart(t *testing.T) {
	rec := hhtest.New(t)
	var open []trace.Span
	for i := range 3 {
		ctx, span := tracer.Start(t.Context(), "request")
		chat.EnrichSpan(ctx, chat.WithRating(i+1))
		open = append(open, span)
	}
	for _, span := range slices.Backward(open) {
		span.SetName("route")
		span.SetStatus(codes.Error, "failed")
		span.End()
	}
	for i, s := range hhtest.Spans(t, rec, "route") {
		s.HasExactly(chat.WithRating(i + 1))
		if s.ReadOnly().Status().Code != codes.Error {
			t.Errorf("span %d has the status %v", i, s.ReadOnly().Status())
		}
	}
	wantNames(t, rec, "route", "route", "route")
}

func TestSessionsAndUpdates(t *testing.T) {
	rec := hhtest.New(t)
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{ID: session, Name: "question", Source: "test"})
	must(t, err)
	hhtest.Session(t, rec, session).HasExactly() // it was started, but not enriched
	must(t, chat.EnrichSession(ctx, chat.WithPlan(chat.PlanFree)))
	must(t, chat.EnrichSession(ctx, chat.WithPlan(chat.PlanPremium)))
	must(t, hh.SetSessionDuration(ctx, time.Second))

	starts := rec.Sessions()
	if len(starts) != 1 || starts[0].ID != session || starts[0].Name != "question" || starts[0].Source != "test" {
		t.Errorf("started %+v", starts)
	}
	updates := rec.Updates()
	if len(updates) != 3 || string(updates[0].Members[0].Value) != `"free"` || *updates[2].Duration != 1000 {
		t.Errorf("updates are %+v", updates)
	}
	hhtest.Session(t, rec, session).HasExactly(chat.WithPlan(chat.PlanPremium))
}

// A session has the fields that it was started with, as its spans have them, and
// those that it was enriched with.
func TestSessionWithFields(t *testing.T) {
	rec := hhtest.New(t)
	ctx, err := chat.StartSession(t.Context(), hh.SessionConfig{ID: session},
		chat.WithQuery("What is a span?"), chat.WithPlan(chat.PlanFree), chat.WithScore(0.5))
	must(t, err)
	hhtest.Session(t, rec, session).
		HasExactly(chat.WithQuery("What is a span?"), chat.WithPlan(chat.PlanFree), chat.WithScore(0.5))
	must(t, chat.EnrichSession(ctx, chat.WithPlan(chat.PlanPremium)))
	hhtest.Session(t, rec, session).Has(chat.WithQuery("What is a span?"), chat.WithPlan(chat.PlanPremium)).Lacks(chat.WithRating(1))
	in(ctx, tracer, "answer")
	hhtest.Span(t, rec, "answer").InSession(session).
		HasExactly(chat.WithQuery("What is a span?"), chat.WithPlan(chat.PlanPremium), chat.WithScore(0.5))
	if starts := rec.Sessions(); len(starts) != 1 || len(starts[0].Members) != 2 {
		t.Errorf("started %+v", starts)
	}
}

// HasExactly compares the fields that a span inherits from its session.
func TestSpanInheritsFromSession(t *testing.T) {
	rec := hhtest.New(t)
	ctx, err := hh.ContextWithSession(t.Context(), session)
	must(t, err)
	in(ctx, tracer, "before")
	must(t, chat.EnrichSession(ctx, chat.WithPlan(chat.PlanFree)))
	in(chat.ContextWith(ctx, chat.WithFeature("search")), tracer, "after")
	hhtest.Span(t, rec, "before").HasExactly().InSession(session)
	hhtest.Span(t, rec, "after").HasExactly(chat.WithPlan(chat.PlanFree), chat.WithFeature("search")).InSession(session)
}

// The recorder's spans have no limits of number and size.
func TestSpansAreWhole(t *testing.T) {
	t.Setenv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "1")
	t.Setenv("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "1")
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	rec := hhtest.New(t)
	many := kinds.Cells{}
	many.Cells[129] = 1
	ctx, span := tracer.Start(t.Context(), "span")
	kinds.EnrichSpan(ctx, many, kinds.WithString("longer than one byte"))
	span.End()
	hhtest.Span(t, rec, "span").HasExactly(&many, kinds.WithString("longer than one byte"))
}

// The identity of a span and other instrumentation are not compared. Ids of
// experiments are compared only if they are given.
func TestWhatExactlyIgnores(t *testing.T) {
	rec := hhtest.New(t)
	_, span := tracer.Start(t.Context(), "answer", trace.WithAttributes(
		attribute.String("gen_ai.system", "x"),
		attribute.String("gen_ai.operation.name", "chat"),
		attribute.String("honeyhive.project", "p"),
		attribute.String("traceloop.association.properties.session_id", session),
		attribute.String("honeyhive_metadata.run_id", "run"),
		attribute.String("honeyhive_metadata.dataset_id", "dataset"),
		attribute.String("honeyhive_metadata.datapoint_id", "datapoint"),
	))
	span.End()
	hhtest.Span(t, rec, "answer").HasEventType(hh.EventModel).HasExactly().HasExactly(chat.WithMetadata("run_id", "run"))
	report := fails(t, func(t testing.TB) {
		hhtest.Span(t, rec, "answer").HasExactly(chat.WithMetadata("run_id", "other"))
	})
	wantReport(t, report, "span \"answer\" differs (-want +got):\n-\tmetadata.run_id = \"other\"\n+\tmetadata.run_id = \"run\"\n")
}

// Hashed values are compared, with the test's key and with the service's key.
func TestHashKey(t *testing.T) {
	for name, options := range map[string][]hhtest.Option{
		"default": {nil},
		"own":     {hhtest.WithRuntimeOptions(hh.WithHashKey([]byte("a key of the service, with enough bytes")))},
	} {
		t.Run(name, func(t *testing.T) {
			rec := hhtest.New(t, options...)
			ctx, span := tracer.Start(t.Context(), "span")
			kinds.EnrichSpan(ctx, kinds.WithHashed(hh.Hash("user")), kinds.WithMasked(hh.Mask("user")))
			span.End()
			hhtest.Span(t, rec, "span").HasExactly(kinds.WithHashed(hh.Hash("user")), kinds.WithMasked(hh.Mask("user")))
		})
	}
}

// A recorder can be read while it records.
func TestConcurrentUse(t *testing.T) {
	rec := hhtest.New(t)
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{ID: session})
	must(t, err)
	in(ctx, tracer, "first", chat.WithErr(errors.New("timeout")))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				in(ctx, tracer, "answer", turn())
				if err := chat.EnrichSession(ctx, chat.WithPlan(chat.PlanFree)); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range 20 {
				hhtest.Span(t, rec, "first").Has(chat.WithErr(errors.New("timeout")))
				hhtest.Session(t, rec, session).Lacks(chat.WithRating(1))
				rec.Spans()
				rec.Violations()
			}
		})
	}
	all.Wait()
	if n := len(hhtest.Spans(t, rec, "answer")); n != 400 || len(rec.Updates()) != 400 {
		t.Errorf("recorded %d spans and %d updates, want 400 of each", n, len(rec.Updates()))
	}
}
