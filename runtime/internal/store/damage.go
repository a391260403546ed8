package store

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	leveldb "github.com/syndtr/goleveldb/leveldb/journal"
)

// blockSize is the size of a block in LevelDB's log format.
const blockSize = 32 << 10

// damage is a part of a file that cannot be read.
type damage struct {
	offset, end int64 // end is about right, and the offset is at most a block too low
	reason      string
	failed      bool // the disk failed; if not, the content is wrong
	torn        bool // it reaches the end of the file
}

// damages collects what the reader of a segment drops.
type damages struct {
	blocks *blockReader
	found  []damage
}

// Drop is called by the reader of LevelDB's format.
func (d *damages) Drop(err error) {
	e, ok := errors.AsType[*leveldb.ErrCorrupted](err)
	switch {
	case !ok:
		d.add(d.blocks.block(), 0, err.Error())
	case e.Reason == "orphan chunk" && len(d.found) > 0:
		// The end of a record whose beginning was dropped.
	case e.Reason == "orphan chunk":
		d.add(d.blocks.block(), 0, e.Reason)
	default:
		d.add(d.blocks.offset-int64(e.Size), int64(e.Size), e.Reason)
	}
}

// add adds a damage, or makes the last one longer if it ends where this one begins.
func (d *damages) add(offset, size int64, reason string) {
	if err := d.blocks.failed; err != nil {
		reason = err.Error()
	}
	if n := len(d.found); n > 0 && d.found[n-1].end >= offset {
		last := &d.found[n-1]
		last.end, last.failed = max(last.end, offset+size), last.failed || d.blocks.failed != nil
		return
	}
	d.found = append(d.found, damage{offset: offset, end: offset + size, reason: reason, failed: d.blocks.failed != nil})
}

// all returns what was found in the whole file.
func (d *damages) all() []damage {
	if n := len(d.found); n > 0 {
		d.found[n-1].torn = d.found[n-1].end >= d.blocks.size
	}
	return d.found
}

// blockReader reads whole blocks. A block that cannot be read is all zeros, which the
// reader of LevelDB's format drops.
type blockReader struct {
	from   io.ReaderAt
	size   int64
	offset int64 // of the end of the last block
	last   int64 // size of the last block
	failed error // why the last block could not be read
}

// block is the offset of the last block.
func (b *blockReader) block() int64 { return b.offset - b.last }

// Read reads a block. p has the size of one.
func (b *blockReader) Read(p []byte) (int, error) {
	p = p[:min(int64(len(p)), b.size-b.offset)]
	if len(p) == 0 {
		return 0, io.EOF
	}
	n, err := b.from.ReadAt(p, b.offset)
	b.failed = nil
	if n < len(p) {
		b.failed = err
		clear(p)
	}
	b.last = int64(len(p))
	b.offset += b.last
	return len(p), nil
}

// reportDamage counts and reports the damages of a segment. fate is what becomes of the
// records in them.
func (s *Store) reportDamage(segment string, found []damage, fate string) {
	s.mu.Lock()
	s.damaged += len(found)
	s.mu.Unlock()
	path := s.folder.file(segment)
	for _, d := range found {
		if d.torn {
			s.reports.add(fmt.Errorf("the file %q ends in an incomplete record at offset %d (%s): the process or the machine stopped while it was written, "+
				"and the record is lost; the file stays as %q", path, d.offset, d.reason, path+damagedSuffix))
			continue
		}
		s.reports.add(fmt.Errorf("the file %q is damaged at offset %d (%s): its records from there to offset %d %s, and the others are read; "+
			"the file stays as %q: check the disk", path, d.offset, d.reason, d.end, fate, path+damagedSuffix))
	}
}

// keepDamaged renames a damaged segment, and removes the oldest such files beyond the
// bounds.
func (s *Store) keepDamaged(name string) error {
	if err := s.folder.disk.rename(name, name+damagedSuffix); err != nil {
		return err
	}
	names, err := s.folder.names()
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(n fileName) bool { return !n.damaged })
	slices.SortFunc(names, func(a, b fileName) int { // newest first
		return cmp.Or(cmp.Compare(b.generation, a.generation), cmp.Compare(b.journal, a.journal), cmp.Compare(b.part, a.part))
	})
	var bytes int64
	for i, n := range names {
		info, err := s.folder.disk.lstat(n.text)
		if err != nil {
			continue
		}
		if bytes += info.Size(); i < s.limits.damagedFiles && bytes <= s.limits.damagedBytes {
			continue
		}
		if err := s.folder.disk.remove(n.text); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		s.reports.add(fmt.Errorf("the damaged file %q is removed, because at most %d of them stay, of %d MiB", s.folder.file(n.text),
			s.limits.damagedFiles, s.limits.damagedBytes>>20))
	}
	return nil
}
