// Package deferred defers enrichments.
package deferred

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"time"

	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"

	"example.com/app/chat"
)

func named(ctx context.Context) (answer string, err error) {
	defer chat.EnrichSpan(ctx, chat.WithErr(err)) // want `err is read when the defer statement runs, and gets its value later: put the call into defer func\(\) { ... }\(\) \(DEFER_ARGUMENT\)`
	if answer == "" {
		return "", errors.New("no answer")
	}
	return answer, nil
}

func assigned(ctx context.Context, e chat.Enricher, span trace.Span) error {
	var err error
	defer e.EnrichSpan(ctx, chat.WithScore(1), chat.WithErr(err))   // want `err is read when the defer statement runs`
	defer span.SetAttributes(chat.Attributes(chat.WithErr(err))...) // want `DEFER_ARGUMENT`
	for range 2 {
		if err = work(); err != nil {
			return err
		}
	}
	return nil
}

func closures(ctx context.Context) {
	score, plan := 0.0, chat.PlanFree
	var turn chat.Turn
	defer chat.EnrichSpan(ctx, chat.WithScore(score))        // want `score is read`
	defer chat.EnrichSpan(ctx, chat.WithPlan(plan))          // want `plan is read`
	defer chat.EnrichSpan(ctx, turn)                         // want `turn is read`
	defer chat.EnrichSpan(ctx, chat.WithUserID(turn.UserID)) // the user is known
	func() {
		score += 0.5
		plan = chat.PlanPremium
	}()
	turn.Score = score
}

type response struct {
	Score float64
	Usage struct{ Tokens int }
}

func decoded(ctx context.Context, body []byte) error {
	var r response
	defer chat.EnrichSpan(ctx, chat.WithTokens(r.Usage.Tokens)) // want `r.Usage.Tokens is read`
	return json.Unmarshal(body, &r)
}

func (r *response) fields(ctx context.Context) {
	defer chat.EnrichSpan(ctx, chat.WithScore(r.Score)) // want `r.Score is read`
	r.Score = 1
}

func started(ctx context.Context) {
	start := time.Now()
	defer chat.EnrichSpan(ctx, chat.WithLatency(time.Since(start)))       // want `time.Since\(start\) is measured when the defer statement runs: put the call into`
	defer chat.EnrichSpan(ctx, chat.WithLatency(time.Now().Sub(start)/2)) // want `time.Now\(\).Sub\(start\) is measured`
	defer func() { chat.EnrichSpan(ctx, chat.WithLatency(time.Since(start))) }()
	defer func(d time.Duration) { chat.EnrichSpan(ctx, chat.WithLatency(d)) }(time.Since(start)) // want `DEFER_ARGUMENT`
	defer func(from time.Time) { chat.EnrichSpan(ctx, chat.WithLatency(time.Since(from))) }(time.Now())
	defer func(from time.Time) { chat.EnrichSpan(ctx, chat.WithLatency(time.Since(from))) }(start)
	utc := time.Now().UTC()
	defer chat.EnrichSpan(ctx, chat.WithLatency(time.Since(utc))) // want `DEFER_ARGUMENT`
	defer hh.SetSessionDuration(ctx, time.Since(start))           // want `DEFER_ARGUMENT` `the error of SetSessionDuration is dropped by defer`
}

func parameters(ctx context.Context) (err error) {
	defer func(err error) { chat.EnrichSpan(ctx, chat.WithErr(err)) }(err) // want `err is read`
	defer record(ctx, err)                                                 // want `err is read`
	defer note(ctx, err)                                                   // want `err is read`
	defer assembly(err)
	defer log.Print(err) // not a recording
	return work()
}

func record(ctx context.Context, err error) { chat.EnrichSpan(ctx, chat.WithErr(err)) }

func note(ctx context.Context, err error) {
	if err != nil {
		chat.EnrichSpan(ctx, chat.WithErr(err))
	}
}

// assembly has no body in Go.
func assembly(err error)

func work() error { return nil }

// inTime reads what does not change.
func inTime(ctx context.Context, tracer trace.Tracer, queued time.Time, turn chat.Turn, rest *response) (err error) {
	n, err := 1, work()
	if err != nil {
		defer chat.EnrichSpan(ctx, chat.WithErr(err)) // it is known here
	}
	if n > 1 {
		score := 0.5
		defer chat.EnrichSpan(ctx, chat.WithScore(score), chat.WithTokens(n))
		return nil
	}
	n = 2
	pointer := new(chat.Turn)
	defer chat.EnrichSpan(ctx, pointer, &turn)
	pointer.Score = 1
	turn.Score = 1
	defer chat.EnrichSpan(ctx, chat.WithLatency(time.Since(queued))) // the time in a queue
	defer chat.EnrichSpan(ctx, chat.WithScore(rest.Score))
	rest.Usage.Tokens = 2
	defer chat.EnrichSpan(ctx, chat.WithScore(1))
	ctx, span := tracer.Start(ctx, "next") // the first one's span is enriched
	span.End()
	return nil
}

func (r *response) span(tracer trace.Tracer, ctx context.Context) (err error) {
	_, span := tracer.Start(ctx, "work")
	defer span.SetAttributes(chat.Attributes(chat.WithErr(err))...) // want `err is read`
	_, span = tracer.Start(ctx, "next")
	span.End()
	return work()
}

func kept(ctx context.Context, plan chat.Plan) {
	var score float64
	defer func(plan chat.Plan) { chat.EnrichSpan(ctx, chat.WithPlan(plan)) }(plan)   // the former one
	defer func(score float64) { chat.EnrichSpan(ctx, chat.WithScore(score)) }(score) // want `score is read`
	plan, score = chat.PlanPremium, 1
	print(plan, score)
}

func cases(ctx context.Context, n int, e error) (err error) {
	switch n {
	case 1:
		defer chat.EnrichSpan(ctx, chat.WithErr(err)) // of another case
	case 2:
		err = e
		return err
	}
	return nil
}

// fails has the fix only where the context stays.
func fails(ctx context.Context, tracer trace.Tracer) (err error) {
	defer chat.EnrichSpan(ctx, chat.WithErr(err)) // want `err is read`
	ctx, span := tracer.Start(ctx, "next")
	defer span.End()
	defer chat.EnrichSpan(ctx, chat.WithErr(err)) // want `err is read`
	return work()
}

func inLoop(ctx context.Context, scores []float64) {
	total := 0.0
	for _, s := range scores {
		total += s
		defer chat.EnrichSpan(ctx, chat.WithScore(total)) // the sum so far
	}
}
