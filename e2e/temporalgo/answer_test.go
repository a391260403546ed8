package temporalgo

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"google.golang.org/protobuf/encoding/prototext"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/kinds/travel"

	"github.com/hhgen/hhgen/e2e/internal/service"
)

const (
	question = "What is a span?"
	tenant   = "acme" // of a field that travels to other processes
)

// The program is the client, which starts itself with the argument worker and hands
// it the header of the workflow.
func TestMain(m *testing.M) {
	service.Main(m, func(ctx context.Context) error {
		if len(os.Args) > 1 && os.Args[1] == "worker" {
			return serve(ctx)
		}
		return service.Trace(ctx, func(ctx context.Context) error {
			if err := travel.EnrichSession(ctx, travel.WithTenant(tenant)); err != nil {
				return err
			}
			header, err := start(ctx)
			if err != nil {
				return err
			}
			cmd := exec.Command(os.Args[0], "worker")
			cmd.Stderr = os.Stderr
			cmd.Stdin = strings.NewReader(header.String())
			return cmd.Run()
		})
	})
}

// serve is the worker's process.
func serve(ctx context.Context) error {
	shutdown, err := hhtrace.Setup(ctx)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	var header commonpb.Header
	if err := prototext.Unmarshal(text, &header); err != nil {
		return err
	}
	return errors.Join(work(&header), shutdown(ctx))
}

// start starts the workflow as a handler of requests does: within a span, because
// the interceptor takes the session from the baggage of a span's context only. It
// returns the header that the server gets.
func start(ctx context.Context) (*commonpb.Header, error) {
	tracing, err := newInterceptor()
	if err != nil {
		return nil, err
	}
	var f frontend
	address, stop, err := f.listen()
	if err != nil {
		return nil, err
	}
	defer stop()
	c, err := client.Dial(client.Options{HostPort: address, Interceptors: []interceptor.ClientInterceptor{tracing}, Logger: noLogs{}})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	ctx, span := otel.Tracer("e2e").Start(ctx, "request")
	defer span.End()
	_, err = c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{TaskQueue: "answers"}, answer, question)
	return f.header, err
}

// work runs the workflow in Temporal's environment for tests.
func work(header *commonpb.Header) error {
	tracing, err := newInterceptor()
	if err != nil {
		return err
	}
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(noLogs{})
	env := suite.NewTestWorkflowEnvironment()
	env.SetWorkerOptions(worker.Options{Interceptors: []interceptor.WorkerInterceptor{tracing}})
	env.SetHeader(header)
	env.RegisterActivity(search)
	env.ExecuteWorkflow(answer, question)
	return env.GetWorkflowError()
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
	received.Has(t, "RunActivity:search", "honeyhive_metadata.tenant", tenant)
}

func TestAnswer(t *testing.T)      { testAnswer(t) }
func TestAnswerAgain(t *testing.T) { testAnswer(t) }

func testAnswer(t *testing.T) {
	rec := hhtest.New(t)
	ctx := service.Session(t.Context())
	header, err := start(ctx)
	if err == nil {
		err = work(header)
	}
	if err != nil {
		t.Fatal(err)
	}
	id, _ := hh.SessionFromContext(ctx)
	hhtest.Span(t, rec, "RunWorkflow:answer").InSession(id).HasExactly(chat.WithFeature("help"))
	hhtest.Span(t, rec, "RunActivity:search").InSession(id).HasExactly(chat.WithQuery(question))
}
