package langchaingo

import (
	"context"
	"fmt"
	"testing"

	"github.com/tmc/langchaingo/llms/fake"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"

	models "github.com/hhgen/hhgen/e2e/internal/model"
	"github.com/hhgen/hhgen/e2e/internal/service"
)

const question = "What is a span?"

func TestMain(m *testing.M) {
	service.Main(m, func(ctx context.Context) error { return service.Trace(ctx, run) })
}

// run asks a model that asks for the tool first, and then answers.
func run(ctx context.Context) error {
	m := fake.NewFakeLLM([]string{"Action: search\nAction Input: span", "Final Answer: " + models.Answer})
	text, err := answer(ctx, m, question)
	if err == nil && text != models.Answer {
		err = fmt.Errorf("the answer is %q", text)
	}
	return err
}

func TestService(t *testing.T) {
	names := []string{"answer", "model", "search", "model"}
	received := service.Run(t)
	received.Check(t, names...)
	received.Carried(t, names...)
	received.Has(t, "search", "honeyhive_inputs.query", "span")
	received.Has(t, "search", "honeyhive_event_type", "tool")
	received.Has(t, "model", "honeyhive_event_type", "model")
}

func TestAnswer(t *testing.T)      { testAnswer(t) }
func TestAnswerAgain(t *testing.T) { testAnswer(t) }

func testAnswer(t *testing.T) {
	rec := hhtest.New(t)
	ctx := service.Session(t.Context())
	if err := run(ctx); err != nil {
		t.Fatal(err)
	}
	id, _ := hh.SessionFromContext(ctx)
	hhtest.Span(t, rec, "answer").InSession(id).HasExactly(service.Field(), chat.WithFeature("help"))
	hhtest.Span(t, rec, "search").InSession(id).HasExactly(service.Field(), chat.WithQuery("span"))
}
