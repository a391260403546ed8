package record_test

import (
	"errors"
	"strings"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
)

// Without a session client by design, fields of sessions live on spans, and the
// request that records them gets no error.
func TestWithoutSessionClient(t *testing.T) {
	errs := handleErrors(t)
	rt := hh.New(hh.WithSessionClient(&sessionClient{Err: errors.New("not used")}), hh.WithoutSessionClient())
	ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "n"})
	if err != nil {
		t.Fatal(err)
	}
	wantSession(t, ctx, hh.Session{ID: sessionID, Name: "n"}) // the first span begins it
	for n := range int64(3) {
		if err := enrich(t, rt, sessionID, putInt("honeyhive_metadata.a", n)); err != nil {
			t.Fatal(err)
		}
	}
	wantInherited(t, rt, sessionID, attrs{"metadata.a": int64(2)})
	if len(*errs) != 1 || !strings.Contains((*errs)[0].Error(), "hh.WithoutSessionClient") {
		t.Errorf("told %v, want one reason", *errs)
	}
}

// What no span would carry is an error as before.
func TestWithoutSessionClientAndSpans(t *testing.T) {
	errs := handleErrors(t)
	rt := hh.New(hh.WithoutSessionClient())
	if err := rt.SetSessionDuration(inSession(t, sessionID), 1); !errors.Is(err, hh.ErrNoSessionClient) {
		t.Errorf("duration: error %v, want %v", err, hh.ErrNoSessionClient)
	}
	id, err := hh.ParseEventID(sessionID)
	if err != nil {
		t.Fatal(err)
	}
	b, err := engine(rt).Event(id)
	if err != nil {
		t.Fatal(err)
	}
	putInt("honeyhive_metadata.a", 1)(b)
	if b.Update(&err); !errors.Is(err, hh.ErrNoSessionClient) {
		t.Errorf("event: error %v, want %v", err, hh.ErrNoSessionClient)
	}
	forgetful := hh.New(hh.WithoutSessionClient(), hh.WithSessionMemory(0))
	if err := enrich(t, forgetful, sessionID, putInt("honeyhive_metadata.a", 1)); !errors.Is(err, hh.ErrNoSessionClient) {
		t.Errorf("no memory: error %v, want %v", err, hh.ErrNoSessionClient)
	}
	if len(*errs) > 0 {
		t.Errorf("told %v, but the caller has the error", *errs)
	}
}

// The later of two options about the client counts.
func TestSessionClientOverridesItsAbsence(t *testing.T) {
	client := &sessionClient{}
	rt := hh.New(hh.WithoutSessionClient(), hh.WithSessionClient(client))
	if err := enrich(t, rt, sessionID, putInt("honeyhive_metadata.a", 1)); err != nil || len(client.Updates()) != 1 {
		t.Errorf("error %v, or no update", err)
	}
}
