// Jsonschema records enrichments that a JSON Schema declares, and prints them.
//
//	go run ./examples/jsonschema
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/hhgen/hhgen/examples/jsonschema/review"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "jsonschema:", err)
		os.Exit(1)
	}
}

// run records one review and prints the span's attributes to w.
func run(ctx context.Context, w io.Writer) error {
	exporter := tracetest.NewInMemoryExporter() // a service exports over OTLP
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	ctx, span := provider.Tracer("jsonschema").Start(ctx, "review")

	answered := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	review.EnrichSpan(ctx,
		review.NewReview(review.WithUserID("user_42"), review.WithRating(4)),
		review.WithTeam(review.TeamSupport),
		review.WithReasons(review.ReasonsItemSlow),
		review.WithReading(1500*time.Millisecond),
		review.WithAnswer(review.Answer{Model: "sonnet", At: &answered}),
	)
	span.End()

	for _, kv := range exporter.GetSpans()[0].Attributes {
		if _, err := fmt.Fprintf(w, "%s = %s\n", kv.Key, kv.Value.String()); err != nil {
			return err
		}
	}
	return nil
}
