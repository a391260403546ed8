package hhtrace_test

import (
	"context"
	"fmt"
	"os"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// With WithOutput and without a key, Setup prints what it would send. Programs set
// the variable HH_API_KEY; this example uses an option instead.
func ExampleSetup() {
	ctx := context.Background()
	shutdown, err := hhtrace.Setup(ctx, hhtrace.WithAPIKey(""), hhtrace.WithOutput(os.Stdout))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, err = hh.StartSession(ctx, hh.SessionConfig{ID: "11111111-2222-4333-8444-555555555555", Name: "conversation"})
	if err != nil {
		fmt.Println(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithPlan(chat.PlanFree)); err != nil {
		fmt.Println(err)
	}
	if err := shutdown(ctx); err != nil {
		fmt.Println(err) // says what was not sent
	}
	// Output:
	// session 11111111-2222-4333-8444-555555555555 starts
	//   session_name                                 string   conversation
	// update of 11111111-2222-4333-8444-555555555555
	//   user_properties.plan                         json     "free"
}

// Spans that start in a context carry its fields.
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
