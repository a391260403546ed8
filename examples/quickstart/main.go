// Quickstart is a small chat service that enriches its spans. It needs no key
// and no network: it prints the spans that it records.
//
//	go run ./examples/quickstart
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

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

// run answers a few questions and prints the spans to w.
func run(ctx context.Context, w io.Writer) error {
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()),
		sdktrace.WithSyncer(printer{w}), // a service uses WithBatcher and an OTLP exporter
	)
	otel.SetTracerProvider(provider)

	// Every span below carries the plan.
	ctx = chat.ContextWith(ctx, chat.WithPlan(chat.PlanPremium))
	for _, question := range []string{"How do I export a trace?", "What is a span?", ""} {
		answer(ctx, "user_42", question)
	}
	return provider.Shutdown(ctx)
}

var tracer = otel.Tracer("quickstart")

// answer records one turn. Required fields are parameters of NewTurn: without
// one of them, this does not compile.
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

// retrieve records one retrieval as a record of its own, with a key that no
// field declares.
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

// printer is an exporter that prints.
type printer struct{ w io.Writer }

func (p printer) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	for _, s := range spans {
		if _, err := fmt.Fprintf(p.w, "span %s\n", s.Name()); err != nil {
			return err
		}
		for _, kv := range s.Attributes() {
			if _, err := fmt.Fprintf(p.w, "  %-36s %-8s %s\n", kv.Key, strings.ToLower(kv.Value.Type().String()), kv.Value.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (printer) Shutdown(context.Context) error { return nil }
