package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Take takes over what ended processes left: journal by journal, the oldest first, the
// records of each in the order of Add. fits says whether there is room for the records
// of a journal; if not, that one and all newer ones stay, for a later Take or another
// process. add gets each record with its data, which it may keep. No locks are held
// during these calls. Take may be called again at any time: journals of processes that
// have ended since then are taken too, and what did not fit.
func (s *Store) Take(fits func(bytes int64, records int) bool, add func(r *Record, data []byte)) error {
	s.takes.Lock()
	defer s.takes.Unlock()
	ended, err := s.ended()
	if err != nil {
		return err
	}
	t := &takeover{Store: s, fits: fits, add: add}
	defer t.count()
	for _, name := range ended {
		c, err := s.claim(name)
		if err == nil && c != nil {
			err = t.take(c)
		}
		switch {
		case err == nil:
		case s.isClosed():
			return ErrClosed
		case errors.Is(err, errFolderLocked):
			return err
		default:
			s.leaveAlone(err)
		}
	}
	return nil
}

// takeover is one call of Take.
type takeover struct {
	*Store
	fits func(bytes int64, records int) bool
	add  func(*Record, []byte)
	left journals
}

// count notes which journals were left.
func (t *takeover) count() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Store.left = t.left
}

// take takes a journal over, or leaves it if it does not fit or if an older one did not.
func (t *takeover) take(c *claim) error {
	full := t.left.count > 0
	if !full {
		if err := t.index(c); err != nil {
			c.free()
			return err
		}
		full = c.records > 0 && !(t.hasRoom() && t.fits(c.bytes, c.records))
	}
	if full {
		t.left.count++
		t.left.bytes += c.size
		c.free()
		return nil
	}
	if err := t.adopt(c, t.add); err != nil {
		c.free()
		return err
	}
	return nil
}

// leaveAlone reports once why a journal stays.
func (s *Store) leaveAlone(err error) {
	if !s.alone[err.Error()] {
		s.alone[err.Error()] = true
		s.reports.add(fmt.Errorf("a journal of an ended process is left alone, and its records wait: %w", err))
	}
}

// hasRoom reports whether the store may take over one more journal.
func (s *Store) hasRoom() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.closed && len(s.taken) < s.limits.journals
}

// ended returns the names of journals of other processes, oldest first.
func (s *Store) ended() ([]string, error) {
	names, err := s.folder.names()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known := map[string]bool{s.own.name: true}
	for _, j := range s.taken {
		known[j.name] = true
	}
	var ended []string
	for _, n := range names {
		if !n.damaged && !known[n.journal] {
			known[n.journal] = true
			ended = append(ended, n.journal)
		}
	}
	return ended, nil
}

// claim is a journal of an ended process that this process has locked.
type claim struct {
	journal *journal
	size    int64 // of the files

	live    map[uint64]int64 // size of the data by sequence number
	bytes   int64            // of data
	records int
	found   map[*segment][]damage
}

// free unlocks the journal.
func (c *claim) free() { _ = c.journal.lock.Unlock() }

// claim locks a journal. It returns nil if another process has it, or if it is gone.
func (s *Store) claim(name string) (*claim, error) {
	if s.isClosed() {
		return nil, ErrClosed
	}
	c := &claim{journal: &journal{name: name}}
	var parts []fileName
	err := s.folder.exclusively(s.folder.most, func() (err error) {
		parts, err = s.folder.journal(name)
		if err != nil || len(parts) == 0 {
			return err
		}
		// A loss of power may have removed the lock.
		if err := s.folder.make(name + lockSuffix); err != nil {
			return err
		}
		c.journal.lock, err = s.folder.lock(name + lockSuffix)
		if err == nil && c.journal.lock != nil {
			// The process that had the lock may have changed the files meanwhile.
			parts, err = s.folder.journal(name)
		}
		return err
	})
	if c.journal.lock == nil {
		return nil, err
	}
	if err != nil {
		c.free()
		return nil, err
	}
	for _, n := range parts {
		c.journal.generation = n.generation
		if n.part == 0 {
			continue
		}
		info, err := s.folder.check(n.text)
		if err != nil {
			c.free()
			return nil, err
		}
		c.journal.segments = append(c.journal.segments, &segment{name: n.text, part: n.part, size: info.Size()})
		c.journal.parts = n.part
		c.size += info.Size()
	}
	return c, nil
}

func (s *Store) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// index reads which records of a journal are live.
func (s *Store) index(c *claim) error {
	done, known := map[uint64]bool{}, map[[2]uint64]bool{}
	c.live, c.found = map[uint64]int64{}, map[*segment][]damage{}
	for _, g := range c.journal.segments {
		found, err := s.read(g, func(e entry) error {
			switch e.kind {
			case putEntry:
				c.live[e.seq] = int64(len(e.data))
			case doneEntry:
				for _, seq := range e.numbers {
					done[seq] = true
				}
			case knownEntry:
				for pair := range slices.Chunk(e.numbers, 2) {
					known[[2]uint64(pair)] = true
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(found) > 0 {
			g.damaged = true
			c.found[g] = found
		}
	}
	for seq := range done {
		delete(c.live, seq)
	}
	for g, found := range c.found {
		c.found[g] = slices.DeleteFunc(found, func(d damage) bool { return known[[2]uint64{uint64(g.part), uint64(d.offset)}] })
	}
	for _, size := range c.live {
		c.bytes += size
	}
	c.records = len(c.live)
	return nil
}

// read reads a segment from the folder.
func (s *Store) read(g *segment, visit func(entry) error) ([]damage, error) {
	f, err := s.folder.disk.open(g.name)
	if err != nil {
		return nil, fmt.Errorf("the file %q cannot be read: %w", s.folder.file(g.name), err)
	}
	defer func() { _ = f.Close() }()
	var found []damage
	info, err := f.Stat()
	if err == nil {
		found, err = readSegment(f, info.Size(), g.name, visit)
	}
	if err != nil {
		return nil, fmt.Errorf("the file %q cannot be read: %w", s.folder.file(g.name), err)
	}
	return found, nil
}

// leftRecord is a record of an ended process, with its data.
type leftRecord struct {
	record *Record
	data   []byte
}

// adopt makes the records of a journal records of this store, and hands them over.
func (s *Store) adopt(c *claim, add func(*Record, []byte)) error {
	records, err := s.load(c)
	if err != nil {
		return err
	}
	var known []uint64
	for _, g := range c.journal.segments {
		s.reportDamage(g.name, c.found[g], "are lost")
		for _, d := range c.found[g] {
			known = append(known, uint64(g.part), uint64(d.offset))
		}
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return ErrClosed
	}
	for _, r := range records {
		s.keep(r.record)
	}
	s.taken = append(s.taken, c.journal)
	if len(known) > 0 {
		s.mark(c.journal)
		c.journal.known = known
	}
	s.mu.Unlock()
	s.call() // for what can be removed
	for _, r := range records {
		add(r.record, r.data)
	}
	return nil
}

// load reads the live records of a journal.
func (s *Store) load(c *claim) ([]leftRecord, error) {
	var records []leftRecord
	for _, g := range c.journal.segments {
		if len(c.live) == 0 {
			break
		}
		_, err := s.read(g, func(e entry) error {
			if _, ok := c.live[e.seq]; !ok || e.kind != putEntry {
				return nil
			}
			delete(c.live, e.seq) // compaction may have left a second copy
			r := &Record{journal: c.journal, seq: e.seq, size: int64(len(e.data)) + recordOverhead, state: stored}
			g.add(r)
			records = append(records, leftRecord{r, slices.Clone(e.data)})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if s.config.Sync {
		s.syncTaken(c)
	}
	slices.SortFunc(records, func(a, b leftRecord) int { return cmp.Compare(a.record.seq, b.record.seq) })
	return records, nil
}

// syncTaken makes the records of a journal survive a loss of power: the process that
// wrote them may have ended before it could. Not every system can sync a file that is
// only read, so errors mean nothing.
func (s *Store) syncTaken(c *claim) {
	for _, g := range c.journal.segments {
		if f, err := s.folder.disk.open(g.name); err == nil {
			_ = f.Sync()
			_ = f.Close()
		}
	}
	_ = s.folder.disk.sync()
}
