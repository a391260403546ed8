package einogo

import (
	"context"
	"errors"

	"github.com/cloudwego/eino/components/tool"
	"github.com/cloudwego/eino/components/tool/utils"
	"github.com/cloudwego/eino/compose"
	"github.com/cloudwego/eino/flow/agent"
	"github.com/cloudwego/eino/flow/agent/react"
	"github.com/cloudwego/eino/schema"

	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// search is the input of the tool.
type search struct {
	Query string `json:"query"`
}

var errNoQuery = errors.New("the query is empty")

func find(ctx context.Context, s *search) (string, error) {
	if s.Query == "" {
		return "", errNoQuery
	}
	chat.EnrichSpan(ctx, chat.WithQuery(s.Query))
	return "spans are units of work", nil
}

// answer asks an agent that has the tool.
func answer(ctx context.Context, question string) (string, error) {
	t, err := utils.InferTool("search", "searches the knowledge base", find)
	if err != nil {
		return "", err
	}
	tools := compose.ToolsNodeConfig{Tools: []tool.BaseTool{t}}
	a, err := react.NewAgent(ctx, &react.AgentConfig{ToolCallingModel: fake{}, ToolsConfig: tools})
	if err != nil {
		return "", err
	}
	message, err := a.Generate(ctx, []*schema.Message{schema.UserMessage(question)}, agent.WithComposeOptions(compose.WithCallbacks(spans)))
	if err != nil {
		return "", err
	}
	return message.Content, nil
}
