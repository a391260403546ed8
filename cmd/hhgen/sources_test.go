package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
)

// oddNames are names of files that an output has to tell from other text.
var oddNames = []string{
	"turn, v2.json", "a, b.json", " leading.json", "it's \"quoted\".json", "100%d%!.json", "größe-問.json", ".json", "a..json",
	"line\nbreak`.json", "a\n\nfunc init() { panic(1) }\n.json", "a\r//go:embed b.json", "\u2028\u202e.json", "*.json", "//go:generate x.json", "type a.json", "\\.json",
}

// An output finds the files that it was generated from again, whatever they are
// called.
func TestOddFileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files cannot be called like that")
	}
	dir := scratch.Module(t, "example.com/app")
	t.Chdir(dir)
	const text = `{"title": "Turn", "type": "object", "properties": {"metrics": {"type": "object", "properties": {"score": {"type": "number"}}}}}`
	run := func(want int, args ...string) {
		var stdout, stderr strings.Builder
		if got := run(args, nil, &stdout, &stderr); got != want {
			t.Errorf("hhgen %q: exit code %d, want %d\n%s%s", args, got, want, &stdout, &stderr)
		}
	}
	path := func(i int) string {
		return filepath.Join(fmt.Sprint("p", i), strings.ReplaceAll(oddNames[i], "/", "-"))
	}
	for i := range oddNames {
		scratch.Write(t, path(i), text)
		scratch.Write(t, filepath.Join(filepath.Dir(path(i)), "second.json"), strings.ReplaceAll(strings.ReplaceAll(text, "Turn", "Other"), "score", "size"))
		run(exitFine, path(i), filepath.Join(filepath.Dir(path(i)), "second.json"))
		out, err := os.ReadFile(filepath.Join(filepath.Dir(path(i)), schema.OutputName))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := schema.Sources(string(out)), []string{filepath.Base(path(i)), "second.json"}; !slices.Equal(got, want) {
			t.Errorf("generated from %q, want %q", got, want)
		}
	}
	for i := range oddNames {
		scratch.Write(t, path(i), strings.ReplaceAll(text, "score", "rating"))
	}
	for _, args := range [][]string{{"./..."}, {"--no-cache", "./..."}, {"lint", "./..."}, {"budget", "./..."}} {
		run(exitFine, args...)
	}
	for i := range oddNames {
		if out, err := os.ReadFile(filepath.Join(filepath.Dir(path(i)), schema.OutputName)); err != nil || !strings.Contains(string(out), "func WithRating(") {
			t.Errorf("%q: the output was not generated anew: %v", path(i), err)
		}
	}
}
