package corpus_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/bench/internal/corpus"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

// written makes a module in a new folder.
func written(t *testing.T, c corpus.Config) string {
	t.Helper()
	root, err := measure.Root()
	if err != nil {
		t.Fatal(err)
	}
	c.Dir, c.Root = t.TempDir(), root
	if err := corpus.Write(c); err != nil {
		t.Fatal(err)
	}
	return c.Dir
}

// goTool runs the go command in a folder.
func goTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var setter = regexp.MustCompile(`(?m)^func (With\w+)\(`)

// setters are the names of a generated file's setters, sorted.
func setters(t *testing.T, dir string) (names []string) {
	for _, m := range setter.FindAllSubmatch(read(t, filepath.Join(dir, "hh_gen.go")), -1) {
		names = append(names, string(m[1]))
	}
	slices.Sort(names)
	return names
}

// The module compiles with what hhgen generates, with all fields and calls, and
// its JSON Schema declares the same fields.
func TestWrite(t *testing.T) {
	dir := written(t, corpus.Config{Packages: 2, Records: 3, Fields: 20, Calls: true, Schemas: true})
	goTool(t, dir, "tool", "hhgen", "--no-cache", "./...")
	goTool(t, dir, "vet", "./...")
	goTool(t, dir, "tool", "hhgen", corpus.Schema(1))
	fromGo, fromJSON := setters(t, filepath.Join(dir, corpus.Package(1))), setters(t, filepath.Join(dir, filepath.Dir(corpus.Schema(1))))
	if len(fromGo) != 60 || !slices.Equal(fromGo, fromJSON) {
		t.Errorf("setters of Go: %d %q\nof JSON Schema: %d %q", len(fromGo), fromGo, len(fromJSON), fromJSON)
	}
}

// The same is written each time.
func TestSame(t *testing.T) {
	c := corpus.Config{Packages: 1, Records: 2, Fields: 5, Calls: true, Schemas: true}
	one, other := written(t, c), written(t, c)
	for _, name := range []string{"records.go", "handler.go", "calls.go"} {
		path := filepath.Join(corpus.Package(0), name)
		if !bytes.Equal(read(t, filepath.Join(one, path)), read(t, filepath.Join(other, path))) {
			t.Errorf("%s differs", path)
		}
	}
	if !bytes.Equal(read(t, filepath.Join(one, corpus.Schema(0))), read(t, filepath.Join(other, corpus.Schema(0)))) {
		t.Errorf("%s differs", corpus.Schema(0))
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []corpus.Config{
		{Packages: 0, Records: 1, Fields: 1}, {Packages: 1, Records: 0, Fields: 1}, {Packages: 1, Records: 101, Fields: 1},
		{Packages: 1, Records: 1, Fields: 0}, {Packages: 1, Records: 1, Fields: 1000}, {Packages: 1 << 20, Records: 1, Fields: 1},
	} {
		c.Dir = t.TempDir()
		if err := corpus.Write(c); err == nil || !strings.Contains(err.Error(), "ask for 1 to") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
