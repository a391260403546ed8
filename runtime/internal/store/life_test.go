package store

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// fate is what is known of a record.
type fate int

const (
	unknown fate = iota // it may be on disk or not
	kept                // it was stored, and is not done
	gone                // it is not on disk
)

// lives is a model of the stores that use a folder one after the other.
type lives struct {
	random.Source
	place *place
	disk  *faultyDisk
	store *Store
	power bool // a crash loses what is not synced
	fault bool // the disk fails now

	fates []fate          // by number
	held  map[int]*Record // live in the store
	ended map[int]bool    // done in the store
}

// Stores that live, fail, crash and take over lose no record that was stored, have
// none twice, and keep the order. A record that is done may come back after a crash
// only if its mark was not written, which the model does not know.
func TestRandomLives(t *testing.T) {
	random.Check(t, 150, func(s random.Source) { live(t, s, false, s.Chance(50)) })
}

// The same with crashes that lose what is not synced.
func TestRandomLivesWithoutPower(t *testing.T) {
	random.Check(t, 150, func(s random.Source) { live(t, s, true, s.Chance(80)) })
}

func live(t *testing.T, s random.Source, power, sync bool) {
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		s.Fatal(err)
	}
	p, d := newFaultyPlace(t)
	p.dir = filepath.Join(dir, "records")
	p.config = Config{Dir: p.dir, Owner: "o", Kind: "updates", Sync: sync, MaxBytes: 30_000}
	p.limits.segment, p.limits.slack = 1+s.Int64N(4_000), 1+s.Int64N(8_000)
	l := &lives{Source: s, place: p, disk: d, power: power}
	l.open()
	for range 1 + s.IntN(80) {
		l.step()
	}
	l.setFault(false)
	l.close()
	l.open()
	l.take()
	for n := range l.held {
		l.done(n)
	}
	l.close()
	if left := p.files(t, segmentSuffix); len(left) > 0 {
		s.Fatalf("all is done, and files are left: %q", left)
	}
}

func (l *lives) step() {
	switch n := l.IntN(100); {
	case n < 35:
		l.add(l.Chance(70))
	case n < 70:
		for _, n := range slices.Sorted(maps.Keys(l.held)) {
			if l.Chance(30) {
				l.done(n)
			}
		}
	case n < 78:
		l.setFault(!l.fault)
	case n < 84:
		l.take()
	case n < 87:
		l.takeSome()
	case n < 94:
		l.crash()
	default:
		l.close()
		l.open()
	}
	if got := l.store.Stats().Records; got != len(l.held) {
		l.Fatalf("%d records, want %d", got, len(l.held))
	}
}

func (l *lives) open() {
	l.setFault(false)
	s, err := open(l.place.config, l.place.limits, l.place.wrap)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = s.Close(context.Background()) })
	l.store, l.held, l.ended = s, map[int]*Record{}, map[int]bool{}
}

func (l *lives) add(wait bool) {
	n := len(l.fates)
	r, err := l.store.Add([]byte(content(n)[:min(len(content(n)), 3_000)]))
	if err == ErrFull {
		return
	}
	if err != nil {
		l.Fatal(err)
	}
	l.fates = append(l.fates, unknown)
	l.held[n] = r
	most := patience
	if l.fault {
		most = time.Millisecond
	}
	if wait && l.store.Wait(r, most) {
		l.fates[n] = kept
	} else if wait && !l.fault {
		l.Fatal("a record is not stored")
	}
}

func (l *lives) done(n int) {
	l.store.Done(l.held[n])
	delete(l.held, n)
	l.fates[n], l.ended[n] = unknown, true
}

func (l *lives) setFault(on bool) {
	l.fault = on
	if !on {
		l.disk.set(nil)
		return
	}
	var operations []string
	for _, o := range []string{"create", "write", "sync", "sync names", "truncate", "rename", "remove", "open", "read"} {
		if l.Chance(50) {
			operations = append(operations, o)
		}
	}
	l.disk.set(failing(syscall.EIO, operations...))
}

// take takes all over, and compares it with what has to be there.
func (l *lives) take() {
	l.setFault(false)
	l.takeThose(func(int64, int) bool { return true })
	for n, f := range l.fates {
		if l.held[n] != nil || l.ended[n] {
			continue
		}
		if f == kept {
			l.Fatalf("record %d was stored, and is lost", n)
		}
		l.fates[n] = gone
	}
}

func (l *lives) takeSome() {
	l.setFault(false)
	l.takeThose(func(int64, int) bool { return l.Chance(50) })
}

func (l *lives) takeThose(fits func(int64, int) bool) {
	last := -1
	err := l.store.Take(fits, func(r *Record, data []byte) {
		n := l.number(string(data))
		if l.held[n] != nil || n <= last {
			l.Fatalf("record %d is taken over twice, or after %d", n, last)
		}
		if l.fates[n] == gone {
			l.Fatalf("record %d was done, and is taken over", n)
		}
		last = n
		l.held[n], l.fates[n] = r, kept
	})
	if err != nil {
		l.Fatal(err)
	}
}

func (l *lives) number(text string) int {
	var n int
	for _, digit := range text[:max(0, strings.Index(text, ":"))] {
		n = 10*n + int(digit-'0')
	}
	if n >= len(l.fates) || text != content(n)[:min(len(content(n)), 3_000)] {
		l.Fatalf("a record is wrong: %.20q", text)
	}
	return n
}

func (l *lives) crash() {
	l.disk.crash(l, l.store, l.power)
	for n, f := range l.fates {
		if l.power && (f == gone || !l.place.config.Sync) {
			l.fates[n] = unknown // its mark may be lost, or itself
		}
	}
	l.open()
}

// close closes the store. If that says nothing else, all its records are on disk, and
// all that are done are not.
func (l *lives) close() {
	before := l.fault
	l.setFault(l.fault && l.Chance(50))
	err := l.store.Close(context.Background())
	if err != nil && !before && !l.fault {
		l.Fatal(err)
	}
	if err != nil || l.fault {
		return
	}
	for n := range l.held {
		l.fates[n] = kept
	}
	for n := range l.ended {
		l.fates[n] = gone
	}
}
