package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/scratch"
	"github.com/hhgen/hhgen/schema"
)

// cached is a module whose outputs a cache knows.
type cached struct {
	t        *testing.T
	dir      string
	mod, sum string // its go.mod and go.sum at first
	flags    string // GOFLAGS
}

// sources of the module: a package that embeds a record of another, has a field of
// one with JSON Schema and one of a package between the two, one without records,
// and one of a module beside it.
var sources = map[string]string{
	"dict/dict.go":          "package dict\n\n// Size is how many marks there are.\nconst Size = 2\n\n// User is who asks.\ntype User struct {\n\tUserID string `hh:\"user_properties,maxbytes=64\"`\n}\n",
	"mid/mid.go":            "package mid\n\nimport \"example.com/app/dict\"\n\n// Marks are a teacher's.\ntype Marks [dict.Size]int\n",
	"chat/chat.go":          "package chat\n\nimport (\n\t\"example.com/app/dict\"\n\t\"example.com/app/mid\"\n\t\"example.com/app/rate\"\n\t\"example.com/shared/keys\"\n)\n\n// Turn is a turn.\ntype Turn struct {\n\tdict.User\n\tkeys.Zone\n\tScore float64 `hh:\"metrics,maximum=1\"`\n\tMood rate.Mood `hh:\"feedback\"`\n\tMarks mid.Marks `hh:\"metrics\"`\n}\n",
	"mail/mail.go":          "package mail\n\ntype Mail struct {\n\tSize int `hh:\"metrics,minimum=0\"`\n}\n",
	"mail/mail_test.go":     "package mail\n\nimport (\n\t. \"example.com/app/late\"\n\t. \"example.com/app/plain\"\n)\n\nvar _ = A + B\n",
	"plain/plain.go":        "package plain\n\nimport \"time\"\n\n// A is short.\nconst A = 1\n\nvar _ time.Duration\n",
	"rate/rate.schema.json": `{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Rate","type":"object","properties":{"feedback":{"type":"object","properties":{"stars":{"type":"integer","minimum":1,"maximum":5},"mood":{"enum":["good","bad"]}}}}}` + "\n",
	"rate/doc.go":           "package rate\n\n//go:generate hhgen rate.schema.json\n",
	"../shared/go.mod":      "module example.com/shared\n\ngo 1.26\n\nrequire github.com/hhgen/hhgen v0.0.0\n",
	"../shared/keys/key.go": "package keys\n\n// Zone is where.\ntype Zone struct {\n\tZone string `hh:\"metadata,maxbytes=16\"`\n}\n",
}

func newCached(t *testing.T) *cached {
	t.Helper()
	env, err := goEnv()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
	c := &cached{t: t, dir: filepath.Join(scratch.Dir(t), "app"), flags: os.Getenv("GOFLAGS")}
	c.begin()
	return c
}

// begin makes the module as it is before any edit, for a cache that knows
// nothing.
func (c *cached) begin() {
	c.t.Helper()
	c.t.Setenv("XDG_CACHE_HOME", c.t.TempDir())
	mod, sum, err := scratch.Files(scratch.Root(c.t), "example.com/app")
	if err != nil {
		c.t.Fatal(err)
	}
	entries, _ := os.ReadDir(c.dir) // the folder itself stays: it is the working directory
	for _, e := range entries {
		c.remove(e.Name())
	}
	c.remove("../shared")
	c.mod, c.sum = mod+"\nrequire example.com/shared v0.0.0\n\nreplace example.com/shared => ../shared\n", sum
	c.write("go.mod", c.mod)
	c.write("go.sum", c.sum)
	c.t.Setenv("GOFLAGS", c.flags)
	for name, text := range sources {
		c.write(name, text)
	}
	c.t.Chdir(c.dir)
	if got := c.run("rate/rate.schema.json"); got != "exit code 0" {
		c.t.Fatal(got)
	}
	c.age()
}

func (c *cached) write(name, text string) {
	c.t.Helper()
	scratch.Write(c.t, filepath.Join(c.dir, filepath.FromSlash(name)), text)
}

// age makes all files an hour old.
func (c *cached) age() {
	c.t.Helper()
	then := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(filepath.Dir(c.dir), func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, then, then)
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// run is the command; what it prints and returns, as text.
func (c *cached) run(args ...string) string {
	var out bytes.Buffer
	code := run(args, nil, &out, &out)
	return fmt.Sprintf("%sexit code %d", out.String(), code)
}

// outputs are the generated files.
func (c *cached) outputs() map[string]string {
	c.t.Helper()
	paths, err := filepath.Glob("*/" + schema.OutputName)
	if err != nil {
		c.t.Fatal(err)
	}
	files := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			c.t.Fatal(err)
		}
		files[path] = string(text)
	}
	return files
}

// loads reports which packages the next run would load.
func (c *cached) loads() string {
	stale, ok := load.Begin(load.Request{Args: []string{"./..."}}, true).Stale()
	if !ok {
		return "all"
	}
	var names []string
	for _, s := range stale {
		names = append(names, filepath.Base(s.Dir))
	}
	return strings.Join(names, " ")
}

// A second run loads nothing; a change of JSON Schema is one of its package, and of
// those that use its types.
func TestCacheLoadsNothing(t *testing.T) {
	c := newCached(t)
	if got := c.run("./..."); got != "exit code 0" {
		t.Fatal(got)
	}
	if got := c.loads(); got != "" {
		t.Fatalf("to be loaded: %q, want none", got)
	}
	c.write("rate/rate.schema.json", strings.Replace(sources["rate/rate.schema.json"], "5", "10", 1))
	if got := c.loads(); got != "chat dict mid rate" {
		t.Fatalf("to be loaded: %q, want rate, chat, which uses it, and dict and mid, which that uses", got)
	}
	if got := c.run("./..."); got != "exit code 0" || !strings.Contains(c.outputs()["rate/hh_gen.go"], "10") {
		t.Errorf("the changed JSON Schema was not read: %s", got)
	}
	c.write("mail/hh_gen.go", "")
	if got := c.loads(); got != "mail plain" { // which mail's tests import
		t.Errorf("to be loaded: %q, want mail and plain", got)
	}
}

// JSON Schema files need no go command, cache or not.
func TestSchemasNeedNoGo(t *testing.T) {
	c := newCached(t)
	t.Setenv("PATH", "")
	for _, args := range [][]string{{"rate/rate.schema.json"}, {"--no-cache", "rate/rate.schema.json"}, {"check", "rate/rate.schema.json"}} {
		if got := c.run(args...); got != "exit code 0" {
			t.Errorf("%s: %s", args, got)
		}
	}
}

// check and --no-cache load packages even so.
func TestNoCache(t *testing.T) {
	c := newCached(t)
	if got := c.run("./..."); got != "exit code 0" {
		t.Fatal(got)
	}
	if got := c.run("./..."); got != "exit code 0" || c.loads() != "" {
		t.Fatalf("%s; to be loaded: %q", got, c.loads())
	}
	t.Setenv("GOFLAGS", "-mod=nonsense") // no go command succeeds with it
	for _, args := range [][]string{{"check", "./..."}, {"--no-cache", "./..."}} {
		if got := c.run(args...); got == "exit code 0" {
			t.Errorf("%s has not started the go command", args)
		}
	}
}

// What only tests import with a dot counts, though it is not loaded.
func TestCacheKnowsNames(t *testing.T) {
	c := newCached(t)
	for name, text := range map[string]string{
		"plain/plain.go": "package plain\n\nfunc WithSize() {}\n",
		"late/late.go":   "package late\n\nconst B, WithSize = 1, 2\n",
	} {
		c.remove("late/late.go")
		c.write("plain/plain.go", sources["plain/plain.go"])
		c.age()
		if got := c.run("./mail"); got != "exit code 0" {
			t.Fatal(got)
		}
		if got := c.run("./mail"); got != "exit code 0" {
			t.Fatal(got)
		}
		c.write(name, text)
		if got := c.run("./mail"); !strings.Contains(got, "NAME_CLASH") {
			t.Errorf("after an edit of %s: %s", name, got)
		}
	}
}

func (c *cached) remove(name string) {
	c.t.Helper()
	if err := os.RemoveAll(filepath.Join(c.dir, name)); err != nil {
		c.t.Fatal(err)
	}
}
