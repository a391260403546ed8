// Package einogo answers questions with an agent of Eino, which records no spans
// by itself: callbacks start and end them.
package einogo

import (
	"context"

	"github.com/cloudwego/eino/callbacks"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

var tracer = otel.Tracer("github.com/hhgen/hhgen/e2e/einogo")

// spans are the callbacks. A node runs in the context that its start returns, so
// the spans nest, and the node's code enriches its own.
var spans = callbacks.NewHandlerBuilder().
	OnStartFn(func(ctx context.Context, node *callbacks.RunInfo, _ callbacks.CallbackInput) context.Context {
		ctx, _ = tracer.Start(ctx, string(node.Component)+" "+node.Name)
		return ctx
	}).
	OnEndFn(func(ctx context.Context, _ *callbacks.RunInfo, _ callbacks.CallbackOutput) context.Context {
		trace.SpanFromContext(ctx).End()
		return ctx
	}).
	OnErrorFn(func(ctx context.Context, _ *callbacks.RunInfo, err error) context.Context {
		chat.EnrichSpan(ctx, chat.WithErr(err))
		trace.SpanFromContext(ctx).End()
		return ctx
	}).
	Build()
