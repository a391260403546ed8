package genkitgo

import (
	"context"

	"github.com/firebase/genkit/go/ai"
	"github.com/firebase/genkit/go/genkit"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/chat"

	"github.com/hhgen/hhgen/e2e/internal/model"
)

const modelName = "e2e/model"

// defineModel defines a model that asks for the tool first, and then answers.
func defineModel(g *genkit.Genkit) {
	genkit.DefineModel(g, modelName, &ai.ModelOptions{Supports: &ai.ModelSupports{Tools: true, Multiturn: true}},
		func(ctx context.Context, req *ai.ModelRequest, _ ai.ModelStreamCallback) (*ai.ModelResponse, error) {
			hh.SetEventType(ctx, hh.EventModel)
			last := req.Messages[len(req.Messages)-1]
			if last.Role == ai.RoleTool {
				chat.EnrichSpan(ctx, chat.WithScore(1))
				return &ai.ModelResponse{Request: req, FinishReason: ai.FinishReasonStop, Message: ai.NewModelTextMessage(model.Answer)}, nil
			}
			call := ai.NewToolRequestPart(&ai.ToolRequest{Name: "search", Ref: "1", Input: map[string]any{"query": last.Text()}})
			return &ai.ModelResponse{Request: req, FinishReason: ai.FinishReasonStop, Message: ai.NewModelMessage(call)}, nil
		})
}
