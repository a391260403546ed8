package store

import (
	"errors"
	"testing"
)

func TestLife(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	if got := p.files(t, segmentSuffix); len(got) > 0 {
		t.Errorf("an idle store has files: %q", got)
	}
	a := mustStore(t, s, "a")
	mustStore(t, s, "b")
	c := mustStore(t, s, "c")
	s.Done(a)
	mustStore(t, s, "")
	if got, want := s.Stats(), (Stats{Records: 3, Bytes: 3*recordOverhead + 2}); got != want {
		t.Errorf("stats are %+v, want %+v", got, want)
	}
	s.Done(c, c)
	mustClose(t, s)
	if _, err := s.Add(nil); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close, Add returns %v", err)
	}

	next := p.open(t)
	for _, r := range wantTaken(t, next, "b", "") {
		if !next.Wait(r.record, 0) {
			t.Errorf("%q is not stored", r.text)
		}
		next.Done(r.record)
	}
	mustClose(t, next)
	if got, want := next.Stats(), (Stats{}); got != want {
		t.Errorf("stats are %+v, want %+v", got, want)
	}
	if got := p.files(t, ""); len(got) != 1 || got[0] != folderLock {
		t.Errorf("files are left: %q", got)
	}
	wantReports(t, p)
}

// A record that is done before it was written is never written.
func TestDoneBeforeItWasWritten(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	var all []*Record
	for i := range 100 {
		all = append(all, mustAdd(t, s, number(i)))
	}
	s.Done(all...)
	for _, r := range all {
		if !s.Wait(r, patience) {
			t.Fatal("a record that is done is not stored")
		}
	}
	mustClose(t, s)
	wantTaken(t, p.open(t))
}

func TestFull(t *testing.T) {
	p := newPlace(t)
	p.config.MaxBytes = 3 * (recordOverhead + 1)
	s := p.open(t)
	a := mustAdd(t, s, "a")
	mustAdd(t, s, "b")
	mustAdd(t, s, "c")
	if _, err := s.Add([]byte("d")); !errors.Is(err, ErrFull) {
		t.Errorf("the error is %v", err)
	}
	s.Done(a)
	mustAdd(t, s, "d")
	mustClose(t, s)
	wantTaken(t, p.open(t), "b", "c", "d")
}
