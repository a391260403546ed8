// Package spans ends spans.
package spans

import (
	"context"

	"go.opentelemetry.io/otel/trace"

	"example.com/app/chat"
)

func after(ctx context.Context, tracer trace.Tracer, more bool) {
	ctx, span := tracer.Start(ctx, "work")
	chat.EnrichSpan(ctx, chat.WithScore(1))
	span.End()
	chat.EnrichSpan(ctx, chat.WithScore(1)) // want `the span has ended, so this enrichment is lost: move it before End \(AFTER_END\)`
	if more {
		chat.NewEnricher(nil).EnrichSpan(ctx, chat.WithScore(1)) // want `AFTER_END`
	}
}

func inTime(ctx context.Context, tracer trace.Tracer, early bool) {
	ctx, span := tracer.Start(ctx, "work")
	defer span.End()
	defer chat.EnrichSpan(ctx, chat.WithScore(1))
	if early {
		span.End() // not on every way
	}
	chat.EnrichSpan(ctx, chat.WithScore(1))
	ctx, span = tracer.Start(ctx, "next")
	chat.EnrichSpan(ctx, chat.WithScore(1))
	span.End()
}

// child ends another span, and writes to one that has not ended.
func child(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	_, inner := tracer.Start(ctx, "part")
	inner.End()
	chat.EnrichSpan(ctx, chat.WithScore(1))
	_, next := tracer.Start(ctx, "next")
	span.End()
	next.SetAttributes(chat.Attributes(chat.WithScore(1))...)
	next.End()
}

func deferred(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	defer func() {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `deferred calls run in reverse order, so the span ends before this enrichment, which is lost: put this defer below the one that ends the span \(AFTER_END\)`
	}()
	defer span.End()
	chat.EnrichSpan(ctx, chat.WithScore(1))
}

func inDeferred(ctx context.Context, tracer trace.Tracer) (err error) {
	ctx, span := tracer.Start(ctx, "work")
	defer chat.EnrichSpan(ctx, chat.WithScore(1)) // want `deferred calls run in reverse order`
	defer func() {
		if err != nil {
			chat.EnrichSpan(ctx, chat.WithErr(err))
		}
		span.End()
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `the span has ended`
	}()
	return nil
}

func deferredInTime(ctx context.Context, tracer trace.Tracer) (err error) {
	ctx, span := tracer.Start(ctx, "work")
	defer func() {
		defer span.End()
		chat.EnrichSpan(ctx, chat.WithErr(err))
	}()
	return nil
}

// reassigned defers what sees the span that is current when it returns.
func reassigned(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	defer func() { chat.EnrichSpan(ctx, chat.WithScore(1)) }()
	defer span.End()
	ctx, span = tracer.Start(ctx, "next")
}

func parent(ctx context.Context, tracer trace.Tracer) {
	below, span := tracer.Start(ctx, "work")
	chat.EnrichSpan(below, chat.WithScore(1))
	span.End()
	chat.EnrichSpan(ctx, chat.WithScore(1)) // on the parent
	below, span = tracer.Start(ctx, "again")
	chat.EnrichSpan(below, chat.WithScore(1))
	span.End()
}

func branches(ctx context.Context, tracer trace.Tracer, n int) {
	switch n {
	case 1:
		ctx, span := tracer.Start(ctx, "work")
		span.End()
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `AFTER_END`
	}
	for range n {
		ctx, span := tracer.Start(ctx, "work")
		chat.EnrichSpan(ctx, chat.WithScore(1))
		span.End()
	}
}

func inBranches(ctx context.Context, tracer trace.Tracer, early bool, n int) {
	ctx, span := tracer.Start(ctx, "work")
	if early {
		span.End()
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `the span has ended`
		return
	} else if n > 1 {
		span.End()
		for range n {
			span.SetAttributes(chat.Attributes(chat.WithScore(1))...) // want `the span has ended`
		}
	}
	switch n {
	case 1:
		span.End()
	case 2:
		chat.EnrichSpan(ctx, chat.WithScore(1))
	}
	go func() {
		chat.EnrichSpan(ctx, chat.WithScore(1))
		span.End()
		chat.Enricher.EnrichSpan(chat.NewEnricher(nil), ctx, chat.WithScore(1)) // want `the span has ended`
	}()
	span.SetAttributes(chat.Attributes(chat.WithScore(1))...)
}

func deferredTooLate(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	span.End()
	defer chat.EnrichSpan(ctx, chat.WithScore(1))              // want `the span has ended`
	defer func() { chat.EnrichSpan(ctx, chat.WithScore(1)) }() // want `the span has ended`
}

// endedEarly ends the span before its deferred End, which does nothing then.
func endedEarly(ctx context.Context, tracer trace.Tracer, early bool) {
	ctx, span := tracer.Start(ctx, "work")
	defer span.End()
	if early {
		span.End()
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `the span has ended`
	}
}

// restarted has spans of the same variables in branches and in later functions.
func restarted(ctx context.Context, tracer trace.Tracer, more bool) {
	ctx, span := tracer.Start(ctx, "work")
	finish := func() {
		span.End()
		chat.EnrichSpan(ctx, chat.WithScore(1)) // perhaps of the next span
	}
	span.End()
	defer func() { chat.EnrichSpan(ctx, chat.WithScore(1)) }()
	if more {
		ctx, span = tracer.Start(ctx, "more")
		chat.EnrichSpan(ctx, chat.WithScore(1))
		span.End()
	}
	ctx, span = tracer.Start(ctx, "next")
	chat.EnrichSpan(ctx, chat.WithScore(1))
	finish()
}
