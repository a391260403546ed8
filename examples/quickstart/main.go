// Quickstart is a small chat service that enriches its spans. It needs no key
// and no network: without HH_API_KEY, it prints what it records.
//
//	go run ./examples/quickstart
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"

	"github.com/hhgen/hhgen/examples/quickstart/chat"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

// run sets up the recording. Without HH_API_KEY, it prints spans and sessions to w.
func run(ctx context.Context, w io.Writer) error {
	shutdown, err := hhtrace.Setup(ctx, hhtrace.WithOutput(w)) // reads HH_API_KEY
	if err != nil {
		return err
	}
	converse(ctx)
	return shutdown(ctx)
}

// converse answers a few questions of one user, in one session.
func converse(ctx context.Context) {
	// The session has the plan, and every span that starts in it has the plan too.
	ctx, err := chat.StartSession(ctx, hh.SessionConfig{Name: "quickstart"}, chat.WithPlan(chat.PlanPremium))
	if err != nil {
		log.Print(err) // telemetry never fails a request
	}
	for _, question := range []string{"How do I export a trace?", "What is a span?", ""} {
		answer(ctx, "user_42", question)
	}
}

var tracer = otel.Tracer("quickstart")

// answer records one turn. The required fields are parameters of NewTurn, so the
// call does not compile without one of them.
func answer(ctx context.Context, user, question string) {
	ctx, span := tracer.Start(ctx, "answer")
	defer span.End()

	hits, err := retrieve(ctx, question)
	if err != nil {
		span.SetStatus(codes.Error, "no answer")
	}
	turn := chat.NewTurn(
		chat.WithUserID(user),
		chat.WithPlan(chat.PlanPremium),
		chat.WithFeature("help"), // hh.Text: a variable needs hh.Truncate
		chat.WithScore(float64(hits)/2),
		chat.WithLatency(120*time.Millisecond),
	)
	turn.Err = err
	chat.EnrichSpan(ctx, turn, chat.WithTags("docs", "en"))
	if hits > 1 {
		chat.EnrichSpan(ctx, chat.WithRating(5))
	}
}

var errNoQuestion = errors.New("the question is empty")

// retrieve records one retrieval on its own span, with keys that no field declares.
func retrieve(ctx context.Context, question string) (hits int, err error) {
	ctx, span := tracer.Start(ctx, "retrieve")
	defer span.End()

	if question == "" {
		return 0, errNoQuestion
	}
	found := []chat.Hit{{DocumentID: "tracing", Similarity: 0.91}, {DocumentID: "spans", Similarity: 0.84}}
	if strings.Contains(question, "span") {
		found = found[1:]
	}
	chat.EnrichSpan(ctx,
		chat.Retrieval{Query: question, Index: chat.Index{Name: "handbook", Version: 3}, Hits: found},
		chat.WithMetadata("cache_hit", false),
		chat.WithMetadata("question_class", hh.Truncate(question[:3])),
	)
	return len(found), nil
}
