// Package service runs programs as services run: each in a process of its own,
// which environment variables configure. Its receiver stands for HoneyHive.
package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// variable is set in the processes that [Run] starts.
const variable = "HHGEN_E2E_PROGRAM"

// Main is the body of TestMain. In a process that [Run] started, it runs the
// program instead of the tests.
func Main(m *testing.M, program func(context.Context) error) {
	if os.Getenv(variable) == "" {
		os.Exit(m.Run())
	}
	if err := program(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Trace sets up tracing from the environment, and calls work in a session.
func Trace(ctx context.Context, work func(context.Context) error) error {
	shutdown, err := hhtrace.Setup(ctx)
	if err != nil {
		return err
	}
	return errors.Join(InSession(ctx, work), shutdown(ctx))
}

// InSession calls work in a session.
func InSession(ctx context.Context, work func(context.Context) error) error {
	return work(Session(ctx))
}

// Session starts a session, and returns a context that belongs to it and that
// carries a [Field]. Without the session, a request would go on all the same.
func Session(ctx context.Context) context.Context {
	ctx, err := hh.StartSession(ctx, hh.SessionConfig{Name: "e2e"})
	if err != nil {
		log.Print(err)
	}
	return chat.ContextWith(ctx, Field())
}

// Field is the field that the context of [Session] carries to its spans.
func Field() chat.SessionField { return chat.WithPlan(chat.PlanPremium) }

// timeout is how long a program may take.
const timeout = time.Minute

// Received is what HoneyHive would have received of a program.
type Received struct {
	Session string // the id of the only session
	Spans   []receiver.Span
}

// Run runs the program that the test binary gave to [Main]. It must end without an
// error, and report nothing: errors of telemetry are printed to standard error.
func Run(t *testing.T, env ...string) Received {
	t.Helper()
	r := receiver.New(t)
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(environment(), variable+"=yes", "HH_API_KEY=e2e-key-of-no-value", "HH_API_URL="+r.URL)
	cmd.Env = append(cmd.Env, env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		t.Fatalf("the program ended with error %v, and printed:\n%s", err, &stderr)
	}
	return Received{Session: onlySession(t, r.Requests()), Spans: r.Spans()}
}

// configured begins the names of variables that would configure a program.
var configured = []string{"HH_", "OTEL_", "GENKIT_", "OPENAI_", "ANTHROPIC_", "TEMPORAL_"}

// environment is that of the tests, without variables that would configure a program.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc(configured, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	})
}

// onlySession is the id of the session that one of the requests starts.
func onlySession(t *testing.T, requests []receiver.Request) (id string) {
	t.Helper()
	for _, req := range requests {
		if req.Path != "/session/start" {
			continue
		}
		if id != "" {
			t.Fatal("two sessions were started")
		}
		body, _ := req.Body.(map[string]any)
		session, _ := body["session"].(map[string]any)
		id, _ = session["session_id"].(string)
	}
	if id == "" {
		t.Fatal("no session was started")
	}
	return id
}

// Check checks that there is one span of each name and no other span, and that
// each belongs to the session.
func (r Received) Check(t *testing.T, names ...string) {
	t.Helper()
	count := map[string]int{}
	for _, span := range r.Spans {
		count[span.Name]++
		if id := span.Value("honeyhive.session_id"); id != r.Session {
			t.Errorf("the span %q has session %v, want %s", span.Name, id, r.Session)
		}
	}
	for _, name := range names {
		if count[name]--; count[name] < 0 {
			t.Errorf("the span %q did not arrive", name)
		}
	}
	for name, n := range count {
		if n > 0 {
			t.Errorf("%d unexpected span(s) %q arrived", n, name)
		}
	}
}

// Carried checks that the spans have the field that the context of [Session]
// carries.
func (r Received) Carried(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		r.Has(t, name, "honeyhive_user_properties.plan", string(chat.PlanPremium))
	}
}

// Has checks that the first span of a name has an attribute.
func (r Received) Has(t *testing.T, name, key string, want any) {
	t.Helper()
	for _, span := range r.Spans {
		if span.Name == name {
			if got := span.Value(key); got != want {
				t.Errorf("the span %q has %s %v, want %v", name, key, got, want)
			}
			return
		}
	}
	t.Errorf("the span %q did not arrive", name)
}
