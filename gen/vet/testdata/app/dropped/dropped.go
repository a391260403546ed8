// Package dropped drops contexts.
package dropped

import (
	"context"
	"log"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"

	"example.com/app/chat"
)

func discarded(ctx context.Context, tracer trace.Tracer) {
	_, span := tracer.Start(ctx, "work")
	defer span.End()
	chat.EnrichSpan(ctx, chat.WithScore(1)) // want `the context of the span is discarded, so EnrichSpan records on the parent of the span: go on with the context that tracer.Start returns \(CONTEXT_DROPPED\)`
	hh.SetEventType(ctx, hh.EventTool)      // want `so SetEventType records on the parent of the span`
	record(ctx, 1)                          // want `so EnrichSpan records on the parent of the span`
	work(ctx)
}

// inner has a block of its own, where the fix declares a variable.
func inner(ctx context.Context, tracer trace.Tracer, names []string) {
	for range names {
		_, span := tracer.Start(ctx, "work")
		if len(names) > 1 {
			func() {
				chat.EnrichSpan(context.WithoutCancel(ctx), chat.WithScore(1)) // want `CONTEXT_DROPPED`
			}()
		}
		span.End()
		chat.EnrichSpan(ctx, chat.WithScore(1))
	}
	if _, span := tracer.Start(ctx, "work"); len(names) > 1 {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
		span.End()
	}
	switch len(names) {
	case 1:
		_, span := start(ctx)
		defer func() {
			chat.EnrichSpan(ctx, chat.WithScore(1)) // want `go on with the context that start returns`
			span.End()
		}()
	}
}

func start(ctx context.Context) (context.Context, trace.Span) {
	return otel.Tracer("dropped").Start(ctx, "work")
}

type service struct {
	tracer trace.Tracer
	chat.Enricher
}

func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	_, span := s.tracer.Start(r.Context(), "serve")
	defer span.End()
	s.EnrichSpan(r.Context(), chat.WithScore(1)) // want `the context that s.tracer.Start returns`
	r = r.WithContext(trace.ContextWithSpan(r.Context(), span))
	s.EnrichSpan(r.Context(), chat.WithScore(1))
}

func blank(ctx context.Context, tracer trace.Tracer) {
	spanCtx, span := tracer.Start(ctx, "work")
	_ = spanCtx
	chat.EnrichSpan(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
	span.End()
}

func declared(ctx context.Context, tracer trace.Tracer) {
	var _, span = tracer.Start(ctx, "work")
	chat.EnrichSpan(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
	span.End()
}

func active(ctx context.Context) (context.Context, trace.Span) {
	return ctx, trace.SpanFromContext(ctx)
}

func onActive(ctx context.Context) {
	_, span := active(ctx)
	defer span.End()
	chat.EnrichSpan(ctx, chat.WithScore(1)) // the same span
}

func byHand(ctx context.Context, tracer trace.Tracer) {
	_, span := tracer.Start(ctx, "work")
	defer span.End()
	trace.SpanFromContext(ctx).SetAttributes(chat.Attributes(chat.WithScore(1))...) // want `so SetAttributes records on the parent of the span`
}

func generic[T any](ctx context.Context, tracer trace.Tracer, f func(context.Context) (T, error)) (T, error) {
	logged, span := tracer.Start(ctx, "generic")
	slog.DebugContext(logged, "started")
	defer func() {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
		span.End()
	}()
	return f(ctx)
}

// later goes on with the context after the span, so the fix would be wrong.
func later(ctx context.Context, tracer trace.Tracer) {
	_, span := tracer.Start(ctx, "work")
	chat.EnrichSpan(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
	span.End()
	work(ctx)
}

func record(ctx context.Context, score float64) { chat.EnrichSpan(ctx, chat.WithScore(score)) }

func work(context.Context) {}

func onPurpose(ctx context.Context, tracer trace.Tracer, early bool) {
	_, span := tracer.Start(ctx, "timed")
	work(ctx)
	span.End()
	chat.EnrichSpan(ctx, chat.WithScore(1)) // the part has ended

	child, span := tracer.Start(ctx, "child")
	chat.EnrichSpan(ctx, chat.WithScore(1)) // of two contexts, the parent's
	work(child)
	span.End()

	_, both := tracer.Start(ctx, "both")
	both.SetAttributes(chat.Attributes(chat.WithScore(1))...)
	chat.EnrichSpan(ctx, chat.WithScore(1)) // the function knows of both spans
	both.End()

	_, branch := tracer.Start(ctx, "branch")
	if early {
		branch.End()
		chat.EnrichSpan(ctx, chat.WithScore(1))
		return
	}
	chat.EnrichSpan(ctx, chat.WithScore(1)) // perhaps after the end

	_, last := tracer.Start(ctx, "last")
	chat.EnrichSpan(trace.ContextWithSpan(ctx, last), chat.WithScore(1))
	endSpan(last)
	chat.EnrichSpan(ctx, chat.WithScore(1))
}

func endSpan(span trace.Span) { span.End() }

func reassigned(ctx, other context.Context, tracer trace.Tracer) {
	_, span := tracer.Start(ctx, "work")
	defer span.End()
	chat.EnrichSpan(other, chat.WithScore(1))
	ctx = trace.ContextWithSpan(ctx, span)
	chat.EnrichSpan(ctx, chat.WithScore(1))
}

func statements(ctx context.Context, r *http.Request, span trace.Span, e chat.Enricher) {
	chat.ContextWith(ctx, chat.WithScore(1))          // want `the context that ContextWith returns is dropped, and with it the fields: go on with that context \(CONTEXT_DROPPED\)`
	(e.ContextWith(ctx, chat.WithScore(1)))           // want `CONTEXT_DROPPED`
	trace.ContextWithSpan(ctx, span)                  // want `the context that ContextWithSpan returns is dropped, and with it the span`
	defer chat.ContextWith(ctx, chat.WithScore(1))    // want `CONTEXT_DROPPED`
	r.WithContext(chat.ContextWith(r.Context()))      // want `CONTEXT_DROPPED`
	_ = chat.ContextWith(ctx, chat.WithScore(1))      // want `CONTEXT_DROPPED`
	hh.StartSession(ctx, hh.SessionConfig{})          // want `the results of StartSession are dropped, but nothing belongs to the session without its context: go on with that context, and handle the error, or assign it to _ \(SESSION_ERROR\)`
	hh.Default().ContextWithSession(ctx, "id")        // want `the results of ContextWithSession are dropped`
	_, _ = chat.StartSession(ctx, hh.SessionConfig{}) // want `the context that StartSession returns is dropped, and with it the session`
	_, err := hh.ContextWithSession(ctx, "id")        // want `the context that ContextWithSession returns is dropped`
	_, err = hh.StartSession(ctx, hh.SessionConfig{}) // want `CONTEXT_DROPPED`
	var _ = chat.ContextWith(ctx, chat.WithScore(1))  // want `CONTEXT_DROPPED`
	r = r.WithContext(chat.ContextWith(r.Context()))
	work(chat.ContextWith(ctx, chat.WithScore(1)))
	slog.Info("done", "error", err, "request", r)
	work(ctx)
}

// begin starts a session for later requests, which know its id.
func begin(ctx context.Context, id string) error {
	_, err := hh.StartSession(ctx, hh.SessionConfig{ID: id})
	return err
}

func beginAndGoOn(ctx context.Context, id string) {
	if _, err := hh.StartSession(ctx, hh.SessionConfig{ID: id}); err != nil { // want `CONTEXT_DROPPED`
		log.Print(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithScore(1)); err != nil {
		log.Print(err)
	}
}

func shadowed(ctx context.Context, id string, more bool) {
	if more {
		ctx := chat.ContextWith(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
		_ = ctx
	}
	if id != "" {
		ctx, err := hh.ContextWithSession(ctx, id) // want `CONTEXT_DROPPED`
		if err != nil {
			slog.ErrorContext(ctx, "no session", "error", err)
		}
	}
	work(ctx)
	ctx = chat.ContextWith(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
}

var (
	_, errBegun = hh.StartSession(context.Background(), hh.SessionConfig{ID: "known"})
	_, errLost  = hh.StartSession(context.Background(), hh.SessionConfig{}) // want `CONTEXT_DROPPED`
)

func without(ctx context.Context) { _ = chat.EnrichSession(ctx, chat.WithScore(1)) }

func drops(ctx context.Context) { chat.EnrichSession(ctx, chat.WithScore(1)) } // want `SESSION_ERROR`

func calls(ctx context.Context) {
	without(ctx)
	drops(ctx)
}

func recorded(ctx context.Context, more bool) {
	if more {
		ctx := chat.ContextWith(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
		chat.EnrichSpan(ctx, chat.WithZone("eu"))
	}
	work(ctx)
}

func with(ctx context.Context, score float64) {
	ctx = chat.ContextWith(ctx, chat.WithScore(score)) // want `CONTEXT_DROPPED`
}

var global context.Context

func used(ctx context.Context, s *struct{ ctx context.Context }, names []string) (named context.Context, err error) {
	ctx = chat.ContextWith(ctx, chat.WithScore(1))
	work(ctx)
	for range names {
		work(ctx)
		ctx = chat.ContextWith(ctx, chat.WithScore(1)) // for the next one
	}
	s.ctx = chat.ContextWith(ctx, chat.WithScore(1))
	global = chat.ContextWith(ctx, chat.WithScore(1))
	later := func() { work(ctx) }
	ctx = chat.ContextWith(ctx, chat.WithScore(1))
	later()
	func() { ctx = chat.ContextWith(ctx, chat.WithScore(1)) }()
	named = chat.ContextWith(ctx, chat.WithScore(1))
	if len(names) > 1 {
		ctx := chat.ContextWith(ctx, chat.WithScore(1))
		work(ctx)
	}
	return
}
