// Package empty records with contexts that hold nothing.
package empty

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"

	"example.com/app/chat"
)

var background = context.Background()

var (
	Exported = context.Background()
	session  = context.TODO()
	current  = context.Background()
)

func init() {
	var err error
	if session, err = hh.StartSession(session, hh.SessionConfig{}); err != nil {
		log.Print(err)
	}
}

func variables(r *http.Request) {
	ctx := context.Background()
	chat.EnrichSpan(ctx, chat.WithScore(1))        // want `this context derives from context.Background\(\), which holds no span, so EnrichSpan records nothing: pass the context that tracer.Start returned, or one derived from it \(CONTEXT_EMPTY\)`
	chat.EnrichSpan(background, chat.WithScore(1)) // want `CONTEXT_EMPTY`
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_ = chat.EnrichSession(ctx, chat.WithScore(1)) // want `which holds no session, so EnrichSession records nothing: pass the context that hh.StartSession returned`
	ctx = context.WithValue(ctx, http.ServerContextKey, 1)
	hh.SetEventType(ctx, hh.EventTool)                                              // want `so SetEventType records nothing`
	hh.JoinSession(context.Background())                                            // want `context.Background\(\) holds no span, so JoinSession`
	_ = hh.SetSessionDuration(ctx, time.Second)                                     // want `so SetSessionDuration records nothing`
	chat.EnrichSpan(chat.ContextWith(ctx), chat.WithScore(1))                       // want `CONTEXT_EMPTY`
	trace.SpanFromContext(ctx).SetAttributes(chat.Attributes(chat.WithScore(1))...) // want `so SetAttributes records nothing`
	func() {
		var todo = context.TODO()
		note(todo) // want `CONTEXT_EMPTY`
	}()
	stopped, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	go func(ctx context.Context) {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `CONTEXT_EMPTY`
	}(stopped)
	chat.EnrichSpan(r.Context(), chat.WithScore(1))
}

func note(ctx context.Context) { chat.EnrichSpan(ctx, chat.WithScore(1)) }

// The fix takes the parameter.
func (s service) parameter(ctx context.Context) {
	chat.EnrichSpan(context.WithoutCancel(context.Background()), chat.WithScore(1)) // want `CONTEXT_EMPTY`
	chat.EnrichSpan(context.TODO(), chat.WithScore(1))                              // want `CONTEXT_EMPTY`
	other := context.Background()
	_ = chat.EnrichSession(other, chat.WithScore(1)) // want `CONTEXT_EMPTY`
}

type service struct{ ctx context.Context }

func held(tracer trace.Tracer, span trace.Span, r *http.Request, s service, next func() context.Context) {
	ctx := context.Background()
	chat.EnrichSpan(trace.ContextWithSpan(ctx, span), chat.WithScore(1))
	ctx, started := tracer.Start(ctx, "work")
	defer started.End()
	chat.EnrichSpan(ctx, chat.WithScore(1))
	chat.EnrichSpan(Exported, chat.WithScore(1)) // another package may set it
	_ = chat.EnrichSession(session, chat.WithScore(1))

	some := context.Background()
	if r != nil {
		some = r.Context()
	}
	chat.EnrichSpan(some, chat.WithScore(1))
	replace(&current)
	chat.EnrichSpan(current, chat.WithScore(1))
	chat.EnrichSpan(s.ctx, chat.WithScore(1))
	given := next()
	chat.EnrichSpan(given, chat.WithScore(1))

	in, err := chat.StartSession(context.Background(), hh.SessionConfig{})
	if err != nil {
		log.Print(err)
	}
	_ = chat.EnrichSession(in, chat.WithScore(1))
	bare := context.Background()
	_ = chat.EnrichEvent(bare, hh.EventID{}, chat.WithScore(1)) // needs none
	var later context.Context
	later, span = tracer.Start(bare, "later")
	chat.EnrichSpan(later, chat.WithScore(1))
}

func replace(*context.Context) {}

// caused has one finding, for its cause.
func caused(tracer trace.Tracer) {
	ctx := context.Background()
	_, span := tracer.Start(ctx, "work")
	defer span.End()
	chat.EnrichSpan(ctx, chat.WithScore(1)) // want `CONTEXT_DROPPED`
}
