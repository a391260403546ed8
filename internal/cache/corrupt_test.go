package cache_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hhgen/hhgen/internal/cache"
)

func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// entries are the files of a cache.
func entries(t *testing.T, dir string) (paths []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// A cache that was damaged is an empty one.
func TestCorrupt(t *testing.T) {
	for name, damage := range map[string]func(text []byte) []byte{
		"empty":       func([]byte) []byte { return nil },
		"cut":         func(text []byte) []byte { return text[:len(text)/2] },
		"one byte":    func(text []byte) []byte { text[len(text)/2] ^= 1; return text },
		"zeros":       func(text []byte) []byte { return make([]byte, len(text)) },
		"only a head": func(text []byte) []byte { head, _, _ := bytes.Cut(text, []byte("\n")); return head },
		"another end": func(text []byte) []byte { return append(text, "{}"...) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			dir := t.TempDir()
			w.c = cache.StoreIn(dir)
			w.begin().Remember(w.packages(), nil)
			paths := entries(t, dir)
			if len(paths) != 1 {
				t.Fatalf("%d files, want 1", len(paths))
			}
			text, err := os.ReadFile(paths[0])
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(paths[0], damage(text), 0o666); err != nil {
				t.Fatal(err)
			}
			if got := w.verdict(); got != "all" {
				t.Errorf("to be loaded: %q, want all", got)
			}
			w.begin().Remember(w.packages(), nil)
			if got := w.verdict(); got != "" {
				t.Errorf("the cache has not recovered: %q is to be loaded", got)
			}
		})
	}
}

// A folder that cannot be written in is no error.
func TestUnwritable(t *testing.T) {
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	w.c = cache.StoreIn(filepath.Join(file, "cache"))
	w.begin().Remember(w.packages(), nil)
	if got := w.verdict(); got != "all" {
		t.Errorf("to be loaded: %q, want all", got)
	}
}

// No cache is one that knows nothing.
func TestNone(t *testing.T) {
	var none *cache.Store
	run := none.Begin(cache.Key{}, "", nil)
	if run.Hit() {
		t.Error("found")
	}
	run.Remember(nil, nil)
}

// Runs at the same time read and write whole entries.
func TestConcurrent(t *testing.T) {
	w := newWorld(t)
	w.begin().Remember(w.packages(), nil)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				run := w.begin()
				if !run.Hit() {
					t.Error("an entry was lost")
					return
				}
				run.Discard()
				run.Remember(w.packages(), nil)
			}
		})
	}
	wg.Wait()
	if got := w.verdict(); got != "" {
		t.Errorf("to be loaded: %q, want none", got)
	}
}

// What nobody has asked for in a long time is forgotten.
func TestTrim(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	w.c = cache.StoreIn(dir)
	w.begin().Remember(w.packages(), nil)
	long := time.Now().Add(-60 * 24 * time.Hour)
	for _, path := range entries(t, dir) {
		if err := os.Chtimes(path, long, long); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.verdict(); got != "" { // asking keeps it
		t.Fatalf("to be loaded: %q, want none", got)
	}
	left := filepath.Join(dir, ".x.json.123")
	if err := os.WriteFile(left, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(left, long, long); err != nil {
		t.Fatal(err)
	}
	w.args = []string{"./chat"}
	w.begin().Remember(w.packages()[:1], nil)
	if got := entries(t, dir); len(got) != 2 {
		t.Errorf("files: %q, want two entries", got)
	}
}
