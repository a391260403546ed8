package honeyhive

import (
	"errors"
	"math"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

func TestQueueFullByEntries(t *testing.T) {
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithQueueLimits(3, 1<<20), WithConcurrency(1))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustUpdate(t, c, update(id(2), "k", 1))
	mustStart(t, c, hh.SessionStart{ID: id(3)})
	for _, err := range []error{c.UpdateEvent(update(id(4), "k", 1)), c.StartSession(hh.SessionStart{ID: id(2)})} {
		if !errors.Is(err, ErrQueueFull) || !strings.Contains(err.Error(), "3 operations") {
			t.Errorf("the error is %v", err)
		}
	}
	mustUpdate(t, c, update(id(2), "l", 1)) // needs no entry
	wantStats(t, c, Stats{Accepted: 4, Refused: 2, Pending: 4})
}

func TestQueueFullByBytes(t *testing.T) {
	big := update(id(2), "k", strings.Repeat("x", 3000))
	limit := newOperation("", nil, newPart(update(id(1), "k", 1), nil)).size + newOperation("", nil, newPart(big, nil)).size
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithQueueLimits(100, limit), WithConcurrency(1))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustUpdate(t, c, big)
	for _, u := range []hh.Update{update(id(3), "k", 1), update(id(2), "l", 1)} {
		if err := c.UpdateEvent(u); !errors.Is(err, ErrQueueFull) || !strings.Contains(err.Error(), "bytes") {
			t.Errorf("the error is %v", err)
		}
	}
	wantStats(t, c, Stats{Accepted: 2, Refused: 2, Pending: 2})
	mustUpdate(t, c, update(id(2), "k", 1)) // makes room
	mustUpdate(t, c, update(id(3), "k", 1))
	wantStats(t, c, Stats{Accepted: 4, Refused: 2, Pending: 4})
	c.mu.Lock()
	defer c.mu.Unlock()
	if want := 3 * newOperation("", nil, newPart(update(id(1), "k", 1), nil)).size; c.bytes != want {
		t.Errorf("%d bytes are counted, want %d", c.bytes, want)
	}
}

// With the server down, memory stays within the bound for any number of updates.
func TestMemoryBound(t *testing.T) {
	const limit = 4 << 20
	// A server would remember its requests in the same memory.
	down := roundTripper(func(*http.Request) (*http.Response, error) { return respond(503, nil), nil })
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(down), WithQueueLimits(10_000, limit))
	// Memory that is allocated while the collector runs counts as in use, so the
	// test takes the least of several measurements.
	heap := func() uint64 {
		least := uint64(math.MaxUint64)
		for range 5 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			least = min(least, m.HeapAlloc)
		}
		return least
	}
	before := heap()
	value := strings.Repeat("x", 1000)
	rejected := 0
	for i := range 20_000 {
		if err := c.UpdateEvent(update(id(i%7919), "k", value)); errors.Is(err, ErrQueueFull) {
			rejected++
		} else if err != nil {
			t.Fatal(err)
		}
		c.mu.Lock()
		if c.bytes > limit || c.entries > 10_000 {
			t.Fatalf("%d bytes in %d entries are pending", c.bytes, c.entries)
		}
		c.mu.Unlock()
	}
	stats := c.Stats()
	wantSum(t, stats)
	if rejected == 0 || rejected != stats.Refused {
		t.Errorf("%d were rejected: %+v", rejected, stats)
	}
	after := heap()
	for range 100 { // sending allocates too, and its garbage is freed later
		if after <= before+2*limit {
			break
		}
		time.Sleep(10 * time.Millisecond)
		after = heap()
	}
	if after > before+2*limit {
		t.Errorf("the heap grew from %d to %d bytes with a limit of %d", before, after, limit)
	}
}

func TestConcurrencyLimit(t *testing.T) {
	var inFlight, most atomic.Int32
	s := newServer(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		now := inFlight.Add(1)
		for m := most.Load(); now > m && !most.CompareAndSwap(m, now); m = most.Load() {
		}
		runtime.Gosched()
		if n%3 == 0 {
			w.WriteHeader(503)
		}
		inFlight.Add(-1)
	})
	c, _ := newClient(t, s.URL, WithConcurrency(3))
	for i := range 500 {
		mustUpdate(t, c, update(id(i), "k", 1))
	}
	mustFlush(t, c)
	if most.Load() > 3 {
		t.Errorf("%d requests were in flight", most.Load())
	}
	wantStats(t, c, Stats{Accepted: 500, Delivered: 500})
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.events) != 0 || c.entries != 0 || c.bytes != 0 || len(c.retries) != 0 || c.readyFirst != nil || c.readyLast != nil {
		t.Errorf("the queue keeps %+v", c.queue)
	}
}

// When enough operations are ready, the maximum number of requests is in flight.
func TestConcurrencyIsUsed(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL, WithConcurrency(3))
	for i := range 4 {
		mustUpdate(t, c, update(id(i), "k", 1))
	}
	for range 3 {
		<-g.arrived
	}
	g.pass <- 200
	<-g.arrived
	for range 3 {
		g.pass <- 200
	}
	mustFlush(t, c)
}
