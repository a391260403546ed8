package record_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"

	hh "github.com/hhgen/hhgen/runtime"
)

// sent returns the baggage of ctx as another service gets it over HTTP.
func sent(t *testing.T, ctx context.Context) (got baggage.Baggage, session string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx := propagation.Baggage{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		got = baggage.FromContext(ctx)
		session, _ = hh.SessionFromContext(ctx)
	}))
	defer server.Close()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	propagation.Baggage{}.Inject(ctx, propagation.HeaderCarrier(request.Header))
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return got, session
}

// sized is baggage of one member that takes n bytes on the way.
func sized(n int) []string { return []string{"m", strings.Repeat("x", n-len("m="))} }

// members are n members.
func members(n int) (pairs []string) {
	for i := range n {
		pairs = append(pairs, fmt.Sprintf("m%d", i), "v")
	}
	return pairs
}

const sessionBytes = len(",session_id=") + len(sessionID)

// The session travels with as much baggage as propagators take. With more, the
// others' members still do, the session is known here, and the caller is told.
func TestSessionBesideBaggage(t *testing.T) {
	const other = "99999999-2222-4333-8444-555555555555"
	for name, test := range map[string]struct {
		pairs       []string
		size, limit int // of the violation; 0 for none
		lost        bool
	}{
		"none":                       {nil, 0, 0, false},
		"8 KB with the session":      {sized(8192 - sessionBytes), 0, 0, false},
		"a byte over 8 KB":           {sized(8192 - sessionBytes + 1), 8193, 8192, false},
		"8 KB":                       {sized(8192), 8192 + sessionBytes, 8192, false},
		"escaped to over 8 KB":       {[]string{"m", strings.Repeat("ü", 1360)}, 8162 + sessionBytes, 8192, false},
		"already over 8 KB":          {sized(9000), 9000 + sessionBytes, 8192, true},
		"63 members":                 {members(63), 0, 0, false},
		"64 members":                 {members(64), 65, 64, false},
		"another session, full":      {append(sized(8192-sessionBytes), "session_id", other), 0, 0, false},
		"old name of another, full":  {append(sized(8192-len(",honeyhive_session_id=")-36), "honeyhive_session_id", other), 0, 0, false},
		"another session, over 8 KB": {append(sized(9000), "session_id", other), 9000 + sessionBytes, 8192, true},
	} {
		t.Run(name, func(t *testing.T) {
			var violations []hh.Violation
			client := &sessionClient{}
			rt := hh.New(hh.WithSessionClient(client), hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) }))
			before := withMembers(t, t.Context(), test.pairs...)
			ctx, err := rt.StartSession(before, hh.SessionConfig{ID: sessionID})
			wantSession(t, ctx, hh.Session{ID: sessionID, Started: true})
			got, session := sent(t, ctx)
			if test.limit == 0 {
				if err != nil || len(violations) > 0 || session != sessionID || got.Member("m").Value() != baggage.FromContext(before).Member("m").Value() {
					t.Errorf("error %v, violations %v, the other service has the session %q and %d members", err, violations, session, got.Len())
				}
				return
			}
			want := hh.Violation{Namespace: "session", Key: "session_id", Kind: hh.BaggageFull, Size: test.size, Limit: test.limit}
			if !errors.Is(err, hh.ErrBaggageFull) || !slices.Equal(violations, []hh.Violation{want}) {
				t.Errorf("error %v, violations %v, want %v", err, violations, want)
			}
			if all := got.Len() == len(test.pairs)/2; all == test.lost || session != "" {
				t.Errorf("the other service has %d of %d members, and the session %q", got.Len(), len(test.pairs)/2, session)
			}
		})
	}
}

func TestContextWithSessionBesideFullBaggage(t *testing.T) {
	var violations []hh.Violation
	before := hh.Default()
	hh.SetDefault(hh.New(hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) })))
	defer hh.SetDefault(before)
	ctx, err := hh.ContextWithSession(withMembers(t, t.Context(), members(64)...), sessionID)
	wantSession(t, ctx, hh.Session{ID: sessionID})
	if !errors.Is(err, hh.ErrBaggageFull) || len(violations) != 1 {
		t.Errorf("error %v, violations %v", err, violations)
	}
}

// The errors of the session client and of the baggage come together.
func TestStartSessionFailsTwice(t *testing.T) {
	rejected := errors.New("rejected")
	rt := hh.New(hh.WithSessionClient(rejecting{rejected}), hh.WithViolationHandler(func(hh.Violation) {}))
	ctx, err := rt.StartSession(withMembers(t, t.Context(), sized(8192)...), hh.SessionConfig{ID: sessionID})
	wantSession(t, ctx, hh.Session{ID: sessionID})
	if !errors.Is(err, hh.ErrBaggageFull) || !errors.Is(err, rejected) {
		t.Errorf("error %v", err)
	}
}

// rejecting is a session client that rejects everything.
type rejecting struct{ err error }

func (r rejecting) StartSession(hh.SessionStart) error { return r.err }
func (r rejecting) UpdateEvent(hh.Update) error        { return r.err }
