package store

import (
	"fmt"
	"slices"
	"time"
)

// compact moves the live records of the oldest segment if too much on disk is done.
func (w *writer) compact() error {
	oldest, records := w.compactable()
	if oldest == nil {
		return nil
	}
	a, err := w.open(w.own)
	if err != nil {
		return err
	}
	moved, err := w.copyRecords(oldest, records, a)
	if err != nil {
		w.giveUp(w.own, false) // since a part is encoded
		w.cannotCompact(oldest, err)
		return nil
	}
	if err := w.flush(w.own, true); err != nil { // the segment is removed, so this may not be lost
		return err
	}
	w.mu.Lock()
	for _, r := range moved {
		if !r.done {
			oldest.remove(r)
			a.add(r)
		}
	}
	w.mu.Unlock()
	w.forget(oldest)
	w.call() // there may be more
	return nil
}

// cannotCompact reports a disk that cannot be read. Writing goes on, and compacting is
// tried again later.
func (w *writer) cannotCompact(g *segment, err error) {
	w.unreadable = time.Now()
	if !g.stuck {
		g.stuck = true
		w.reports.add(fmt.Errorf("the file %q has few records that are not done, and cannot be made smaller: %w: it stays until all are done; check the disk",
			w.folder.file(g.name), err))
	}
}

// compactable returns the oldest segment with its live records if the journal is too
// large.
func (w *writer) compactable() (*segment, map[uint64]*Record) {
	if !w.unreadable.IsZero() && time.Since(w.unreadable) < w.limits.lastRetry {
		return nil, nil
	}
	var size int64
	for _, g := range w.own.segments {
		size += g.size
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.own.segments) == 0 || size <= 2*w.own.bytes+w.limits.slack {
		return nil, nil
	}
	oldest := w.own.segments[0]
	if oldest.live == 0 || w.own.appender != nil && oldest == w.own.appender.segment {
		return nil, nil
	}
	records := make(map[uint64]*Record, oldest.live)
	for r := oldest.first; r != nil; r = r.next {
		records[r.seq] = r
	}
	return oldest, records
}

// copyRecords appends records of a segment to another one.
func (w *writer) copyRecords(from *segment, records map[uint64]*Record, to *appender) (moved []*Record, err error) {
	found, err := w.read(from, func(e entry) error {
		r := records[e.seq]
		if e.kind != putEntry || r == nil {
			return nil
		}
		delete(records, e.seq)
		moved = append(moved, r)
		to.encoder.entry(putEntry, e.data, e.seq)
		return nil
	})
	if err != nil || len(records) == 0 {
		return moved, err
	}
	if i := slices.IndexFunc(found, func(d damage) bool { return d.failed }); i >= 0 {
		return nil, fmt.Errorf("offset %d cannot be read: %s", found[i].offset, found[i].reason)
	}
	from.damaged = true
	w.reportDamage(from.name, found, "are lost if this process ends before they are sent")
	return moved, nil
}

// forget gives up the records that a compaction did not find. Their callers still have
// them, but they are not on disk any more.
func (w *writer) forget(g *segment) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for g.first != nil {
		g.remove(g.first)
	}
}
