package honeyhive

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
)

// member makes a member of JSON.
func member(namespace, key, value string) hh.Member {
	return hh.Member{Namespace: namespace, Key: key, Value: json.RawMessage(value)}
}

// begun starts a session whose first attempt is in flight, with updates behind it.
func begun(t *testing.T, g gate, options ...Option) (c *Client, failed *int) {
	t.Helper()
	c, _ = newClient(t, down, append(options, WithTransport(to(g.server(t).URL)))...)
	failed = new(int)
	mustStart(t, c, hh.SessionStart{ID: id(1), Failed: func() { *failed++ }, Members: []hh.Member{
		member("inputs", "query", `"x"`), member("metadata", "k", `"start"`),
	}})
	<-g.arrived
	duration := 5.0
	mustUpdate(t, c, hh.Update{EventID: id(1), Duration: &duration, Members: []hh.Member{
		member("metadata", "k", `"update"`), member("metrics", "m", `1`), member("metadata", "inputs", `{"a":1}`),
	}})
	mustUpdate(t, c, hh.Update{EventID: id(1), Members: []hh.Member{
		member("config", "model", `"m"`), member("user_properties", "plan", `"free"`), member("outputs", "o", `2`), member("feedback", "f", `3`),
	}})
	return c, failed
}

const (
	foldedStart = `{"session":{"session_id":"00000000-0000-4000-8000-000000000001","source":"dev","inputs":{"query":"x"},"config":{"model":"m"},` +
		`"metadata":{"k":"update","inputs":{"a":1}},"user_properties":{"plan":"free"}}}`
	foldedRest = `{"event_id":"00000000-0000-4000-8000-000000000001","feedback":{"f":3},"metrics":{"m":1},"outputs":{"o":2},"duration":5.0}`
	aloneStart = `{"session":{"session_id":"00000000-0000-4000-8000-000000000001","source":"dev","inputs":{"query":"x"},"metadata":{"k":"start"}}}`
	wholeAfter = `{"event_id":"00000000-0000-4000-8000-000000000001","metadata":{"k":"update","inputs":{"a":1}},"feedback":{"f":3},"metrics":{"m":1},` +
		`"outputs":{"o":2},"config":{"model":"m"},"user_properties":{"plan":"free"},"duration":5.0}`
	firstAfter = `{"event_id":"00000000-0000-4000-8000-000000000001","metadata":{"k":"update","inputs":{"a":1}},"metrics":{"m":1},` +
		`"duration":5.0}`
	secondAfter = `{"event_id":"00000000-0000-4000-8000-000000000001","feedback":{"f":3},"outputs":{"o":2},"config":{"model":"m"},` +
		`"user_properties":{"plan":"free"}}`
)

// answers passes the statuses to the requests in turn, and returns the bodies of the
// requests after the first one.
func (g gate) answers(statuses ...int) (bodies []string) {
	for i, status := range statuses {
		g.pass <- status
		if i < len(statuses)-1 {
			bodies = append(bodies, <-g.arrived)
		}
	}
	return bodies
}

// What waits for a start is sent in it as far as a start has the namespaces, and what
// is left follows.
func TestFold(t *testing.T) {
	g := newGate()
	c, failed := begun(t, g)
	got := g.answers(503, 503, 200, 200)
	mustFlush(t, c)
	if diff := cmp.Diff([]string{foldedStart, foldedStart, foldedRest}, got); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	if *failed > 0 {
		t.Error("Failed was called")
	}
	wantStats(t, c, Stats{Accepted: 3, Coalesced: 1, Delivered: 2})
}

// If the start is given up, what was folded into it is sent by itself: the session may
// begin with a span.
func TestFoldOfAStartThatIsGivenUp(t *testing.T) {
	g := newGate()
	c, failed := begun(t, g)
	got := g.answers(503, 401, 200)
	mustFlush(t, c)
	if diff := cmp.Diff([]string{foldedStart, wholeAfter}, got); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	if *failed != 1 {
		t.Errorf("Failed was called %d times", *failed)
	}
	wantStats(t, c, Stats{Accepted: 3, Coalesced: 1, Delivered: 1, Dropped: 1})
}

// Updates that HoneyHive rejects do not cost the start, nor one the other.
func TestFoldOfAnUpdateThatIsRejected(t *testing.T) {
	for _, status := range []int{400, 413, 422} {
		g := newGate()
		c, failed := begun(t, g)
		got := g.answers(503, status, 200, status, status, status)
		mustFlush(t, c)
		if diff := cmp.Diff([]string{foldedStart, aloneStart, wholeAfter, firstAfter, secondAfter}, got); diff != "" {
			t.Errorf("bodies (-want +got):\n%s", diff)
		}
		if *failed > 0 {
			t.Error("Failed was called")
		}
		wantStats(t, c, Stats{Accepted: 3, Delivered: 1, Dropped: 2})
	}
}

// An update that comes while the start is in flight is not part of it, and is sent after
// it, or in its next attempt.
func TestFoldInFlight(t *testing.T) {
	g := newGate()
	c, _ := begun(t, g)
	got := g.answers(503, 503)[:1]
	<-g.arrived
	mustUpdate(t, c, update(id(1), "k", "later"))
	wantStats(t, c, Stats{Accepted: 4, Pending: 4})
	got = append(got, g.answers(200, 200, 200)...)
	mustFlush(t, c)
	want := []string{foldedStart, foldedRest, `{"event_id":"` + id(1) + `","metadata":{"k":"later"}}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	wantStats(t, c, Stats{Accepted: 4, Coalesced: 1, Delivered: 3})
}

// The spool has what was folded into a start that was not delivered.
func TestFoldIsSpooled(t *testing.T) {
	dir := t.TempDir()
	g := newGate()
	before, failed := begun(t, g, WithSpool(dir), WithConcurrency(1))
	g.answers(503, 503)
	<-g.arrived
	if e := mustLeave(t, before); e.Spooled != 3 || *failed > 0 {
		t.Errorf("the error is %v", e)
	}
	close(g.pass)
	wantStats(t, before, Stats{Accepted: 3, Spooled: 3})

	s := newServer(t, nil)
	after, _ := newClient(t, down, WithTransport(to(s.URL)), WithSpool(dir))
	if err := after.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{foldedStart, foldedRest}, s.bodies()); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	wantStats(t, after, Stats{Recovered: 3, Coalesced: 1, Delivered: 2})
	if got := stored(t, dir); len(got) > 0 {
		t.Errorf("files are left: %v", got)
	}
}

// An update that came before the start of its session does not hold the start up, and
// its values do not replace those of the start, which are newer.
func TestStartBehindAnUpdate(t *testing.T) {
	for name, test := range map[string]struct {
		update hh.Update
		want   string // members of the start
		stats  Stats
	}{
		"with other keys": {hh.Update{EventID: id(1), Members: []hh.Member{member("metadata", "k", `1`), member("metadata", "l", `2`)}},
			`"metadata":{"k":"start","l":2}`, Stats{Accepted: 2, Coalesced: 1, Delivered: 1}},
		"with the same key": {hh.Update{EventID: id(1), Members: []hh.Member{member("metadata", "k", `1`)}},
			`"metadata":{"k":"start"}`, Stats{Accepted: 2, Coalesced: 1, Delivered: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGate()
			c, _ := newClient(t, g.server(t).URL)
			mustUpdate(t, c, test.update)
			<-g.arrived
			mustStart(t, c, hh.SessionStart{ID: id(1), Members: []hh.Member{member("metadata", "k", `"start"`)}})
			got := g.answers(404, 200)
			mustFlush(t, c)
			want := []string{`{"session":{"session_id":"` + id(1) + `","source":"dev",` + test.want + `}}`}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("bodies (-want +got):\n%s", diff)
			}
			wantStats(t, c, test.stats)
		})
	}
}

// A start does not wait for the retry of an update that came before it.
func TestStartDoesNotWaitForAnUpdate(t *testing.T) {
	s := newServer(t, first(write(404, ``)))
	c, _ := newClient(t, s.URL, WithBackoff(time.Hour, time.Hour), WithUnknownEventRetry(24*time.Hour))
	mustUpdate(t, c, update(id(1), "k", 1))
	until(c, func() bool { return len(c.retries) == 1 })
	mustStart(t, c, hh.SessionStart{ID: id(1)})
	mustDrain(t, c)
	wantStats(t, c, Stats{Accepted: 2, Coalesced: 1, Delivered: 1})
}

// An update that was spooled before the start does not hold it up either.
func TestStartBehindASpooledUpdate(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		mustUpdate(t, c, update(id(1), "k", "update"))
		mustStart(t, c, hh.SessionStart{ID: id(1), Members: []hh.Member{member("metadata", "k", `"start"`)}})
	})
	s := newServer(t, nil)
	c, _ := newClient(t, down, WithTransport(to(s.URL)), WithSpool(dir))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	want := []string{`{"session":{"session_id":"` + id(1) + `","source":"dev","metadata":{"k":"start"}}}`}
	if diff := cmp.Diff(want, s.bodies()); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	wantStats(t, c, Stats{Recovered: 2, Coalesced: 1, Delivered: 1})
	if got := stored(t, dir); len(got) > 0 {
		t.Errorf("files are left: %v", got)
	}
}

// sessions is a server that knows a session only after its start, as HoneyHive. Some of
// its answers are failures, whether it has taken the request or not.
type sessions struct {
	mu    sync.Mutex
	known map[string]map[string]string // values of metadata
}

// sessionRequest is a start, with its metadata in session, or an update.
type sessionRequest struct {
	Session  *sessionRequest            `json:"session"`
	Started  string                     `json:"session_id"`
	ID       string                     `json:"event_id"`
	Metadata map[string]json.RawMessage `json:"metadata"`
}

func (s *sessions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var request sessionRequest
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		w.WriteHeader(400)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	fault := rand.IntN(10)
	if fault == 0 {
		w.WriteHeader(500)
		return
	}
	id, metadata := request.ID, request.Metadata
	if start := request.Session; start != nil {
		id, metadata = start.Started, start.Metadata
		if s.known[id] == nil {
			s.known[id] = map[string]string{}
		}
	}
	if s.known[id] == nil {
		w.WriteHeader(404)
		return
	}
	for key, value := range metadata {
		s.known[id][key] = string(value)
	}
	if fault == 1 {
		w.WriteHeader(503)
	}
}

// Wherever the start comes among the updates of its session, and whichever requests
// fail, each key ends with the value of the latest call.
func TestSessionsEndAsCalled(t *testing.T) {
	server := &sessions{known: map[string]map[string]string{}}
	s := httptest.NewServer(server)
	defer s.Close()
	c, r := newClient(t, s.URL, WithConcurrency(8))
	const count, calls = 200, 10
	want := map[string]map[string]string{}
	var writers sync.WaitGroup
	for n := range count {
		session := map[string]string{}
		want[id(n)] = session
		writers.Go(func() { callInAnyOrder(t, c, id(n), calls, session) })
	}
	writers.Wait()
	mustFlush(t, c)
	if diff := cmp.Diff(want, server.known); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
	if len(r.all()) > 0 {
		t.Errorf("reported: %v", r.all())
	}
	stats := c.Stats()
	if wantSum(t, stats); stats.Accepted != count*calls || stats.Delivered+stats.Coalesced != stats.Accepted {
		t.Errorf("stats are %+v", stats)
	}
}

// callInAnyOrder starts a session after some of its updates, and notes what each key
// is set to last.
func callInAnyOrder(t *testing.T, c *Client, session string, calls int, last map[string]string) {
	start := rand.IntN(calls)
	for i := range calls {
		key, value := fmt.Sprint("k", rand.IntN(4)), fmt.Sprint(i)
		last[key] = value
		members := []hh.Member{member("metadata", key, value)}
		var err error
		if i == start {
			err = c.StartSession(hh.SessionStart{ID: session, Members: members})
		} else {
			err = c.UpdateEvent(hh.Update{EventID: session, Members: members})
		}
		if err != nil {
			t.Error(err)
		}
		time.Sleep(time.Duration(rand.IntN(2000)) * time.Microsecond)
	}
}

// olderUpdate has a member that a later start replaces, and one for which a start has
// no place.
func olderUpdate() hh.Update {
	return hh.Update{EventID: id(1), Members: []hh.Member{member("metadata", "k", `"update"`), member("feedback", "f", `1`)}}
}

// newerStart starts the session of olderUpdate.
func newerStart() hh.SessionStart {
	return hh.SessionStart{ID: id(1), Members: []hh.Member{member("metadata", "k", `"start"`)}}
}

// If a start is given up, the updates that came before it keep what it would have
// replaced.
func TestStartBehindAnUpdateIsGivenUp(t *testing.T) {
	g := newGate()
	c, _ := newClient(t, g.server(t).URL)
	mustUpdate(t, c, olderUpdate())
	<-g.arrived
	mustStart(t, c, newerStart())
	got := g.answers(404, 409, 200)
	mustFlush(t, c)
	want := []string{
		`{"session":{"session_id":"` + id(1) + `","source":"dev","metadata":{"k":"start"}}}`,
		`{"event_id":"` + id(1) + `","metadata":{"k":"update"},"feedback":{"f":1}}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	wantStats(t, c, Stats{Accepted: 2, Dropped: 1, Delivered: 1})
}

// The order of the calls outlives the process: updates after a start that Shutdown
// stores stay newer than the start.
func TestStartBetweenStoredUpdates(t *testing.T) {
	dir := t.TempDir()
	s := newServer(t, status(404))
	c, _ := newClient(t, down, WithTransport(to(s.URL)), WithSpool(dir), WithBackoff(time.Hour, time.Hour), WithUnknownEventRetry(24*time.Hour))
	mustUpdate(t, c, olderUpdate())
	until(c, func() bool { return len(c.retries) == 1 })
	mustStart(t, c, newerStart())
	until(c, func() bool {
		e := c.events[id(1)]
		return e.ops[0].start != nil && e.ops[0].attempts == 1 && !e.inFlight
	})
	mustUpdate(t, c, update(id(1), "k", "newest"))
	mustLeave(t, c)
	want := []string{
		`{"session":{"session_id":"` + id(1) + `","source":"dev","metadata":{"k":"newest"}}}`,
		`{"event_id":"` + id(1) + `","feedback":{"f":1}}`,
	}
	if diff := cmp.Diff(want, sentBy(t, WithSpool(dir))); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
}

// sentBy returns the bodies that a client with what is stored in a folder sends.
func sentBy(t *testing.T, folder Option) []string {
	t.Helper()
	s := newServer(t, nil)
	c, _ := newClient(t, down, WithTransport(to(s.URL)), folder, WithConcurrency(1))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	return s.bodies()
}

// A process that is killed between a start and an older update leaves both: from the
// update alone, the next process would send values that the start has replaced.
func TestKilledBetweenAStartAndAnOlderUpdate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	g := newGate()
	c, _ := newClient(t, down, WithTransport(to(g.server(t).URL)), durably(dir), WithConcurrency(1))
	defer close(g.pass)
	mustUpdate(t, c, olderUpdate())
	<-g.arrived
	mustStart(t, c, newerStart())
	g.answers(404, 200)
	<-g.arrived                             // what is left of the update
	mustUpdate(t, c, update(id(2), "k", 2)) // when the second one is stored, what was done
	mustUpdate(t, c, update(id(3), "k", 3)) // before the first one is noted on disk
	want := []string{
		`{"session":{"session_id":"` + id(1) + `","source":"dev","metadata":{"k":"start"}}}`,
		`{"event_id":"` + id(2) + `","metadata":{"k":2}}`,
		`{"event_id":"` + id(3) + `","metadata":{"k":3}}`,
		`{"event_id":"` + id(1) + `","feedback":{"f":1}}`,
	}
	if diff := cmp.Diff(want, sentBy(t, durably(copyFolder(t, dir)))); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
}

// copyFolder copies the folder of a store, as a process would leave it that is killed
// now.
func copyFolder(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(to, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// What a start took of updates of an earlier process is not sent again from the files of
// that process, and what is left of newer updates is stored with it.
func TestFoldedIntoAStartBeforeShutdown(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		mustStart(t, c, hh.SessionStart{ID: id(1)})
		mustUpdate(t, c, hh.Update{EventID: id(1), Members: []hh.Member{member("metadata", "k", `1`), member("feedback", "f", `1`)}})
	})
	g := newGate()
	c, _ := newClient(t, down, WithTransport(to(g.server(t).URL)), WithSpool(dir))
	<-g.arrived
	mustUpdate(t, c, hh.Update{EventID: id(1), Members: []hh.Member{member("metadata", "k", `2`), member("metrics", "m", `2`)}})
	g.answers(503, 200) // the second start has both updates
	<-g.arrived         // what is left of them
	mustLeave(t, c)
	close(g.pass)
	want := []string{`{"event_id":"` + id(1) + `","feedback":{"f":1},"metrics":{"m":2}}`}
	if diff := cmp.Diff(want, sentBy(t, WithSpool(dir))); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	if got := stored(t, dir); len(got) > 0 {
		t.Errorf("files are left: %v", got)
	}
}
