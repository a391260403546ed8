package temporalgo

import (
	"context"
	"testing"

	"go.opentelemetry.io/otel"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"

	"github.com/hhgen/hhgen/e2e/internal/service"
)

const question = "What is a span?"

func TestMain(m *testing.M) {
	service.Main(m, func(ctx context.Context) error { return service.Trace(ctx, run) })
}

// run starts the workflow with a client, and runs it in Temporal's environment for
// tests with the header that the client sent.
func run(ctx context.Context) error {
	tracing, err := newInterceptor()
	if err != nil {
		return err
	}
	var f frontend
	if err := f.start(ctx, tracing); err != nil {
		return err
	}
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(noLogs{})
	env := suite.NewTestWorkflowEnvironment()
	env.SetWorkerOptions(worker.Options{Interceptors: []interceptor.WorkerInterceptor{tracing}})
	env.SetHeader(f.header)
	env.RegisterActivity(search)
	env.ExecuteWorkflow(answer, question)
	return env.GetWorkflowError()
}

// start starts the workflow as a handler of requests does: within a span, because
// the interceptor takes the session from the baggage of a span's context only.
func (f *frontend) start(ctx context.Context, tracing interceptor.ClientInterceptor) error {
	address, stop, err := f.listen()
	if err != nil {
		return err
	}
	defer stop()
	c, err := client.Dial(client.Options{HostPort: address, Interceptors: []interceptor.ClientInterceptor{tracing}, Logger: noLogs{}})
	if err != nil {
		return err
	}
	defer c.Close()
	ctx, span := otel.Tracer("e2e").Start(ctx, "request")
	defer span.End()
	_, err = c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{TaskQueue: "answers"}, answer, question)
	return err
}

var _ log.Logger = noLogs{}

type noLogs struct{}

func (noLogs) Debug(string, ...any) {}
func (noLogs) Info(string, ...any)  {}
func (noLogs) Warn(string, ...any)  {}
func (noLogs) Error(string, ...any) {}

func TestService(t *testing.T) {
	received := service.Run(t)
	received.Check(t, "request", "StartWorkflow:answer", "RunWorkflow:answer", "StartActivity:search", "RunActivity:search")
	received.Carried(t, "request")
	received.Has(t, "RunWorkflow:answer", "honeyhive_metadata.feature", "help")
	received.Has(t, "RunActivity:search", "honeyhive_inputs.query", question)
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
	hhtest.Span(t, rec, "RunWorkflow:answer").InSession(id).HasExactly(chat.WithFeature("help"))
	hhtest.Span(t, rec, "RunActivity:search").InSession(id).HasExactly(chat.WithQuery(question))
}
