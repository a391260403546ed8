package store

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// errPower is the error of everything after a crash.
var errPower = errors.New("the power is off")

// faultyDisk is a disk that fails on request. It keeps what is not synced yet, so a
// crash can take that away.
type faultyDisk struct {
	disk
	mu     sync.Mutex
	fail   func(operation, name string) error // nil does not fail
	off    bool
	block  chan struct{}    // if not nil, writes and syncs wait for it
	synced map[string]int64 // sizes
	sizes  map[string]int64
	named  map[string]bool // whether the name is synced
}

func newFaultyDisk() *faultyDisk {
	return &faultyDisk{synced: map[string]int64{}, sizes: map[string]int64{}, named: map[string]bool{}}
}

// wrap is for open. The disk may serve several stores, one after the other.
func (d *faultyDisk) wrap(real disk) disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.disk, d.off = real, false
	return d
}

// set replaces what fails.
func (d *faultyDisk) set(fail func(operation, name string) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail = fail
}

// failing fails some operations with an error.
func failing(err error, operations ...string) func(string, string) error {
	return func(operation, _ string) error {
		for _, o := range operations {
			if o == operation {
				return err
			}
		}
		return nil
	}
}

func (d *faultyDisk) check(operation, name string) error {
	d.mu.Lock()
	block := d.block
	d.mu.Unlock()
	if block != nil && (operation == "write" || operation == "sync") {
		<-block
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off {
		return &fs.PathError{Op: operation, Path: name, Err: errPower}
	}
	if d.fail == nil {
		return nil
	}
	if err := d.fail(operation, name); err != nil {
		return &fs.PathError{Op: operation, Path: name, Err: err}
	}
	return nil
}

func (d *faultyDisk) create(name string) (file, error) {
	if err := d.check("create", name); err != nil {
		return nil, err
	}
	f, err := d.disk.create(name)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sizes[name], d.synced[name], d.named[name] = 0, 0, false
	return &faultyFile{f, d, name}, nil
}

func (d *faultyDisk) open(name string) (file, error) {
	if err := d.check("open", name); err != nil {
		return nil, err
	}
	f, err := d.disk.open(name)
	if err != nil {
		return nil, err
	}
	return &faultyFile{f, d, name}, nil
}

func (d *faultyDisk) lstat(name string) (fs.FileInfo, error) {
	if err := d.check("lstat", name); err != nil {
		return nil, err
	}
	return d.disk.lstat(name)
}

func (d *faultyDisk) rename(from, to string) error {
	if err := d.check("rename", from); err != nil {
		return err
	}
	return d.disk.rename(from, to)
}

func (d *faultyDisk) remove(name string) error {
	if err := d.check("remove", name); err != nil {
		return err
	}
	d.mu.Lock()
	delete(d.sizes, name)
	d.mu.Unlock()
	return d.disk.remove(name)
}

func (d *faultyDisk) sync() error {
	if err := d.check("sync names", ""); err != nil {
		return err
	}
	d.mu.Lock()
	for name := range d.sizes {
		d.named[name] = true
	}
	d.mu.Unlock()
	return d.disk.sync()
}

// fataler is a test, or a part of a random one.
type fataler interface {
	Fatal(...any)
}

// crash ends a store as a kill does: nothing more is written, and its locks are free.
// If power is lost too, what was not synced may be lost.
func (d *faultyDisk) crash(t fataler, s *Store, power bool) {
	d.mu.Lock()
	d.off = true
	real := s.folder.path
	d.mu.Unlock()
	_ = s.Close(context.Background())
	if power {
		d.lose(t, real)
	}
}

// lose takes away a random part of what is not synced.
func (d *faultyDisk) lose(t fataler, dir string) {
	root, err := openRoot(dir, exposed)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	d.mu.Lock()
	defer d.mu.Unlock()
	for name, size := range d.sizes {
		if !d.named[name] && rand.IntN(2) == 0 {
			_ = root.Remove(name)
			delete(d.sizes, name)
			continue
		}
		left := d.synced[name]
		if size > left {
			left += rand.Int64N(size - left + 1)
		}
		f, err := root.OpenFile(name, 2, 0)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = errors.Join(f.Truncate(left), f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		d.sizes[name], d.synced[name], d.named[name] = left, left, true
	}
}

// faultyFile is a file of a faulty disk.
type faultyFile struct {
	file
	d    *faultyDisk
	name string
}

// Write writes the first half if it fails.
func (f *faultyFile) Write(p []byte) (int, error) {
	err := f.d.check("write", f.name)
	if err != nil {
		if errors.Is(err, errPower) {
			return 0, err
		}
		p = p[:len(p)/2]
	}
	n, real := f.file.Write(p)
	f.d.mu.Lock()
	f.d.sizes[f.name] += int64(n)
	f.d.mu.Unlock()
	return n, errors.Join(err, real)
}

func (f *faultyFile) ReadAt(p []byte, offset int64) (int, error) {
	if err := f.d.check("read", f.name); err != nil {
		return 0, err
	}
	return f.file.ReadAt(p, offset)
}

func (f *faultyFile) Sync() error {
	f.d.mu.Lock()
	size := f.d.sizes[f.name]
	f.d.mu.Unlock()
	if err := f.d.check("sync", f.name); err != nil {
		return err
	}
	f.d.mu.Lock()
	f.d.synced[f.name] = max(f.d.synced[f.name], size)
	f.d.mu.Unlock()
	return nil // the real file need not be synced
}

func (f *faultyFile) Truncate(size int64) error {
	if err := f.d.check("truncate", f.name); err != nil {
		return err
	}
	f.d.mu.Lock()
	f.d.sizes[f.name] = min(f.d.sizes[f.name], size)
	f.d.synced[f.name] = min(f.d.synced[f.name], size)
	f.d.mu.Unlock()
	return f.file.Truncate(size)
}

// waitUntil waits for something that goes on in the background.
func waitUntil(t testing.TB, reached func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !reached(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not happen")
		}
	}
}
