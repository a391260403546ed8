package honeyhive

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel"

	hh "github.com/hhgen/hhgen/runtime"
)

// Shutdown returns an error if anything was lost since New, even if nothing is left.
func TestShutdownTellsWhatWasGivenUp(t *testing.T) {
	s := newServer(t, status(401))
	c, r := newClient(t, s.URL)
	mustStart(t, c, hh.SessionStart{ID: id(1)})
	mustFlush(t, c)
	mustUpdate(t, c, update(id(1), "k", 1))
	mustUpdate(t, c, update(id(2), "k", 1))
	err := c.Shutdown(t.Context())
	e, ok := errors.AsType[*ShutdownError](err)
	if !ok || e.GivenUp != 3 || e.First != r.gaveUp()[0] || e.Dropped != 0 || e.Spooled != 0 || e.Err != nil {
		t.Fatalf("the error is %+v", err)
	}
	if first, ok := errors.AsType[*GiveUpError](err); !ok || first.Status != 401 || !first.Start {
		t.Errorf("the error wraps %v", first)
	}
	want := `honeyhive: shutdown: 3 operation(s) were given up since the client was made; the first: the start of the session "` +
		id(1) + `" was given up after 1 attempt(s): HTTP 401 Unauthorized: HoneyHive does not accept the API key: compare the key and the URL ` + s.URL +
		` with Settings > Project > API Keys in HoneyHive`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	wantStats(t, c, Stats{Accepted: 3, Dropped: 3})
}

// The error tells operations that were given up from those that were left.
func TestShutdownTellsBothLosses(t *testing.T) {
	s := newServer(t, first(write(400, `bad`)))
	c, _ := newClient(t, s.URL)
	mustUpdate(t, c, update(id(1), "k", 1))
	mustFlush(t, c)
	s.Close()
	mustUpdate(t, c, update(id(2), "k", 1))
	until(c, func() bool { return c.losses.latest != nil })
	e := mustLeave(t, c)
	if e.GivenUp != 1 || e.Dropped != 1 {
		t.Errorf("the error is %+v", e)
	}
	for _, part := range []string{"1 operation(s) are lost: context canceled; ", "; the latest attempt that failed: Put ",
		"1 operation(s) were given up", `HTTP 400 Bad Request: "bad"`} {
		if !strings.Contains(e.Error(), part) {
			t.Errorf("the error lacks %q: %v", part, e)
		}
	}
	wantStats(t, c, Stats{Accepted: 2, Dropped: 2})
}

// The error of an update says how many others are lost with it.
func TestMergedUpdatesAreCounted(t *testing.T) {
	g := newGate()
	c, r := newClient(t, g.server(t).URL)
	mustUpdate(t, c, update(id(1), "k", 1))
	<-g.arrived
	for i := range 3 {
		mustUpdate(t, c, update(id(1), "k", i))
	}
	g.pass <- 503 // they are merged into the first one
	<-g.arrived
	g.pass <- 401
	mustFlush(t, c)
	if e := r.gaveUp()[0]; e.Merged != 3 || !strings.Contains(e.Error(), ", with 3 later update(s) merged into it, was given up after 2 attempt(s)") {
		t.Errorf("reported: %v", e)
	}
	wantStats(t, c, Stats{Accepted: 4, Dropped: 4})
}

// Errors say what to check, and never show the key.
func TestWhatToCheck(t *testing.T) {
	for code, want := range map[int][2]string{ // for a start, and for an update
		401: {"does not accept the API key: compare", "does not accept the API key: compare"},
		403: {"does not let the API key write", "does not let the API key write"},
		404: {"may not know the API key or its project: compare", "does not know the event, or not the API key or its project"},
		413: {"lower the bounds of fields", "lower the bounds of fields"},
	} {
		s := newServer(t, status(code))
		c, r := newClient(t, s.URL)
		mustStart(t, c, hh.SessionStart{ID: id(1)})
		mustFlush(t, c)
		mustUpdate(t, c, update(id(1), "k", 1))
		mustFlush(t, c)
		for i, e := range r.all() {
			if !strings.Contains(e.Error(), want[i]) || strings.Contains(e.Error(), testKey) {
				t.Errorf("%d: reported: %v", code, e)
			}
		}
		if len(r.all()) != 2 {
			t.Errorf("%d: reported: %v", code, r.all())
		}
	}
}

// Without a handler, only the first loss of each kind is reported.
func TestFirstLossOfEachKind(t *testing.T) {
	r := &reports{}
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(r.handle))
	defer otel.SetErrorHandler(before)
	s := newServer(t, nil)
	handle := defaults().handle
	c, _ := newClient(t, s.URL, WithErrorHandler(handle))
	for _, code := range []int{401, 403, 401} {
		for n := range 3 {
			c.giveUp(newOperation(id(n), &hh.SessionStart{}, newPart(hh.Update{}, nil)), answer{status: code})
			c.giveUp(newOperation(id(n), nil, newPart(hh.Update{}, nil)), answer{status: code})
		}
	}
	broken := errors.New("the folder is broken")
	handle(broken)
	handle(broken)
	var got []string
	for _, err := range r.all() {
		e, ok := errors.AsType[*GiveUpError](err)
		if !ok {
			got = append(got, err.Error())
			continue
		}
		got = append(got, e.EventID+" "+map[bool]string{true: "start", false: "update"}[e.Start]+" "+strings.Repeat("x", e.Status-400))
		if !strings.HasSuffix(err.Error(), "further losses of this kind are only counted: see Stats, and the error of Shutdown") {
			t.Errorf("the error is %v", err)
		}
	}
	want := []string{id(0) + " start x", id(0) + " update x", id(0) + " start xxx", id(0) + " update xxx", broken.Error(), broken.Error()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
}

// Errors of a full and of a closed client say what to do.
func TestErrorsHaveAFix(t *testing.T) {
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithQueueLimits(1, 1<<20))
	mustUpdate(t, c, update(id(1), "k", 1))
	full := c.UpdateEvent(update(id(2), "k", 1))
	if err := c.Shutdown(cancelled()); err == nil {
		t.Error("Shutdown returns no error")
	}
	closed := c.UpdateEvent(update(id(2), "k", 1))
	for err, fix := range map[error]string{full: "raise the limits with WithQueueLimits", closed: "shut it down after the last operation",
		c.StartSession(hh.SessionStart{}): "set the UUID"} {
		if !strings.Contains(err.Error(), fix) {
			t.Errorf("%v lacks %q", err, fix)
		}
	}
}
