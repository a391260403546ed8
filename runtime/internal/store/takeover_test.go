package store

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Each of 20 processes dies with records. The last one gets all of them in order.
func TestGenerations(t *testing.T) {
	p, d := newFaultyPlace(t)
	var want []string
	for i := range 20 {
		s := p.open(t)
		for j := range 3 {
			want = append(want, fmt.Sprintf("%d of generation %d", j, i))
			mustStore(t, s, want[len(want)-1])
		}
		d.crash(t, s, false)
	}
	s := p.open(t)
	taken := wantTaken(t, s, want...)
	for i, r := range taken {
		if i%3 != 1 {
			s.Done(r.record)
		}
	}
	mustStore(t, s, "of the last")
	mustClose(t, s)
	var rest []string
	for i, text := range want {
		if i%3 == 1 {
			rest = append(rest, text)
		}
	}
	s = p.open(t)
	for _, r := range wantTaken(t, s, append(rest, "of the last")...) {
		s.Done(r.record)
	}
	mustClose(t, s)
	if got := p.files(t, ""); len(got) != 1 {
		t.Errorf("files are left: %q", got)
	}
}

// Journals that do not fit stay, with all newer ones, so records stay in order.
func TestJournalsThatDoNotFit(t *testing.T) {
	p := newPlace(t)
	p.leave(t, "a", "bb")
	p.leave(t, "cccccc")
	p.leave(t, "d")
	s := p.open(t)
	var got []string
	takeSome := func(most int64) {
		t.Helper()
		err := s.Take(func(bytes int64, records int) bool {
			if bytes == 3 && records != 2 {
				t.Errorf("%d records", records)
			}
			return bytes <= most
		}, func(_ *Record, data []byte) { got = append(got, string(data)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	takeSome(2)
	takeSome(3)
	if !slices.Equal(got, []string{"a", "bb"}) || s.Stats().Left != 2 {
		t.Errorf("taken: %q, stats: %+v", got, s.Stats())
	}
	other := p.open(t)
	wantTaken(t, other, "cccccc", "d")
	takeSome(100)
	if !slices.Equal(got, []string{"a", "bb"}) || s.Stats().Left != 0 {
		t.Errorf("taken: %q, stats: %+v", got, s.Stats())
	}
}

// A store has so many journals at once, since each takes file descriptors. When they
// are done, it takes more.
func TestManyJournals(t *testing.T) {
	p := newPlace(t)
	p.limits.journals = 5
	for i := range 12 {
		p.leave(t, number(i))
	}
	s := p.open(t)
	next := 0
	for _, want := range []int{5, 5, 2, 0} {
		taken := take(t, s)
		if len(taken) != want {
			t.Errorf("%d records are taken over, want %d", len(taken), want)
		}
		for _, r := range taken {
			if r.text != number(next) {
				t.Errorf("%q instead of record %d", r.text, next)
			}
			next++
			s.Done(r.record)
		}
		waitUntil(t, func() bool { s.mu.Lock(); defer s.mu.Unlock(); return len(s.taken) == 0 })
	}
}

// What did not fit counts for MaxBytes, so processes that end one after the other do
// not fill the disk.
func TestLeftJournalsCount(t *testing.T) {
	p := newPlace(t)
	p.leave(t, strings.Repeat("x", 1000))
	p.config.MaxBytes = 1500
	s := p.open(t)
	if err := s.Take(func(int64, int) bool { return false }, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Add(make([]byte, 500)); err != ErrFull {
		t.Errorf("the error is %v", err)
	}
	mustAdd(t, s, "small")
}

// Two stores never have the same record, however they take over.
func TestTwoTakers(t *testing.T) {
	p := newPlace(t)
	for i := range 30 {
		p.leave(t, number(i))
	}
	stores := []*Store{p.open(t), p.open(t)}
	got := make(chan []string, len(stores))
	for _, s := range stores {
		go func() {
			var texts []string
			for range 3 {
				_ = s.Take(func(int64, int) bool { return true }, func(_ *Record, data []byte) { texts = append(texts, string(data)) })
			}
			got <- texts
		}()
	}
	all := slices.Concat(<-got, <-got)
	slices.Sort(all)
	if len(all) != 30 || len(slices.Compact(all)) != 30 {
		t.Errorf("taken: %q", all)
	}
	wantReports(t, p)
}

// The records of another owner, or of another kind, are not taken over.
func TestOtherOwners(t *testing.T) {
	p := newPlace(t)
	p.leave(t, "a")
	mine := p.config
	p.config.Owner = "somebody else"
	wantTaken(t, p.open(t))
	p.config = mine
	p.config.Kind = "spans"
	wantTaken(t, p.open(t))
	p.config = mine
	wantTaken(t, p.open(t), "a")
	err := filepath.WalkDir(p.dir, func(path string, _ os.DirEntry, err error) error {
		if strings.Contains(path, "secret") || strings.Contains(path, "example") {
			t.Errorf("%q names the owner", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// The order does not depend on the clock: generations are in the names.
func TestClock(t *testing.T) {
	p := newPlace(t)
	first := p.leave(t, "first")
	second := p.leave(t, "second")
	info, err := os.Stat(first)
	if err == nil {
		err = os.Chtimes(second, info.ModTime().AddDate(-10, 0, 0), info.ModTime().AddDate(-10, 0, 0))
	}
	if err != nil {
		t.Fatal(err)
	}
	wantTaken(t, p.open(t), "first", "second")
}

// A loss of power may remove the file of the lock.
func TestMissingLock(t *testing.T) {
	p := newPlace(t)
	path := p.leave(t, "a")
	if err := os.Remove(strings.TrimSuffix(path, ".1"+segmentSuffix) + lockSuffix); err != nil {
		t.Fatal(err)
	}
	s := p.open(t)
	wantTaken(t, s, "a")
	wantTaken(t, p.open(t))
}

// Done may be called while records are taken over, and so may everything else.
func TestUseWhileTaking(t *testing.T) {
	p := newPlace(t)
	p.leave(t, "a", "b", "c")
	s := p.open(t)
	err := s.Take(func(int64, int) bool { return s.Stats().Records == 0 }, func(r *Record, data []byte) {
		s.Done(r)
		mustStore(t, s, string(data)+" again")
	})
	if err != nil {
		t.Fatal(err)
	}
	mustClose(t, s)
	wantTaken(t, p.open(t), "a again", "b again", "c again")
}

func TestTakeAfterClose(t *testing.T) {
	p := newPlace(t)
	p.leave(t, "a")
	s := p.open(t)
	mustClose(t, s)
	if err := s.Take(func(int64, int) bool { return true }, func(*Record, []byte) { t.Error("a record is handed over") }); err == nil {
		t.Error("there is no error")
	}
	wantTaken(t, p.open(t), "a")
	wantReports(t, p)
}

// With Sync, what is taken over survives a loss of power, although the process that was
// killed had not synced it.
func TestTakenRecordsAreSynced(t *testing.T) {
	for range 20 {
		p, d := newFaultyPlace(t)
		p.limits.syncEvery = time.Hour
		s := p.open(t)
		mustStore(t, s, "a")
		d.crash(t, s, false)
		p.config.Sync = true
		s = p.open(t)
		wantTaken(t, s, "a")
		d.crash(t, s, true)
		wantTaken(t, p.open(t), "a")
	}
}

// writeLog is a disk that notes which files are written and removed, in order.
type writeLog struct {
	disk
	mu     sync.Mutex
	events []string
	gate   chan struct{} // if not nil, writes wait until it is closed
}

type loggedFile struct {
	file
	log  *writeLog
	name string
}

func (l *writeLog) note(event string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, event)
}

func (l *writeLog) create(name string) (file, error) {
	f, err := l.disk.create(name)
	if err != nil {
		return nil, err
	}
	return &loggedFile{f, l, name}, nil
}

func (l *writeLog) remove(name string) error {
	l.note("removed " + name)
	return l.disk.remove(name)
}

func (f *loggedFile) Write(p []byte) (int, error) {
	if f.log.gate != nil {
		<-f.log.gate
	}
	f.log.note("wrote " + f.name)
	return f.file.Write(p)
}

// That older records are done is on disk before that newer ones are: a process that is
// killed in between must not leave older ones alone.
func TestOlderRecordsAreMarkedFirst(t *testing.T) {
	for _, all := range []bool{true, false} {
		p := newPlace(t)
		first := p.open(t)
		mustStore(t, first, "older")
		mustStore(t, first, "other")
		mustClose(t, first)
		l := &writeLog{}
		p.wrap = func(d disk) disk { l.disk = d; return l }
		s := p.open(t)
		older := take(t, s)
		newer := mustStore(t, s, "newer")
		l.mu.Lock()
		l.events = nil
		l.mu.Unlock()
		if all {
			s.Done(newer, older[0].record, older[1].record)
		} else {
			s.Done(newer, older[0].record)
		}
		mustClose(t, s)
		l.mu.Lock()
		events := strings.Join(l.events, "\n")
		l.mu.Unlock()
		begin := map[bool]string{true: "removed ", false: "wrote "}[all] + fmt.Sprintf("%012d-", 1)
		if !strings.HasPrefix(events, begin) {
			t.Errorf("all: %v: events:\n%s", all, events)
		}
	}
}

// So it is when the same write has new records.
func TestOlderRecordsAreMarkedBeforeNewOnes(t *testing.T) {
	p := newPlace(t)
	first := p.open(t)
	mustStore(t, first, "older")
	mustStore(t, first, "other")
	mustClose(t, first)
	l := &writeLog{gate: make(chan struct{})}
	p.wrap = func(d disk) disk { l.disk = d; return l }
	s := p.open(t)
	older := take(t, s)
	newer := mustAdd(t, s, "newer") // its write waits
	waitUntil(t, func() bool { s.mu.Lock(); defer s.mu.Unlock(); return newer.state == writing })
	s.Done(newer, older[0].record)
	next := mustAdd(t, s, "next")
	close(l.gate)
	if !s.Wait(next, patience) {
		t.Fatal("the record is not stored")
	}
	mustClose(t, s)
	l.mu.Lock()
	defer l.mu.Unlock()
	marks := slices.IndexFunc(l.events, func(e string) bool { return strings.HasPrefix(e, "wrote "+fmt.Sprintf("%012d-", 1)) })
	if marks < 0 || marks == len(l.events)-1 {
		t.Errorf("the newer record is marked before the older one: %q", l.events)
	}
}

// A record that another one replaces stays until that one is on disk.
func TestReplacedRecords(t *testing.T) {
	p, d := newFaultyPlace(t)
	s := p.open(t)
	older := mustStore(t, s, "older")
	d.set(failing(syscall.ENOSPC, "write"))
	newer := mustAdd(t, s, "newer")
	s.DoneAfter(newer, older)
	waitUntil(t, s.stuck)
	if s.mu.Lock(); older.done {
		t.Error("the older record is done, and the newer one is not on disk")
	}
	s.mu.Unlock()
	d.set(nil)
	s.Written([]*Record{older, newer}, patience)
	last := mustAdd(t, s, "last")
	s.DoneAfter(last, newer)
	s.Done(last) // with what it replaces
	mustClose(t, s)
	if s.Stats().Unstored != 0 {
		t.Errorf("stats: %+v", s.Stats())
	}
	wantTaken(t, p.open(t))
}
