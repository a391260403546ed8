package hh_test

import (
	"strings"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
)

// The start takes the namespaces that it has; the rest of the update is left, and the
// update that was given stays as it was.
func TestMergeIntoAStart(t *testing.T) {
	member := func(namespace, key, value string) hh.Member {
		return hh.Member{Namespace: namespace, Key: key, Value: []byte(value)}
	}
	duration := 1.0
	start := hh.SessionStart{ID: "s", Members: []hh.Member{member("inputs", "q", "1"), member("metadata", "inputs", "2"), member("config", "k", "3")}}
	before := start
	u := hh.Update{EventID: "s", Duration: &duration, Members: []hh.Member{
		member("outputs", "o", "4"), member("metadata", "inputs", "5"), member("metrics", "k", "6"), member("user_properties", "k", "7"),
	}}
	rest := start.Merge(u)
	for _, test := range []struct {
		what, got, want string
	}{
		{"start", string(start.AppendJSON(nil)), `{"session_id":"s","inputs":{"q":1},"config":{"k":3},"metadata":{"inputs":5},"user_properties":{"k":7}}`},
		{"rest", string(rest.AppendJSON(nil)), `{"event_id":"s","metrics":{"k":6},"outputs":{"o":4},"duration":1.0}`},
		{"start before", string(before.AppendJSON(nil)), `{"session_id":"s","inputs":{"q":1},"config":{"k":3},"metadata":{"inputs":2}}`},
		{"update", string(u.AppendJSON(nil)), `{"event_id":"s","metadata":{"inputs":5},"metrics":{"k":6},"outputs":{"o":4},"user_properties":{"k":7},"duration":1.0}`},
	} {
		if test.got != test.want {
			t.Errorf("%s: %s, want %s", test.what, test.got, test.want)
		}
	}
	if whole := start.Merge(rest); len(whole.Members) != 2 || whole.Duration != rest.Duration {
		t.Errorf("of an update without a namespace of starts, %+v is left", whole)
	}
}

// panicking is a session client that panics.
type panicking struct{}

func (panicking) StartSession(hh.SessionStart) error { panic("no client") }
func (panicking) UpdateEvent(hh.Update) error        { panic("no client") }

// A panic of a session client is an error of the call, and the session goes on.
func TestClientThatPanics(t *testing.T) {
	rt := hh.New(hh.WithSessionClient(panicking{}))
	ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{})
	_, ok := hh.SessionFromContext(ctx)
	for _, err := range []error{err, rt.SetSessionDuration(ctx, 1)} {
		if err == nil || !strings.Contains(err.Error(), "the client of hh.WithSessionClient panicked") {
			t.Errorf("the error is %v", err)
		}
	}
	if !ok {
		t.Error("the context has no session")
	}
}
