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
	a, err := newAgent(ctx)
	if err != nil {
		return "", err
	}
	message, err := a.Generate(ctx, []*schema.Message{schema.UserMessage(question)}, traced)
	if err != nil {
		return "", err
	}
	return message.Content, nil
}

// stream does what answer does, and reads the answer as a stream.
func stream(ctx context.Context, question string) (string, error) {
	a, err := newAgent(ctx)
	if err != nil {
		return "", err
	}
	s, err := a.Stream(ctx, []*schema.Message{schema.UserMessage(question)}, traced)
	if err != nil {
		return "", err
	}
	message, err := schema.ConcatMessageStream(s)
	if err != nil {
		return "", err
	}
	return message.Content, nil
}

var traced = agent.WithComposeOptions(compose.WithCallbacks(spans))

func newAgent(ctx context.Context) (*react.Agent, error) {
	t, err := utils.InferTool("search", "searches the knowledge base", find)
	if err != nil {
		return nil, err
	}
	tools := compose.ToolsNodeConfig{Tools: []tool.BaseTool{t}}
	return react.NewAgent(ctx, &react.AgentConfig{ToolCallingModel: fake{}, ToolsConfig: tools})
}
