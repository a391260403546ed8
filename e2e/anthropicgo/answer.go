// Package anthropicgo answers questions with Anthropic's SDK, which records a span
// for each call and each tool by itself.
package anthropicgo

import (
	"context"
	"net/http"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
	"github.com/anthropics/anthropic-sdk-go/toolrunner"

	"github.com/hhgen/hhgen/runtime/hhhttp"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// newClient returns a client whose requests are without baggage, which the SDK
// would send to the API with the session's id.
func newClient() anthropic.Client {
	return anthropic.NewClient(option.WithHTTPClient(&http.Client{Transport: hhhttp.NewTransport(nil)}))
}

// search is the input of the tool.
type search struct {
	Query string `json:"query" jsonschema:"required"`
}

// find is the tool. Its context holds the span that the SDK has started for it.
func find(ctx context.Context, s search) (anthropic.BetaToolResultBlockParamContentUnion, error) {
	chat.EnrichSpan(ctx, chat.WithQuery(s.Query))
	text := anthropic.BetaTextBlockParam{Text: "spans are units of work"}
	return anthropic.BetaToolResultBlockParamContentUnion{OfText: &text}, nil
}

// answer asks the model, which may use the tool.
func answer(ctx context.Context, client anthropic.Client, question string) (string, error) {
	tool, err := toolrunner.NewBetaToolFromJSONSchema("search", "searches the knowledge base", find)
	if err != nil {
		return "", err
	}
	var params anthropic.BetaToolRunnerParams
	params.Model, params.MaxTokens = anthropic.ModelClaudeSonnet4_5, 100
	params.Messages = []anthropic.BetaMessageParam{anthropic.NewBetaUserMessage(anthropic.NewBetaTextBlock(question))}
	message, err := client.Beta.Messages.NewToolRunner([]anthropic.BetaTool{tool}, params).RunToCompletion(ctx)
	if err != nil {
		return "", err
	}
	return message.Content[0].Text, nil
}
