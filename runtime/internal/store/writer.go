package store

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"time"
)

// writer writes what waits. Only its goroutine writes and removes files.
type writer struct {
	*Store
	syncer  *syncer
	puts    []put    // not written yet, in order
	batches []*batch // what their records wait for
	marks   []marks  // not written yet

	retry *time.Timer   // runs after a write that failed
	delay time.Duration // of the last retry; 0 if the last write succeeded

	unreadable time.Time // when a compaction could not read
}

// put is a record to be written. Its data stays as it is, even if it is done.
type put struct {
	record *Record
	data   []byte
}

// marks are done records and reported damages of a journal.
type marks struct {
	journal     *journal
	done, known []uint64
}

// appender is a segment that is being written.
type appender struct {
	*segment
	encoder *encoder
	file    file
}

func newWriter(s *Store) *writer {
	w := &writer{Store: s, syncer: newSyncer(s), retry: time.NewTimer(time.Hour)}
	w.retry.Stop()
	return w
}

// run writes until the store is closed.
func (w *writer) run() {
	defer close(w.stopped)
	go w.syncer.run()
	for last := false; !last; {
		due := w.delay == 0 // else a write failed, and the timer says when to try again
		select {
		case <-w.wake:
		case <-w.retry.C:
			due = true
		case <-w.closing:
			due, last = true, true
		}
		if due {
			w.attempt(last)
		}
		w.trim()
	}
	w.leave()
}

// attempt writes what waits, and compacts.
func (w *writer) attempt(last bool) {
	runtime.Gosched() // callers that are about to add share the write
	w.collect(last)
	err := errors.Join(w.writePuts(), w.writeMarks())
	if err == nil && !last {
		err = w.compact()
	}
	w.outcome(err)
}

// outcome reports when writing begins to fail and when it works again, and retries.
func (w *writer) outcome(err error) {
	w.mu.Lock()
	w.problem = err
	waiting := w.unstored
	w.mu.Unlock()
	switch {
	case err == nil && w.delay > 0:
		w.delay = 0
		w.reports.add(fmt.Errorf("the folder %q can be written again: what waited in memory is on disk", w.folder.path))
	case err != nil && w.delay == 0:
		w.delay = w.limits.firstRetry
		w.reports.add(fmt.Errorf("the folder %q cannot be written: %w: %d record(s) and all further ones wait in memory, and are lost if the process ends; "+
			"make room on the disk or allow writing: it is tried again every %v or less", w.folder.path, err, waiting, w.limits.lastRetry))
	case err != nil:
		w.delay = min(2*w.delay, w.limits.lastRetry)
	}
	if err != nil {
		w.retry.Reset(w.delay)
	}
}

// collect takes what waits.
func (w *writer) collect(last bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.finished = last
	w.puts = slices.DeleteFunc(w.puts, func(p put) bool { return p.record.done })
	for i, r := range w.waiting {
		if !r.done {
			r.state = writing
			w.puts = append(w.puts, put{r, r.data})
		}
		w.waiting[i] = nil
	}
	if len(w.waiting) > 0 {
		w.batches = append(w.batches, w.batch)
		w.batch = newBatch()
	}
	w.waiting = w.waiting[:0]
	for _, j := range w.marked {
		w.marks = append(w.marks, marks{j, j.marks, j.known})
		j.marks, j.known = nil, nil
	}
	w.marked = w.marked[:0]
	// If the process is killed in between, older records must not be sent again after
	// newer ones that are marked.
	slices.SortStableFunc(w.marks, func(a, b marks) int { return cmp.Compare(a.journal.generation, b.journal.generation) })
}

// mostBuffered is how much is encoded before it is written.
const mostBuffered = 1 << 20

// writePuts writes records and then wakes those who wait for them.
func (w *writer) writePuts() error {
	for len(w.puts) > 0 {
		a, err := w.open(w.own)
		if err != nil {
			return err
		}
		n := 0
		for n < len(w.puts) && a.encoder.buffer.Len() < mostBuffered && a.size+int64(a.encoder.buffer.Len()) < w.limits.segment {
			a.encoder.entry(putEntry, w.puts[n].data, w.puts[n].record.seq)
			n++
		}
		marked := n == len(w.puts) && w.encodeMarks(a)
		if err := w.flush(w.own, w.config.Sync); err != nil {
			return err
		}
		if marked {
			w.marks = nil
		}
		w.stored(w.puts[:n], a.segment)
		clear(w.puts[:n])
		w.puts = w.puts[n:]
	}
	w.puts = nil
	for _, b := range w.batches {
		close(b.stored)
	}
	w.batches = nil
	return nil
}

// encodeMarks encodes the marks of the own journal, to be written with its records. If
// there are marks of others, all are written in their order.
func (w *writer) encodeMarks(a *appender) bool {
	if slices.ContainsFunc(w.marks, func(m marks) bool { return m.journal != w.own }) {
		return false
	}
	for _, m := range w.marks {
		a.encoder.numbers(doneEntry, m.done)
	}
	return true
}

// stored notes that records are in a segment.
func (w *writer) stored(puts []put, in *segment) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range puts {
		p.record.state = stored
		p.record.data = nil
		if !p.record.done {
			w.unstored--
			in.add(p.record)
		}
		if len(p.record.replaced) > 0 {
			w.endReplaced(p.record)
			w.call() // to write marks of them
		}
	}
}

// writeMarks writes which records are done.
func (w *writer) writeMarks() error {
	for i, m := range w.marks {
		if m.journal != w.own && w.removeDone(m.journal) {
			continue
		}
		a, err := w.open(m.journal)
		if err == nil {
			a.encoder.numbers(doneEntry, m.done)
			a.encoder.numbers(knownEntry, m.known)
			err = w.flush(m.journal, false)
		}
		if err != nil {
			w.marks = w.marks[i:] // newer ones wait too
			return err
		}
	}
	w.marks = nil
	return nil
}

// mostNames is how many names of segments are tried before a write fails.
const mostNames = 100

// open returns the segment of a journal that is being written, and begins one if there
// is none or if it is full.
func (w *writer) open(j *journal) (*appender, error) {
	if a := j.appender; a != nil && (a.size >= w.limits.segment || w.syncer.failedFor(a.file)) {
		w.retire(j)
	}
	if j.appender != nil {
		return j.appender, nil
	}
	for range mostNames {
		j.parts++
		name := segmentName(j.name, j.parts)
		f, err := w.folder.disk.create(name)
		if errors.Is(err, fs.ErrExist) {
			continue // somebody else made it
		}
		if err != nil {
			return nil, fmt.Errorf("a file cannot be made: %w", err)
		}
		g := &segment{name: name, part: j.parts}
		j.appender = &appender{segment: g, encoder: newEncoder(name), file: f}
		j.segments = append(j.segments, g)
		w.syncer.made()
		return j.appender, nil
	}
	return nil, fmt.Errorf("files up to %q exist, which this process did not make", segmentName(j.name, j.parts))
}

// retire ends the segment that is being written.
func (w *writer) retire(j *journal) {
	if j.appender != nil {
		w.syncer.retire(j.appender.file)
		j.appender = nil
	}
}

// flush writes what was encoded. If that fails, the segment is cut where it was good,
// and ends.
func (w *writer) flush(j *journal, sync bool) error {
	a := j.appender
	text := a.encoder.take()
	n, err := a.file.Write(text)
	if err == nil && sync {
		err = w.syncer.sync(a.file)
	}
	if err != nil {
		w.giveUp(j, n > 0)
		return err
	}
	a.size += int64(len(text))
	if !sync {
		w.syncer.wrote(a.file)
	}
	return nil
}

// giveUp ends a segment after a write that failed. What it wrote in part is cut off; if
// nothing else is in the file, the file is removed.
func (w *writer) giveUp(j *journal, cut bool) {
	a := j.appender
	if a.size > 0 {
		if cut {
			_ = a.file.Truncate(a.size)
		}
		w.retire(j)
		return
	}
	_ = a.file.Close()
	j.appender = nil
	if err := w.folder.disk.remove(a.name); err == nil {
		j.segments = j.segments[:len(j.segments)-1]
	}
}
