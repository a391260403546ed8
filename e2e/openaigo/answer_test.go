package openaigo

import (
	"context"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"

	"github.com/hhgen/hhgen/e2e/internal/model"
	"github.com/hhgen/hhgen/e2e/internal/service"
)

const question = "What is a span?"

func TestMain(m *testing.M) {
	service.Main(m, func(ctx context.Context) error {
		return service.Trace(ctx, func(ctx context.Context) error {
			_, err := answer(ctx, newClient(), question)
			return err
		})
	})
}

func TestService(t *testing.T) {
	received := service.Run(t, "OPENAI_API_KEY=none", "OPENAI_BASE_URL="+model.OpenAI(t).URL)
	received.Check(t, "answer", "openai")
	received.Carried(t, "answer", "openai")
	received.Has(t, "answer", "honeyhive_inputs.query", question)
	received.Has(t, "openai", "honeyhive_event_type", "model")
}

// The tracer is bound by the first test, and records in the second one too.
func TestAnswer(t *testing.T)      { testAnswer(t) }
func TestAnswerAgain(t *testing.T) { testAnswer(t) }

func testAnswer(t *testing.T) {
	rec := hhtest.New(t)
	t.Setenv("OPENAI_API_KEY", "none")
	t.Setenv("OPENAI_BASE_URL", model.OpenAI(t).URL)
	ctx := service.Session(t.Context())
	if text, err := answer(ctx, newClient(), question); err != nil || text != model.Answer {
		t.Fatalf("answer is %q, %v", text, err)
	}
	id, _ := hh.SessionFromContext(ctx)
	hhtest.Span(t, rec, "answer").InSession(id).HasExactly(service.Field(), chat.WithQuery(question))
	hhtest.Span(t, rec, "openai").InSession(id).Has(service.Field()).Lacks(chat.WithErr(context.Canceled))
}
