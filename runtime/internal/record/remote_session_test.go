package record_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"

	hh "github.com/hhgen/hhgen/runtime"
)

// wantRuntimeSession compares the session that ctx has for rt.
func wantRuntimeSession(t *testing.T, rt *hh.Runtime, ctx context.Context, want hh.Session) {
	t.Helper()
	got, err := rt.CurrentSession(ctx)
	if got != want || (err == nil) == (want.ID == "") || err != nil && !errors.Is(err, hh.ErrNoSession) {
		t.Errorf("session %+v, %v, want %+v", got, err, want)
	}
}

// request is ctx with what a server extracts from a request with this baggage. It
// replaces the baggage of ctx.
func request(ctx context.Context, header string) context.Context {
	return propagation.Baggage{}.Extract(ctx, propagation.MapCarrier{"baggage": header})
}

// A stranger's baggage names no session, whichever members it has, whether it comes
// before or after the session of this process.
func TestWithoutRemoteSessions(t *testing.T) {
	client := &sessionClient{}
	rt := hh.New(hh.WithSessionClient(client), hh.WithoutRemoteSessions())
	for _, header := range []string{
		"session_id=" + otherID, "honeyhive_session_id=" + otherID, "honeyhive.session_id=" + otherID, "session_id=sess_abc",
	} {
		ctx := request(t.Context(), header)
		wantRuntimeSession(t, rt, ctx, hh.Session{})
		if _, err := engine(rt).Session(ctx); !errors.Is(err, hh.ErrNoSession) {
			t.Errorf("%s: error %v, want %v", header, err, hh.ErrNoSession)
		}
		if err := rt.SetSessionDuration(ctx, 1); !errors.Is(err, hh.ErrNoSession) {
			t.Errorf("%s: error %v, want %v", header, err, hh.ErrNoSession)
		}
		own, err := rt.StartSession(ctx, hh.SessionConfig{ID: sessionID, Name: "n"})
		if err != nil {
			t.Fatal(err)
		}
		want := hh.Session{ID: sessionID, Name: "n", Started: true}
		wantRuntimeSession(t, rt, own, want)
		wantRuntimeSession(t, rt, request(own, header), want)
		continued, err := rt.ContextWithSession(ctx, sessionID)
		if err != nil {
			t.Fatal(err)
		}
		wantRuntimeSession(t, rt, request(continued, header), hh.Session{ID: sessionID})
	}
	if updates := client.Updates(); len(updates) > 0 {
		t.Errorf("updates %v", updates)
	}
}

// The functions of the package do as the default runtime does.
func TestDefaultRuntimeWithoutRemoteSessions(t *testing.T) {
	restoreDefault(t)
	ctx := request(t.Context(), "session_id="+otherID)
	wantSession(t, ctx, hh.Session{ID: otherID})
	hh.SetDefault(hh.New(hh.WithoutRemoteSessions()))
	wantNoSession(t, ctx, hh.ErrNoSession)
	wantSession(t, request(inSession(t, sessionID), "session_id="+otherID), hh.Session{ID: sessionID})
}

// Requests to other services carry the session of this process, and no other one.
func TestOwnSessionTravels(t *testing.T) {
	rt := hh.New(hh.WithoutRemoteSessions())
	ctx := request(t.Context(), "session_id="+otherID+",honeyhive.session_id="+otherID+",honeyhive_session_id="+otherID+",user=ada")
	ctx, err := rt.ContextWithSession(ctx, sessionID)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, m := range baggage.FromContext(ctx).Members() {
		got[m.Key()] = m.Value()
	}
	if diff := cmp.Diff(map[string]string{"user": "ada", "session_id": sessionID}, got); diff != "" {
		t.Errorf("baggage (-want +got):\n%s", diff)
	}
}

// What a stranger's request brings travels no further, and the session of this process
// does not get lost.
func TestStrangersBaggageTravelsNoFurther(t *testing.T) {
	header := propagation.MapCarrier{"baggage": "session_id=" + otherID + ",honeyhive_session_id=" + otherID + ",run_id=r,hh.metadata.a=1,user=ada"}
	for _, test := range []struct {
		name    string
		service *service
		ctx     context.Context
		want    map[string]string
	}{
		{"no session", newService(hh.WithoutRemoteSessions()), t.Context(), map[string]string{"user": "ada"}},
		{"own session", newService(hh.WithoutRemoteSessions()), inSession(t, sessionID), map[string]string{"user": "ada", "session_id": sessionID}},
		{"trusting", newService(), inSession(t, sessionID), map[string]string{
			"user": "ada", "session_id": otherID, "honeyhive_session_id": otherID, "run_id": "r", "hh.metadata.a": "1",
		}},
	} {
		got := map[string]string{}
		for _, m := range baggage.FromContext(test.service.Extract(test.ctx, header)).Members() {
			got[m.Key()] = m.Value()
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: baggage (-want +got):\n%s", test.name, diff)
		}
		if len(test.service.violations) > 0 {
			t.Errorf("%s: violations %v", test.name, test.service.violations)
		}
	}
}
