package honeyhive

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	hh "github.com/hhgen/hhgen/runtime"
)

func TestShutdownSendsWhatIsPending(t *testing.T) {
	s := newServer(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n < 20 {
			w.WriteHeader(503)
		}
	})
	c, _ := newClient(t, s.URL)
	for i := range 50 {
		mustUpdate(t, c, update(id(i), "k", 1))
	}
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{Accepted: 50, Delivered: 50})
	for _, err := range []error{c.UpdateEvent(update(id(1), "k", 1)), c.StartSession(hh.SessionStart{ID: id(1)})} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("the error is %v", err)
		}
	}
	wantStats(t, c, Stats{Accepted: 50, Delivered: 50, Refused: 2})
	mustFlush(t, c)
}

func TestShutdownWhenServerIsDown(t *testing.T) {
	s := newServer(t, nil)
	s.Close()
	c, r := newClient(t, s.URL)
	var failed atomic.Int32
	mustStart(t, c, hh.SessionStart{ID: id(1), Failed: func() { failed.Add(1) }})
	for range 3 {
		mustUpdate(t, c, update(id(1), "k", 1))
	}
	mustUpdate(t, c, update(id(2), "k", 1))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := c.Shutdown(ctx)
	e, ok := errors.AsType[*ShutdownError](err)
	if !ok || e.Dropped != 5 || e.Spooled != 0 || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
	if want := "honeyhive: shutdown: 5 operation(s) are lost: context deadline exceeded; there was no time"; !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the error is %q", err)
	}
	if failed.Load() != 1 || len(r.all()) > 0 {
		t.Errorf("Failed was called %d times, reported: %v", failed.Load(), r.all())
	}
	wantStats(t, c, Stats{Accepted: 5, Dropped: 5})
}

// Requests in flight are cancelled, and no goroutine is left.
func TestShutdownCancels(t *testing.T) {
	before := goleak.IgnoreCurrent()
	g := newGate()
	s := g.server(t)
	c, _ := newClient(t, s.URL)
	for i := range 20 {
		mustUpdate(t, c, update(id(i), "k", 1))
	}
	<-g.arrived
	g.pass <- 200
	<-g.arrived // the request is not answered
	err := c.Shutdown(cancelled())
	if e, ok := errors.AsType[*ShutdownError](err); !ok || e.Dropped != c.Stats().Dropped || e.Dropped < 19 || !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	wantSum(t, c.Stats())
	close(g.pass)
	s.Close()
	goleak.VerifyNone(t, before)
}

// Shutdown closes idle connections, which have goroutines too.
func TestShutdownClosesConnections(t *testing.T) {
	s := newServer(t, nil)
	before := goleak.IgnoreCurrent()
	c, _ := newClient(t, s.URL)
	mustUpdate(t, c, update(id(1), "k", 1))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, before)
}

func TestShutdownTwice(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL)
	mustUpdate(t, c, update(id(1), "k", 1))
	<-g.arrived
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := c.Shutdown(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	until(c, func() bool { return c.closing })
	// A second call waits for the first, but only until its context ends.
	if err := c.Shutdown(cancelled()); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	g.pass <- 200
	wait.Wait()
	if err := c.Shutdown(cancelled()); err != nil {
		t.Error(err)
	}
}

func TestShutdownOfNothing(t *testing.T) {
	c, _ := newClient(t, "http://127.0.0.1:1")
	if err := c.Shutdown(cancelled()); err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{})
}

// An idle client has no goroutines.
func TestIdleClientHasNoGoroutine(t *testing.T) {
	s := newServer(t, nil)
	before := goleak.IgnoreCurrent()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	c, _ := newClient(t, s.URL, WithTransport(transport))
	for i := range 100 {
		mustUpdate(t, c, update(id(i), "k", 1))
	}
	mustFlush(t, c)
	transport.CloseIdleConnections()
	s.CloseClientConnections()
	goleak.VerifyNone(t, before)
}
