// Package store keeps records in a folder until they are done. The records that a
// killed process has left are taken over by the next one.
//
// A store writes a journal: a lock file, which it holds while the process lives, and
// segments, to which records and marks of done records are appended. Segments have the
// log format of LevelDB: blocks of 32 KiB, and a CRC-32C for each fragment of a
// record. A reader that finds damage goes on at the next block.
//
// The files of a folder, in a subfolder for each owner and kind:
//
//	lock                        held while the names of journals change
//	<generation>-<uuid>.lock    held by the process that has the journal
//	<generation>-<uuid>.1.log   its first segment
//	<generation>-<uuid>.2.log   its second one; a process that takes a journal over adds further ones
//	<generation>-<uuid>.1.log.damaged   a segment of which parts could not be read, kept for examination
//
// Generations count up, so the order of journals does not depend on the clock.
//
// What a folder takes on disk is at most about twice Config.MaxBytes and 8 MiB for
// each process that uses it, and 16 MiB of damaged segments.
package store

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"
)

// Config says where a store keeps which records.
type Config struct {
	// Dir is a folder. It is made with mode 0700 if it does not exist.
	Dir string
	// Owner is what the records belong to: a URL and a key. Only a part of its SHA-256
	// goes to disk, as the name of a subfolder.
	Owner string
	// Kind is a word for what the records are, of the letters a to z. It begins the
	// name of the subfolder, so stores of different kinds can share a folder.
	Kind string
	// Sync is true if a record is stored when it survives a loss of power, and false
	// if it is stored when it survives the end of the process. Without Sync, the store
	// syncs in the background within a second.
	Sync bool
	// MaxBytes bounds the records that are kept, in bytes on disk. 0 is DefaultMaxBytes.
	MaxBytes int64
	// Report gets problems of files, and that they are over. A goroutine of its own
	// calls it, one call at a time. It must not call Close.
	Report func(error)
}

// DefaultMaxBytes is the bound of a store whose configuration has none.
const DefaultMaxBytes = 64 << 20

// Errors of Store.Add.
var (
	ErrFull   = errors.New("the store is full")
	ErrClosed = errors.New("the store is closed")
)

// limits are what tests make smaller.
type limits struct {
	segment      int64 // a segment of this size is followed by another one
	slack        int64 // bytes of done records that a journal may have on disk, beyond the size of its live ones
	journals     int   // that a store has taken over at the same time, since each needs file descriptors
	damagedFiles int
	damagedBytes int64
	firstRetry   time.Duration // of a write that failed
	lastRetry    time.Duration
	syncEvery    time.Duration
	folderLock   time.Duration // how long other processes may hold the lock of the folder
}

func defaultLimits() limits {
	return limits{
		segment: 4 << 20, slack: 8 << 20, journals: 64, damagedFiles: 8, damagedBytes: 16 << 20,
		firstRetry: time.Second, lastRetry: 30 * time.Second, syncEvery: 500 * time.Millisecond, folderLock: 10 * time.Second,
	}
}

// Store keeps records. Its methods may be called from several goroutines.
type Store struct {
	config  Config
	limits  limits
	folder  *folder
	reports reports
	alone   map[string]bool // reports about files that are left alone; Take uses it

	wake    chan struct{} // tells the writer that there is work
	closing chan struct{} // closed by Close
	stopped chan struct{} // closed when the goroutines have ended
	takes   sync.Mutex    // held by Take

	mu       sync.Mutex
	own      *journal
	taken    []*journal // of ended processes
	marked   []*journal // those with marks that wait
	waiting  []*Record  // added, not seen by the writer
	batch    *batch     // what those of waiting wait for
	seq      uint64     // of the record that was added last
	closed   bool
	finished bool // the writer takes nothing more
	unstored int
	live     int
	bytes    int64
	left     journals // of ended processes that Take did not take
	damaged  int
	problem  error // why nothing can be written now
}

// journals are how many journals there are, and what they take on disk.
type journals struct {
	count int
	bytes int64
}

// Stats are what a store has at a moment.
type Stats struct {
	Records  int   // that are kept, of ended processes too
	Bytes    int64 // that they take on disk, about
	Unstored int   // added, not done, and not on disk yet
	Damaged  int   // parts of files that could not be read
	Left     int   // journals of ended processes that the last Take left, because they did not fit
}

var kindName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z]+$`)
})

// Open checks the folder, and makes it if it does not exist. It makes no file but
// locks: an idle store has no other files.
func Open(c Config) (*Store, error) {
	return open(c, defaultLimits(), func(d disk) disk { return d })
}

// open lets tests replace the limits and the disk.
func open(c Config, l limits, wrap func(disk) disk) (*Store, error) {
	if !kindName().MatchString(c.Kind) {
		return nil, fmt.Errorf("the kind of records %q is not a word of the letters a to z", c.Kind)
	}
	if c.MaxBytes <= 0 {
		c.MaxBytes = DefaultMaxBytes
	}
	f, err := openFolder(c.Dir, subfolder(c.Kind, c.Owner), l.folderLock, wrap)
	if err != nil {
		return nil, err
	}
	own, err := f.begin()
	if err != nil {
		_ = f.disk.close()
		return nil, err
	}
	s := &Store{
		config: c, limits: l, folder: f, own: own, batch: newBatch(), alone: map[string]bool{},
		wake: make(chan struct{}, 1), closing: make(chan struct{}), stopped: make(chan struct{}),
	}
	s.reports.call = c.Report
	for _, path := range f.others {
		s.reports.add(fmt.Errorf("the folder %q has records of another key or URL, which are sent only with that one: "+
			"start a process with it, or remove the folder", path))
	}
	go newWriter(s).run()
	return s, nil
}

// Stats returns what the store has now.
func (s *Store) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Stats{Records: s.live, Bytes: s.bytes, Unstored: s.unstored, Damaged: s.damaged, Left: s.left.count}
}

// call wakes the writer.
func (s *Store) call() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
