package record_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

const (
	sessionID = "11111111-2222-4333-8444-555555555555"
	otherID   = "66666666-7777-4888-9999-aaaaaaaaaaaa"
)

// inSession is a context of a session.
func inSession(t random.TB, id string) context.Context {
	t.Helper()
	ctx, err := hh.ContextWithSession(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

// withMembers is a context with baggage of these keys and values.
func withMembers(t *testing.T, ctx context.Context, members ...string) context.Context {
	t.Helper()
	b := baggage.FromContext(ctx)
	for i := 0; i < len(members); i += 2 {
		m, err := baggage.NewMemberRaw(members[i], members[i+1])
		if err != nil {
			t.Fatal(err)
		}
		if b, err = b.SetMember(m); err != nil {
			t.Fatal(err)
		}
	}
	return baggage.ContextWithBaggage(ctx, b)
}

func wantSession(t *testing.T, ctx context.Context, want hh.Session) {
	t.Helper()
	got, err := hh.CurrentSession(ctx)
	if err != nil || got != want {
		t.Errorf("session %+v, %v, want %+v", got, err, want)
	}
	if id, ok := hh.SessionFromContext(ctx); !ok || id != want.ID {
		t.Errorf("id %q, %v, want %q", id, ok, want.ID)
	}
}

func wantNoSession(t *testing.T, ctx context.Context, want error) {
	t.Helper()
	if got, err := hh.CurrentSession(ctx); !errors.Is(err, want) || got != (hh.Session{}) {
		t.Errorf("session %+v, %v, want %v", got, err, want)
	}
	if id, ok := hh.SessionFromContext(ctx); ok || id != "" {
		t.Errorf("id %q, %v, want none", id, ok)
	}
}

func TestSessionIDs(t *testing.T) {
	tests := []struct {
		name, id string
		valid    bool
	}{
		{"version 4", sessionID, true},
		{"version 7", strings.Replace(sessionID, "-4333", "-7333", 1), true},
		{"upper case", strings.ToUpper(otherID), true},
		{"empty", "", false},
		{"nil UUID", uuid.Nil.String(), false},
		{"no UUID", "sess_abc123", false},
		{"no dashes", strings.ReplaceAll(sessionID, "-", ""), false},
		{"braces", "{" + sessionID + "}", false},
		{"urn", "urn:uuid:" + sessionID, false},
		{"space", sessionID[:35] + " ", false},
		{"36 bytes", strings.Repeat("é", 18), false},
		{"not UTF-8", "\xff" + sessionID[1:], false},
		{"huge", strings.Repeat("é", 1<<20), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, err := hh.ContextWithSession(t.Context(), test.id)
			if test.valid {
				if err != nil {
					t.Fatal(err)
				}
				wantSession(t, ctx, hh.Session{ID: test.id})
				return
			}
			if !errors.Is(err, hh.ErrInvalidSession) || len(err.Error()) > 400 {
				t.Errorf("error %v", err)
			}
			if ctx != t.Context() {
				t.Error("another context")
			}
			wantNoSession(t, ctx, hh.ErrNoSession)
		})
	}
}

// An id of one's own has the same session in each process, in every language. These
// are what Python's uuid.uuid5 makes.
func TestSessionIDFrom(t *testing.T) {
	for s, want := range map[string]string{
		"conv_123":               "fd1a6108-aeb9-5291-a801-8ddeddf9a36e",
		"é":                      "b6f1de44-f8f0-53db-b454-aa05b074102d",
		uuid.Nil.String():        "bfea77b4-9a5a-5185-9f72-7793764ca71e",
		sessionID:                sessionID,
		strings.ToUpper(otherID): strings.ToUpper(otherID),
		"":                       "",
	} {
		got := hh.SessionIDFrom(s)
		if got != want {
			t.Errorf("%q is session %q, want %q", s, got, want)
		}
		if _, err := hh.ContextWithSession(t.Context(), got); (err == nil) != (s != "") {
			t.Errorf("%q: error %v", s, err)
		}
	}
}

// An invalid id leaves the session of before.
func TestInvalidIDKeepsTheSession(t *testing.T) {
	ctx := inSession(t, sessionID)
	same, err := hh.ContextWithSession(ctx, "no id")
	if !errors.Is(err, hh.ErrInvalidSession) || same != ctx {
		t.Errorf("error %v, context changed: %v", err, same != ctx)
	}
	same, err = hh.StartSession(ctx, hh.SessionConfig{ID: "no id"})
	if !errors.Is(err, hh.ErrInvalidSession) || same != ctx {
		t.Errorf("error %v, context changed: %v", err, same != ctx)
	}
	wantSession(t, ctx, hh.Session{ID: sessionID})
}

func TestNoContextHasNoSession(t *testing.T) {
	wantNoSession(t, nil, hh.ErrNoSession)
	ctx, err := hh.ContextWithSession(nil, sessionID) //nolint:staticcheck // the point of the test
	if err != nil {
		t.Fatal(err)
	}
	wantSession(t, ctx, hh.Session{ID: sessionID})
	ctx, err = hh.StartSession(nil, hh.SessionConfig{ID: otherID}) //nolint:staticcheck // the point of the test
	if err != nil {
		t.Fatal(err)
	}
	wantSession(t, ctx, hh.Session{ID: otherID})
	ctx, err = hh.ContextWithSession(nil, "no id") //nolint:staticcheck // the point of the test
	if err == nil || ctx == nil {
		t.Errorf("context %v, error %v, want both", ctx, err)
	}
}

func TestStartSession(t *testing.T) {
	client := &sessionClient{}
	var violations []hh.Violation
	rt := hh.New(hh.WithSessionClient(client), hh.WithViolationHandler(collect(&violations)))
	before := time.Now()
	ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "checkout", Source: "test"})
	if err != nil {
		t.Fatal(err)
	}
	wantSession(t, ctx, hh.Session{ID: sessionID, Name: "checkout", Started: true})
	starts := client.Starts()
	if len(starts) != 1 {
		t.Fatalf("%d starts, want 1", len(starts))
	}
	s := starts[0]
	if s.ID != sessionID || s.Name != "checkout" || s.Source != "test" || s.Time.Before(before) || s.Time.After(time.Now()) {
		t.Errorf("start %+v", s)
	}
	s.Failed()
	wantSession(t, ctx, hh.Session{ID: sessionID, Name: "checkout"})
	wantViolations(t, nil, violations)
}

func TestStartSessionMakesAnID(t *testing.T) {
	seen := map[string]bool{}
	for range 10 {
		ctx, err := hh.New().StartSession(t.Context(), hh.SessionConfig{})
		if err != nil {
			t.Fatal(err)
		}
		id, ok := hh.SessionFromContext(ctx)
		if parsed, err := hh.ParseEventID(id); !ok || err != nil || parsed.String() != id || seen[id] {
			t.Errorf("id %q, %v, %v", id, ok, err)
		}
		seen[id] = true
	}
}

// A session works even if its start is not sent to HoneyHive.
func TestStartSessionWithoutSuccess(t *testing.T) {
	full := errors.New("the queue is full")
	for name, c := range map[string]struct {
		rt   *hh.Runtime
		want error
	}{
		"no client": {hh.New(), nil},
		"nil":       {nil, nil},
		"rejected":  {hh.New(hh.WithSessionClient(&sessionClient{Err: full})), full},
	} {
		ctx, err := c.rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "n"})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
		wantSession(t, ctx, hh.Session{ID: sessionID, Name: "n"})
	}
}

// The texts of a session are bounded and mended as those of fields.
func TestStartSessionTexts(t *testing.T) {
	client := &sessionClient{}
	var violations []hh.Violation
	rt := hh.New(hh.WithSessionClient(client), hh.WithViolationHandler(collect(&violations)))
	ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: strings.Repeat("é", 600), Source: "a\xff"})
	if err != nil {
		t.Fatal(err)
	}
	name := strings.Repeat("é", 512)
	wantSession(t, ctx, hh.Session{ID: sessionID, Name: name, Started: true})
	if s := client.Starts()[0]; s.Name != name || s.Source != "a\uFFFD" {
		t.Errorf("start %+v", s)
	}
	wantViolations(t, []hh.Violation{
		{Namespace: "session", Key: "name", Kind: hh.TooLong, Size: 1200, Limit: 1024},
		{Namespace: "session", Key: "source", Kind: hh.InvalidUTF8},
	}, violations)
}

// What this process knows of a session stays when the id is set again, as a
// middleware does that reads it from a header.
func TestContinuingTheOwnSession(t *testing.T) {
	rt := hh.New(hh.WithSessionClient(&sessionClient{}))
	ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "n"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := hh.ContextWithSession(ctx, sessionID)
	if err != nil {
		t.Fatal(err)
	}
	wantSession(t, again, hh.Session{ID: sessionID, Name: "n", Started: true})
	other, err := hh.ContextWithSession(ctx, otherID)
	if err != nil {
		t.Fatal(err)
	}
	wantSession(t, other, hh.Session{ID: otherID})
	wantSession(t, ctx, hh.Session{ID: sessionID, Name: "n", Started: true})
}

func TestSessionOfBaggage(t *testing.T) {
	for _, key := range []string{"session_id", "honeyhive_session_id", "honeyhive.session_id"} {
		wantSession(t, withMembers(t, t.Context(), key, sessionID), hh.Session{ID: sessionID})
		wantNoSession(t, withMembers(t, t.Context(), key, "sess_abc"), hh.ErrInvalidSession)
		wantNoSession(t, withMembers(t, t.Context(), key, ""), hh.ErrNoSession)
		wantSession(t, withMembers(t, inSession(t, otherID), key, "sess_abc"), hh.Session{ID: otherID})
	}
	first := withMembers(t, t.Context(), "honeyhive_session_id", otherID, "session_id", sessionID)
	wantSession(t, first, hh.Session{ID: sessionID})
	valid := withMembers(t, t.Context(), "session_id", "sess_abc", "honeyhive_session_id", "", "honeyhive.session_id", sessionID)
	wantSession(t, valid, hh.Session{ID: sessionID})
	wantNoSession(t, withMembers(t, t.Context(), "user", "ada"), hh.ErrNoSession)
}

// What a request brings goes before what the process has; what it does not
// bring takes nothing away.
func TestBaggageGoesFirst(t *testing.T) {
	ctx, err := hh.New(hh.WithSessionClient(&sessionClient{})).StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	wantSession(t, withMembers(t, ctx, "session_id", otherID), hh.Session{ID: otherID})
	own := hh.Session{ID: sessionID, Started: true}
	wantSession(t, withMembers(t, ctx, "session_id", sessionID), own)
	wantSession(t, baggage.ContextWithoutBaggage(ctx), own)
	wantSession(t, withMembers(t, ctx, "honeyhive_session_id", otherID), own)
}

// The id goes to the next service as it is, beside the baggage of others.
func TestSessionTravels(t *testing.T) {
	ctx := withMembers(t, t.Context(), "user", "ada lovelace", "honeyhive_session_id", otherID)
	ctx, err := hh.ContextWithSession(ctx, strings.ToUpper(otherID))
	if err != nil {
		t.Fatal(err)
	}
	carrier := propagation.MapCarrier{}
	propagation.Baggage{}.Inject(ctx, carrier)
	there := propagation.Baggage{}.Extract(context.Background(), carrier)
	wantSession(t, there, hh.Session{ID: strings.ToUpper(otherID)})
	got := map[string]string{}
	for _, m := range baggage.FromContext(there).Members() {
		got[m.Key()] = m.Value()
	}
	want := map[string]string{"user": "ada lovelace", "honeyhive_session_id": otherID, "session_id": strings.ToUpper(otherID)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("baggage (-want +got):\n%s", diff)
	}
}

func TestSetSessionDuration(t *testing.T) {
	client := &sessionClient{}
	rt := hh.New(hh.WithSessionClient(client))
	ctx := inSession(t, sessionID)
	for d, want := range map[time.Duration]string{
		0: "0.0", 1: "1e-06", 42 * time.Millisecond: "42.0", 42500 * time.Microsecond: "42.5", time.Hour: "3.6e+06",
	} {
		if err := rt.SetSessionDuration(ctx, d); err != nil {
			t.Fatal(err)
		}
		u := client.Updates()[0]
		if got := string(u.AppendJSON(nil)); got != `{"event_id":"`+sessionID+`","duration":`+want+`}` || u.Empty() || u.Time.IsZero() {
			t.Errorf("%v is %s at %v", d, got, u.Time)
		}
	}
	if err := rt.SetSessionDuration(ctx, -1); err == nil {
		t.Error("no error for a negative duration")
	}
	if err := rt.SetSessionDuration(t.Context(), 1); !errors.Is(err, hh.ErrNoSession) {
		t.Errorf("error %v, want %v", err, hh.ErrNoSession)
	}
	if err := rt.SetSessionDuration(withMembers(t, t.Context(), "session_id", "x"), 1); !errors.Is(err, hh.ErrInvalidSession) {
		t.Errorf("error %v, want %v", err, hh.ErrInvalidSession)
	}
	if err := hh.SetSessionDuration(ctx, 1); !errors.Is(err, hh.ErrNoSessionClient) {
		t.Errorf("error %v, want %v", err, hh.ErrNoSessionClient)
	}
	if updates := client.Updates(); len(updates) > 0 {
		t.Errorf("updates %v", updates)
	}
}

// Without a runtime, all functions of sessions use the default runtime.
func TestDefaultRuntimeHasTheSession(t *testing.T) {
	restoreDefault(t)
	client := &sessionClient{}
	hh.SetDefault(hh.New(hh.WithSessionClient(client)))
	var none *hh.Runtime
	ctx, err := none.StartSession(t.Context(), hh.SessionConfig{})
	if err != nil || len(client.Starts()) != 1 {
		t.Errorf("error %v, or no start", err)
	}
	if err := none.SetSessionDuration(ctx, 1); err != nil || len(client.Updates()) != 1 {
		t.Errorf("error %v, or no update", err)
	}
	b, err := engine(none).Session(ctx)
	if err != nil {
		t.Fatal(err)
	}
	putInt("honeyhive_metadata.a", 1)(b)
	b.Update(&err)
	if err != nil || len(client.Updates()) != 1 {
		t.Errorf("error %v, or no update", err)
	}
	id, _ := hh.SessionFromContext(ctx)
	if kvs := engine(none).AppendSessionAttributes(nil, id); len(kvs) != 1 {
		t.Errorf("attributes %v, want 1", kvs)
	}
}
