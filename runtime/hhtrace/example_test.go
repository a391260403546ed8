package hhtrace_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/honeyhive"
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

// A service that has a tracer provider adds HoneyHive to it. Programs set the
// variable HH_API_KEY; this example prints instead.
func ExampleAttach() {
	ctx := context.Background()
	provider := sdktrace.NewTracerProvider() // with the service's exporters and processors
	detach, err := hhtrace.Attach(ctx, provider, hhtrace.WithAPIKey(""), hhtrace.WithOutput(os.Stdout))
	if err != nil {
		fmt.Println(err)
		return
	}
	spanCtx, span := provider.Tracer("example").Start(ctx, "answer")
	chat.EnrichSpan(spanCtx, chat.WithPlan(chat.PlanFree))
	span.End()
	if err := errors.Join(detach(ctx), provider.Shutdown(ctx)); err != nil {
		fmt.Println(err) // says what was lost
	}
	// Output:
	// span answer
	//   honeyhive.source                             string   dev
	//   traceloop.association.properties.source      string   dev
	//   honeyhive_user_properties.plan               string   free
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

// Spans and updates of sessions outlive the process: the next one sends what a killed
// one has left. Both may share a folder. After a shutdown without enough time, the error
// says what stays there.
func ExampleWithDurableSpans() {
	folder, err := os.MkdirTemp("", "spans") // in a service: a folder on a disk that stays
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	shutdown, err := hhtrace.Setup(context.Background(),
		hhtrace.WithAPIKey("secret-key"), hhtrace.WithAPIURL("http://127.0.0.1:1"), // nobody is there
		hhtrace.WithDurableSpans(folder),
		hhtrace.WithClientOptions(honeyhive.WithDurableQueue(folder)),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, span := otel.Tracer("shop").Start(context.Background(), "answer")
	span.End()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if stored, ok := errors.AsType[*hhtrace.StoredError](shutdown(ctx)); ok {
		fmt.Println(stored.Spans, "span(s) are stored")
	}
	// Output:
	// 1 span(s) are stored
}
