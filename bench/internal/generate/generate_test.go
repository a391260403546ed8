package generate

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hhgen/hhgen/bench/internal/corpus"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

// The states that commands find are what their tables say: what hhgen does in
// each is seen in the outputs.
func TestStates(t *testing.T) {
	root, err := measure.Root()
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	bin := filepath.Join(work, "bin")
	if err := build(bin); err != nil {
		t.Fatal(err)
	}
	m, err := newModule(work, root, bin, 2)
	if err != nil {
		t.Fatal(err)
	}
	outputs := func() (found []string) {
		for _, dir := range m.folders() {
			text, err := os.ReadFile(filepath.Join(dir, output))
			if err == nil {
				found = append(found, string(text))
			}
		}
		return found
	}
	if err := m.fresh(); err != nil {
		t.Fatal(err)
	}
	first := outputs()
	if len(first) != 2 {
		t.Fatalf("%d outputs, want 2", len(first))
	}
	if err := all(func() error { return m.edit(1) }, m.fresh)(); err != nil {
		t.Fatal(err)
	}
	if edited := outputs(); edited[0] == first[0] || edited[1] != first[1] {
		t.Error("an edit of one package has not changed its output alone")
	}
	if err := all(func() error { return m.edit(1) }, m.fresh)(); err != nil {
		t.Fatal(err)
	}
	if again := outputs(); again[0] != first[0] {
		t.Error("the second edit has not taken the first back")
	}
	if entries, err := os.ReadDir(filepath.Join(m.cache, "hhgen")); err != nil || len(entries) == 0 {
		t.Errorf("hhgen's cache lies elsewhere: %v", err)
	}
	if err := all(m.clean, m.forget)(); err != nil || len(outputs()) != 0 {
		t.Errorf("%d outputs are left: %v", len(outputs()), err)
	}
	// All peers can read what they are given.
	s := &session{Config: Config{Log: io.Discard}, work: work, bin: bin, medians: map[string]measure.Sample{}}
	for range coldCache + 1 {
		s.tables = append(s.tables, newTable("", ""))
	}
	for _, part := range []func(*module, int) error{s.schemas, s.peers, s.generated} {
		if err := part(m, 1); err != nil {
			t.Error(err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(work, "x.go")); err != nil || !strings.Contains(string(text), "ReviewMetrics") {
		t.Errorf("go-jsonschema has made nothing of %s: %v", corpus.Schema(0), err)
	}
}

func TestTargets(t *testing.T) {
	s := &session{medians: map[string]measure.Sample{}}
	for _, title := range []string{"first", "fresh", "edited", "lines", "others", "schema", "cold"} {
		s.tables = append(s.tables, newTable(title, ""))
	}
	if got := s.targets(); len(got) != 0 {
		t.Errorf("%d targets of nothing", len(got))
	}
	s.medians[key(100, "first", load)] = measure.Sample{Wall: time.Second, Memory: 100}
	s.medians[key(100, "first", hhgen)] = measure.Sample{Wall: 3 * time.Second, Memory: 120}
	s.medians[key(1000, "first", hhgen)] = measure.Sample{Wall: 27 * time.Second}
	got := map[string]float64{}
	for _, target := range s.targets() {
		got[target.What] = target.Measured
	}
	want := map[string]float64{
		"100 packages, nothing generated yet, against packages.Load":              3,
		"from 100 to 1,000 packages, time for each":                               0.9,
		"peak memory, 100 packages, nothing generated yet, against packages.Load": 1.2,
	}
	for what, ratio := range want {
		if d := got[what] - ratio; d < -1e-9 || d > 1e-9 {
			t.Errorf("%s: %v, want %v", what, got[what], ratio)
		}
	}
	if len(got) != len(want) {
		t.Errorf("targets: %v", got)
	}
}
