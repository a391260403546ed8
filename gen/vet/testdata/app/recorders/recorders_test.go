// Package recorders has tests with recorders.
package recorders

import (
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"

	"example.com/app/chat"
)

func TestLocal(t *testing.T) {
	t.Parallel()
	rec := hhtest.New(t, hhtest.Local())
	enricher := chat.NewEnricher(rec.Runtime())
	ctx, span := rec.TracerProvider().Tracer("test").Start(t.Context(), "work")
	defer span.End()
	ctx, err := rec.Runtime().StartSession(ctx, hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithScore(1)); err == nil { // want `chat.EnrichSession goes through the default runtime, which a local recorder does not record: call it through the recorder's Runtime\(\) \(RECORDER_BYPASSED\)`
		t.Error("it is recorded")
	}
	t.Run("later", func(t *testing.T) {
		_ = hh.SetSessionDuration(ctx, time.Second)                 // want `RECORDER_BYPASSED`
		_ = chat.EnrichEvent(ctx, hh.EventID{}, chat.WithRating(1)) // want `RECORDER_BYPASSED`
	})
	_ = enricher.EnrichSession(ctx, chat.WithScore(1))
	chat.EnrichSpan(ctx, chat.WithScore(1)) // the span is the recorder's
}

func TestHelper(t *testing.T) {
	rec := local(t)
	ctx, err := chat.StartSession(t.Context(), hh.SessionConfig{}, chat.WithScore(1)) // want `RECORDER_BYPASSED`
	if err != nil {
		t.Fatal(err)
	}
	hhtest.Session(t, rec, "").Has(chat.WithScore(1))
	_ = ctx.Err()
}

func TestSession(t *testing.T) {
	rec := hhtest.New(t, hhtest.Local())
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{}) // want `hh.StartSession goes through the default runtime`
	if err != nil || len(rec.Sessions()) != 1 {
		t.Fatal(err, ctx)
	}
}

func TestSpans(t *testing.T) {
	rec := hhtest.New(t, hhtest.Local())
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	_, span := rec.TracerProvider().Tracer("test").Start(ctx, "work")
	span.End()
}

func local(t *testing.T) *hhtest.Recorder {
	return hhtest.New(t, hhtest.AllowViolations(), hhtest.Local())
}

func TestGlobal(t *testing.T) {
	rec := hhtest.New(t)
	enricher := chat.NewEnricher(rec.Runtime())
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	_ = chat.EnrichSession(ctx, chat.WithScore(1)) // the default runtime is the recorder's
	_ = enricher.EnrichSession(ctx, chat.WithScore(1))
}

func TestDefault(t *testing.T) {
	rec := hhtest.New(t, hhtest.Local())
	hh.SetDefault(rec.Runtime())
	_ = chat.EnrichSession(t.Context(), chat.WithScore(1))
}
