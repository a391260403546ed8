// Package temporalgo answers questions in a workflow of Temporal. Its tracing
// interceptor records a span for each workflow and each activity.
package temporalgo

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.temporal.io/sdk/contrib/opentelemetry"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/workflow"

	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// newInterceptor returns the interceptor, for clients and workers.
func newInterceptor() (interceptor.Interceptor, error) {
	return opentelemetry.NewTracingInterceptor(opentelemetry.TracerOptions{TextMapPropagator: otel.GetTextMapPropagator()})
}

// answer is the workflow. A workflow.Context is not a context.Context, so its
// span takes the attributes of fields.
func answer(ctx workflow.Context, question string) (text string, err error) {
	if span, ok := opentelemetry.SpanFromWorkflowContext(ctx); ok {
		span.SetAttributes(chat.Attributes(chat.WithFeature("help"))...)
	}
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
	err = workflow.ExecuteActivity(ctx, search, question).Get(ctx, &text)
	return text, err
}

// search is an activity. Its context holds the span, and the session.
func search(ctx context.Context, query string) (string, error) {
	chat.EnrichSpan(ctx, chat.WithQuery(query))
	return "spans are units of work", nil
}
