package honeyhive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
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

// spooled has a client whose server is down spool what do gives to it.
func spooled(t *testing.T, dir string, do func(*Client)) (*Client, *ShutdownError) {
	t.Helper()
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir))
	do(c)
	return c, mustLeave(t, c)
}

// mustLeave shuts a client down that has no time to send what is pending.
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
		mustStart(t, c, hh.SessionStart{ID: id(1), Name: "<n>", Source: "test", Time: at})
		u := update(id(1), "k", "a<b>&é\u2028")
		u.Time, u.Duration = at.Add(1), &duration
		u.Members = append(u.Members, hh.Member{Namespace: "outputs", Key: "o", Value: []byte(`{"n":12345678901234567890,"f":1.0}`)})
		mustUpdate(t, c, u)
		mustStart(t, c, hh.SessionStart{ID: id(1), Time: at.Add(2)})
		mustUpdate(t, c, hh.Update{EventID: id(2), Duration: &duration, Time: at.Add(3)})
	})
	wantStats(t, before, Stats{Accepted: 4, Spooled: 4})
	if e.Spooled != 4 || e.Dropped != 0 || !strings.Contains(e.Error(), `4 operation(s) are spooled in "`+e.File) {
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
	wantStats(t, c, Stats{Accepted: 1, Recovered: 4, Delivered: 5})
	var ofFirst []string
	for _, q := range s.got() {
		if strings.Contains(q.Body, id(1)) {
			ofFirst = append(ofFirst, q.Header.Get(timestampHeader)+" "+q.Body)
		}
	}
	want := []string{
		`1700000000123456789 {"session":{"session_id":"` + id(1) + `","session_name":"\u003cn\u003e","source":"test"}}`,
		`1700000000123456790 {"event_id":"` + id(1) + `","metadata":{"k":` + string(update("", "", "a<b>&é\u2028").Members[0].Value) + `},"outputs":{"o":{"n":12345678901234567890,"f":1.0}},"duration":1.5}`,
		`1700000000123456791 {"session":{"session_id":"` + id(1) + `","source":"dev"}}`,
	}
	if diff := cmp.Diff(want, ofFirst[:3]); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if !strings.Contains(ofFirst[3], `"new":1`) {
		t.Errorf("the last request is %s", ofFirst[3])
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

// What comes of a shutdown after a shutdown, with nothing sent: all of it, in
// order, the later files merged into the earlier ones.
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

// The file stays as long as anything of it is not done.
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
	for _, status := range []int{200, 400, 200} { // given up is done, too
		<-g.arrived
		if diff := cmp.Diff(file, spoolNames(t, dir)[spoolSuffix]); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
		g.pass <- status
	}
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{Recovered: 3, Delivered: 2, Dropped: 1})
	if got := spoolNames(t, dir); len(got) > 0 || len(r.gaveUp()) != 1 {
		t.Errorf("files are left: %v; reported: %v", got, r.all())
	}
}

// What does not fit into the queue stays for the next start. Nothing is lost
// and nothing overwritten on the way.
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

// What was read of a file is spooled anew, and the rest of it stays.
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

// What is larger than the queue altogether is never read, and says so.
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

func TestDamagedSpool(t *testing.T) {
	dir := t.TempDir()
	good := func(n int) string {
		return `{"kind":"update","event_id":"` + id(n) + `","time":1,"members":[{"namespace":"metadata","key":"k","value":1}]}`
	}
	lines := []string{
		good(1),
		good(2)[:40],
		``,
		`{"kind":"update","event_id":"","time":1}`,
		`{"kind":"other","event_id":"` + id(3) + `","time":1}`,
		`{"kind":"update","event_id":"` + id(4) + `","time":1,"members":[{"namespace":"metadata","key":"k"}]}`,
		"\x00\xff\xfe",
		good(5) + "\r",
		good(6)[:60], // written to here when the power went
	}
	path := filepath.Join(dir, "20260101T000000.000000000Z-x"+spoolSuffix)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newApplier(t, nil)
	c, r := newClient(t, s.URL, WithSpool(dir))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{Recovered: 2, Delivered: 2})
	want := map[string]map[string]string{id(1): {"k": "1"}, id(5): {"k": "1"}}
	if diff := cmp.Diff(want, s.state()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	var at []string
	for _, err := range r.all() {
		_, rest, _ := strings.Cut(err.Error(), path+":")
		number, _, _ := strings.Cut(rest, ":")
		at = append(at, number)
	}
	if diff := cmp.Diff([]string{"2", "4", "5", "6", "7", "9"}, at); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	got := spoolNames(t, dir)
	if len(got) != 1 || len(got[damagedSuffix]) != 1 {
		t.Errorf("files: %v", got)
	}
	again, r := newClient(t, s.URL, WithSpool(dir))
	wantStats(t, again, Stats{})
	if len(r.all()) > 0 {
		t.Errorf("reported again: %v", r.all())
	}
}

// A file that is damaged and too large becomes two: one aside, one for later.
func TestDamagedSpoolLargerThanTheQueue(t *testing.T) {
	dir := t.TempDir()
	_, e := spooled(t, dir, func(c *Client) {
		for i := range 5 {
			mustUpdate(t, c, update(id(i), "k", 1))
		}
	})
	text, err := os.ReadFile(e.File)
	if err == nil {
		err = os.WriteFile(e.File, append([]byte("nonsense\n"), text...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := newApplier(t, nil)
	for _, want := range []int{2, 2, 1, 0} {
		c, _ := newClient(t, s.URL, WithSpool(dir), WithQueueLimits(2, 1<<20))
		if err := c.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		wantStats(t, c, Stats{Recovered: want, Delivered: want})
	}
	if got := spoolNames(t, dir); len(got) != 1 || len(got[damagedSuffix]) != 1 {
		t.Errorf("files: %v", got)
	}
	if got := len(s.state()); got != 5 {
		t.Errorf("%d events arrived", got)
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

// While one client works files off, another one does not read them, but spools.
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

// fullDisk is a file on a disk that is full.
type fullDisk struct {
	file
	write, sync error
}

func (f fullDisk) Write(p []byte) (int, error) {
	if f.write != nil {
		n, _ := f.file.Write(p[:len(p)/2])
		return n, f.write
	}
	return f.file.Write(p)
}

func (f fullDisk) Sync() error { return errors.Join(f.sync, f.file.Sync()) }

func TestFullDisk(t *testing.T) {
	full := syscall.ENOSPC
	for name, fail := range map[string]func(*files){
		"create": func(f *files) { f.create = func(string) (file, error) { return nil, full } },
		"write": func(f *files) {
			f.create = func(name string) (file, error) { o, err := createFile(name); return fullDisk{o, full, nil}, err }
		},
		"sync": func(f *files) {
			f.create = func(name string) (file, error) { o, err := createFile(name); return fullDisk{o, nil, full}, err }
		},
		"rename": func(f *files) { f.rename = func(_, _ string) error { return full } },
	} {
		t.Run(name, func(t *testing.T) { testFullDisk(t, fail) })
	}
}

func testFullDisk(t *testing.T, fail func(*files)) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		mustUpdate(t, c, update(id(1), "k", 1))
		mustUpdate(t, c, update(id(2), "k", 1))
	})
	before := spoolNames(t, dir)
	failed := false
	c, e := spooled(t, dir, func(c *Client) {
		fail(&c.spool.files)
		mustStart(t, c, hh.SessionStart{ID: id(3), Failed: func() { failed = true }})
		mustUpdate(t, c, update(id(4), "k", 1))
	})
	if e.File != "" || e.Dropped != 2 || e.Spooled != 2 || !errors.Is(e, syscall.ENOSPC) || !errors.Is(e, context.Canceled) || !failed {
		t.Errorf("the error is %v, Failed called: %v", e, failed)
	}
	if !strings.Contains(e.Error(), "2 operation(s) are lost") {
		t.Errorf("the error is %v", e)
	}
	// What was read from a file is still there, and no half file beside it.
	wantStats(t, c, Stats{Accepted: 2, Recovered: 2, Dropped: 2, Spooled: 2})
	if diff := cmp.Diff(before, spoolNames(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// A file system that cannot sync directories is no reason to lose anything.
func TestDirectoryCannotBeSynced(t *testing.T) {
	dir := t.TempDir()
	c, r := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir))
	c.spool.files.sync = func(string) error { return syscall.EINVAL }
	mustUpdate(t, c, update(id(1), "k", 1))
	if e := mustLeave(t, c); e.Spooled != 1 || len(r.all()) != 1 || !errors.Is(r.all()[0], syscall.EINVAL) {
		t.Errorf("the error is %v, reported: %v", e, r.all())
	}
	if got := spoolNames(t, dir); len(got[spoolSuffix]) != 1 {
		t.Errorf("files: %v", got)
	}
}

// A value that is no JSON, which generated code does not make, costs itself.
func TestOperationThatCannotBeSpooled(t *testing.T) {
	dir := t.TempDir()
	c, r := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(blocked)), WithSpool(dir))
	mustUpdate(t, c, update(id(1), "k", 1))
	mustUpdate(t, c, hh.Update{EventID: id(2), Time: time.Now(), Members: []hh.Member{{Namespace: "metadata", Key: "k", Value: []byte("{")}}})
	mustUpdate(t, c, update(id(3), "k", 1))
	e := mustLeave(t, c)
	if e.Spooled != 2 || e.Dropped != 1 || len(r.all()) != 1 || !strings.Contains(r.all()[0].Error(), id(2)) {
		t.Errorf("the error is %v, reported: %v", e, r.all())
	}
	wantStats(t, c, Stats{Accepted: 3, Spooled: 2, Dropped: 1})
}

func TestSpoolCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := New(testKey, WithSpool(filepath.Join(file, "spool")))
	if err == nil || !strings.HasPrefix(err.Error(), "honeyhive: WithSpool: ") {
		t.Errorf("the error is %v", err)
	}
}

// A file that cannot be read is reported, and others are.
func TestSpoolFileCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(1), "k", 1)) })
	bad := filepath.Join(dir, "0"+spoolSuffix)
	if err := os.Mkdir(bad, 0o700); err != nil {
		t.Fatal(err)
	}
	s := newServer(t, status(http.StatusNoContent))
	c, r := newClient(t, s.URL, WithSpool(dir))
	mustFlush(t, c)
	wantStats(t, c, Stats{Recovered: 1, Delivered: 1})
	if len(r.all()) != 1 || !strings.Contains(r.all()[0].Error(), bad) {
		t.Errorf("reported: %v", r.all())
	}
	if _, err := os.Stat(bad); err != nil {
		t.Error(err) // it may be read another time
	}
}
