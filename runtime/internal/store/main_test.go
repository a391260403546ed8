package store

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if run := children[os.Getenv(childEnv)]; run != nil {
		run() // until it is killed
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// patience is longer than any write takes.
const patience = time.Minute

var seed = flag.Uint64("seed", 0, "repeats random tests with the seed that they printed")

func newRandom(t testing.TB) *rand.Rand {
	n := *seed
	if n == 0 {
		n = rand.Uint64()
	}
	t.Logf("-seed %d", n)
	return rand.New(rand.NewPCG(n, 0))
}

// log collects reports.
type log struct {
	mu   sync.Mutex
	errs []error
}

func (l *log) add(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errs = append(l.errs, err)
}

func (l *log) all() []error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.errs)
}

// with returns the reports that contain a text.
func (l *log) with(text string) []error {
	return slices.DeleteFunc(l.all(), func(err error) bool { return !strings.Contains(err.Error(), text) })
}

// place is a folder for stores, and what they report.
type place struct {
	log
	dir    string
	config Config
	limits limits
	wrap   func(disk) disk
}

func newPlace(t testing.TB) *place {
	p := &place{dir: filepath.Join(t.TempDir(), "records"), limits: defaultLimits(), wrap: func(d disk) disk { return d }}
	p.config = Config{Dir: p.dir, Owner: "https://example.com secret", Kind: "updates", Report: p.add}
	return p
}

// open opens a store, and closes it at the end of the test.
func (p *place) open(t testing.TB) *Store {
	t.Helper()
	s, err := open(p.config, p.limits, p.wrap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.Background()) })
	return s
}

// folder is the path of the subfolder.
func (p *place) folder() string {
	return filepath.Join(p.dir, subfolder(p.config.Kind, p.config.Owner))
}

// files are the names of files with a suffix.
func (p *place) files(t testing.TB, suffix string) []string {
	t.Helper()
	entries, err := os.ReadDir(p.folder())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) {
			names = append(names, e.Name())
		}
	}
	return names
}

// contains reports whether a segment contains a text.
func (p *place) contains(t testing.TB, part string) bool {
	t.Helper()
	for _, name := range p.files(t, segmentSuffix) {
		text, err := os.ReadFile(filepath.Join(p.folder(), name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), part) {
			return true
		}
	}
	return false
}

func mustAdd(t testing.TB, s *Store, text string) *Record {
	t.Helper()
	r, err := s.Add([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mustStore adds a record, and waits until it is stored.
func mustStore(t testing.TB, s *Store, text string) *Record {
	t.Helper()
	r := mustAdd(t, s, text)
	if !s.Wait(r, patience) {
		t.Fatalf("%q is not stored", text)
	}
	return r
}

func mustClose(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// takenRecord is a record as Take hands it over.
type takenRecord struct {
	record *Record
	text   string
}

// take takes all journals.
func take(t testing.TB, s *Store) []takenRecord {
	t.Helper()
	var all []takenRecord
	err := s.Take(func(int64, int) bool { return true }, func(r *Record, data []byte) {
		all = append(all, takenRecord{r, string(data)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func texts(all []takenRecord) []string {
	var texts []string
	for _, r := range all {
		texts = append(texts, r.text)
	}
	return texts
}

// wantTaken takes all journals, and compares the records.
func wantTaken(t testing.TB, s *Store, want ...string) []takenRecord {
	t.Helper()
	got := take(t, s)
	if !slices.Equal(texts(got), want) {
		t.Fatalf("taken: %q, want %q", texts(got), want)
	}
	return got
}

func wantReports(t testing.TB, p *place, want ...string) {
	t.Helper()
	waitUntil(t, func() bool { return len(p.all()) >= len(want) })
	var got []string
	for _, err := range p.all() {
		got = append(got, err.Error())
	}
	ok := len(got) == len(want)
	for i := 0; ok && i < len(got); i++ {
		ok = strings.Contains(got[i], want[i])
	}
	if !ok {
		t.Errorf("reported:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// number is the nth of many records.
func number(n int) string { return fmt.Sprintf("record %d", n) }
