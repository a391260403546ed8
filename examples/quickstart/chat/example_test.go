package chat_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/hhgen/hhgen/examples/quickstart/chat"
	hh "github.com/hhgen/hhgen/runtime"
)

// show prints attributes.
func show(kvs []attribute.KeyValue) {
	for _, kv := range kvs {
		fmt.Printf("%s = %s\n", kv.Key, kv.Value.String())
	}
}

// Fields, records and constructors mix in one call.
func ExampleEnrichSpan() {
	recorder := tracetest.NewSpanRecorder()
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder)).Tracer("example")
	ctx, span := tracer.Start(context.Background(), "answer")

	chat.EnrichSpan(ctx,
		chat.NewTurn(chat.WithUserID("user_42"), chat.WithPlan(chat.PlanPremium), chat.WithFeature("search"),
			chat.WithScore(0.93), chat.WithLatency(120*time.Millisecond)),
		chat.WithTags("beta", "eu"))

	span.End()
	show(recorder.Ended()[0].Attributes())
	// Output:
	// honeyhive_user_properties.user_id = user_42
	// honeyhive_user_properties.plan = premium
	// honeyhive_metadata.feature = search
	// honeyhive_metrics.score = 0.93
	// honeyhive_metrics.latency_ms = 120
	// honeyhive_metadata.tags.0 = beta
	// honeyhive_metadata.tags.1 = eu
}

// Attributes returns the attributes for code that has no span yet.
func ExampleAttributes() {
	show(chat.Attributes(chat.WithRating(5)))
	// Output:
	// honeyhive_feedback.rating = 5
}

// The handler of a separate runtime gets the violations.
func ExampleNewEnricher() {
	rt := hh.New(hh.WithViolationHandler(func(v hh.Violation) { fmt.Println(v) }))
	e := chat.NewEnricher(rt)
	id, score := strings.Repeat("long", 18), 7.0 // variables, because hhgen's analyzer rejects such constants
	show(e.Attributes(chat.WithUserID(id), chat.WithScore(score)))
	// Output:
	// hhgen: user_properties.user_id: too_long (72, limit 64)
	// hhgen: metrics.score: out_of_range
	// honeyhive_user_properties.user_id = longlonglonglonglonglonglonglonglonglonglonglonglonglonglonglong
}

// WithMetadata takes a key that no field declares. The key is a constant.
func ExampleWithMetadata() {
	show(chat.Attributes(chat.WithMetadata("cache_hit", true)))
	// Output:
	// honeyhive_metadata.cache_hit = true
}
