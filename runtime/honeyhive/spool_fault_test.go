package honeyhive

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	hh "github.com/hhgen/hhgen/runtime"
)

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
		good(6)[:60], // cut by a loss of power
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

// A file that is damaged and too large becomes two: a damaged file, and a file with
// the lines for later.
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
		mustUpdate(t, c, update(id(4), "k", strings.Repeat("x", 10_000)))
	})
	if e.File != "" || e.Dropped != 2 || e.Spooled != 2 || !errors.Is(e, syscall.ENOSPC) || !errors.Is(e, context.Canceled) || !failed {
		t.Errorf("the error is %v, Failed called: %v", e, failed)
	}
	if !strings.Contains(e.Error(), "2 operation(s) are lost") {
		t.Errorf("the error is %v", e)
	}
	// The file that was read is still there, and there is no partial file.
	wantStats(t, c, Stats{Accepted: 2, Recovered: 2, Dropped: 2, Spooled: 2})
	if diff := cmp.Diff(before, spoolNames(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// An update that was merged into an operation of the spool is in no file. On a full
// disk it is lost, whether it was merged before or after the operation failed.
func TestFullDiskLosesWhatWasMerged(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		mustUpdate(t, c, update(id(1), "old", 1))
		mustUpdate(t, c, update(id(2), "old", 1))
	})
	before := spoolNames(t, dir)
	first, fail, second := make(chan bool), make(chan bool), make(chan bool)
	var requests atomic.Int32
	c, _ := newClient(t, "http://127.0.0.1:1", WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
		if requests.Add(1) == 1 {
			first <- true
			<-fail
			return respond(500, nil), nil
		}
		second <- true
		return blocked(r)
	})), WithSpool(dir), WithConcurrency(1), WithBackoff(time.Hour, time.Hour), WithRetryLimit(24*time.Hour))
	c.spool.files.create = func(string) (file, error) { return nil, syscall.ENOSPC }
	<-first
	mustUpdate(t, c, update(id(1), "new", 1))
	mustUpdate(t, c, update(id(2), "new", 1))
	fail <- true
	<-second
	if e := mustLeave(t, c); e.Dropped != 2 || e.Spooled != 0 {
		t.Errorf("the error is %v", e)
	}
	wantStats(t, c, Stats{Accepted: 2, Recovered: 2, Coalesced: 2, Dropped: 2})
	if diff := cmp.Diff(before, spoolNames(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// On a file system that cannot sync directories, nothing is lost.
func TestFolderCannotBeSynced(t *testing.T) {
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

// An operation with a value that is not JSON is skipped and reported. Generated code
// makes no such values.
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

// A file that cannot be read is reported, and the other files are read.
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
		t.Error(err) // a later start may be able to read it
	}
}

// A damaged file that cannot be renamed is reported, and stays.
func TestDamagedFileCannotBeRenamed(t *testing.T) {
	dir := t.TempDir()
	_, e := spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(1), "k", 1)) })
	f, err := os.OpenFile(e.File, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.WriteString("nonsense")
	_ = f.Close()
	g := newGate()
	c, r := newClient(t, g.server(t).URL, WithSpool(dir))
	<-g.arrived
	c.spool.files.rename = func(_, _ string) error { return syscall.EACCES }
	g.pass <- 200
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if got := r.all(); len(got) != 2 || !errors.Is(got[1], syscall.EACCES) || !strings.Contains(got[1].Error(), e.File) {
		t.Errorf("reported: %v", got)
	}
	if got := spoolNames(t, dir); len(got[spoolSuffix]) != 1 {
		t.Errorf("files: %v", got)
	}
}

// If the rest of a file cannot be written, the whole file stays.
func TestRestCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	spooled(t, dir, func(c *Client) {
		for i := range 3 {
			mustUpdate(t, c, update(id(i), "k", i))
		}
	})
	before := spoolNames(t, dir)
	g := newGate()
	c, r := newClient(t, g.server(t).URL, WithSpool(dir), WithQueueLimits(1, 1<<20))
	<-g.arrived
	c.spool.files.create = func(name string) (file, error) {
		o, err := createFile(name)
		return fullDisk{o, syscall.ENOSPC, nil}, err
	}
	g.pass <- 200
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if got := r.all(); len(got) != 2 || !errors.Is(got[1], syscall.ENOSPC) {
		t.Errorf("reported: %v", got)
	}
	if diff := cmp.Diff(before, spoolNames(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// Only spool files are read, not files that a killed process was writing, nor any
// other files.
func TestOtherFilesInTheFolder(t *testing.T) {
	dir := t.TempDir()
	_, e := spooled(t, dir, func(c *Client) { mustUpdate(t, c, update(id(1), "k", 1)) })
	for _, suffix := range []string{tempSuffix, damagedSuffix, "~"} {
		if err := os.Link(e.File, e.File+suffix); err != nil {
			t.Fatal(err)
		}
	}
	s := newServer(t, nil)
	c, _ := newClient(t, s.URL, WithSpool(dir))
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	wantStats(t, c, Stats{Recovered: 1, Delivered: 1})
	if got := spoolNames(t, dir); len(got) != 3 {
		t.Errorf("files: %v", got)
	}
}
