package store

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// volatile is a disk that knows what a loss of power leaves: what was synced. It holds up
// writes while blocked is locked.
type volatile struct {
	disk
	folder string

	blocked sync.Mutex
	mu      sync.Mutex
	made    []string // files whose names are not synced
	synced  map[string]int64
}

type volatileFile struct {
	file
	disk *volatile
	name string
}

func (v *volatile) create(name string) (file, error) {
	f, err := v.disk.create(name)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.made = append(v.made, name)
	v.synced[name] = 0
	return &volatileFile{f, v, name}, nil
}

func (v *volatile) sync() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.made = nil
	return v.disk.sync()
}

func (f *volatileFile) Write(p []byte) (int, error) {
	f.disk.blocked.Lock()
	defer f.disk.blocked.Unlock()
	return f.file.Write(p)
}

func (f *volatileFile) Sync() error {
	info, err := f.Stat()
	if err == nil {
		err = f.file.Sync()
	}
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err == nil {
		f.disk.synced[f.name] = info.Size()
	}
	return err
}

// awaitSync waits until everything is synced that is in files now.
func (v *volatile) awaitSync(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(v.folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		for err == nil && !v.safe(e.Name(), info.Size()) {
			time.Sleep(time.Millisecond)
			_, err = os.Stat(filepath.Join(v.folder, e.Name())) // it may be removed
		}
	}
}

// safe reports whether the first bytes of a file, and its name, are synced.
func (v *volatile) safe(name string, size int64) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.synced[name] >= size && !slices.Contains(v.made, name)
}

// powerOff copies what is left of the folder to another place.
func (v *volatile) powerOff(t *testing.T, to *place) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := os.MkdirAll(to.folder(), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, size := range v.synced {
		text, err := os.ReadFile(filepath.Join(v.folder, name))
		if err == nil && !slices.Contains(v.made, name) {
			err = os.WriteFile(filepath.Join(to.folder(), name), text[:size], 0o600)
		}
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

func newVolatile(t *testing.T, sync bool) (*place, *volatile) {
	p := newPlace(t)
	p.config.Sync = sync
	p.limits.syncEvery = time.Millisecond
	v := &volatile{folder: p.folder(), synced: map[string]int64{}}
	p.wrap = func(d disk) disk { v.disk = d; return v }
	return p, v
}

// A loss of power leaves all records that are stored, with Sync. Without it, it leaves
// those that were synced in the background.
func TestLossOfPower(t *testing.T) {
	for name, synced := range map[string]bool{"Sync": true, "in the background": false} {
		t.Run(name, func(t *testing.T) {
			p, v := newVolatile(t, synced)
			p.limits.segment = 1 << 10
			s := p.open(t)
			var want []string
			for i := range 100 {
				r := mustStore(t, s, number(i))
				if i%3 == 0 {
					s.Done(r)
				} else {
					want = append(want, number(i))
				}
			}
			v.awaitSync(t)
			after := newPlace(t)
			v.powerOff(t, after)
			left := map[string]bool{}
			for _, text := range texts(take(t, after.open(t))) {
				left[text] = true
			}
			for _, text := range want {
				if !left[text] {
					t.Errorf("%q is lost", text)
				}
			}
		})
	}
}

// While a write takes long, nobody waits longer than they want to, and what is not
// stored yet is counted.
func TestSlowDisk(t *testing.T) {
	p, v := newVolatile(t, false)
	s := p.open(t)
	v.blocked.Lock()
	var records []*Record
	for i := range 10 {
		r := mustAdd(t, s, number(i))
		if s.Wait(r, time.Millisecond) {
			t.Fatal("a record is stored, although nothing was written")
		}
		records = append(records, r)
	}
	s.Done(records[0])
	if got := s.Stats().Unstored; got != 9 {
		t.Errorf("%d are not stored", got)
	}
	v.blocked.Unlock()
	for _, r := range records {
		if !s.Wait(r, patience) {
			t.Error("a record is not stored")
		}
	}
}
