package langchaingo

import (
	"context"

	"github.com/tmc/langchaingo/agents"
	"github.com/tmc/langchaingo/chains"
	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/tools"

	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// search is the tool.
type search struct{}

func (search) Name() string        { return "search" }
func (search) Description() string { return "searches the knowledge base" }

func (search) Call(ctx context.Context, query string) (string, error) {
	chat.EnrichSpan(ctx, chat.WithQuery(query))
	return "spans are units of work", nil
}

// answer asks an agent that has the tool.
func answer(ctx context.Context, m llms.Model, question string) (string, error) {
	ctx, span := tracer.Start(ctx, "answer")
	defer span.End()
	agent := agents.NewOneShotAgent(model{m}, []tools.Tool{tool{search{}}})
	return chains.Run(ctx, agents.NewExecutor(agent, agents.WithCallbacksHandler(finish{})), question)
}
