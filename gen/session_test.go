package gen_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
	"github.com/hhgen/hhgen/runtime/testdata/wire"
)

const sessionID = "11111111-2222-4333-8444-555555555555"

// What a call of the Python SDK sends is what generated code sends for it.
func TestSessionVectors(t *testing.T) {
	vs := vectors.Sessions(t)
	if len(vs) != 21 {
		t.Fatalf("%d vectors, want 21", len(vs))
	}
	for _, v := range vs {
		t.Run(v.Name, func(t *testing.T) {
			var violations []hh.Violation
			client := &vectors.Client{}
			rt := hh.New(hh.WithSessionClient(client), hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) }))
			if v.Name == "seed/by_id" { // no UUID
				if err := vectors.Enrich(t.Context(), rt, v); !errors.Is(err, hh.ErrInvalidSession) || len(client.Updates()) > 0 {
					t.Errorf("error %v, want %v", err, hh.ErrInvalidSession)
				}
				v = v.WithSessionID("99999999-2222-4333-8444-555555555555")
			}
			if err := vectors.Enrich(t.Context(), rt, v); err != nil {
				t.Fatal(err)
			}
			wantRequest(t, v.Request, client.Updates())
			rejected := v.Name == "outputs_list_rejected_no_request"
			if rejected != (len(violations) == 1 && violations[0].Kind == hh.NotAnObject) || !rejected && len(violations) > 0 {
				t.Errorf("violations %v", violations)
			}
		})
	}
}

// wantRequest compares the body of a request with that of the updates, in one.
func wantRequest(t *testing.T, want *vectors.Request, updates []hh.Update) {
	t.Helper()
	if want == nil || len(updates) == 0 {
		if want != nil || len(updates) > 0 {
			t.Errorf("updates %v, want those of %v", updates, want)
		}
		return
	}
	u := updates[0]
	for _, later := range updates[1:] {
		u.Merge(later)
	}
	if diff := cmp.Diff(vectors.Value(t, want.Body), vectors.Value(t, u.AppendJSON(nil))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// An event is changed as a session is.
func TestEventVectors(t *testing.T) {
	id, err := hh.ParseEventID(sessionID)
	if err != nil {
		t.Fatal(err)
	}
	client := &vectors.Client{}
	e := wire.NewEnricher(hh.New(hh.WithSessionClient(client)))
	fields := []wire.SessionField{
		wire.WithMetadata([]byte(`{"inputs":"mine","a":null}`)), wire.WithInputs([]byte(`{"q":1.0}`)),
		wire.Feedback{Feedback: []byte(`{"tags":[]}`)}, &wire.Outputs{Outputs: []byte(`{"o":9223372036854775807}`)},
	}
	if err := e.EnrichEvent(t.Context(), id, fields...); err != nil {
		t.Fatal(err)
	}
	wantRequest(t, &vectors.Request{Body: []byte(`{"event_id":"` + sessionID + `",
		"metadata":{"a":null,"inputs":{"q":1.0}},"feedback":{"tags":[]},"outputs":{"o":9223372036854775807}}`)}, client.Updates())
	for _, invalid := range []hh.EventID{{}, {1}} {
		if err := e.EnrichEvent(t.Context(), invalid, fields...); err == nil {
			t.Errorf("no error for the id %v", [16]byte(invalid))
		}
	}
	if err := e.EnrichEvent(t.Context(), id, nil, wire.WithMetadata(nil)); err != nil {
		t.Errorf("error %v of a call with nothing to send", err)
	}
	if updates := client.Updates(); len(updates) > 0 {
		t.Errorf("updates %v", updates)
	}
}

// Why an update is not sent is the caller's to know.
func TestSessionErrors(t *testing.T) {
	ctx, err := hh.ContextWithSession(t.Context(), sessionID)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("the queue is full")
	field := wire.WithMetadata([]byte(`{"a":1}`))
	for _, c := range []struct {
		name string
		ctx  context.Context
		rt   *hh.Runtime
		want error
	}{
		{"no session", t.Context(), hh.New(hh.WithSessionClient(&vectors.Client{})), hh.ErrNoSession},
		{"no context", nil, hh.New(hh.WithSessionClient(&vectors.Client{})), hh.ErrNoSession},
		{"no client", ctx, hh.New(), hh.ErrNoSessionClient},
		{"client", ctx, hh.New(hh.WithSessionClient(&vectors.Client{Err: full})), full},
		{"none", ctx, hh.New(hh.WithSessionClient(&vectors.Client{})), nil},
	} {
		if err := wire.NewEnricher(c.rt).EnrichSession(c.ctx, field); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
	}
}

// What the start of a session can have is part of it; the rest follows as an update.
func TestStartSession(t *testing.T) {
	client := &vectors.Client{}
	rt := hh.New(hh.WithSessionClient(client))
	ctx, err := wire.NewEnricher(rt).StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "n"},
		wire.WithMetrics([]byte(`{"m":1}`)), wire.WithMetadata([]byte(`{"inputs":"mine","a":null}`)), wire.WithInputs([]byte(`{"q":1.0}`)),
		wire.WithOutputs([]byte(`{"o":[1]}`)), nil, wire.Config{Config: []byte(`{"c":{}}`)}, wire.WithUserProperties([]byte(`{"u":1}`)),
		wire.WithMetadata([]byte(`{"b":2}`)), wire.WithUserProperties([]byte(`{"u":2}`)))
	if err != nil {
		t.Fatal(err)
	}
	starts, updates := client.Starts(), client.Updates()
	if len(starts) != 1 || len(updates) != 1 || !updates[0].Time.After(starts[0].Time) {
		t.Fatalf("starts %v, updates %v: want one of each, in order", starts, updates)
	}
	want := `{"session_id":"` + sessionID + `","session_name":"n","inputs":{"q":1.0},"config":{"c":{}},` +
		`"metadata":{"inputs":"mine","a":null,"b":2},"user_properties":{"u":2}}`
	if got := string(starts[0].AppendJSON(nil)); got != want {
		t.Errorf("the start is %s, want %s", got, want)
	}
	wantRequest(t, &vectors.Request{Body: []byte(`{"event_id":"` + sessionID + `","metrics":{"m":1},"outputs":{"o":[1]}}`)}, updates)
	if id, ok := hh.SessionFromContext(ctx); id != sessionID || !ok {
		t.Errorf("the context has the session %q", id)
	}
	got := attribute.NewSet(attributesIn(t, ctx, rt)...)
	for key, want := range map[attribute.Key]attribute.Value{
		"honeyhive_metrics.m": attribute.Int64Value(1), "honeyhive_metadata.inputs": attribute.StringValue("mine"),
		"honeyhive_inputs.q": attribute.Float64Value(1), "honeyhive_outputs.o.0": attribute.Int64Value(1),
		"honeyhive_metadata.b": attribute.Int64Value(2), "honeyhive_user_properties.u": attribute.Int64Value(2),
	} {
		if v, ok := got.Value(key); !ok || v != want {
			t.Errorf("a span of the session has %s = %v, want %v", key, v.Emit(), want.Emit())
		}
	}
}

// attributesIn returns the attributes of a span that starts in ctx.
func attributesIn(t *testing.T, ctx context.Context, rt *hh.Runtime) []attribute.KeyValue {
	t.Helper()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor(hhtrace.WithRuntime(rt))))
	_, span := provider.Tracer("test").Start(ctx, "span")
	defer span.End()
	return span.(sdktrace.ReadOnlySpan).Attributes()
}

// With any error but that of an invalid id, the session and its fields are on spans.
func TestStartSessionErrors(t *testing.T) {
	full := errors.New("the queue is full")
	crowded := t.Context()
	for i := range 64 {
		m, err := baggage.NewMember(fmt.Sprintf("m%d", i), "v")
		if err != nil {
			t.Fatal(err)
		}
		b, err := baggage.FromContext(crowded).SetMember(m)
		if err != nil {
			t.Fatal(err)
		}
		crowded = baggage.ContextWithBaggage(crowded, b)
	}
	working := func() *hh.Runtime {
		return hh.New(hh.WithSessionClient(&vectors.Client{}), hh.WithViolationHandler(func(hh.Violation) {}))
	}
	field := wire.WithMetadata([]byte(`{"a":1}`))
	for _, c := range []struct {
		name   string
		ctx    context.Context
		id     string
		rt     *hh.Runtime
		fields []wire.SessionField
		want   error
	}{
		{"invalid id", t.Context(), "conversation", working(), []wire.SessionField{field}, hh.ErrInvalidSession},
		{"no context", nil, sessionID, working(), []wire.SessionField{field}, nil},
		{"no id", t.Context(), "", working(), []wire.SessionField{field}, nil},
		{"full baggage", crowded, sessionID, working(), []wire.SessionField{field}, hh.ErrBaggageFull},
		{"no client", t.Context(), sessionID, hh.New(), []wire.SessionField{field}, hh.ErrNoSessionClient},
		{"no client, no fields", t.Context(), sessionID, hh.New(), nil, nil},
		{"no client by design", t.Context(), sessionID, hh.New(hh.WithoutSessionClient()), []wire.SessionField{field}, nil},
		{"client", t.Context(), sessionID, hh.New(hh.WithSessionClient(&vectors.Client{Err: full})), []wire.SessionField{field}, full},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, err := wire.NewEnricher(c.rt).StartSession(c.ctx, hh.SessionConfig{ID: c.id}, c.fields...)
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			usable := !errors.Is(c.want, hh.ErrInvalidSession)
			if id, ok := hh.SessionFromContext(ctx); ok != usable || c.id != "" && usable && id != c.id {
				t.Errorf("the context has the session %q, %v", id, ok)
			}
			on := slices.Contains(attributesIn(t, ctx, c.rt), attribute.Int64("honeyhive_metadata.a", 1))
			if want := usable && len(c.fields) > 0; on != want {
				t.Errorf("the field is on a span of the session: %v, want %v", on, want)
			}
		})
	}
}
