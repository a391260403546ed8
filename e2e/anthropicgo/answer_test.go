package anthropicgo

import (
	"context"
	"fmt"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"

	"github.com/hhgen/hhgen/e2e/internal/model"
	"github.com/hhgen/hhgen/e2e/internal/service"
)

const question = "What is a span?"

func TestMain(m *testing.M) {
	service.Main(m, func(ctx context.Context) error { return service.Trace(ctx, run) })
}

func run(ctx context.Context) error {
	text, err := answer(ctx, newClient(), question)
	if err == nil && text != model.Answer {
		err = fmt.Errorf("the answer is %q", text)
	}
	return err
}

func TestService(t *testing.T) {
	api := model.Anthropic(t)
	received := service.Run(t, "ANTHROPIC_API_KEY=none", "ANTHROPIC_BASE_URL="+api.URL)
	received.Check(t, spans...)
	received.Carried(t, spans...)
	received.Has(t, "anthropic.custom_tool_use search", "honeyhive_inputs.query", "span")
	received.Has(t, "anthropic.custom_tool_use search", "honeyhive_event_type", "tool")
	received.Has(t, "anthropic.messages.create", "honeyhive_event_type", "model")
	model.LeaksNothing(t, api, received.Session)
}

// spans are the spans that the SDK records.
var spans = []string{
	"anthropic.messages.tool_runner", "anthropic.messages.create", "anthropic.custom_tool_use search", "anthropic.messages.create",
}

func TestAnswer(t *testing.T)      { testAnswer(t) }
func TestAnswerAgain(t *testing.T) { testAnswer(t) }

func testAnswer(t *testing.T) {
	rec := hhtest.New(t)
	api := model.Anthropic(t)
	t.Setenv("ANTHROPIC_API_KEY", "none")
	t.Setenv("ANTHROPIC_BASE_URL", api.URL)
	ctx := service.Session(t.Context())
	if err := run(ctx); err != nil {
		t.Fatal(err)
	}
	id, _ := hh.SessionFromContext(ctx)
	hhtest.Span(t, rec, "anthropic.messages.tool_runner").InSession(id).HasExactly(service.Field())
	hhtest.Span(t, rec, "anthropic.custom_tool_use search").InSession(id).HasExactly(service.Field(), chat.WithQuery("span"))
	model.LeaksNothing(t, api, id)
}
