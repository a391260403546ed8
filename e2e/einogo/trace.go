// Package einogo answers questions with an agent of Eino, which records no spans
// by itself: callbacks start and end them.
package einogo

import (
	"context"

	"github.com/cloudwego/eino/callbacks"
	"github.com/cloudwego/eino/components"
	"github.com/cloudwego/eino/schema"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

var tracer = otel.Tracer("github.com/hhgen/hhgen/e2e/einogo")

// eventTypes are what HoneyHive shows spans of nodes as.
var eventTypes = map[components.Component]hh.EventType{
	components.ComponentOfChatModel: hh.EventModel,
	components.ComponentOfTool:      hh.EventTool,
}

// spans are the callbacks. A node runs in the context that its start returns, so
// the spans nest, and the node's code enriches its own.
var spans = callbacks.NewHandlerBuilder().
	OnStartFn(func(ctx context.Context, node *callbacks.RunInfo, _ callbacks.CallbackInput) context.Context {
		return start(ctx, node)
	}).
	OnStartWithStreamInputFn(func(ctx context.Context, node *callbacks.RunInfo, s *schema.StreamReader[callbacks.CallbackInput],
	) context.Context {
		s.Close()
		return start(ctx, node)
	}).
	OnEndFn(func(ctx context.Context, _ *callbacks.RunInfo, _ callbacks.CallbackOutput) context.Context {
		return end(ctx, nil)
	}).
	OnEndWithStreamOutputFn(func(ctx context.Context, _ *callbacks.RunInfo, s *schema.StreamReader[callbacks.CallbackOutput],
	) context.Context {
		s.Close()
		return end(ctx, nil) // when the stream begins
	}).
	OnErrorFn(func(ctx context.Context, _ *callbacks.RunInfo, err error) context.Context {
		return end(ctx, err)
	}).
	Build()

func start(ctx context.Context, node *callbacks.RunInfo) context.Context {
	ctx, _ = tracer.Start(ctx, string(node.Component)+" "+node.Name)
	if t, ok := eventTypes[node.Component]; ok {
		hh.SetEventType(ctx, t)
	}
	return ctx
}

func end(ctx context.Context, err error) context.Context {
	chat.EnrichSpan(ctx, chat.WithErr(err))
	trace.SpanFromContext(ctx).End()
	return ctx
}
