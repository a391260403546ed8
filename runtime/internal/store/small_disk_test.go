//go:build linux

package store

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// On a file system that is really full, records wait in memory, and are written when
// there is room. What was stored before is there.
func TestSmallDisk(t *testing.T) {
	p, _ := newFaultyPlace(t)
	p.wrap = func(d disk) disk { return d }
	mount := t.TempDir()
	if err := syscall.Mount("tmpfs", mount, "tmpfs", 0, "size=1m,mode=0700"); err != nil {
		t.Skipf("a file system cannot be mounted: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(mount, syscall.MNT_DETACH) })
	p.dir = filepath.Join(mount, "records")
	p.config.Dir = p.dir
	p.limits.segment = 100_000
	s := p.open(t)
	var kept []*Record
	var want []string
	for n := 0; len(p.all()) == 0; n++ {
		text := number(n) + strings.Repeat("x", 10_000)
		kept, want = append(kept, mustAdd(t, s, text)), append(want, text)
		waitUntil(t, func() bool { return s.Wait(kept[n], 0) || len(p.all()) > 0 })
	}
	wantReports(t, p, syscall.ENOSPC.Error())
	last := len(kept) - 1
	if s.Wait(kept[last], 0) || s.Stats().Unstored != 1 {
		t.Errorf("stats: %+v", s.Stats())
	}
	s.Done(kept[:last/2]...) // their segments are removed
	if !s.Wait(kept[last], patience) {
		t.Fatal("the record is not stored although there is room")
	}
	mustClose(t, s)
	wantTaken(t, p.open(t), want[last/2:]...)
	wantReports(t, p, "wait in memory", "can be written again")
}

// A store on a full disk that ends loses only what was never stored, and says so.
func TestCloseOnSmallDisk(t *testing.T) {
	p, _ := newFaultyPlace(t)
	p.wrap = func(d disk) disk { return d }
	mount := t.TempDir()
	if err := syscall.Mount("tmpfs", mount, "tmpfs", 0, "size=200k,mode=0700"); err != nil {
		t.Skipf("a file system cannot be mounted: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(mount, syscall.MNT_DETACH) })
	p.dir = filepath.Join(mount, "records")
	p.config.Dir = p.dir
	s := p.open(t)
	mustStore(t, s, "a")
	mustAdd(t, s, strings.Repeat("x", 300_000))
	if err := s.Close(t.Context()); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "1 record(s)") {
		t.Errorf("the error is %v", err)
	}
	s = p.open(t)
	s.Done(wantTaken(t, s, "a")[0].record)
	mustClose(t, s)
	if got := p.files(t, segmentSuffix); len(got) > 0 {
		t.Errorf("files are left: %q", got)
	}
}
