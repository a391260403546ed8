package honeyhive

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Flush waits for what was accepted before the call, and not for what comes later: a
// service that always has something pending can flush too.
func TestFlushOfABusyClient(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL, WithConcurrency(1))
	mustUpdate(t, c, update(id(1), "k", 1))
	<-g.arrived
	mustUpdate(t, c, update(id(2), "k", 1))
	flushed := make(chan error)
	go func() { flushed <- c.Flush(t.Context()) }()
	until(c, func() bool { return len(c.flushes) == 1 })
	mustUpdate(t, c, update(id(3), "k", 1))
	g.pass <- 200
	<-g.arrived
	select {
	case err := <-flushed:
		t.Errorf("Flush returned before the second update was delivered: %v", err)
	default:
	}
	g.pass <- 200
	<-g.arrived
	if err := <-flushed; err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{Accepted: 3, Delivered: 2, Pending: 1})
	err := c.Flush(cancelled())
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "1 operation(s) are still pending") {
		t.Errorf("the error is %v", err)
	}
	g.pass <- 200
	mustFlush(t, c)
	if len(c.flushes) > 0 {
		t.Error("a call of Flush is remembered")
	}
}

// Flush tries operations that wait for a retry at once, and their intervals begin
// anew: a program that is frozen or ends after Flush has no later chance.
func TestFlushRetriesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up := false
		clock := newClock(func(int) *http.Response {
			if up {
				return respond(200, nil)
			}
			return respond(500, nil)
		})
		c, _ := newTimed(t, clock)
		mustUpdate(t, c, update(id(1), "k", 1))
		time.Sleep(5 * time.Minute) // intervals have grown to half a minute
		synctest.Wait()
		up = true
		before := len(clock.at)
		mustFlush(t, c)
		if diff := cmp.Diff([]time.Duration{5 * time.Minute}, clock.at[before:]); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
	})
}

// The same holds for an attempt that is in flight when Flush is called.
func TestFlushRetriesAnAttemptInFlight(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL, WithBackoff(time.Hour, time.Hour), WithRetryLimit(24*time.Hour))
	mustUpdate(t, c, update(id(1), "k", 1))
	<-g.arrived
	flushed := make(chan error)
	go func() { flushed <- c.Flush(t.Context()) }()
	until(c, func() bool { return len(c.flushes) == 1 })
	g.answers(503, 200)
	if err := <-flushed; err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
}

// Flush does not break the rate limit that the server asked for.
func TestFlushRespectsRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(func(n int) *http.Response {
			if n == 0 {
				return respond(429, http.Header{"Retry-After": {"60"}})
			}
			return respond(200, nil)
		})
		c, _ := newTimed(t, clock)
		mustUpdate(t, c, update(id(1), "k", 1))
		time.Sleep(time.Second)
		mustFlush(t, c)
		if diff := cmp.Diff([]time.Duration{0, time.Minute}, clock.at); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	})
}

// Operations that are merged while Flush waits are counted once.
func TestFlushOfMergedUpdates(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL)
	mustUpdate(t, c, update(id(1), "k", 1))
	<-g.arrived
	mustUpdate(t, c, update(id(1), "k", 2))
	flushed := make(chan error)
	go func() { flushed <- c.Flush(t.Context()) }()
	until(c, func() bool { return len(c.flushes) == 1 })
	g.pass <- 503 // the second update is merged into the first
	<-g.arrived
	mustUpdate(t, c, update(id(1), "k", 3))
	g.pass <- 200
	<-g.arrived
	if err := <-flushed; err != nil {
		t.Error(err)
	}
	g.pass <- 200
	mustFlush(t, c)
	wantStats(t, c, Stats{Accepted: 3, Coalesced: 1, Delivered: 2})
}
