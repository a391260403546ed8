package honeyhive

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// The tests of this file use the clock of testing/synctest and no network, so times
// are exact and nothing waits.

// clock is a transport that records the times of requests since it was made.
type clock struct {
	mu     sync.Mutex
	begin  time.Time
	at     []time.Duration
	answer func(n int) *http.Response
}

func newClock(answer func(n int) *http.Response) *clock {
	return &clock{begin: time.Now(), answer: answer}
}

func (c *clock) RoundTrip(*http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = append(c.at, time.Since(c.begin))
	return c.answer(len(c.at) - 1), nil
}

// always is the same answer each time.
func always(code int, header http.Header) func(int) *http.Response {
	return func(int) *http.Response { return respond(code, header) }
}

// newTimed returns a client in a synctest bubble, with the default times.
func newTimed(t *testing.T, transport http.RoundTripper, options ...Option) (*Client, *reports) {
	t.Helper()
	d := defaults()
	options = append([]Option{WithTransport(transport), WithBackoff(d.backoffFirst, d.backoffMax)}, options...)
	return newClient(t, DefaultURL, options...)
}

func TestRetryAfterHoldsEverythingBack(t *testing.T) {
	for name, after := range map[string]func() string{
		"seconds": func() string { return "120" },
		"date":    func() string { return time.Now().Add(2 * time.Minute).UTC().Format(http.TimeFormat) },
	} {
		for _, code := range []int{429, 503} {
			t.Run(name+" "+http.StatusText(code), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { testRetryAfter(t, code, after()) })
			})
		}
	}
}

func testRetryAfter(t *testing.T, code int, after string) {
	clock := newClock(func(n int) *http.Response {
		if n == 0 {
			return respond(code, http.Header{"Retry-After": {after}})
		}
		return respond(200, nil)
	})
	c, _ := newTimed(t, clock, WithConcurrency(1))
	mustUpdate(t, c, update(id(1), "k", 1))
	synctest.Wait()
	mustUpdate(t, c, update(id(2), "k", 1)) // another event
	mustStart(t, c, hh.SessionStart{ID: id(3)})
	mustFlush(t, c)
	const wait = 2 * time.Minute
	if diff := cmp.Diff([]time.Duration{0, wait, wait, wait}, clock.at); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	wantStats(t, c, Stats{Accepted: 3, Delivered: 3})
}

// If the server asks to wait for longer than the retry limit, the last attempt is at the
// limit. Others are held back for two minutes, and then find out for themselves.
func TestRetryAfterBeyondTheLimit(t *testing.T) {
	for _, after := range []string{"601", "86400", "9223372036854775807", "18446744073709551615"} {
		synctest.Test(t, func(t *testing.T) {
			clock := newClock(always(429, http.Header{"Retry-After": {after}}))
			c, r := newTimed(t, clock, WithConcurrency(1))
			mustUpdate(t, c, update(id(1), "k", 1))
			mustUpdate(t, c, update(id(2), "k", 1))
			synctest.Wait()
			wantStats(t, c, Stats{Accepted: 2, Pending: 2})
			mustDrain(t, c)
			const minute = time.Minute
			if diff := cmp.Diff([]time.Duration{0, 2 * minute, 10 * minute, 12 * minute}, clock.at); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			wantStats(t, c, Stats{Accepted: 2, Dropped: 2})
			if got := len(r.gaveUp()); got != 2 {
				t.Errorf("%d are reported", got)
			}
		})
	}
}

func TestRetryAfterIsNonsense(t *testing.T) {
	for _, after := range []string{"", "soon", "-1", "1.5", "Mon, 01 Jan 2001 00:00:00 GMT"} {
		if d := transport.RetryAfter(after, time.Now()); d != 0 {
			t.Errorf("%q is a wait of %v", after, d)
		}
	}
}

// mustDrain waits until nothing is pending, without the retry of Flush.
func mustDrain(t *testing.T, c *Client) {
	t.Helper()
	if err := c.wait(t.Context(), func() bool { return c.entries == 0 }); err != nil {
		t.Fatal(err)
	}
}

// Intervals grow, with a variation of a half, up to the limit of retries.
func TestBackoffAndRetryLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(always(500, nil))
		c, r := newTimed(t, clock, WithRetryLimit(5*time.Minute))
		mustUpdate(t, c, update(id(1), "k", 1))
		mustDrain(t, c)
		interval := 500 * time.Millisecond
		for i := 1; i < len(clock.at); i++ {
			got := clock.at[i] - clock.at[i-1]
			last := i == len(clock.at)-1 // is at the limit
			if got < interval/2 && !last || got > interval*3/2 {
				t.Errorf("interval %d is %v, not about %v", i, got, interval)
			}
			interval = min(interval*3/2, 30*time.Second)
		}
		last := clock.at[len(clock.at)-1]
		if last != 5*time.Minute {
			t.Errorf("the last attempt was after %v", last)
		}
		if e := r.gaveUp(); len(e) != 1 || e[0].Attempts != len(clock.at) || e[0].Status != 500 {
			t.Errorf("reported after %d attempts: %v", len(clock.at), e)
		}
	})
}

// When a new update is merged into a request, its time for retries starts again.
func TestRetryLimitBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(always(500, nil))
		c, _ := newTimed(t, clock, WithRetryLimit(time.Minute))
		for i := range 100 {
			mustUpdate(t, c, update(id(1), "k", i))
			time.Sleep(10 * time.Second)
			wantStats(t, c, Stats{Accepted: i + 1, Pending: i + 1})
		}
		mustFlush(t, c)
		wantStats(t, c, Stats{Accepted: 100, Dropped: 100})
	})
}

// The time starts again too if the new update comes while a request is in flight.
func TestRetryLimitBeginsAnewInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const updates = 20
		var c *Client
		requests := 0
		c, _ = newTimed(t, roundTripper(func(*http.Request) (*http.Response, error) {
			if requests++; requests < updates {
				mustUpdate(t, c, update(id(1), "k", requests))
			}
			return respond(500, nil), nil
		}), WithRetryLimit(time.Minute))
		mustUpdate(t, c, update(id(1), "k", 0))
		mustFlush(t, c)
		wantStats(t, c, Stats{Accepted: updates, Dropped: updates})
	})
}

// An event that waits for its retry does not block other events, and uses no
// goroutine.
func TestWaitingHoldsNoWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newTimed(t, newClock(always(500, nil)), WithConcurrency(2))
		for i := range 100 {
			mustUpdate(t, c, update(id(i), "k", 1))
		}
		synctest.Wait()
		c.mu.Lock()
		defer c.mu.Unlock()
		// The timer is counted as one.
		if c.workers != 0 || c.goroutines != 1 || len(c.retries) != 100 {
			t.Errorf("%d workers, %d goroutines, %d events wait", c.workers, c.goroutines, len(c.retries))
		}
	})
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var attempts atomic.Int32
		c, r := newTimed(t, roundTripper(func(q *http.Request) (*http.Response, error) {
			attempts.Add(1)
			return blocked(q)
		}), WithRetryLimit(11*time.Second))
		begin := time.Now()
		mustUpdate(t, c, update(id(1), "k", 1))
		mustFlush(t, c)
		e := r.gaveUp()[0]
		if !errors.Is(e, context.DeadlineExceeded) || e.Status != 0 {
			t.Errorf("reported: %v", e)
		}
		if got, want := time.Since(begin), 10*time.Second; got < want {
			t.Errorf("an attempt took %v, want %v", got, want)
		}
	})
}

// If its context has no deadline, Shutdown sets one. Operations that wait for the
// server's Retry-After are tried at once.
func TestShutdownTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(always(429, http.Header{"Retry-After": {"60"}}))
		c, _ := newTimed(t, clock)
		mustUpdate(t, c, update(id(1), "k", 1))
		time.Sleep(time.Second)
		err := c.Shutdown(context.Background())
		e, ok := errors.AsType[*ShutdownError](err)
		if !ok || e.Dropped != 1 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the error is %v", err)
		}
		if diff := cmp.Diff([]time.Duration{0, time.Second}, clock.at); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		if got := time.Since(clock.begin); got != ShutdownTimeout+time.Second {
			t.Errorf("Shutdown returned after %v", got)
		}
		wantStats(t, c, Stats{Accepted: 1, Dropped: 1})
	})
}

// A transport that ignores the cancellation of its requests does not keep a process
// from ending.
func TestShutdownWithStubbornTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		c, r := newTimed(t, roundTripper(func(*http.Request) (*http.Response, error) {
			<-release
			return respond(200, nil), nil
		}))
		mustUpdate(t, c, update(id(1), "k", 1))
		mustUpdate(t, c, update(id(1), "k", 2))
		synctest.Wait()
		e, _ := errors.AsType[*ShutdownError](c.Shutdown(cancelled()))
		if e == nil || e.Dropped != 2 {
			t.Errorf("the error is %v", e)
		}
		close(release)
		synctest.Wait()
		wantStats(t, c, Stats{Accepted: 2, Dropped: 2})
		if len(r.all()) > 0 {
			t.Errorf("reported: %v", r.all())
		}
	})
}
