package genkitgo

import (
	"context"
	"fmt"
	"testing"

	"github.com/firebase/genkit/go/genkit"

	"github.com/hhgen/hhgen/e2e/internal/model"
	"github.com/hhgen/hhgen/e2e/internal/service"
)

const question = "What is a span?"

func TestMain(m *testing.M) {
	service.Main(m, func(ctx context.Context) error { return service.Trace(ctx, run) })
}

// run answers one question.
func run(ctx context.Context) error {
	g := genkit.Init(ctx)
	defineModel(g)
	text, err := newFlow(g).Run(ctx, question)
	if err == nil && text != model.Answer {
		err = fmt.Errorf("the answer is %q", text)
	}
	return err
}

// Genkit takes the provider that Setup made global, and does not make its own.
func TestService(t *testing.T) {
	received := service.Run(t)
	received.Check(t, "answer", "generate", modelName, "search", "generate", modelName)
	received.Has(t, "answer", "honeyhive_metadata.feature", "help")
	received.Has(t, "search", "honeyhive_inputs.query", question)
}
