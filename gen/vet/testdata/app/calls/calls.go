// Package calls calls enrichers.
package calls

import (
	"context"

	hh "github.com/hhgen/hhgen/runtime"

	"example.com/app/chat"
)

// Mine gets the methods of the record that it embeds.
type Mine struct {
	chat.Visit
	Extra string
}

func foreign(ctx context.Context, mine Mine, field chat.SpanField, many []chat.SpanField) {
	chat.EnrichSpan(ctx, mine)  // want `Mine only embeds a record of chat, so nothing would be recorded: pass the embedded record \(FIELD_FOREIGN\)`
	chat.EnrichSpan(ctx, &mine) // want `\*Mine only embeds a record of chat`
	chat.EnrichSpan(ctx, mine.Visit)
	chat.EnrichSpan(ctx, &mine.Visit, nil, field)
	chat.EnrichSpan(ctx, many...)
	many = append(many, mine)                          // want `FIELD_FOREIGN`
	_ = []chat.SessionField{mine, chat.WithZone("eu")} // want `FIELD_FOREIGN`
	_ = map[string]chat.SpanField{"mine": mine}        // want `FIELD_FOREIGN`
	chat.EnrichSpan(ctx, struct{ chat.Visit }{})       // want `struct{example.com/app/chat.Visit} only embeds a record of chat`
}

func contexts(ctx context.Context, rt *hh.Runtime) {
	chat.EnrichSpan(ctx, chat.WithScore(1))
	chat.EnrichSpan(context.WithoutCancel(ctx), chat.WithScore(1))
	chat.EnrichSpan(context.Background(), chat.WithScore(1))                    // want `context.Background\(\) holds no span, so EnrichSpan records nothing: pass the context that tracer.Start returned, or one derived from it \(CONTEXT_EMPTY\)`
	chat.NewEnricher(rt).EnrichSpan(context.TODO(), chat.WithScore(1))          // want `context.TODO\(\) holds no span`
	_ = chat.EnrichSession(context.Background(), chat.WithScore(1))             // want `context.Background\(\) holds no session, so EnrichSession records nothing: pass the context that hh.StartSession returned`
	_ = chat.EnrichEvent(context.Background(), hh.EventID{}, chat.WithScore(1)) // an event needs no session
	work(chat.ContextWith(context.Background(), chat.WithScore(1)))
	ctx, _ = chat.StartSession(context.Background(), hh.SessionConfig{}, chat.WithScore(1))
	ctx, _ = chat.StartSession(ctx, hh.SessionConfig{}, chat.WithScore(1), chat.WithScore(1)) // want `FIELD_TWICE`
	work(ctx)
}

func work(context.Context) {}

// recorder is what a test replaces.
type recorder interface {
	EnrichSpan(ctx context.Context, fields ...chat.SpanField)
	EnrichSession(ctx context.Context, fields ...chat.SessionField) error
}

var _ recorder = chat.Enricher{}

func byInterface(ctx context.Context, r recorder) {
	r.EnrichSpan(context.TODO(), chat.WithScore(1))         // want `CONTEXT_EMPTY`
	r.EnrichSpan(ctx, chat.WithScore(1), chat.WithScore(1)) // want `FIELD_TWICE`
	r.EnrichSession(ctx, chat.WithScore(1))                 // want `SESSION_ERROR`
}

func noContext() {
	chat.EnrichSpan(context.Background(), chat.WithScore(1)) // want `CONTEXT_EMPTY`
}

func errors(ctx context.Context, e chat.Enricher) error {
	chat.EnrichSession(ctx, chat.WithScore(1))          // want `the error of EnrichSession is dropped, but it is the only sign that the update was not queued: handle it, or assign it to _ \(SESSION_ERROR\)`
	e.EnrichEvent(ctx, hh.EventID{}, chat.WithScore(1)) // want `the error of EnrichEvent is dropped`
	defer chat.EnrichSession(ctx, chat.WithScore(1))    // want `the error of EnrichSession is dropped by defer`
	go chat.EnrichSession(ctx, chat.WithScore(1))       // want `the error of EnrichSession is dropped by go`
	(chat.EnrichSession(ctx, chat.WithScore(1)))        // want `the error of EnrichSession is dropped`
	chat.StartSession(ctx, hh.SessionConfig{})          // want `the results of StartSession are dropped, but nothing belongs to the session without its context: go on with that context`
	go e.StartSession(ctx, hh.SessionConfig{})          // want `the results of StartSession are dropped by go`
	_ = chat.EnrichSession(ctx, chat.WithScore(1))
	if err := chat.EnrichSession(ctx, chat.WithScore(1)); err != nil {
		return err
	}
	return chat.EnrichSession(ctx, chat.WithScore(1))
}

var session = chat.EnrichSession

func methodValues(ctx context.Context, e chat.Enricher) {
	enrich, with := e.EnrichSpan, chat.WithScore
	enrich(context.Background(), with(2), with(1)) // want `CONTEXT_EMPTY` `metrics.score takes` `FIELD_TWICE`
	session(ctx, chat.WithScore(1))                // want `SESSION_ERROR`
	chat.Enricher.EnrichSpan(e, context.TODO())    // want `CONTEXT_EMPTY`
	later := chat.EnrichSession
	later = func(context.Context, ...chat.SessionField) error { return nil }
	later(ctx) // not known to be an enricher
	other := chat.EnrichEvent
	(other) = nil
	other(ctx, hh.EventID{})
}

func conversions(s string, b []byte, t hh.Text, n name) {
	chat.WithFeature("search")
	chat.WithFeature(t)
	chat.WithFeature(hh.Truncate(s))
	chat.WithFeature(hh.Text("search"))
	chat.WithFeature(hh.Text(t))
	chat.WithFeature(hh.Text(s))    // want `this conversion hides that the string may be cut: write hh.Truncate\(s\), which says so \(TEXT_CONVERSION\)`
	chat.WithFeature(hh.Text(b))    // want `TEXT_CONVERSION`
	_ = hh.Text(n)                  // want `TEXT_CONVERSION`
	_ = alias(s)                    // want `TEXT_CONVERSION`
	_ = [](hh.Text){hh.Text(s + s)} // want `TEXT_CONVERSION`
}

type name string

type alias = hh.Text
