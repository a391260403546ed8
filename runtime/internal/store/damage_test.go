package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// written is a segment, and where its records are.
type written struct {
	name    string
	text    []byte
	records []string // by sequence number, from 1
	begin   []int    // offsets
	end     []int
}

// writeSegment writes records of random sizes, in several flushes.
func writeSegment(random *rand.Rand, name string, records int) written {
	w := written{name: name}
	e := newEncoder(name)
	for i := range records {
		size := []int{0, 5, 100, 3_000, 50_000}[random.IntN(5)]
		text := fmt.Sprintf("%s %d ", name, i) + strings.Repeat(string(rune('a'+random.IntN(26))), size)
		e.entry(putEntry, []byte(text), uint64(i+1))
		w.begin = append(w.begin, len(w.text))
		w.text = append(w.text, e.take()...)
		w.end = append(w.end, len(w.text))
		w.records = append(w.records, text)
	}
	return w
}

// readAll reads a changed segment. What it returns is among what was written.
func (w written) readAll(t *testing.T, text []byte) (got map[int]bool, found []damage) {
	t.Helper()
	got = map[int]bool{}
	found, err := readSegment(bytes.NewReader(text), int64(len(text)), w.name, func(e entry) error {
		if e.kind == headerEntry {
			return nil
		}
		n := int(e.seq) - 1
		if e.kind != putEntry || n < 0 || n >= len(w.records) || w.records[n] != string(e.data) || got[n] {
			t.Fatalf("a record is wrong: kind %q, number %d, %d bytes", e.kind, n, len(e.data))
		}
		got[n] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, found
}

// Whatever happens to a file, no record that is read is wrong, and all records in
// blocks that did not change are read.
func TestChangedBytes(t *testing.T) {
	random := newRandom(t)
	for range 600 {
		w := writeSegment(random, segmentName(journalName(7, "x"), 1), 1+random.IntN(25))
		text := change(random, slices.Clone(w.text))
		got, found := w.readAll(t, text)
		for i := range w.records {
			if first, last := w.begin[i]/blockSize*blockSize, min(len(w.text), (w.end[i]+blockSize-1)/blockSize*blockSize); !got[i] &&
				last <= len(text) && bytes.Equal(w.text[first:last], text[first:last]) {
				t.Fatalf("record %d at %d to %d is lost, although its blocks did not change; damages: %+v", i, w.begin[i], w.end[i], found)
			}
		}
		if len(got) < len(w.records) && len(found) == 0 && len(text) >= len(w.text) {
			t.Fatalf("records are lost without a damage")
		}
	}
}

// change changes some bytes.
func change(random *rand.Rand, text []byte) []byte {
	for range 1 + random.IntN(4) {
		at := random.IntN(len(text))
		end := min(len(text), at+1+random.IntN(1+random.IntN(100_000)))
		switch random.IntN(4) {
		case 0:
			text[at] ^= 1 << random.IntN(8)
		case 1:
			clear(text[at:end])
		case 2:
			for i := at; i < end; i++ {
				text[i] = byte(random.IntN(256))
			}
		case 3:
			if at > 0 {
				text = text[:at]
			}
		}
	}
	return text
}

// Blocks that come from another file, or from another place of the same file, never
// make wrong records.
func TestForeignBlocks(t *testing.T) {
	random := newRandom(t)
	for range 300 {
		w := writeSegment(random, segmentName(journalName(7, "x"), 1), 20)
		other := writeSegment(random, segmentName(journalName(7, "x"), 2), 20)
		text := slices.Clone(w.text)
		for range 1 + random.IntN(3) {
			from := [][]byte{other.text, w.text}[random.IntN(2)]
			copy(text[random.IntN(len(text))/blockSize*blockSize:], from[random.IntN(len(from))/blockSize*blockSize:])
		}
		read := map[uint64]bool{}
		_, err := readSegment(bytes.NewReader(text), int64(len(text)), w.name, func(e entry) error {
			if e.kind == putEntry && w.records[e.seq-1] != string(e.data) {
				t.Fatalf("record %d is wrong", e.seq)
			}
			read[e.seq] = true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A file that is cut anywhere has all records before the cut.
func TestTornTail(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	w := writeSegment(random, segmentName(journalName(7, "x"), 1), 12)
	if len(w.text) < 2*blockSize {
		t.Fatal("the file is too small")
	}
	near := map[int]bool{}
	for _, edge := range slices.Concat(w.begin, w.end, []int{blockSize, 2 * blockSize}) {
		for size := edge - 20; size < edge+20; size++ {
			near[size] = true
		}
	}
	for size := 0; size <= len(w.text); size++ {
		if !near[size] && size%211 != 0 {
			continue
		}
		got, found := w.readAll(t, w.text[:size])
		for i := range w.records {
			if got[i] != (w.end[i] <= size) {
				t.Fatalf("cut at %d: record %d at %d to %d is read: %v", size, i, w.begin[i], w.end[i], got[i])
			}
		}
		if len(found) > 1 || len(found) == 1 && !found[0].torn {
			t.Fatalf("cut at %d: %+v", size, found)
		}
	}
}

// leave makes the journal of an ended process, and returns the path of its segment.
func (p *place) leave(t testing.TB, records ...string) string {
	t.Helper()
	s := p.open(t)
	for _, text := range records {
		mustStore(t, s, text)
	}
	path := filepath.Join(p.folder(), s.own.segments[0].name)
	mustClose(t, s)
	return path
}

func mutate(t testing.TB, path string, change func([]byte) []byte) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, change(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestDamagedSegment(t *testing.T) {
	p := newPlace(t)
	big := strings.Repeat("x", blockSize)
	path := p.leave(t, "a", big, big, "d")
	mutate(t, path, func(text []byte) []byte { text[100] ^= 1; return text })
	s := p.open(t)
	taken := wantTaken(t, s, "a", big, "d")
	wantReports(t, p, fmt.Sprintf("the file %q is damaged at offset ", path))
	if got := s.Stats(); got.Damaged != 1 || got.Records != 3 {
		t.Errorf("stats are %+v", got)
	}
	for _, r := range taken {
		s.Done(r.record)
	}
	mustClose(t, s)
	if got := p.files(t, damagedSuffix); len(got) != 1 || filepath.Join(p.folder(), got[0]) != path+damagedSuffix {
		t.Errorf("files: %q", got)
	}
	if got := append(p.files(t, segmentSuffix), p.files(t, lockSuffix)...); len(got) > 0 {
		t.Errorf("files are left: %q", got)
	}
	wantTaken(t, p.open(t))
	wantReports(t, p, "is damaged")
}

// A damage is reported and counted once, not by each process that takes the journal
// over.
func TestDamageIsReportedOnce(t *testing.T) {
	p := newPlace(t)
	path := p.leave(t, "a", "b", "c")
	mutate(t, path, func(text []byte) []byte { return text[:len(text)-1] })
	for i := range 3 {
		s := p.open(t)
		taken := wantTaken(t, s, []string{"a", "b"}[i/2:]...)
		if i == 1 {
			s.Done(taken[0].record)
		}
		if got := s.Stats().Damaged; got != max(0, 1-i) {
			t.Errorf("process %d: %d damages", i, got)
		}
		mustClose(t, s)
	}
	wantReports(t, p, "ends in an incomplete record")
	if got := p.files(t, damagedSuffix); len(got) > 0 {
		t.Errorf("files: %q", got)
	}
	s := p.open(t)
	s.Done(wantTaken(t, s, "b")[0].record)
	mustClose(t, s)
	if got := p.files(t, damagedSuffix); len(got) != 1 {
		t.Errorf("files: %q", got)
	}
}

func TestIncompleteRecord(t *testing.T) {
	p := newPlace(t)
	path := p.leave(t, "a", "b")
	mutate(t, path, func(text []byte) []byte { return text[:len(text)-1] })
	wantTaken(t, p.open(t), "a")
	wantReports(t, p, "ends in an incomplete record at offset ")
}

// A file of garbage in the name of a segment is reported, and kept. There are at most
// so many of these.
func TestGarbage(t *testing.T) {
	p := newPlace(t)
	p.limits.damagedFiles, p.limits.damagedBytes = 5, 300_000
	random := rand.New(rand.NewPCG(1, 1))
	mustClose(t, p.open(t)) // makes the folder
	for i := range 300 {
		text := make([]byte, random.IntN(100_000))
		for i := range text {
			text[i] = byte(random.IntN(256))
		}
		name := segmentName(journalName(uint64(i+1), fmt.Sprintf("00000000-0000-4000-8000-%012d", i)), 1)
		if err := os.WriteFile(filepath.Join(p.folder(), name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := p.open(t)
	wantTaken(t, s)
	mustClose(t, s)
	var size int64
	kept := p.files(t, damagedSuffix)
	for _, name := range kept {
		info, err := os.Stat(filepath.Join(p.folder(), name))
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if len(kept) == 0 || len(kept) > 5 || size > 300_000 || !strings.HasPrefix(kept[len(kept)-1], "000000000300-") {
		t.Errorf("%d damaged files of %d bytes are kept: %q", len(kept), size, kept)
	}
	if got := p.files(t, segmentSuffix); len(got) > 0 {
		t.Errorf("files are left: %q", got)
	}
}

// A segment of a newer version is left alone, and so is its journal.
func TestNewerVersion(t *testing.T) {
	p := newPlace(t)
	path := p.leave(t, "a")
	name := filepath.Base(path)
	mutate(t, path, func([]byte) []byte {
		e := newEncoder(name)
		e.entry(headerEntry, nil, formatVersion+1)
		return e.take()
	})
	wantTaken(t, p.open(t))
	wantReports(t, p, "a newer version")
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
