// Package genkitgo answers questions with a flow of Genkit, which records a span
// for each flow, tool and model by itself.
package genkitgo

import (
	"context"

	"github.com/firebase/genkit/go/ai"
	"github.com/firebase/genkit/go/core"
	"github.com/firebase/genkit/go/genkit"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// search is the input of the tool.
type search struct {
	Query string `json:"query"`
}

// newFlow defines the tool and the flow. Their contexts hold the spans that Genkit
// has started for them.
func newFlow(g *genkit.Genkit) *core.Flow[string, string, struct{}] {
	tool := genkit.DefineTool(g, "search", "searches the knowledge base",
		func(ctx *ai.ToolContext, s search) (string, error) {
			hh.SetEventType(ctx, hh.EventTool)
			chat.EnrichSpan(ctx, chat.WithQuery(s.Query))
			return "spans are units of work", nil
		})
	return genkit.DefineFlow(g, "answer", func(ctx context.Context, question string) (string, error) {
		chat.EnrichSpan(ctx, chat.WithFeature("help"))
		return genkit.GenerateText(ctx, g, ai.WithModelName(modelName), ai.WithPrompt(question), ai.WithTools(tool))
	})
}
