package hhtrace_test

import (
	"context"
	"fmt"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/hhgen/hhgen/examples/quickstart/chat"
	"github.com/hhgen/hhgen/runtime/hhtrace"
)

// Spans that are started below a context carry what it was given.
func ExampleNewSpanProcessor() {
	recorder := tracetest.NewSpanRecorder() // a service has an exporter here
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()),
		sdktrace.WithSpanProcessor(recorder),
	)

	ctx := chat.ContextWith(context.Background(), chat.WithPlan(chat.PlanFree))
	_, span := provider.Tracer("example").Start(ctx, "answer")
	span.End()

	for _, kv := range recorder.Ended()[0].Attributes() {
		fmt.Println(kv.Key, kv.Value.String())
	}
	// Output:
	// honeyhive_user_properties.plan free
}
