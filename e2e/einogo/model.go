package einogo

import (
	"context"
	"encoding/json"

	einomodel "github.com/cloudwego/eino/components/model"
	"github.com/cloudwego/eino/schema"

	"github.com/hhgen/hhgen/runtime/testdata/chat"

	"github.com/hhgen/hhgen/e2e/internal/model"
)

// fake is a model that asks for the tool first, and then answers.
type fake struct{}

func (fake) Generate(ctx context.Context, input []*schema.Message, _ ...einomodel.Option) (*schema.Message, error) {
	last := input[len(input)-1]
	if last.Role == schema.Tool {
		chat.EnrichSpan(ctx, chat.WithScore(1))
		return schema.AssistantMessage(model.Answer, nil), nil
	}
	arguments, err := json.Marshal(search{last.Content})
	if err != nil {
		return nil, err
	}
	call := schema.ToolCall{ID: "1", Function: schema.FunctionCall{Name: "search", Arguments: string(arguments)}}
	return schema.AssistantMessage("", []schema.ToolCall{call}), nil
}

func (f fake) Stream(ctx context.Context, input []*schema.Message, options ...einomodel.Option,
) (*schema.StreamReader[*schema.Message], error) {
	message, err := f.Generate(ctx, input, options...)
	if err != nil {
		return nil, err
	}
	return schema.StreamReaderFromArray([]*schema.Message{message}), nil
}

func (f fake) WithTools([]*schema.ToolInfo) (einomodel.ToolCallingChatModel, error) { return f, nil }
