package honeyhive

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Operations on disk outlive the retry limit, up to their own age.
func TestRetryLimits(t *testing.T) {
	s := newServer(t, status(500))
	kept, _ := newClient(t, s.URL, WithRetryLimit(time.Millisecond), WithDurableQueue(t.TempDir()))
	aged, r := newClient(t, s.URL, WithRetryLimit(time.Millisecond), WithDurableQueue(t.TempDir(), WithMaxAge(2*time.Millisecond)))
	mustUpdate(t, kept, update(id(1), "k", 1))
	mustUpdate(t, aged, update(id(1), "k", 1))
	mustFlush(t, aged)
	wantStats(t, aged, Stats{Accepted: 1, Dropped: 1})
	if e := r.gaveUp(); len(e) != 1 || e[0].Status != 500 {
		t.Errorf("reported: %v", r.all())
	}
	until(kept, func() bool { return kept.events[id(1)].ops[0].attempts > 3 })
	wantStats(t, kept, Stats{Accepted: 1, Pending: 1})
}

// A clock that jumps forward does not make operations old before they were tried for a
// while.
func TestClockJumps(t *testing.T) {
	dir := t.TempDir()
	before, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir))
	u := update(id(1), "k", 1)
	u.Time = time.Now().Add(-48 * time.Hour) // as a clock says that has jumped since
	mustUpdate(t, before, u)
	mustLeave(t, before)
	s := newServer(t, first(write(500, ``)))
	c, r := newClient(t, down, WithTransport(to(s.URL)), WithDurableQueue(dir))
	mustFlush(t, c)
	wantStats(t, c, Stats{Recovered: 1, Delivered: 1})
	if len(r.all()) > 0 {
		t.Errorf("reported: %v", r.all())
	}
}

// If the disk fails, operations are in memory alone, which the statistics and a report
// say.
func TestDiskFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "queue")
	g := newGate()
	c, r := newClient(t, g.server(t).URL, WithDurableQueue(dir), WithConcurrency(1))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	mustUpdate(t, c, update(id(1), "k", 1))
	mustUpdate(t, c, update(id(2), "k", 1))
	<-g.arrived
	if s := c.Stats(); s.Unstored != 2 || s.Pending != 2 {
		t.Errorf("stats are %+v", s)
	}
	g.pass <- 200
	<-g.arrived
	e := mustLeave(t, c)
	if e.Dropped != 1 || e.Spooled != 0 || !strings.Contains(e.Error(), "1 operation(s) are lost") {
		t.Errorf("the error is %v", e)
	}
	if got := r.all(); len(got) == 0 || !strings.Contains(got[0].Error(), dir) {
		t.Errorf("reported: %v", got)
	}
	close(g.pass)
}

// The parts of a file that are not damaged are sent, and the file is kept aside.
func TestDamagedFile(t *testing.T) {
	dir := t.TempDir()
	value := strings.Repeat("x", 1000)
	before, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir, WithMaxWait(time.Minute)))
	for i := range 100 {
		mustUpdate(t, before, update(id(i), "k", value))
	}
	mustLeave(t, before)
	path := stored(t, dir)[0]
	text, err := os.ReadFile(path)
	if err == nil {
		text[40_000] ^= 1 // in the second block of 32 KiB
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := newApplier(t, nil)
	c, r := newClient(t, down, WithTransport(to(s.URL)), WithDurableQueue(dir))
	mustFlush(t, c)
	if n := c.Stats().Delivered; n < 60 || n > 99 || n != len(s.state()) {
		t.Errorf("%d were delivered", n)
	}
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if got := r.all(); len(got) != 1 || !strings.Contains(got[0].Error(), path) {
		t.Errorf("reported: %v", got)
	}
	if kept, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.damaged")); len(kept) != 1 || len(stored(t, dir)) > 0 {
		t.Errorf("files: %v, %v", kept, stored(t, dir))
	}
}

// What is no operation is reported and removed.
func TestUnreadableOperations(t *testing.T) {
	good := `{"kind":"update","event_id":"` + id(1) + `","time":1,"members":[{"namespace":"metadata","key":"k","value":1}]}`
	for _, text := range []string{
		``, good[:40], `{"kind":"update","event_id":"","time":1}`, `{"kind":"other","event_id":"e","time":1}`,
		`{"kind":"update","event_id":"e","time":1,"members":[{"namespace":"metadata","key":"k"}]}`, "\x00\xff",
	} {
		dir := t.TempDir()
		first, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir))
		if _, err := first.store.Add([]byte(text)); err != nil {
			t.Fatal(err)
		}
		mustUpdate(t, first, update(id(1), "k", 1))
		mustLeave(t, first)
		s := newServer(t, nil)
		c, r := newClient(t, down, WithTransport(to(s.URL)), WithDurableQueue(dir))
		mustFlush(t, c)
		wantStats(t, c, Stats{Recovered: 1, Delivered: 1})
		if got := r.all(); len(got) != 1 || !strings.Contains(got[0].Error(), "an operation of an earlier process is lost") {
			t.Errorf("%q: reported: %v", text, got)
		}
		if err := c.Shutdown(t.Context()); err != nil || len(stored(t, dir)) > 0 {
			t.Errorf("%q: %v, files are left: %v", text, err, stored(t, dir))
		}
	}
}

// A value that is not JSON is the caller's error.
func TestValueThatIsNotJSON(t *testing.T) {
	c, _ := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(t.TempDir()))
	u := update(id(1), "k", 1)
	u.Members[0].Value = []byte(`{"k`)
	if err := c.UpdateEvent(u); err == nil || !strings.Contains(err.Error(), "cannot be kept on disk") {
		t.Errorf("the error is %v", err)
	}
	wantStats(t, c, Stats{Refused: 1})
}

// Calls do not wait for the disk if they are told not to.
func TestMaxWait(t *testing.T) {
	dir := t.TempDir()
	c, r := newClient(t, down, WithTransport(roundTripper(blocked)), WithDurableQueue(dir, WithMaxWait(0)))
	for i := range 100 {
		mustUpdate(t, c, update(id(i), "k", i))
	}
	if e := mustLeave(t, c); e.Spooled != 100 || len(r.all()) > 0 {
		t.Errorf("the error is %v, reported: %v", e, r.all())
	}
}

// Each row of the table in the documentation has a test.
func TestRowsOfTheTable(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(doc), "what happens")
	table, _, _ = strings.Cut(table, "\n//\n")
	var tests strings.Builder
	for _, pattern := range []string{"*_test.go", "../internal/store/*_test.go"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(text)
		}
	}
	rows := strings.Split(table, "\n")[1:]
	for _, row := range rows {
		name := regexp.MustCompile(`Test\w+$`).FindString(row)
		if name == "" || !strings.Contains(tests.String(), "func "+name+"(") {
			t.Errorf("no test of the row %q", row)
		}
	}
	if len(rows) < 10 {
		t.Errorf("the table has %d rows", len(rows))
	}
}

// A folder that others could change is not used.
func TestUnusableFolder(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Symlink(dir, link)); err != nil {
		t.Skip(err)
	}
	var got []string
	for _, path := range []string{file, link} {
		_, err := New(testKey, WithDurableQueue(path))
		got = append(got, strings.ReplaceAll(strings.Split(err.Error()+"\n", "\n")[0], dir, ""))
	}
	want := []string{
		`honeyhive: WithDurableQueue: the folder cannot be made: mkdir /file: not a directory: name a folder that this user may make`,
		`honeyhive: WithDurableQueue: "/link" is a symbolic link, which others may be able to change: name the folder that it leads to, or name a folder that does not exist yet`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}
