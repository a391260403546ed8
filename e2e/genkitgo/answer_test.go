package genkitgo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
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
		case "provider first":
			shutdown, err := setUp(ctx)
			return errors.Join(err, service.InSession(ctx, run), shutdown(ctx))
		case "attach":
			shutdown, err := hhtrace.Attach(ctx, tracing.TracerProvider())
			return errors.Join(err, service.InSession(ctx, run), shutdown(ctx))
		}
		return service.Trace(ctx, run)
	})
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

// HoneyHive and Genkit's developer UI get the same spans.
func TestProviderFirst(t *testing.T) { testUI(t, "provider first") }
func TestAttach(t *testing.T)        { testUI(t, "attach") }

func testUI(t *testing.T, what string) {
	t.Helper()
	var mu sync.Mutex
	var spans string
	ui := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		spans += string(body)
	}))
	defer ui.Close()
	testService(t, service.Run(t, order+"="+what, "GENKIT_TELEMETRY_SERVER="+ui.URL))
	if want := `"displayName":"search"`; !strings.Contains(spans, want) {
		t.Errorf("the developer UI did not get %s, but %s", want, spans)
	}
}

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
	ctx := service.Session(t.Context())
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
// global provider, where it stays for the next test.
func TestDeveloperUI(t *testing.T) {
	ui := tracing.NewTestOnlyTelemetryClient()
	t.Run("first recorder", func(t *testing.T) {
		hhtest.New(t)
		tracing.WriteTelemetryImmediate(ui)
		if err := run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("second recorder", func(t *testing.T) {
		hhtest.New(t)
		if err := run(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	if len(ui.Traces) != 2 {
		t.Errorf("the developer UI got %d traces, want 2", len(ui.Traces))
	}
}
