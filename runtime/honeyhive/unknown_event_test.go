package honeyhive

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
)

// An update of an event that HoneyHive gets to know within the time is delivered,
// with the updates that came meanwhile.
func TestUnknownEvent(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request){
		"404":                 write(404, ``),
		"400 with not found":  write(400, `{"error":"Event Not Found"}`),
		"404 with other text": write(404, `{"error":"no such event"}`),
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, func(n int, w http.ResponseWriter, r *http.Request) {
				if n < 3 {
					answer(w, r)
				}
			})
			c, r := newClient(t, s.URL)
			mustUpdate(t, c, update(id(1), "k", 1))
			mustFlush(t, c)
			wantStats(t, c, Stats{Accepted: 1, Delivered: 1})
			if len(s.got()) != 4 || len(r.all()) > 0 {
				t.Errorf("%d requests, reported: %v", len(s.got()), r.all())
			}
		})
	}
}

// The time for an unknown event ends, even if updates keep coming.
func TestUnknownEventForTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := newClock(always(404, nil))
		c, r := newTimed(t, clock, WithUnknownEventRetry(20*time.Second))
		for i := range 20 {
			mustUpdate(t, c, update(id(1), "k", i))
			time.Sleep(time.Second)
		}
		mustDrain(t, c)
		if last := clock.at[len(clock.at)-1]; last != 20*time.Second || len(clock.at) < 5 {
			t.Errorf("requests: %v", clock.at)
		}
		e := r.gaveUp()
		if len(e) != 1 || e[0].Attempts != len(clock.at) || e[0].Merged != 19 ||
			!strings.Contains(e[0].Error(), "HoneyHive does not know the event, or not the API key") {
			t.Errorf("reported: %v", e)
		}
		wantStats(t, c, Stats{Accepted: 20, Dropped: 20})
	})
}

// A 404 for a start means that the key or the URL is wrong, so neither the start nor
// later updates are retried: a program would end late, to no use.
func TestNotFoundForAStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		status := 404
		clock := newClock(func(int) *http.Response { return respond(status, nil) })
		c, r := newTimed(t, clock, WithConcurrency(1))
		mustStart(t, c, hh.SessionStart{ID: id(1)})
		mustUpdate(t, c, update(id(1), "k", 1))
		mustUpdate(t, c, update(id(2), "k", 1))
		mustDrain(t, c)
		if diff := cmp.Diff([]time.Duration{0, 0, 0}, clock.at); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		if len(r.gaveUp()) != 3 {
			t.Errorf("reported: %v", r.all())
		}
		status = 200
		mustStart(t, c, hh.SessionStart{ID: id(3)})
		mustDrain(t, c)
		status = 404
		mustUpdate(t, c, update(id(4), "k", 1))
		synctest.Wait()
		wantStats(t, c, Stats{Accepted: 5, Dropped: 3, Delivered: 1, Pending: 1})
		status = 200
		mustFlush(t, c)
		wantStats(t, c, Stats{Accepted: 5, Dropped: 3, Delivered: 2})
	})
}

// An update that waits for its event at Shutdown is spooled.
func TestUnknownEventIsSpooled(t *testing.T) {
	s := newServer(t, status(404))
	c, r := newClient(t, s.URL, WithSpool(t.TempDir()))
	mustUpdate(t, c, update(id(1), "k", 1))
	until(c, func() bool { return c.losses.latest != nil })
	e := mustLeave(t, c)
	if e.Spooled != 1 || e.GivenUp != 0 || len(r.all()) > 0 || !strings.Contains(e.Error(), "HTTP 404 Not Found: HoneyHive does not know the event") {
		t.Errorf("the error is %v, reported: %v", e, r.all())
	}
	wantStats(t, c, Stats{Accepted: 1, Spooled: 1})
}
