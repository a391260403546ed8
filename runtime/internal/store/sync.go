package store

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// syncer syncs what was written, and closes files that are not written any more.
type syncer struct {
	*Store
	dirty chan struct{} // tells it that there is something to sync
	last  chan struct{} // closed when nothing more will be written
	ended chan struct{}

	naming sync.Mutex // held while the folder is synced

	mu      sync.Mutex
	written []file // not synced yet
	retired []file // to be closed
	failed  []file // those that a sync failed for, until they are retired
	names   bool   // a file was made, and its name is not synced
	cannot  bool   // the file system cannot sync folders
	failing bool
}

func newSyncer(s *Store) *syncer {
	return &syncer{Store: s, dirty: make(chan struct{}, 1), last: make(chan struct{}), ended: make(chan struct{})}
}

// run syncs at intervals, while there is something to sync.
func (y *syncer) run() {
	defer close(y.ended)
	for {
		select {
		case <-y.dirty:
		case <-y.last:
			y.background()
			return
		}
		t := time.NewTimer(y.limits.syncEvery)
		select {
		case <-t.C:
		case <-y.last:
			t.Stop()
		}
		y.background()
	}
}

// background syncs everything.
func (y *syncer) background() {
	y.mu.Lock()
	written, retired := y.written, y.retired
	y.written, y.retired = nil, nil
	y.mu.Unlock()
	err := y.syncNames()
	for _, f := range written {
		if e := f.Sync(); e != nil {
			err = e
			y.mu.Lock()
			if !slices.Contains(retired, f) && !slices.Contains(y.retired, f) {
				y.failed = append(y.failed, f)
			}
			y.mu.Unlock()
		}
	}
	for _, f := range retired {
		_ = f.Close()
	}
	y.outcome(err)
}

// outcome reports when syncing in the background begins to fail, and when it works
// again.
func (y *syncer) outcome(err error) {
	if (err != nil) == y.failing {
		return
	}
	y.failing = err != nil
	if err != nil {
		y.reports.add(fmt.Errorf("the folder %q cannot be synced: %w: a loss of power may lose records, or have them sent twice; check the disk", y.folder.path, err))
		return
	}
	y.reports.add(fmt.Errorf("the folder %q can be synced again", y.folder.path))
}

// sync syncs one file, and its name, at once.
func (y *syncer) sync(f file) error {
	if err := y.syncNames(); err != nil {
		return err
	}
	return f.Sync()
}

// syncNames syncs the folder if files were made since the last time.
func (y *syncer) syncNames() error {
	y.naming.Lock() // who comes second waits for the first, or finds its failure
	defer y.naming.Unlock()
	y.mu.Lock()
	due := y.names && !y.cannot
	y.names = false
	y.mu.Unlock()
	if !due {
		return nil
	}
	err := y.folder.disk.sync()
	if err == nil {
		return nil
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, os.ErrPermission) {
		y.cannot = true // the files exist, and only a loss of power could remove them
		y.reports.add(fmt.Errorf("the file system of %q cannot sync folders: %w: a loss of power may lose records", y.folder.path, err))
		return nil
	}
	y.names = true
	return err
}

// made notes that a file was made.
func (y *syncer) made() {
	y.mu.Lock()
	y.names = true
	y.mu.Unlock()
}

// wrote notes that a file is to be synced.
func (y *syncer) wrote(f file) {
	y.mu.Lock()
	if !slices.Contains(y.written, f) {
		y.written = append(y.written, f)
	}
	y.mu.Unlock()
	y.call()
}

// retire notes that a file is to be closed.
func (y *syncer) retire(f file) {
	y.mu.Lock()
	y.retired = append(y.retired, f)
	y.failed = slices.DeleteFunc(y.failed, func(o file) bool { return o == f })
	y.mu.Unlock()
	y.call()
}

// failedFor reports whether a file could not be synced. What is written to it later may
// be lost although syncing succeeds.
func (y *syncer) failedFor(f file) bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	return slices.Contains(y.failed, f)
}

func (y *syncer) call() {
	select {
	case y.dirty <- struct{}{}:
	default:
	}
}

// end syncs the rest.
func (y *syncer) end() {
	close(y.last)
	<-y.ended
}
