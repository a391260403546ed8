package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// newFaultyPlace is a place on a disk that fails on request, where a write that failed
// is tried again soon.
func newFaultyPlace(t testing.TB) (*place, *faultyDisk) {
	p, d := newPlace(t), newFaultyDisk()
	p.wrap = d.wrap
	p.limits.firstRetry, p.limits.lastRetry, p.limits.syncEvery = time.Millisecond, 5*time.Millisecond, time.Millisecond
	return p, d
}

// While nothing can be written, records wait in memory, and they are written when it
// works again. What goes wrong is reported once.
func TestFullDisk(t *testing.T) {
	for name, operations := range map[string][]string{
		"create": {"create"}, "write": {"write"}, "write and truncate": {"write", "truncate"}, "sync": {"sync"}, "sync names": {"sync names"},
		"all": {"create", "write", "truncate", "sync", "rename", "remove", "sync names"},
	} {
		t.Run(name, func(t *testing.T) { testFullDisk(t, operations) })
	}
}

func testFullDisk(t *testing.T, operations []string) {
	p, d := newFaultyPlace(t)
	p.config.Sync = true
	s := p.open(t)
	a := mustStore(t, s, "a")
	if operations[0] == "create" || operations[0] == "sync names" {
		s.limits.segment = 1 // the next record needs another file
	}
	d.set(failing(syscall.ENOSPC, operations...))
	b, c := mustAdd(t, s, "b"), mustAdd(t, s, "never written")
	waitUntil(t, func() bool { return len(p.all()) > 0 })
	if s.Wait(b, 0) || s.Wait(c, time.Millisecond) || s.Stats().Unstored != 2 {
		t.Errorf("a record is stored on a full disk, stats: %+v", s.Stats())
	}
	s.Done(a, c)
	waitUntil(t, func() bool { s.mu.Lock(); defer s.mu.Unlock(); return errors.Is(s.problem, syscall.ENOSPC) })
	d.set(nil)
	if !s.Wait(b, patience) {
		t.Fatal("the record is not stored")
	}
	e := mustStore(t, s, "e")
	mustClose(t, s)
	if !s.Wait(e, 0) || s.Stats().Unstored != 0 {
		t.Errorf("stats: %+v", s.Stats())
	}
	if operations[0] == "create" && p.contains(t, "never written") {
		t.Error("a record that was done before it was written is written")
	}
	wantTaken(t, p.open(t), "b", "e")
	var others []error
	for _, err := range p.all() {
		if !strings.Contains(err.Error(), "can be synced again") && !strings.Contains(err.Error(), "cannot be synced") {
			others = append(others, err)
		}
	}
	if len(others) != 2 || !strings.Contains(others[0].Error(), "wait in memory") || !strings.Contains(others[1].Error(), "can be written again") {
		t.Errorf("reported: %v", p.all())
	}
}

// A store that is closed on a full disk says how many records are lost.
func TestCloseOnFullDisk(t *testing.T) {
	p, d := newFaultyPlace(t)
	s := p.open(t)
	mustStore(t, s, "a")
	d.set(failing(syscall.ENOSPC, "write"))
	mustAdd(t, s, "b")
	mustAdd(t, s, "c")
	err := s.Close(t.Context())
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "2 record(s) are not on disk") {
		t.Errorf("the error is %v", err)
	}
	if again := s.Close(t.Context()); again == nil || again.Error() != err.Error() {
		t.Errorf("the error of a second Close is %v", again)
	}
	d.set(nil)
	wantTaken(t, p.open(t), "a")
}

// Many attempts on a full disk do not leave many files.
func TestAttemptsLeaveNoFiles(t *testing.T) {
	p, d := newFaultyPlace(t)
	s := p.open(t)
	mustStore(t, s, "a")
	attempts := 0
	d.set(func(operation, _ string) error {
		if operation == "write" {
			attempts++
			return syscall.ENOSPC
		}
		return nil
	})
	b := mustAdd(t, s, "b")
	waitUntil(t, func() bool { d.mu.Lock(); defer d.mu.Unlock(); return attempts > 50 })
	if got := p.files(t, segmentSuffix); len(got) > 2 {
		t.Errorf("files: %q", got)
	}
	d.set(nil)
	if !s.Wait(b, patience) {
		t.Error("the record is not stored")
	}
}

// A disk that hangs holds up neither Add, nor Wait beyond its bound, nor Done, nor
// Close beyond its context.
func TestDiskThatHangs(t *testing.T) {
	p, d := newFaultyPlace(t)
	s := p.open(t)
	a := mustStore(t, s, "a")
	block := make(chan struct{})
	d.mu.Lock()
	d.block = block
	d.mu.Unlock()
	b := mustAdd(t, s, "b")
	if s.Wait(b, time.Millisecond) {
		t.Error("a record is stored on a disk that hangs")
	}
	s.Done(a)
	c := mustAdd(t, s, "c")
	s.Done(c)
	if got := s.Stats(); got.Records != 1 || got.Unstored != 1 {
		t.Errorf("stats: %+v", got)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := s.Close(ctx); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "1 record(s)") {
		t.Errorf("the error is %v", err)
	}
	p.wrap = func(d disk) disk { return d }
	other := p.open(t) // the journal is still locked
	wantTaken(t, other)
	d.mu.Lock()
	d.block = nil
	d.mu.Unlock()
	close(block)
	mustClose(t, s)
	wantTaken(t, other, "b")
}

// A file system that cannot sync folders is reported once, and used.
func TestFoldersCannotBeSynced(t *testing.T) {
	p, d := newFaultyPlace(t)
	p.config.Sync = true
	s := p.open(t)
	d.set(failing(syscall.EINVAL, "sync names"))
	mustStore(t, s, "a")
	mustClose(t, s)
	d.set(nil)
	wantTaken(t, p.open(t), "a")
	wantReports(t, p, "cannot sync folders")
}

// A sync in the background that fails is reported, and nothing is written to its file
// any more.
func TestBackgroundSyncFails(t *testing.T) {
	p, d := newFaultyPlace(t)
	s := p.open(t)
	d.set(failing(syscall.EIO, "sync"))
	mustStore(t, s, "a")
	wantReports(t, p, "a loss of power may lose records")
	d.set(nil)
	mustStore(t, s, "b")
	waitUntil(t, func() bool { return len(p.all()) == 2 })
	if got := p.files(t, segmentSuffix); len(got) != 2 {
		t.Errorf("files: %q", got)
	}
	mustClose(t, s)
	wantTaken(t, p.open(t), "a", "b")
	wantReports(t, p, "a loss of power may lose records", "can be synced again")
}

// A file that cannot be removed is reported once, and removed when that works.
func TestFilesCannotBeRemoved(t *testing.T) {
	p, d := newFaultyPlace(t)
	p.leave(t, "a", "b")
	s := p.open(t)
	taken := wantTaken(t, s, "a", "b")
	d.set(failing(syscall.EACCES, "remove"))
	s.Done(taken[0].record, taken[1].record)
	wantReports(t, p, "are done, but the file stays")
	mustStore(t, s, "c")
	d.set(nil)
	s.Done(mustStore(t, s, "d"))
	waitUntil(t, func() bool { return len(p.files(t, segmentSuffix)) == 1 })
	mustClose(t, s)
	wantTaken(t, p.open(t), "c")
}

// A damaged file that cannot be renamed stays.
func TestDamagedFileCannotBeRenamed(t *testing.T) {
	p, d := newFaultyPlace(t)
	path := p.leave(t, "a", "b")
	mutate(t, path, func(text []byte) []byte { return text[:len(text)-1] })
	s := p.open(t)
	d.set(failing(syscall.EACCES, "rename"))
	s.Done(wantTaken(t, s, "a")[0].record)
	wantReports(t, p, "incomplete record", "are done, but the file stays")
	mustClose(t, s)
	d.set(nil)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// A part of a file that cannot be read is a damage; the rest is read.
func TestBlockCannotBeRead(t *testing.T) {
	p, d := newFaultyPlace(t)
	big := strings.Repeat("x", blockSize)
	path := p.leave(t, "a", big, big, "d")
	bad := 0
	d.set(func(operation, _ string) error {
		if operation == "read" {
			if bad++; bad%3 == 2 { // the file has 3 blocks
				return syscall.EIO
			}
		}
		return nil
	})
	wantTaken(t, p.open(t), "a", "d")
	wantReports(t, p, "is damaged at offset 32768 (read "+filepath.Base(path))
}

// A folder that is removed while the store is open is reported.
func TestFolderIsRemoved(t *testing.T) {
	p, _ := newFaultyPlace(t)
	s := p.open(t)
	if err := os.RemoveAll(p.dir); err != nil {
		t.Fatal(err)
	}
	r := mustAdd(t, s, "a")
	wantReports(t, p, "wait in memory")
	if s.Wait(r, 0) {
		t.Error("the record is stored")
	}
	if err := s.Close(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
}

// Reports that take long, or that use the store, hold up nobody.
func TestSlowReports(t *testing.T) {
	p, d := newFaultyPlace(t)
	gate := make(chan struct{})
	var s *Store
	var seen []Stats
	p.config.Report = func(error) {
		<-gate
		seen = append(seen, s.Stats())
	}
	s = p.open(t)
	d.set(failing(syscall.ENOSPC, "create"))
	r := mustAdd(t, s, "a")
	waitUntil(t, func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.problem != nil })
	d.set(nil)
	if !s.Wait(r, patience) {
		t.Error("the record is not stored")
	}
	close(gate)
	mustClose(t, s)
	if len(seen) != 2 || slices.ContainsFunc(seen, func(s Stats) bool { return s.Records != 1 }) {
		t.Errorf("reports saw %+v", seen)
	}
}
