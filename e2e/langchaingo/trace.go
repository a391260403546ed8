// Package langchaingo answers questions with an agent of LangChainGo, which records
// no spans by itself. Its callbacks get a context and return none, so wrappers of
// models and tools start the spans.
package langchaingo

import (
	"context"

	"github.com/tmc/langchaingo/callbacks"
	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/schema"
	"github.com/tmc/langchaingo/tools"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

var tracer = otel.Tracer("github.com/hhgen/hhgen/e2e/langchaingo")

// model is a model that records a span for each call.
type model struct{ llms.Model }

func (m model) GenerateContent(ctx context.Context, messages []llms.MessageContent, options ...llms.CallOption,
) (*llms.ContentResponse, error) {
	ctx, span := tracer.Start(ctx, "model", trace.WithAttributes(hh.EventModel.Attribute()))
	defer span.End()
	response, err := m.Model.GenerateContent(ctx, messages, options...)
	chat.EnrichSpan(ctx, chat.WithErr(err))
	return response, err
}

// tool is a tool that records a span for each call.
type tool struct{ tools.Tool }

func (t tool) Call(ctx context.Context, input string) (string, error) {
	ctx, span := tracer.Start(ctx, t.Name(), trace.WithAttributes(hh.EventTool.Attribute()))
	defer span.End()
	output, err := t.Tool.Call(ctx, input)
	chat.EnrichSpan(ctx, chat.WithErr(err))
	return output, err
}

// finish is a callback. It enriches the span that is active around the agent.
type finish struct{ callbacks.SimpleHandler }

func (finish) HandleAgentFinish(ctx context.Context, _ schema.AgentFinish) {
	chat.EnrichSpan(ctx, chat.WithFeature("help"))
}
