package gen_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
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
