package store

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// size is what the files of a folder take.
func (p *place) size(t testing.TB) (size int64) {
	t.Helper()
	for _, name := range p.files(t, segmentSuffix) {
		if info, err := os.Stat(filepath.Join(p.folder(), name)); err == nil {
			size += info.Size()
		}
	}
	return size
}

// Under constant load, with records that stay for long and others that do not, the
// files stay within their bound, and no record is lost.
func TestDiskIsBounded(t *testing.T) {
	for _, sync := range []bool{false, true} {
		p := newPlace(t)
		p.config.Sync = sync
		p.limits.segment, p.limits.slack = 20_000, 40_000
		s := p.open(t)
		random := newRandom(t)
		live := map[int]*Record{}
		most := int64(0)
		for i := range 3_000 {
			r := mustStore(t, s, number(i)+strings.Repeat(" ", random.IntN(500)))
			if i%100 == 0 || random.IntN(50) == 0 {
				live[i] = r
			} else {
				s.Done(r)
			}
			if random.IntN(40) == 0 {
				for n, r := range live {
					if n%100 != 0 {
						s.Done(r)
						delete(live, n)
					}
				}
			}
			if i%50 == 0 {
				mustStore(t, s, "")
				mustStore(t, s, "") // so all that was done before the first is written and compacted
				most = max(most, p.size(t)-2*s.Stats().Bytes)
			}
		}
		if most > 40_000+2*20_000 {
			t.Errorf("%d bytes more than twice the live records are on disk", most)
		}
		mustClose(t, s)
		checkCompacted(t, p, live)
	}
}

// checkCompacted compares what was left with what was live.
func checkCompacted(t *testing.T, p *place, live map[int]*Record) {
	var want []int
	for n := range live {
		want = append(want, n)
	}
	slices.Sort(want)
	var got []int
	for _, text := range texts(take(t, p.open(t))) {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		for n := range live {
			if number(n) == text {
				got = append(got, n)
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("taken: %v, want %v", got, want)
	}
	wantReports(t, p)
}

// One record that stays does not keep all later files.
func TestOneOldRecord(t *testing.T) {
	p := newPlace(t)
	p.limits.segment, p.limits.slack = 4_000, 20_000
	s := p.open(t)
	mustStore(t, s, "old")
	for range 500 {
		s.Done(mustStore(t, s, strings.Repeat("x", rand.IntN(1_000))))
	}
	waitUntil(t, func() bool { return p.size(t) < 30_000 })
	mustClose(t, s)
	wantTaken(t, p.open(t), "old")
}

// A segment that is damaged while it is compacted is kept, and what can be read of it
// is moved.
func TestCompactionOfDamagedSegment(t *testing.T) {
	p := newPlace(t)
	p.limits.segment, p.limits.slack = 3*blockSize, 4*blockSize
	s := p.open(t)
	big := strings.Repeat("x", blockSize)
	first := mustStore(t, s, "first")
	lost := mustStore(t, s, big)
	mustStore(t, s, big)
	mustStore(t, s, "kept")
	path := filepath.Join(p.folder(), s.own.segments[0].name)
	mutate(t, path, func(text []byte) []byte { text[100] ^= 1; return text })
	for range 20 {
		s.Done(mustStore(t, s, big))
	}
	wantReports(t, p, "are lost if this process ends")
	waitUntil(t, func() bool { return len(p.files(t, damagedSuffix)) == 1 })
	if got := s.Stats(); got.Records != 4 || got.Damaged != 1 {
		t.Errorf("stats: %+v", got)
	}
	s.Done(first, lost)
	mustClose(t, s)
	got := texts(take(t, p.open(t)))
	if len(got) == 0 || got[len(got)-1] != "kept" {
		t.Errorf("%d records are taken over", len(got))
	}
}

// While a segment cannot be read, it is not compacted, and writing goes on.
func TestCompactionOfUnreadableSegment(t *testing.T) {
	p, d := newFaultyPlace(t)
	p.limits.segment, p.limits.slack = 1_000, 4_000
	s := p.open(t)
	mustStore(t, s, "old")
	d.set(failing(syscall.EIO, "read"))
	for range 100 {
		s.Done(mustStore(t, s, strings.Repeat("x", 100)))
	}
	wantReports(t, p, "cannot be made smaller: offset 0 cannot be read")
	d.set(nil)
	for p.size(t) > 6_000 {
		s.Done(mustStore(t, s, "x"))
	}
	mustClose(t, s)
	wantTaken(t, p.open(t), "old")
}

// A segment is removed after the records that were moved from it are synced: they may
// have survived many losses of power before.
func TestCompactionIsSynced(t *testing.T) {
	p, d := newFaultyPlace(t)
	p.limits.segment, p.limits.slack, p.limits.syncEvery = 1_000, 4_000, time.Hour
	s := p.open(t)
	mustStore(t, s, "old")
	first := s.own.segments[0].name
	var checked, synced bool
	d.set(func(operation, name string) error { // the disk is locked during this call
		if operation == "remove" && name == first {
			checked = true
			for other, size := range d.sizes {
				synced = synced || other != first && size > 0 && d.synced[other] == size && d.named[other]
			}
		}
		return nil
	})
	for len(p.files(t, segmentSuffix)) == 0 || p.files(t, segmentSuffix)[0] == first {
		s.Done(mustStore(t, s, strings.Repeat("x", 100)))
	}
	mustClose(t, s)
	if !checked || !synced {
		t.Errorf("the segment is removed: %v, what was moved is synced: %v", checked, synced)
	}
	wantTaken(t, p.open(t), "old")
}
