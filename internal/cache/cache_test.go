package cache_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hhgen/hhgen/internal/cache"
)

// project is a module in a workspace, with a package that depends on another, on
// one of a replaced module, and on one of the standard library.
var project = map[string]string{
	"app/go.mod":            "module example.com/app\n\ngo 1.26\n\nreplace example.com/shared => ../shared\n",
	"app/go.sum":            "",
	"app/chat/chat.go":      "package chat\n",
	"app/chat/chat_test.go": "package chat\n",
	"app/chat/windows.go":   "//go:build windows\n\npackage chat\n",
	"app/chat/out.go":       "// generated\n",
	"app/dict/dict.go":      "package dict\n",
	"app/dict/out.go":       "// generated\n",
	"app/mail/mail.go":      "package mail\n",
	"app/mail/out.go":       "// generated\n",
	"app/docs/readme.txt":   "",
	"app/testdata/x/x.go":   "package x\n",
	"app/_old/old.go":       "package old\n",
	"shared/go.mod":         "module example.com/shared\n\ngo 1.26\n",
	"shared/keys/keys.go":   "package keys\n",
	"shared/keys/more.go":   "package keys\n",
	"tools/go.mod":          "module example.com/tools\n\ngo 1.26\n",
	"go.work":               "go 1.26\n\nuse (\n\t./app\n\t./tools\n)\n",
}

const output = "out.go"

// world is a project on disk and the cache that knows it.
type world struct {
	t    *testing.T
	dir  string
	env  []string
	args []string
	c    *cache.Store
}

// generated is the sum of an output, "// generated".
var generated = fmt.Sprintf("%x", sha256.Sum256([]byte("// generated\n")))

func newWorld(t *testing.T) *world {
	w := &world{t: t, dir: t.TempDir(), args: []string{"./..."}, c: cache.StoreIn(filepath.Join(t.TempDir(), "cache"))}
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); name == "PATH" || name == "HOME" {
			w.env = append(w.env, v)
		}
	}
	w.env = append(w.env, "GOENV="+w.path("goenv"), "GOPROXY=off")
	for name, content := range project {
		w.write(name, content)
	}
	w.age()
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *world) write(name, content string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o777); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(content), 0o666); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) remove(name string) {
	w.t.Helper()
	if err := os.RemoveAll(w.path(name)); err != nil {
		w.t.Fatal(err)
	}
}

// age makes everything an hour old: what has just been written might be written
// again without a new time.
func (w *world) age() {
	w.t.Helper()
	then := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(w.dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, then, then)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) begin() *cache.Run {
	q, ok := cache.NewKey(w.path("app"), output, w.args, w.env)
	if !ok {
		return nil
	}
	return w.c.Begin(q, w.path("app"), w.env)
}

// packages are those that loading finds.
func (w *world) packages() []cache.Package {
	chat := map[string]string{
		"example.com/app/dict":    w.path("app/dict"),
		"example.com/shared/keys": w.path("shared/keys"),
		"example.com/tools/far":   filepath.Join(goroot(w.t), "src", "fmt"), // as of a module in a version
		"fmt":                     filepath.Join(goroot(w.t), "src", "fmt"),
	}
	return []cache.Package{
		{Folder: w.path("app/chat"), Output: generated, Depends: maps.All(chat)},
		{Folder: w.path("app/dict"), Output: generated, Depends: maps.All(map[string]string{})},
		{Folder: w.path("app/mail"), Output: generated, Depends: maps.All(map[string]string{})},
	}
}

// verdict is what the cache says: which packages are to be loaded.
func (w *world) verdict() string {
	run := w.begin()
	if !run.Hit() {
		return "all"
	}
	var names []string
	for _, dir := range run.Stale() {
		names = append(names, filepath.Base(dir))
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// A run after which nothing changes finds nothing to load; after a change of
// anything that an output may depend on, the packages that it may concern.
func TestChanges(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(w *world)
		want   string
	}{
		{"nothing", func(*world) {}, ""},
		{"times only", func(w *world) { w.age() }, ""},
		{"a file that is no Go file", func(w *world) { w.write("app/docs/readme.txt", "more") }, ""},
		{"testdata", func(w *world) { w.write("app/testdata/y/y.go", "package y\n") }, ""},
		{"a folder with an underscore", func(w *world) { w.write("app/_old/new.go", "package old\n") }, ""},
		{"line ends of an output", func(w *world) { w.write("app/chat/out.go", "// generated\r\n") }, ""},

		{"a file", func(w *world) { w.write("app/chat/chat.go", "package chat // \n") }, "chat dict"},
		{"a file, with its size and time kept", func(w *world) { w.write("app/chat/chat.go", "package Chat\n"); w.age() }, "chat dict"},
		{"a test", func(w *world) { w.write("app/chat/chat_test.go", "package chat // \n") }, "chat dict"},
		{"a file of another platform", func(w *world) { w.write("app/chat/windows.go", "package chat\n") }, "chat dict"},
		{"a new file", func(w *world) { w.write("app/chat/new.go", "package chat\n") }, "chat dict"},
		{"a removed file", func(w *world) { w.remove("app/chat/windows.go") }, "chat dict"},
		{"a renamed file", func(w *world) {
			w.remove("app/chat/windows.go")
			w.write("app/chat/unix.go", project["app/chat/windows.go"])
		}, "chat dict"},
		{"a file of a package alone", func(w *world) { w.write("app/mail/mail.go", "package mail // \n") }, "mail"},
		{"an edited output", func(w *world) { w.write("app/chat/out.go", "// edited\n") }, "chat dict"},
		{"a removed output", func(w *world) { w.remove("app/chat/out.go") }, "chat dict"},
		{"a dependency", func(w *world) { w.write("app/dict/dict.go", "package dict // \n") }, "chat dict"},
		{"a dependency's output", func(w *world) { w.write("app/dict/out.go", "// edited\n") }, "chat dict"},
		{"a replaced module's package", func(w *world) { w.write("shared/keys/keys.go", "package keys // \n") }, "chat dict"},
		{"a replaced module's package removed", func(w *world) { w.remove("shared/keys") }, "chat dict"},

		{"a new package", func(w *world) { w.write("app/post/post.go", "package post\n") }, "all"},
		{"a new package in a folder that was there", func(w *world) { w.write("app/docs/docs.go", "package docs\n") }, "all"},
		{"a new package in a deep folder", func(w *world) { w.write("app/a/b/c/c.go", "package c\n") }, "all"},
		{"a package removed", func(w *world) { w.remove("app/dict") }, "all"},
		{"a package moved", func(w *world) {
			if err := os.Rename(w.path("app/dict"), w.path("app/words")); err != nil {
				t.Fatal(err)
			}
		}, "all"},
		{"a folder becomes a module", func(w *world) { w.write("app/chat/go.mod", "module example.com/chat\n") }, "all"},
		{"go.mod", func(w *world) { w.write("app/go.mod", project["app/go.mod"]+"// \n") }, "all"},
		{"go.sum", func(w *world) { w.write("app/go.sum", "x\n") }, "all"},
		{"go.sum removed", func(w *world) { w.remove("app/go.sum") }, "all"},
		{"go.work", func(w *world) { w.write("go.work", "go 1.26\n\nuse ./app\n") }, "all"},
		{"go.work removed", func(w *world) { w.remove("go.work") }, "all"},
		{"go.work.sum", func(w *world) { w.write("go.work.sum", "x\n") }, "all"},
		{"a go.work in the module", func(w *world) { w.write("app/go.work", "go 1.26\nuse .\n") }, "all"},
		{"go.mod of another module of the workspace", func(w *world) { w.write("tools/go.mod", "module example.com/tools\n\ngo 1.25\n") }, "all"},
		{"go.mod of a replaced module", func(w *world) { w.write("shared/go.mod", "module example.com/shared\n\ngo 1.25\n") }, "all"},
		{"vendor", func(w *world) { w.write("app/vendor/modules.txt", "") }, "all"},
		{"hhgen.yaml", func(w *world) { w.write("app/hhgen.yaml", "x: y\n") }, "all"},
		{"hhgen.yaml above", func(w *world) { w.write("hhgen.yaml", "x: y\n") }, "all"},
		{"Go's settings", func(w *world) { w.write("goenv", "GOFLAGS=-tags=x\n") }, "all"},
		{"the target", func(w *world) { w.env = append(w.env, "GOOS=plan9") }, "all"},
		{"build tags", func(w *world) { w.env = append(w.env, "GOFLAGS=-tags=x") }, "all"},
		{"no workspace", func(w *world) { w.env = append(w.env, "GOWORK=off") }, "all"},
		{"cgo", func(w *world) { w.env = append(w.env, "CGO_ENABLED=0") }, "all"},
		{"go generate's variables", func(w *world) { w.env = append(w.env, "GOFILE=chat.go", "GOLINE=3", "GOPACKAGE=chat") }, ""},
		{"other variables", func(w *world) { w.env = append(w.env, "LANG=C") }, ""},
		{"other patterns", func(w *world) { w.args = []string{"./chat"} }, "all"},
		{"a folder that another module's package is found in too", func(w *world) { w.write("tools/far/far.go", "package far\n") }, "all"},
		{"a folder that no package is found in", func(w *world) { w.write("tools/near/near.go", "package near\n") }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			if got := w.verdict(); got != "all" {
				t.Fatalf("an empty cache says %q", got)
			}
			w.begin().Remember(w.packages(), nil)
			if got := w.verdict(); got != "" {
				t.Fatalf("without a change, these are to be loaded: %q", got)
			}
			c.change(w)
			if got := w.verdict(); got != c.want {
				t.Errorf("these are to be loaded: %q, want %q", got, c.want)
			}
		})
	}
}

// What is loaded again is remembered with what was not.
func TestPart(t *testing.T) {
	w := newWorld(t)
	w.begin().Remember(w.packages(), nil)
	w.write("app/chat/chat.go", "package chat // new\n")
	run := w.begin()
	if run.Fresh(w.path("app/chat")) || run.Fresh(w.path("app/dict")) || !run.Fresh(w.path("app/mail")) {
		t.Fatalf("stale: %s, want chat, and dict, which it needs", run.Stale())
	}
	loaded := w.packages()[:2]
	loaded[0].Output = fmt.Sprintf("%x", sha256.Sum256([]byte("// newly generated\n")))
	w.write("app/chat/out.go", "// newly generated\n")
	run.Remember(loaded, nil)
	if got := w.verdict(); got != "" {
		t.Errorf("to be loaded: %q, want none", got)
	}
	w.write("app/mail/mail.go", "package mail // new\n")
	if got := w.verdict(); got != "mail" {
		t.Errorf("to be loaded: %q, want what was not loaded in between", got)
	}
}

// Files that change while packages are loaded are not taken for what was loaded.
func TestChangesMeanwhile(t *testing.T) {
	for name, change := range map[string]func(w *world){
		"a file":                       func(w *world) { w.write("app/chat/chat.go", "package chat // new\n") },
		"a file there and back":        func(w *world) { w.write("app/chat/chat.go", project["app/chat/chat.go"]) },
		"a new package":                func(w *world) { w.write("app/post/post.go", "package post\n") },
		"a dependency in a new module": func(w *world) { w.write("shared/keys/keys.go", project["shared/keys/keys.go"]) },
		"a file less in that":          func(w *world) { w.remove("shared/keys/more.go") },
		"a setting":                    func(w *world) { w.write("go.work", project["go.work"]+"// \n") },
		"an output":                    func(w *world) { w.write("app/chat/out.go", "// by another process\n") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			run := w.begin()
			change(w)
			run.Remember(w.packages(), nil)
			if got := w.verdict(); got != "all" {
				t.Errorf("to be loaded: %q, want all", got)
			}
		})
	}
}

// Where an entry could not be trusted, there is none.
func TestUncertain(t *testing.T) {
	for name, change := range map[string]func(w *world){
		"import path":         func(w *world) { w.args = []string{"example.com/app/chat"} },
		"all":                 func(w *world) { w.args = []string{"all"} },
		"wildcard in between": func(w *world) { w.args = []string{"./.../chat"} },
		"file":                func(w *world) { w.args = []string{"./chat/chat.go"} },
		"driver":              func(w *world) { w.env = append(w.env, "GOPACKAGESDRIVER=/bin/driver") },
		"overlay":             func(w *world) { w.env = append(w.env, "GOFLAGS=-overlay=x.json") },
		"other go.mod":        func(w *world) { w.env = append(w.env, "GOFLAGS=-modfile=x.mod") },
		"-mod=mod":            func(w *world) { w.env = append(w.env, "GOFLAGS=-mod=mod") },
		"no module":           func(w *world) { w.env = append(w.env, "GO111MODULE=off") },
		"broken go.mod":       func(w *world) { w.write("app/go.mod", "modul\n"); w.age() },
		"missing module":      func(w *world) { w.remove("tools"); w.age() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			change(w)
			w.begin().Remember(w.packages(), nil)
			if got := w.verdict(); got != "all" {
				t.Errorf("to be loaded: %q, want all", got)
			}
		})
	}
}

// A run that finds no records has something to say each time.
func TestNoOutput(t *testing.T) {
	w := newWorld(t)
	packages := w.packages()
	for i := range packages {
		w.remove("app/" + filepath.Base(packages[i].Folder) + "/out.go")
		packages[i].Output = ""
	}
	w.begin().Remember(packages, nil)
	if got := w.verdict(); got != "all" {
		t.Errorf("to be loaded: %q, want all", got)
	}
}
