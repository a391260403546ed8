package hhtrace_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

const (
	sessionID = "11111111-2222-4333-8444-555555555555"
	ofSession = "honeyhive.session_id"
	ofTrace   = "traceloop.association.properties.session_id"
)

// client accepts everything.
type client struct{ failed func() }

func (c *client) StartSession(s hh.SessionStart) error { c.failed = s.Failed; return nil }
func (*client) UpdateEvent(hh.Update) error            { return nil }

// recorder returns a provider with a processor, and the exporter of its spans.
func recorder(options ...hhtrace.ProcessorOption) (*sdktrace.TracerProvider, *tracetest.InMemoryExporter) {
	exporter := tracetest.NewInMemoryExporter()
	return sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor(options...)),
		sdktrace.WithSyncer(exporter)), exporter
}

// spanIn returns the attributes of a span that starts in ctx.
func spanIn(t *testing.T, ctx context.Context, options ...hhtrace.ProcessorOption) attrs {
	t.Helper()
	provider, exporter := recorder(options...)
	_, span := provider.Tracer("test").Start(ctx, "span")
	span.End()
	return asAttrs(exporter.GetSpans()[0].Attributes)
}

func asAttrs(kvs []attribute.KeyValue) attrs {
	m := attrs{}
	for _, kv := range kvs {
		m[string(kv.Key)] = kv.Value.AsInterface()
	}
	return m
}

func withBaggage(t *testing.T, pairs ...string) context.Context {
	t.Helper()
	b := baggage.Baggage{}
	for i := 0; i < len(pairs); i += 2 {
		m, err := baggage.NewMember(pairs[i], pairs[i+1])
		if err != nil {
			t.Fatal(err)
		}
		if b, err = b.SetMember(m); err != nil {
			t.Fatal(err)
		}
	}
	return baggage.ContextWithBaggage(t.Context(), b)
}

func TestIdentity(t *testing.T) {
	var violations []hh.Violation
	c := &client{}
	rt := hh.New(hh.WithSessionClient(c), hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) }))
	started, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "conversation"})
	if err != nil {
		t.Fatal(err)
	}
	unstarted, err := hh.New().StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "conversation"})
	if err != nil {
		t.Fatal(err)
	}
	identity := attrs{ofSession: sessionID, ofTrace: sessionID}
	created := attrs{ofSession: sessionID, ofTrace: sessionID, "honeyhive.session_auto_create": true}
	named := attrs{ofSession: sessionID, ofTrace: sessionID, "honeyhive.session_auto_create": true, "honeyhive.session_name": "conversation"}
	for _, test := range []struct {
		name    string
		ctx     context.Context
		options []hhtrace.ProcessorOption
		want    attrs
	}{
		{"no session", t.Context(), nil, attrs{}},
		{"started over HTTP", started, nil, identity},
		{"started without a client", unstarted, nil, named},
		{"baggage session_id", withBaggage(t, "session_id", sessionID), nil, created},
		{"baggage honeyhive_session_id", withBaggage(t, "honeyhive_session_id", sessionID), nil, created},
		{"baggage honeyhive.session_id", withBaggage(t, "honeyhive.session_id", sessionID), nil, created},
		{"experiment", withBaggage(t, "run_id", "r", "dataset_id", "d", "datapoint_id", "p"), nil,
			attrs{"honeyhive_metadata.run_id": "r", "honeyhive_metadata.dataset_id": "d", "honeyhive_metadata.datapoint_id": "p"}},
		{"no UUID", withBaggage(t, "session_id", "abc"), nil, attrs{}},
		{"project and source", t.Context(), []hhtrace.ProcessorOption{hhtrace.WithProject("p"), hhtrace.WithSource("s"), nil}, attrs{
			"honeyhive.project": "p", "traceloop.association.properties.project": "p",
			"honeyhive.source": "s", "traceloop.association.properties.source": "s"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := spanIn(t, test.ctx, append(test.options, hhtrace.WithRuntime(rt))...)
			wantSpans(t, map[string]attrs{"span": test.want}, map[string]attrs{"span": got})
		})
	}
	if len(violations) != 1 || violations[0].Kind != hh.InvalidSessionID {
		t.Errorf("violations %v, want one of an invalid session id", violations)
	}
	c.failed() // now the spans must begin the session
	wantSpans(t, map[string]attrs{"span": named}, map[string]attrs{"span": spanIn(t, started)})
}

// Spans that start later carry the fields of their session. Fields of the context
// replace them.
func TestInherited(t *testing.T) {
	rt := hh.New(hh.WithSessionClient(&client{}))
	ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	e := chat.NewEnricher(rt)
	if err := e.EnrichSession(ctx, chat.WithFeature("search"), chat.WithTags("a", "b")); err != nil {
		t.Fatal(err)
	}
	if err := e.EnrichSession(ctx, chat.WithTags("c")); err != nil {
		t.Fatal(err)
	}
	ctx = e.ContextWith(ctx, chat.WithFeature("help"))
	want := attrs{ofSession: sessionID, ofTrace: sessionID, feature: "help", tag: "c"}
	wantSpans(t, map[string]attrs{"span": want}, map[string]attrs{"span": spanIn(t, ctx, hhtrace.WithRuntime(rt))})
	without := attrs{ofSession: sessionID, ofTrace: sessionID, feature: "help"}
	wantSpans(t, map[string]attrs{"span": without}, map[string]attrs{"span": spanIn(t, ctx, hhtrace.WithRuntime(hh.New()))})
}

func TestJoinSession(t *testing.T) {
	provider, exporter := recorder()
	ctx, span := provider.Tracer("test").Start(t.Context(), "server")
	hh.JoinSession(ctx) // does nothing without a session
	ctx, err := hh.ContextWithSession(ctx, sessionID)
	if err != nil {
		t.Fatal(err)
	}
	hh.JoinSession(ctx)
	span.End()
	if got := exporter.GetSpans()[0].Attributes; len(got) != 3 || got[0].Value.AsString() != sessionID {
		t.Errorf("attributes %v", got)
	}
}

// 1,000 sessions are interleaved in one process, in goroutines and across an
// instrumented HTTP server: each span carries the id and the fields of its own
// session, never those of another.
func TestInterleavedSessions(t *testing.T) {
	rt := hh.New(hh.WithSessionClient(&interleaved{}))
	e := chat.NewEnricher(rt)
	provider, exporter := recorder(hhtrace.WithRuntime(rt))
	tracer := provider.Tracer("test")
	propagator := propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx := propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		_, span := tracer.Start(ctx, r.URL.Query().Get("id"))
		span.End()
	}))
	defer server.Close()

	const sessions, workers = 1000, 16
	work := make(chan int)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for range work {
				if err := visit(t.Context(), rt, e, func(ctx context.Context, id string) error {
					var children sync.WaitGroup
					children.Go(func() {
						_, span := tracer.Start(ctx, id)
						span.End()
					})
					children.Wait()
					request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"?id="+id, nil)
					if err != nil {
						return err
					}
					propagator.Inject(ctx, propagation.HeaderCarrier(request.Header))
					response, err := server.Client().Do(request)
					if err != nil {
						return err
					}
					return response.Body.Close()
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range sessions {
		work <- i
	}
	close(work)
	all.Wait()
	seen := 0
	for _, span := range exporter.GetSpans() {
		id, user := "", ""
		for _, kv := range span.Attributes {
			switch kv.Key {
			case ofSession:
				id = kv.Value.AsString()
			case "honeyhive_user_properties.user_id":
				user = kv.Value.AsString()
			}
		}
		if id == "" || user != "user "+id {
			t.Fatalf("span %q of session %q is of %q", span.Name, id, user)
		}
		if _, err := uuid.Parse(span.Name); err == nil {
			seen++
			if span.Name != id {
				t.Fatalf("span of session %s carries %s", span.Name, id)
			}
		}
	}
	if seen != 2*sessions {
		t.Errorf("%d spans, want %d", seen, 2*sessions)
	}
}

// visit begins a session, enriches it, and calls do in it.
func visit(ctx context.Context, rt *hh.Runtime, e chat.Enricher, do func(ctx context.Context, id string) error) error {
	ctx, err := rt.StartSession(ctx, hh.SessionConfig{})
	if err != nil {
		return err
	}
	id, ok := hh.SessionFromContext(ctx)
	if !ok {
		return fmt.Errorf("no session in the context")
	}
	if err := e.EnrichSession(ctx, chat.WithUserID("user "+id)); err != nil {
		return err
	}
	return do(ctx, id)
}

// interleaved accepts everything, from any goroutine.
type interleaved struct{}

func (interleaved) StartSession(hh.SessionStart) error { return nil }
func (interleaved) UpdateEvent(hh.Update) error        { return nil }
