package honeyhive

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
)

// applier is a server that merges updates of metadata in the order of their
// arrival, as HoneyHive does.
type applier struct {
	*httptest.Server
	mu      sync.Mutex
	events  map[string]map[string]string
	busy    map[string]bool
	last    map[string]int64 // timestamps
	applied int
	wrong   []string

	// byTime makes a key keep the value of the latest call, even if that arrives
	// first: a cancelled request may arrive after later ones.
	byTime bool
	times  map[string]int64
}

// newApplier starts an applier. fault decides for each request whether the update is
// applied, and with which status the server answers.
func newApplier(t testing.TB, fault func() (applied bool, status int)) *applier {
	t.Helper()
	a := &applier{events: map[string]map[string]string{}, busy: map[string]bool{}, last: map[string]int64{}, times: map[string]int64{}}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			ID       string                     `json:"event_id"`
			Metadata map[string]json.RawMessage `json:"metadata"`
		}
		err := json.NewDecoder(r.Body).Decode(&body)
		at, _ := strconv.ParseInt(r.Header.Get(timestampHeader), 10, 64)
		a.enter(body.ID, at, err)
		applied, status := true, 200
		if fault != nil {
			applied, status = fault()
		}
		a.leave(body.ID, at, applied, body.Metadata)
		w.WriteHeader(status)
	}))
	t.Cleanup(a.Close)
	return a
}

// enter notes errors of the client: two requests of an event at the same time, and
// requests that are not in the order of the calls.
func (a *applier) enter(id string, at int64, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil || id == "" {
		a.wrong = append(a.wrong, fmt.Sprintf("body of event %q: %v", id, err))
	}
	if a.busy[id] {
		a.wrong = append(a.wrong, "two requests of "+id)
	}
	if at < a.last[id] {
		a.wrong = append(a.wrong, "order of "+id)
	}
	a.busy[id], a.last[id] = true, at
}

func (a *applier) leave(id string, at int64, applied bool, metadata map[string]json.RawMessage) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.busy[id] = false
	if !applied {
		return
	}
	a.applied++
	if a.events[id] == nil {
		a.events[id] = map[string]string{}
	}
	for key, value := range metadata {
		if a.byTime && at < a.times[id+key] {
			continue
		}
		a.events[id][key], a.times[id+key] = string(value), at
	}
}

// state returns the merged values of the events.
func (a *applier) state() map[string]map[string]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.events
}

const (
	loadSessions = 1000
	loadWriters  = 32
	loadUpdates  = 50_000
)

// Even if requests fail, each key ends with the value that was written last.
func TestLoad(t *testing.T) {
	s := newApplier(t, func() (bool, int) {
		switch rand.IntN(20) {
		case 0:
			return false, 500
		case 1:
			return true, 503 // the update is applied, but the client gets a failure
		}
		return true, 200
	})
	c, r := newClient(t, s.URL, WithQueueLimits(4*loadSessions, 64<<20))
	var wait sync.WaitGroup
	want := make([]map[string]map[string]string, loadWriters)
	for w := range loadWriters {
		want[w] = map[string]map[string]string{}
		wait.Go(func() { writeLoad(t, c, w, want[w]) })
	}
	wait.Wait()
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	all := map[string]map[string]string{}
	for _, m := range want {
		for event, keys := range m {
			all[event] = keys
		}
	}
	if diff := cmp.Diff(all, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	stats := c.Stats()
	wantSum(t, stats)
	if stats.Accepted != loadUpdates || stats.Delivered+stats.Coalesced != loadUpdates || len(r.all()) > 0 || len(s.wrong) > 0 {
		t.Errorf("stats are %+v, reported: %v, wrong: %v", stats, r.all(), s.wrong)
	}
	if stats.Delivered > s.applied {
		t.Errorf("%d are delivered, %d are applied", stats.Delivered, s.applied)
	}
}

// writeLoad updates the sessions of one writer, so the last value of each key is
// known.
func writeLoad(t *testing.T, c *Client, writer int, want map[string]map[string]string) {
	random := rand.New(rand.NewPCG(1, uint64(writer)))
	begin := loadUpdates * writer / loadWriters
	end := loadUpdates * (writer + 1) / loadWriters
	for n := begin; n < end; n++ {
		event := id(random.IntN(loadSessions/loadWriters+1)*loadWriters + writer)
		u := hh.Update{EventID: event, Time: time.Now()}
		if want[event] == nil {
			want[event] = map[string]string{}
		}
		first := random.IntN(10)
		for k := range 1 + random.IntN(3) {
			key := fmt.Sprint("k", first+k)
			u.Members = append(u.Members, hh.Member{Namespace: "metadata", Key: key, Value: []byte(strconv.Itoa(n))})
			want[event][key] = strconv.Itoa(n)
		}
		if err := c.UpdateEvent(u); err != nil {
			t.Error(err)
			return
		}
	}
}

// A service that restarts often while its server fails loses no update, and never
// replaces a value by an older one.
func TestRestarts(t *testing.T) {
	dir := t.TempDir()
	s := newApplier(t, func() (bool, int) {
		if rand.IntN(2) == 0 {
			return false, 500
		}
		return true, []int{200, 503}[rand.IntN(2)]
	})
	s.byTime = true
	want := map[string]map[string]string{}
	accepted, recovered, spooled := 0, 0, 0
	for round := range 30 {
		c, r := newClient(t, down, WithTransport(to(s.URL)), WithSpool(dir))
		for range 100 {
			event, key, value := id(rand.IntN(20)), fmt.Sprint("k", rand.IntN(5)), strconv.Itoa(accepted)
			mustUpdate(t, c, update(event, key, accepted))
			if want[event] == nil {
				want[event] = map[string]string{}
			}
			want[event][key] = value
			accepted++
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(3))*time.Millisecond)
		if round == 29 {
			ctx = t.Context()
		}
		_ = c.Shutdown(ctx)
		cancel()
		stats := c.Stats()
		wantSum(t, stats)
		recovered, spooled = recovered+stats.Recovered, spooled+stats.Spooled
		if stats.Dropped > 0 || len(r.all()) > 0 {
			t.Errorf("stats are %+v, reported: %v", stats, r.all())
		}
	}
	if diff := cmp.Diff(want, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	if recovered != spooled || spooled == 0 {
		t.Errorf("%d operations were spooled, %d recovered", spooled, recovered)
	}
	if got := stored(t, dir); len(got) > 0 {
		t.Errorf("files are left: %v", got)
	}
}

// The counts of Stats add up at any time.
func TestStatsAddUpAtAnyTime(t *testing.T) {
	s := newApplier(t, func() (bool, int) { return false, []int{200, 500, 400}[rand.IntN(3)] })
	c, _ := newClient(t, s.URL, WithQueueLimits(50, 1<<20))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	readers.Go(func() {
		for {
			wantSum(t, c.Stats())
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	var writers sync.WaitGroup
	calls := 0
	var mu sync.Mutex
	for w := range 4 {
		writers.Go(func() {
			for i := range 500 {
				_ = c.UpdateEvent(update(id((w*500+i)%97), "k", i))
				mu.Lock()
				calls++
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	_ = c.Shutdown(t.Context())
	close(stop)
	readers.Wait()
	stats := c.Stats()
	wantSum(t, stats)
	if stats.Accepted+stats.Refused != calls || stats.Pending != 0 {
		t.Errorf("%d calls, stats are %+v", calls, stats)
	}
}
