package store

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"
)

// trim removes the oldest segments of each journal while nothing in them is live, and
// journals of ended processes when all is done. A later segment has to stay: it may
// have marks of records in earlier ones.
func (w *writer) trim() {
	w.mu.Lock()
	taken := slices.Clone(w.taken)
	w.mu.Unlock()
	w.trimJournal(w.own)
	for _, j := range taken {
		if !w.removeDone(j) {
			w.trimJournal(j)
		}
	}
}

// removeDone removes the journal of an ended process if all its records are done. It
// reports whether they are.
func (w *writer) removeDone(j *journal) bool {
	w.mu.Lock()
	done := j.live == 0
	w.mu.Unlock()
	if !done {
		return false
	}
	w.retire(j)
	if w.trimJournal(j); len(j.segments) > 0 {
		return true
	}
	w.mu.Lock()
	had := slices.Contains(w.taken, j)
	w.taken = slices.DeleteFunc(w.taken, func(o *journal) bool { return o == j })
	w.mu.Unlock()
	if had {
		w.removeLock(j)
	}
	return true
}

func (s *Store) trimJournal(j *journal) {
	for len(j.segments) > 0 {
		oldest := j.segments[0]
		s.mu.Lock()
		live := oldest.live
		s.mu.Unlock()
		if live > 0 || j.appender != nil && j.appender.segment == oldest || !s.discard(oldest) {
			return
		}
		j.segments = j.segments[1:]
	}
}

// discard removes a segment, or keeps it under another name if it is damaged.
func (s *Store) discard(g *segment) bool {
	var err error
	if g.damaged {
		err = s.keepDamaged(g.name)
	} else {
		err = s.folder.disk.remove(g.name)
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if !g.stuck {
		g.stuck = true
		s.reports.add(fmt.Errorf("the records in %q are done, but the file stays: %w: they may be sent again by the next process; allow writing to the folder",
			s.folder.file(g.name), err))
	}
	return false
}

// removalWait is how long removeLock waits for other processes: writing waits for it.
const removalWait = 20 * time.Millisecond

// removeLock removes the lock of a journal without segments. If it cannot be removed,
// the next Take removes it.
func (s *Store) removeLock(j *journal) {
	_ = s.folder.exclusively(removalWait, func() error {
		err := s.folder.disk.remove(j.name + lockSuffix)
		_ = j.lock.Unlock()
		if err != nil { // not possible on Windows while it is locked
			_ = s.folder.disk.remove(j.name + lockSuffix)
		}
		return nil
	})
	_ = j.lock.Unlock()
}
