package honeyhive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
)

// spoolNames are the names of the files in a spool, by their suffixes.
func spoolNames(t *testing.T, dir string) map[string][]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	for _, e := range entries {
		if e.Name() != lockName {
			names[filepath.Ext(e.Name())] = append(names[filepath.Ext(e.Name())], e.Name())
		}
	}
	return names
}

// spooled calls do with a client whose server is down, and makes the client spool.
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

func TestSpool(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a [b]*", "spool")
	at := time.Unix(1700000000, 123456789)
	duration := 1.5
	before, e := spooled(t, dir, func(c *Client) {
		mustStart(t, c, hh.SessionStart{ID: id(1), Name: "<n>", Source: "test", Time: at, Members: []hh.Member{
			{Namespace: "inputs", Key: "<k>", Value: []byte(`{"n":12345678901234567890,"f":1.0}`)}, {Namespace: "config", Key: "k", Value: []byte(`null`)},
		}})
		u := update(id(1), "k", "a<b>&é\u2028")
		u.Time, u.Duration = at.Add(1), &duration
		u.Members = append(u.Members, hh.Member{Namespace: "outputs", Key: "o", Value: []byte(`{"n":12345678901234567890,"f":1.0}`)})
		mustUpdate(t, c, u)
		mustStart(t, c, hh.SessionStart{ID: id(1), Time: at.Add(2)})
		mustUpdate(t, c, hh.Update{EventID: id(2), Duration: &duration, Time: at.Add(3)})
	})
	wantStats(t, before, Stats{Accepted: 4, Spooled: 4})
	if e.Spooled != 4 || e.Dropped != 0 || !strings.Contains(e.Error(), `4 operation(s) were spooled in "`+e.File) {
		t.Errorf("the error is %v", e)
	}
	wantModes(t, e.File)
	text, err := os.ReadFile(e.File)
	if err != nil || strings.Contains(string(text), testKey) {
		t.Errorf("the file is (%v)\n%s", err, text)
	}

	s := newServer(t, nil)
	c, r := newClient(t, s.URL, WithSpool(dir), WithConcurrency(1), WithSource("other"))
	mustUpdate(t, c, update(id(1), "new", 1))
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
	if got := spoolNames(t, dir); len(got) > 0 || len(r.all()) > 0 {
		t.Errorf("files are left: %v; reported: %v", got, r.all())
	}
}

func wantModes(t *testing.T, path string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		return
	}
	for name, want := range map[string]fs.FileMode{
		path: 0o600, filepath.Dir(path): 0o700 | fs.ModeDir, filepath.Join(filepath.Dir(path), lockName): 0o600,
	} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s has mode %v (%v), want %v", name, info.Mode(), err, want)
		}
	}
}

// After several shutdowns without a request, everything is sent in order, and later
// files are merged into earlier ones.
func TestSpooledAnew(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		mustUpdate(t, c, update(id(1), "a", 1))
		mustUpdate(t, c, update(id(1), "b", 1))
		mustUpdate(t, c, update(id(2), "k", 1))
	})
	second, e := spooled(t, dir, func(c *Client) {
		wantStats(t, c, Stats{Recovered: 3, Coalesced: 1, Pending: 2})
		mustUpdate(t, c, update(id(1), "b", 2))
		mustUpdate(t, c, update(id(3), "k", 3))
	})
	if e.Spooled+second.Stats().Coalesced != 5 {
		t.Errorf("the error is %v, stats are %+v", e, second.Stats())
	}
	wantSum(t, second.Stats())
	if got := spoolNames(t, dir); len(got) != 1 || len(got[spoolSuffix]) != 1 {
		t.Errorf("files: %v", got)
	}
	s := newApplier(t, nil)
	c, _ := newClient(t, s.URL, WithSpool(dir))
	mustFlush(t, c)
	want := map[string]map[string]string{id(1): {"a": "1", "b": "2"}, id(2): {"k": "1"}, id(3): {"k": "3"}}
	if diff := cmp.Diff(want, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

// The file stays until all its operations are done.
func TestFileStaysUntilAllIsDone(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		for i := range 3 {
			mustUpdate(t, c, update(id(i), "k", 1))
		}
	})
	file := spoolNames(t, dir)[spoolSuffix]
	g := newGate()
	c, r := newClient(t, g.server(t).URL, WithSpool(dir), WithConcurrency(1))
	for _, status := range []int{200, 400, 200} { // an operation that is given up is done too
		<-g.arrived
		if diff := cmp.Diff(file, spoolNames(t, dir)[spoolSuffix]); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
		g.pass <- status
	}
	if e, ok := errors.AsType[*ShutdownError](c.Shutdown(t.Context())); !ok || e.GivenUp != 1 {
		t.Errorf("the error of Shutdown is %v", e)
	}
	wantStats(t, c, Stats{Recovered: 3, Delivered: 2, Dropped: 1})
	if got := spoolNames(t, dir); len(got) > 0 || len(r.gaveUp()) != 1 {
		t.Errorf("files are left: %v; reported: %v", got, r.all())
	}
}

// Operations that do not fit into the queue stay for the next start. None is lost,
// and none overwrites a later one.
func TestSpoolLargerThanTheQueue(t *testing.T) {
	dir := t.TempDir()
	want := map[string]map[string]string{}
	other, err := openSpool(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for file := range 3 {
		if ok, err := other.lock.TryLock(); !ok {
			t.Fatal(err)
		}
		c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir), WithQueueLimits(1000, 1<<20))
		for i := range 10 {
			mustUpdate(t, c, update(id(i), fmt.Sprint("k", file), file))
			mustUpdate(t, c, update(id(i), "last", file))
			want[id(i)] = map[string]string{"k0": "0", "k1": "1", "k2": "2", "last": "2"}
		}
		mustLeave(t, c)
	}
	_ = other.lock.Unlock()
	s := newApplier(t, nil)
	starts := 0
	for len(spoolNames(t, dir)[spoolSuffix]) > 0 {
		if starts++; starts > 100 {
			t.Fatalf("files do not get fewer: %v", spoolNames(t, dir))
		}
		c, r := newClient(t, s.URL, WithSpool(dir), WithQueueLimits(7, 1<<20))
		if err := c.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		wantSum(t, c.Stats())
		if got := c.Stats().Recovered; got > 7 || got == 0 {
			t.Errorf("%d were recovered", got)
		}
		left := len(spoolNames(t, dir)[spoolSuffix]) > 0
		if full := len(r.all()) == 1 && errors.Is(r.all()[0], ErrQueueFull); full != left {
			t.Errorf("files are left: %v, reported: %v", left, r.all())
		}
	}
	if starts < 3 {
		t.Errorf("it took %d starts", starts)
	}
	if diff := cmp.Diff(want, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

// The operations that were read from a file are spooled again, and the rest of the
// file stays.
func TestHalfReadFileIsSpooledAnew(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		for i := range 10 {
			mustUpdate(t, c, update(id(i), "k", i))
		}
	})
	half, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir), WithQueueLimits(4, 1<<20))
	if e := mustLeave(t, half); e.Spooled != 4 {
		t.Errorf("the error is %v", e)
	}
	if got := spoolNames(t, dir); len(got) != 1 || len(got[spoolSuffix]) != 2 {
		t.Errorf("files: %v", got)
	}
	s := newApplier(t, nil)
	c, _ := newClient(t, s.URL, WithSpool(dir))
	mustFlush(t, c)
	wantStats(t, c, Stats{Recovered: 10, Delivered: 10})
	if got := len(s.state()); got != 10 {
		t.Errorf("%d events arrived", got)
	}
}

// An operation that is larger than the whole queue is never read, and is reported.
func TestSpooledUpdateLargerThanTheQueue(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(1), "k", strings.Repeat("x", 5000))) })
	before := spoolNames(t, dir)
	c, r := newClient(t, "http://127.0.0.1:1", WithSpool(dir), WithQueueLimits(10, 1000))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(before, spoolNames(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if len(r.all()) != 1 || !errors.Is(r.all()[0], ErrQueueFull) {
		t.Errorf("reported: %v", r.all())
	}
}

func TestTwoClientsShareASpool(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		for i := range 20 {
			mustUpdate(t, c, update(id(i), "k", 1))
		}
	})
	s := newServer(t, nil)
	var clients []*Client
	for range 4 {
		c, _ := newClient(t, s.URL, WithSpool(dir), WithConcurrency(1))
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
}

// While one client sends files of a spool, another client does not read them, but
// can write to the spool.
func TestSpoolIsLocked(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(1), "k", 1)) })
	first, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir))
	wantStats(t, first, Stats{Recovered: 1, Pending: 1})
	second, _ := spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(2), "k", 1)) })
	wantStats(t, second, Stats{Accepted: 1, Spooled: 1})
	mustLeave(t, first)
	third, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir))
	wantStats(t, third, Stats{Recovered: 2, Pending: 2})
}

// If the beginning of a file was read and spooled again, it is in a newer file than
// the rest.
func TestSpoolIsSentInOrderOfTime(t *testing.T) {
	dir := t.TempDir()
	for name, value := range map[string]string{"20260101T000000.000000000Z-x": "2", "20260102T000000.000000000Z-x": "1"} {
		line := `{"kind":"update","event_id":"` + id(1) + `","time":` + value + `,"members":[{"namespace":"metadata","key":"k","value":` + value + `}]}`
		if err := os.WriteFile(filepath.Join(dir, name+spoolSuffix), []byte(line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := newApplier(t, nil)
	c, _ := newClient(t, s.URL, WithSpool(dir))
	mustFlush(t, c)
	if diff := cmp.Diff(map[string]map[string]string{id(1): {"k": "2"}}, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}
