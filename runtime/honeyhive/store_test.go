package honeyhive

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
)

// stored are the paths of the files in a folder that may have operations.
func stored(t *testing.T, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && filepath.Ext(path) == ".log" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// spooled calls do with a client whose server is down, and makes the client store what
// it has.
func spooled(t *testing.T, dir string, do func(*Client)) (*Client, *ShutdownError) {
	t.Helper()
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir))
	do(c)
	return c, mustLeave(t, c)
}

// mustLeave shuts down a client that has no time to send its pending operations.
func mustLeave(t *testing.T, c *Client) *ShutdownError {
	t.Helper()
	err := c.Shutdown(cancelled())
	e, ok := errors.AsType[*ShutdownError](err)
	if !ok {
		t.Fatalf("the error of Shutdown is %v", err)
	}
	return e
}

// bothModes runs a test with operations that are stored at Shutdown, and with operations
// that are stored when they are accepted.
func bothModes(t *testing.T, f func(t *testing.T, folder func(dir string) Option)) {
	t.Run("WithSpool", func(t *testing.T) { f(t, WithSpool) })
	t.Run("WithDurableQueue", func(t *testing.T) {
		f(t, func(dir string) Option { return WithDurableQueue(dir, WithMaxWait(time.Minute)) })
	})
	t.Run("WithSync", func(t *testing.T) {
		f(t, func(dir string) Option { return WithDurableQueue(dir, WithMaxWait(time.Minute), WithSync()) })
	})
}

const down = "http://127.0.0.1:1"

// What a process leaves arrives as it was given, before what the next one adds.
func TestNextProcessSendsWhatIsLeft(t *testing.T) {
	bothModes(t, func(t *testing.T, folder func(string) Option) {
		dir := filepath.Join(t.TempDir(), "a [b]*", "queue")
		at := time.Unix(1700000000, 123456789)
		duration := 1.5
		before, _ := newClient(t, down, WithTransport(roundTripper(blocked)), folder(dir))
		mustStart(t, before, hh.SessionStart{ID: id(1), Name: "<n>", Source: "test", Time: at, Members: []hh.Member{
			{Namespace: "inputs", Key: "<k>", Value: []byte(`{"n":12345678901234567890,"f":1.0}`)}, {Namespace: "config", Key: "k", Value: []byte(`null`)},
		}})
		u := update(id(1), "k", "a<b>&é\u2028")
		u.Time, u.Duration = at.Add(1), &duration
		u.Members = append(u.Members, hh.Member{Namespace: "outputs", Key: "o", Value: []byte(`{"n":12345678901234567890,"f":1.0}`)})
		mustUpdate(t, before, u)
		mustStart(t, before, hh.SessionStart{ID: id(1), Time: at.Add(2)})
		mustUpdate(t, before, hh.Update{EventID: id(2), Duration: &duration, Time: at.Add(3)})
		e := mustLeave(t, before)
		wantStats(t, before, Stats{Accepted: 4, Spooled: 4})
		if e.Spooled != 4 || e.Dropped != 0 || !strings.Contains(e.Error(), `4 operation(s) are stored in "`+dir+`"`) {
			t.Errorf("the error is %v", e)
		}

		added := make(chan struct{})
		s := newServer(t, first(func(http.ResponseWriter, *http.Request) { <-added }))
		c, r := newClient(t, down, WithTransport(to(s.URL)), folder(dir), WithConcurrency(1), WithSource("other"))
		mustUpdate(t, c, update(id(1), "new", 1))
		close(added)
		if err := c.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		wantStats(t, c, Stats{Accepted: 1, Recovered: 4, Coalesced: 1, Delivered: 4})
		var ofFirst []string
		for _, q := range s.got() {
			if strings.Contains(q.Body, id(1)) {
				ofFirst = append(ofFirst, q.Header.Get(timestampHeader)+" "+q.Body)
			}
		}
		want := []string{
			`1700000000123456789 {"session":{"session_id":"` + id(1) + `","session_name":"<n>","source":"test",` +
				`"inputs":{"<k>":{"n":12345678901234567890,"f":1.0}},"config":{"k":null},` +
				`"metadata":{"k":` + string(update("", "", "a<b>&é\u2028").Members[0].Value) + `}}}`,
			`1700000000123456790 {"event_id":"` + id(1) + `","outputs":{"o":{"n":12345678901234567890,"f":1.0}},"duration":1.5}`,
			`1700000000123456791 {"session":{"session_id":"` + id(1) + `","source":"dev","metadata":{"new":1}}}`,
		}
		if diff := cmp.Diff(want, ofFirst); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
		if got := stored(t, dir); len(got) > 0 || len(r.all()) > 0 {
			t.Errorf("files are left: %v; reported: %v", got, r.all())
		}
	})
}

// Neither the key nor its fingerprint's source is on disk.
func TestKeyIsNotOnDisk(t *testing.T) {
	bothModes(t, func(t *testing.T, folder func(string) Option) {
		dir := t.TempDir()
		c, _ := newClient(t, down, WithTransport(roundTripper(blocked)), folder(dir))
		mustUpdate(t, c, update(id(1), "k", "value"))
		mustLeave(t, c)
		found := false
		for _, path := range stored(t, dir) {
			text, err := os.ReadFile(path)
			if err != nil || strings.Contains(path+string(text), testKey) || strings.Contains(string(text), "s3cr3t") {
				t.Errorf("%s is (%v)\n%q", path, err, text)
			}
			found = found || strings.Contains(string(text), "value")
		}
		if !found {
			t.Error("no file has the value")
		}
	})
}

// After several shutdowns without a request, everything is sent in order, and later
// updates are merged into earlier ones.
func TestStoredAnew(t *testing.T) {
	bothModes(t, func(t *testing.T, folder func(string) Option) {
		dir := t.TempDir()
		first, _ := newClient(t, down, WithTransport(roundTripper(blocked)), folder(dir))
		mustUpdate(t, first, update(id(1), "a", 1))
		mustUpdate(t, first, update(id(1), "b", 1))
		mustUpdate(t, first, update(id(2), "k", 1))
		mustLeave(t, first)
		second, _ := newClient(t, down, WithTransport(roundTripper(blocked)), folder(dir))
		wantStats(t, second, Stats{Recovered: 3, Pending: 3})
		mustUpdate(t, second, update(id(1), "b", 2))
		mustUpdate(t, second, update(id(3), "k", 3))
		if e := mustLeave(t, second); e.Spooled != 5 {
			t.Errorf("the error is %v, stats are %+v", e, second.Stats())
		}
		wantStats(t, second, Stats{Recovered: 3, Accepted: 2, Spooled: 5})
		s := newApplier(t, nil)
		c, _ := newClient(t, down, WithTransport(to(s.URL)), folder(dir))
		mustFlush(t, c)
		want := map[string]map[string]string{id(1): {"a": "1", "b": "2"}, id(2): {"k": "1"}, id(3): {"k": "3"}}
		if diff := cmp.Diff(want, s.state()); diff != "" {
			t.Errorf("state (-want +got):\n%s", diff)
		}
	})
}

// What several processes left is taken over one after another, as far as it fits, and
// the rest when there is room again.
func TestMoreIsLeftThanFits(t *testing.T) {
	dir := t.TempDir()
	want := map[string]map[string]string{}
	var clients []*Client
	for n := range 3 {
		c, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir, WithMaxWait(time.Minute)))
		for i := range 10 {
			mustUpdate(t, c, update(id(i), fmt.Sprint("k", n), n))
			want[id(i)] = map[string]string{"k0": "0", "k1": "1", "k2": "2"}
		}
		clients = append(clients, c)
	}
	for _, c := range clients {
		mustLeave(t, c)
	}
	s := newApplier(t, nil)
	c, r := newClient(t, down, WithTransport(to(s.URL)), WithDurableQueue(dir), WithQueueLimits(12, 1<<20))
	until(c, func() bool { return c.stats.Recovered == 30 && c.entries == 0 })
	if len(r.all()) > 0 {
		t.Errorf("reported: %v", r.all())
	}
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	if got := stored(t, dir); len(got) > 0 {
		t.Errorf("files are left: %v", got)
	}
}

func TestClientsShareAFolder(t *testing.T) {
	bothModes(t, func(t *testing.T, folder func(string) Option) {
		dir := t.TempDir()
		before, _ := newClient(t, down, WithTransport(roundTripper(blocked)), folder(dir))
		for i := range 20 {
			mustUpdate(t, before, update(id(i), "k", 1))
		}
		mustLeave(t, before)
		s := newServer(t, nil)
		var clients []*Client
		for range 4 {
			c, _ := newClient(t, down, WithTransport(to(s.URL)), folder(dir), WithConcurrency(1))
			clients = append(clients, c)
		}
		for _, c := range clients {
			if err := c.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
		}
		bodies := s.bodies()
		slices.Sort(bodies)
		if got := len(slices.Compact(bodies)); got != 20 || len(s.got()) != 20 {
			t.Errorf("%d requests, %d of them different", len(s.got()), got)
		}
	})
}

// What one client has is not taken by another.
func TestLivingClientKeepsItsOperations(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(1), "k", 1)) })
	first, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithSpool(dir))
	wantStats(t, first, Stats{Recovered: 1, Pending: 1})
	second, _ := spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(2), "k", 1)) })
	wantStats(t, second, Stats{Accepted: 1, Spooled: 1})
	mustLeave(t, first)
	third, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithSpool(dir))
	wantStats(t, third, Stats{Recovered: 2, Pending: 2})
}

// Operations belong to the key and the URL with which they were accepted: another client
// on the same folder does not send them.
func TestOperationsBelongToTheirKey(t *testing.T) {
	bothModes(t, func(t *testing.T, folder func(string) Option) {
		dir := t.TempDir()
		c, _ := newClient(t, down, WithTransport(roundTripper(blocked)), folder(dir))
		mustUpdate(t, c, update(id(1), "k", 1))
		mustLeave(t, c)
		s := newServer(t, nil)
		others := map[string]func() (*Client, error){
			"key": func() (*Client, error) { return New("hh_other", WithURL(down), WithTransport(to(s.URL)), folder(dir)) },
			"url": func() (*Client, error) {
				return New(testKey, WithURL("http://localhost:1"), WithTransport(to(s.URL)), folder(dir))
			},
		}
		for name, other := range others {
			c, err := other()
			if err != nil {
				t.Fatal(err)
			}
			wantStats(t, c, Stats{})
			if err := c.Shutdown(t.Context()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := s.bodies(); len(got) > 0 {
			t.Errorf("others sent %v", got)
		}
		same, _ := newClient(t, down, WithTransport(to(s.URL)), folder(dir))
		mustFlush(t, same)
		wantStats(t, same, Stats{Recovered: 1, Delivered: 1})
	})
}

// A wrong key costs nothing that is on disk, and says so.
func TestWrongKeyKeepsOperations(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request){
		"401": write(401, ``),
		"403": write(403, ``),
		"404": write(404, `{"error":"API key or project not found"}`),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			spooled(t, dir, func(c *Client) {
				for i := range 5 {
					mustStart(t, c, hh.SessionStart{ID: id(i)})
					mustUpdate(t, c, update(id(i), "k", 1))
				}
			})
			wrong := newServer(t, func(_ int, w http.ResponseWriter, r *http.Request) { answer(w, r) })
			c, r := newClient(t, down, WithTransport(to(wrong.URL)), WithSpool(dir))
			err := c.Flush(t.Context())
			if _, ok := errors.AsType[*GiveUpError](err); !ok {
				t.Errorf("the error of Flush is %v", err)
			}
			e, ok := errors.AsType[*ShutdownError](c.Shutdown(t.Context()))
			if !ok || e.Spooled != 10 || e.GivenUp != 0 || e.Dropped != 0 || !strings.Contains(e.Error(), "HTTP "+name) {
				t.Errorf("the error of Shutdown is %v", e)
			}
			if got := r.all(); len(got) != 1 || !strings.Contains(got[0].Error(), "operations are kept in") {
				t.Errorf("reported: %v", got)
			}
			s := newServer(t, nil)
			right, _ := newClient(t, down, WithTransport(to(s.URL)), WithSpool(dir))
			mustFlush(t, right)
			wantStats(t, right, Stats{Recovered: 10, Delivered: 5, Coalesced: 5})
		})
	}
}

// A full queue gives up the oldest operations if it is told to, and counts them.
func TestDropOldest(t *testing.T) {
	c, r := newClient(t, down, WithTransport(roundTripper(blocked)), WithConcurrency(1), WithQueueLimits(3, 1<<20),
		WithDurableQueue(t.TempDir(), WithDropOldest()))
	for i := range 6 {
		mustUpdate(t, c, update(id(i), "k", 1))
	}
	wantStats(t, c, Stats{Accepted: 6, Dropped: 3, Pending: 3})
	var lost []string
	for _, e := range r.gaveUp() {
		lost = append(lost, e.EventID)
	}
	if diff := cmp.Diff([]string{id(1), id(2), id(3)}, lost); diff != "" { // the first one is in flight
		t.Errorf("given up (-want +got):\n%s", diff)
	}
	e := mustLeave(t, c)
	if e.Spooled != 3 || e.GivenUp != 3 {
		t.Errorf("the error is %v", e)
	}
}

// What does not fit on the disk is rejected.
func TestFullStore(t *testing.T) {
	c, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(t.TempDir(), WithMaxBytes(8<<10)))
	var err error
	accepted := 0
	for err == nil && accepted < 100 {
		if err = c.UpdateEvent(update(id(accepted), "k", strings.Repeat("x", 1000))); err == nil {
			accepted++
		}
	}
	if !errors.Is(err, ErrQueueFull) || !strings.Contains(err.Error(), "WithMaxBytes") || accepted == 0 {
		t.Errorf("%d were accepted, the error is %v", accepted, err)
	}
	wantStats(t, c, Stats{Accepted: accepted, Refused: 1, Pending: accepted})
}

// After an outage, what an earlier process left does not take the room of new operations.
func TestBacklogLeavesRoom(t *testing.T) {
	dir := t.TempDir()
	limits := WithQueueLimits(5, 1<<20)
	before, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir, WithMaxWait(time.Minute)), limits)
	for i := range 5 {
		mustUpdate(t, before, update(id(i), "k", 1))
	}
	mustLeave(t, before)
	c, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir), limits, WithConcurrency(1))
	for i := range 5 {
		mustUpdate(t, c, update(id(10+i), "k", 1))
	}
	if err := c.UpdateEvent(update(id(20), "k", 1)); !errors.Is(err, ErrQueueFull) {
		t.Errorf("the error is %v", err)
	}
	wantStats(t, c, Stats{Recovered: 5, Accepted: 5, Refused: 1, Pending: 10})
}

// A client says that the folder has operations of another key.
func TestOperationsOfAnotherKeyAreReported(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(1), "k", 1)) })
	r := &reports{}
	c, err := New("hh_other", WithURL(down), WithSpool(dir), WithErrorHandler(r.handle))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if got := r.all(); len(got) != 1 || !strings.Contains(got[0].Error(), "has records of another key or URL") || !strings.Contains(got[0].Error(), dir) {
		t.Errorf("reported: %v", got)
	}
}

// New operations take the place of the oldest of this process, not of the backlog, which
// takes no room of theirs.
func TestDropOldestLeavesTheBacklog(t *testing.T) {
	dir := t.TempDir()
	limits := WithQueueLimits(3, 1<<20)
	before, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir, WithMaxWait(time.Minute)), limits)
	for i := range 3 {
		mustUpdate(t, before, update(id(i), "k", 1))
	}
	mustLeave(t, before)
	c, r := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir, WithDropOldest()), limits, WithConcurrency(1))
	for i := range 5 {
		mustUpdate(t, c, update(id(10+i), "k", 1))
	}
	var lost []string
	for _, e := range r.gaveUp() {
		lost = append(lost, e.EventID)
	}
	if diff := cmp.Diff([]string{id(10), id(11)}, lost); diff != "" {
		t.Errorf("given up (-want +got):\n%s", diff)
	}
	wantStats(t, c, Stats{Recovered: 3, Accepted: 5, Dropped: 2, Pending: 6})
}
