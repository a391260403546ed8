package honeyhive

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/store"
)

// randomParts are updates of one event.
func randomParts(t *rapid.T) (parts []part) {
	for range rapid.IntRange(1, 8).Draw(t, "parts") {
		u := hh.Update{EventID: id(1)}
		places := rapid.SliceOfNDistinct(rapid.SampledFrom([]keyOf{
			{"metadata", "a"}, {"metadata", "b"}, {"metrics", "a"}, {"outputs", "a"}, {"outputs", "b"},
		}), 0, 3, rapid.ID).Draw(t, "places")
		for _, p := range places {
			value := fmt.Sprint(rapid.IntRange(0, 99).Draw(t, "value"))
			u.Members = append(u.Members, hh.Member{Namespace: p.namespace, Key: p.key, Value: []byte(value)})
		}
		if rapid.Bool().Draw(t, "has a duration") {
			d := rapid.Float64Range(0, 10).Draw(t, "duration")
			u.Duration = &d
		}
		parts = append(parts, newPart(u, new(store.Record)))
	}
	return parts
}

// oneByOne merges parts as package hh does.
func oneByOne(parts []part) hh.Update {
	u := parts[0].update
	for _, p := range parts[1:] {
		u.Merge(p.update)
	}
	return u
}

// Updates that are merged at once have the effect of updates that are merged one by one.
// Those that later ones replace can be left out, and none of the calls is forgotten.
func TestMergedAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := randomParts(t)
		want := oneByOne(parts)
		if diff := cmp.Diff(want, merged(parts)); diff != "" && len(want.Members)+len(merged(parts).Members) > 0 {
			t.Fatalf("merged (-want +got):\n%s", diff)
		}
		before := slices.Clone(parts)
		kept, done := compact(parts)
		if diff := cmp.Diff(merged(parts), merged(kept)); diff != "" {
			t.Fatalf("compacted (-want +got):\n%s", diff)
		}
		calls, records := 0, len(done)
		for _, p := range kept {
			calls += p.calls
			records += len(p.records)
		}
		if calls != len(before) || records != len(before) {
			t.Fatalf("%d calls and %d records are left of %d", calls, records, len(before))
		}
	})
}

// waiting makes a client with the updates of one event that wait behind its first
// request, and then answers.
func waiting(t *testing.T, updates []hh.Update, answer func(body string) int) (*Client, *reports, *server) {
	t.Helper()
	release := make(chan struct{})
	var s *server
	s = newServer(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 0 {
			<-release
			return
		}
		w.WriteHeader(answer(s.got()[n].Body))
	})
	c, r := newClient(t, s.URL)
	mustUpdate(t, c, update(updates[0].EventID, "first", 1))
	until(c, func() bool { return len(s.got()) == 1 })
	for _, u := range updates {
		mustUpdate(t, c, u)
	}
	close(release)
	mustFlush(t, c)
	return c, r, s
}

// One update that HoneyHive rejects does not cost those with which it is sent.
func TestRejectedPart(t *testing.T) {
	var updates []hh.Update
	for i := range 100 {
		updates = append(updates, update(id(1), fmt.Sprint("k", i), i))
	}
	updates[37] = update(id(1), "poison", 1)
	c, r, s := waiting(t, updates, func(body string) int {
		if strings.Contains(body, "poison") {
			return 400
		}
		return 200
	})
	if stats := c.Stats(); stats.Dropped != 1 || stats.Delivered+stats.Coalesced != 100 {
		t.Errorf("stats are %+v", stats)
	}
	if e := r.gaveUp(); len(e) != 1 || e[0].Status != 400 || e[0].Merged != 0 {
		t.Errorf("reported: %v", r.all())
	}
	if n := len(s.got()); n > 2+2*7 {
		t.Errorf("%d requests were made", n)
	}
}

// 2,000 updates of 1 KB for one session are never one request of 2 MB, and a smaller
// limit of the server makes them smaller still.
func TestMergedUpdatesAreBounded(t *testing.T) {
	value := strings.Repeat("x", 1000)
	var updates []hh.Update
	for i := range 2000 {
		updates = append(updates, update(id(1), fmt.Sprint("k", i), value))
	}
	for name, most := range map[string]int{"1 MiB": 1 << 20, "64 KiB": 64 << 10} {
		t.Run(name, func(t *testing.T) {
			largest := 0
			c, r, s := waiting(t, updates, func(body string) int {
				if len(body) > most {
					return 413
				}
				largest = max(largest, len(body))
				return 200
			})
			stats := c.Stats()
			if stats.Dropped != 0 || stats.Delivered+stats.Coalesced != 2001 || len(r.all()) > 0 {
				t.Errorf("stats are %+v, reported: %v", stats, r.all())
			}
			if largest < min(most, mostMerged)/4 {
				t.Errorf("the largest request has %d bytes", largest)
			}
			got := map[string]bool{}
			for _, body := range s.bodies() {
				var u struct{ Metadata map[string]string }
				if json.Unmarshal([]byte(body), &u) == nil && len(body) <= most {
					for key := range u.Metadata {
						got[key] = true
					}
				}
			}
			if len(got) != 2000 {
				t.Errorf("%d keys arrived", len(got))
			}
		})
	}
}

// What is given up because of its size is counted call by call.
func TestLostUpdatesAreCountedByCall(t *testing.T) {
	var updates []hh.Update
	for i := range 10 {
		updates = append(updates, update(id(1), fmt.Sprint("k", i), i))
	}
	c, r, _ := waiting(t, updates, func(string) int { return 413 })
	wantStats(t, c, Stats{Accepted: 11, Delivered: 1, Dropped: 10})
	if got := len(r.gaveUp()); got != 10 {
		t.Errorf("%d are reported", got)
	}
}

// The same key again and again needs no more room than once.
func TestSameKeyNeedsNoRoom(t *testing.T) {
	dir := t.TempDir()
	c, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithQueueLimits(10, 64<<10), WithConcurrency(1), WithDurableQueue(dir))
	mustUpdate(t, c, update(id(1), "in flight", 1))
	for i := range 5000 {
		mustUpdate(t, c, update(id(1), "k", i))
	}
	wantStats(t, c, Stats{Accepted: 5001, Pending: 5001})
	if e := mustLeave(t, c); e.Dropped != 0 || e.Spooled+c.Stats().Coalesced != 5001 || e.Spooled > 1000 {
		t.Errorf("the error is %v, stats are %+v", e, c.Stats())
	}
	s := newApplier(t, nil)
	after, _ := newClient(t, down, WithTransport(to(s.URL)), WithDurableQueue(dir))
	mustFlush(t, after)
	if diff := cmp.Diff(map[string]map[string]string{id(1): {"in flight": "1", "k": "4999"}}, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

// An update of a waiting event with many keys costs no more than one with few.
func TestManyKeysOfOneEvent(t *testing.T) {
	c, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithConcurrency(1), WithQueueLimits(10_000, 1<<30))
	mustUpdate(t, c, update(id(1), "in flight", 1))
	for i := range 15_000 {
		mustUpdate(t, c, update(id(1), fmt.Sprint("k", i), i))
	}
	wantStats(t, c, Stats{Accepted: 15_001, Pending: 15_001})
	for _, o := range c.events[id(1)].ops {
		if o.size > mostMerged {
			t.Errorf("an operation has %d bytes", o.size)
		}
	}
}

// A handler or a Failed that panics does not end the process.
func TestPanickingHandler(t *testing.T) {
	s := newServer(t, status(400))
	calls := 0
	c, _ := newClient(t, s.URL, WithErrorHandler(func(error) { calls++; panic("no") }))
	mustStart(t, c, hh.SessionStart{ID: id(1), Failed: func() { panic("no") }})
	mustFlush(t, c)
	mustUpdate(t, c, update(id(2), "k", 1))
	mustFlush(t, c)
	wantStats(t, c, Stats{Accepted: 2, Dropped: 2})
	if calls != 3 { // of two losses, and of the panic of Failed
		t.Errorf("the handler was called %d times", calls)
	}
}
