package genkitgo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/firebase/genkit/go/core/tracing"
	"github.com/firebase/genkit/go/genkit"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"

	"github.com/hhgen/hhgen/e2e/internal/model"
	"github.com/hhgen/hhgen/e2e/internal/service"
)

const question = "What is a span?"

// order is the variable that says what the program, or the tests, do first.
const order = "HHGEN_E2E_ORDER"

func TestMain(m *testing.M) {
	if os.Getenv(order) == "flow before tests" {
		if err := run(context.Background()); err != nil {
			panic(err)
		}
	}
	service.Main(m, func(ctx context.Context) error {
		switch os.Getenv(order) {
		case "flow first":
			return errors.Join(run(ctx), service.Trace(ctx, run))
		case "attach":
			return runAttached(ctx)
		}
		return service.Trace(ctx, run)
	})
}

// runAttached adds HoneyHive to the provider that Genkit has made for its developer
// UI. Both get the spans.
func runAttached(ctx context.Context) error {
	ui := tracing.NewTestOnlyTelemetryClient()
	tracing.WriteTelemetryImmediate(ui)
	shutdown, err := hhtrace.Attach(ctx, tracing.TracerProvider())
	if err != nil {
		return err
	}
	ctx, err = service.Session(ctx)
	if err == nil {
		err = run(ctx)
	}
	if err == nil && len(ui.Traces) != 1 {
		err = fmt.Errorf("the developer UI got %d traces, want 1", len(ui.Traces))
	}
	return errors.Join(err, shutdown(ctx))
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
func TestService(t *testing.T) { testService(t, service.Run(t)) }

// Genkit has made its own provider global when Setup is called.
func TestFlowBeforeSetup(t *testing.T) { testService(t, service.Run(t, order+"=flow first")) }

func TestAttach(t *testing.T) { testService(t, service.Run(t, order+"=attach")) }

func testService(t *testing.T, received service.Received) {
	t.Helper()
	received.Check(t, "answer", "generate", modelName, "search", "generate", modelName)
	received.Carried(t, "answer", "generate", modelName, "search", "generate", modelName)
	received.Has(t, "answer", "honeyhive_metadata.feature", "help")
	received.Has(t, "search", "honeyhive_inputs.query", question)
	received.Has(t, "search", "honeyhive_event_type", "tool")
}

// Genkit wants the global provider to be the SDK's, asks for it at each span, and
// makes another one global if it is not.
func TestAnswer(t *testing.T)      { testAnswer(t) }
func TestAnswerAgain(t *testing.T) { testAnswer(t) }

func testAnswer(t *testing.T) {
	rec := hhtest.New(t)
	ctx, err := service.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := run(ctx); err != nil {
		t.Fatal(err)
	}
	id, _ := hh.SessionFromContext(ctx)
	hhtest.Span(t, rec, "answer").InSession(id).HasExactly(service.Field(), chat.WithFeature("help"))
	hhtest.Span(t, rec, "search").InSession(id).HasExactly(service.Field(), chat.WithQuery(question))
}

// Genkit has made its own provider global when hhtest.New is called.
func TestFlowBeforeRecorder(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestAnswer")
	cmd.Env = append(os.Environ(), order+"=flow before tests")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Genkit's developer UI gets its spans from a processor that Genkit adds to the
// global provider.
func TestDeveloperUI(t *testing.T) {
	hhtest.New(t)
	ui := tracing.NewTestOnlyTelemetryClient()
	tracing.WriteTelemetryImmediate(ui)
	if err := run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(ui.Traces) != 1 {
		t.Errorf("the developer UI got %d traces, want 1", len(ui.Traces))
	}
}
