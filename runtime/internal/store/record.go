package store

import (
	"sync"
	"time"
)

// Record is data that a store keeps until it is done.
type Record struct {
	journal *journal
	seq     uint64
	size    int64  // that it takes on disk, about
	data    []byte // nil once it is stored or done
	batch   *batch // nil if it was read from a file
	state   state
	done    bool

	replaced []*Record // that are done once it is stored or done

	// The segment that has it, and its neighbours among the live records of that.
	segment    *segment
	prev, next *Record
}

// state is how far a record has got. Store.mu guards it.
type state int

const (
	waiting state = iota // the writer has not seen it
	writing              // it may be in a file, in part or in full
	stored
)

// recordOverhead is what a record takes on disk beyond its data, about.
const recordOverhead = 32

// batch is what the records wait for that are written together.
type batch struct{ stored chan struct{} }

func newBatch() *batch { return &batch{stored: make(chan struct{})} }

// Add keeps data, which must not change any more. It does not wait for the disk. The
// error is ErrFull or ErrClosed.
func (s *Store) Add(data []byte) (*Record, error) {
	r := &Record{journal: s.own, size: int64(len(data)) + recordOverhead, data: data}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, ErrClosed
	}
	if s.bytes+s.left.bytes+r.size > s.config.MaxBytes {
		s.mu.Unlock()
		return nil, ErrFull
	}
	s.seq++
	r.seq, r.batch = s.seq, s.batch
	s.waiting = append(s.waiting, r)
	s.keep(r)
	s.unstored++
	s.mu.Unlock()
	s.call()
	return r, nil
}

// keep counts a record that is not done. s.mu is held.
func (s *Store) keep(r *Record) {
	s.live++
	s.bytes += r.size
	r.journal.live++
	r.journal.bytes += r.size
}

// timers are used again, so a short wait allocates nothing.
var timers = sync.Pool{New: func() any {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}}

// Wait waits until a record is stored, or was done before that. It returns false if
// that takes longer than most.
func (*Store) Wait(r *Record, most time.Duration) bool {
	if r.batch == nil {
		return true
	}
	select {
	case <-r.batch.stored:
		return true
	default:
	}
	if most <= 0 {
		return false
	}
	t := timers.Get().(*time.Timer)
	t.Reset(most)
	defer timers.Put(t)
	select {
	case <-r.batch.stored:
		t.Stop()
		return true
	case <-t.C:
		return false
	}
}

// Written is Wait for records that were added at different times. It waits no longer
// while the disk does not take records.
func (s *Store) Written(records []*Record, most time.Duration) {
	end := time.Now().Add(most)
	for _, r := range records {
		for !s.Wait(r, min(time.Until(end), stuckAfter)) {
			if s.stuck() || !time.Now().Before(end) {
				return
			}
		}
	}
}

// stuckAfter is how often Written looks whether the disk takes records.
const stuckAfter = 20 * time.Millisecond

// stuck reports whether the disk does not take records at the moment.
func (s *Store) stuck() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.problem != nil
}

// Done says that nobody needs the records any more. It does not wait for the disk. A
// record that is done before it was written is never written. What is done after
// Close stays on disk.
func (s *Store) Done(records ...*Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.finished {
		return
	}
	for _, r := range records {
		if !r.done {
			s.end(r)
		}
	}
	s.call()
}

// DoneAfter is Done for records that a newer one replaces, as soon as that one is stored
// or done itself: whatever happens before, one of them is on disk.
func (s *Store) DoneAfter(newer *Record, records ...*Record) {
	s.mu.Lock()
	wait := newer.state != stored && !newer.done
	if wait {
		newer.replaced = append(newer.replaced, records...)
	}
	s.mu.Unlock()
	if !wait {
		s.Done(records...)
	}
}

// endReplaced ends what a record replaces. s.mu is held.
func (s *Store) endReplaced(r *Record) {
	for _, older := range r.replaced {
		if !older.done {
			s.end(older)
		}
	}
	r.replaced = nil
}

// end is Done for one record. s.mu is held.
func (s *Store) end(r *Record) {
	r.done = true
	s.endReplaced(r)
	r.data = nil
	s.live--
	s.bytes -= r.size
	r.journal.live--
	r.journal.bytes -= r.size
	if r.state != stored {
		s.unstored--
	}
	if r.state == waiting {
		return
	}
	if r.segment != nil {
		r.segment.remove(r)
	}
	s.mark(r.journal)
	r.journal.marks = append(r.journal.marks, r.seq)
}

// mark notes that the writer has to write marks of a journal. s.mu is held.
func (s *Store) mark(j *journal) {
	if len(j.marks)+len(j.known) == 0 {
		s.marked = append(s.marked, j)
	}
}
