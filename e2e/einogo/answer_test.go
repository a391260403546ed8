package einogo

import (
	"context"
	"errors"
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

func run(ctx context.Context) error { return check(answer(ctx, question)) }

func check(text string, err error) error {
	if err == nil && text != model.Answer {
		err = fmt.Errorf("the answer is %q", text)
	}
	return err
}

func TestService(t *testing.T) {
	names := []string{"Graph ReActAgent", "ChatModel ChatModel", "ToolsNode Tools", "Tool search", "ChatModel ChatModel"}
	received := service.Run(t)
	received.Check(t, names...)
	received.Carried(t, names...)
	received.Has(t, "Tool search", "honeyhive_inputs.query", question)
	received.Has(t, "Tool search", "honeyhive_event_type", "tool")
	received.Has(t, "ChatModel ChatModel", "honeyhive_event_type", "model")
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
	hhtest.Span(t, rec, "Tool search").InSession(id).HasExactly(service.Field(), chat.WithQuery(question))
}

// The spans of streams end too.
func TestStream(t *testing.T) {
	rec := hhtest.New(t)
	if err := check(stream(service.Session(t.Context()), question)); err != nil {
		t.Fatal(err)
	}
	if n := len(rec.Spans()); n != 5 {
		t.Errorf("%d spans have ended, want 5: %v", n, rec.Spans())
	}
	hhtest.Span(t, rec, "Tool search").HasExactly(service.Field(), chat.WithQuery(question))
}

func TestError(t *testing.T) {
	rec := hhtest.New(t)
	if _, err := answer(t.Context(), ""); !errors.Is(err, errNoQuery) {
		t.Fatalf("the error is %v", err)
	}
	asReported := fmt.Errorf("[LocalFunc] failed to invoke tool, toolName=search, err=%w", errNoQuery)
	hhtest.Span(t, rec, "Tool search").Has(chat.WithErr(asReported))
}
