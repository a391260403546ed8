package generate

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hhgen/hhgen/bench/internal/corpus"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

// module is a module to measure on, and the programs that are measured.
type module struct {
	dir, bin string
	packages int
	env      []string
	cache    string // hhgen's
}

// The shape of each package.
const (
	records = 10
	fields  = 15
)

const output = "hh_gen.go"

// tools are the programs that are measured, all built by the bench module.
var tools = []string{
	"github.com/hhgen/hhgen/cmd/hhgen",
	"github.com/hhgen/hhgen/bench/load",
	"golang.org/x/tools/cmd/stringer",
	"github.com/matryer/moq",
	"github.com/atombender/go-jsonschema",
}

// build builds the programs into a folder.
func build(bin string) error {
	cmd := exec.Command("go", append([]string{"build", "-o", bin + string(filepath.Separator)}, tools...)...)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// newModule writes a module of n packages below work.
func newModule(work, root, bin string, n int) (*module, error) {
	m := &module{dir: filepath.Join(work, "module"), bin: bin, packages: n, cache: filepath.Join(work, "cache")}
	gocache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		return nil, err
	}
	m.env = append(os.Environ(), "XDG_CACHE_HOME="+m.cache, "GOCACHE="+strings.TrimSpace(string(gocache)),
		"PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH")) // for lines of go generate
	if err := corpus.Write(corpus.Config{Dir: m.dir, Root: root, Packages: n, Records: records, Fields: fields, Schemas: n <= 10}); err != nil {
		return nil, err
	}
	return m, os.WriteFile(filepath.Join(m.dir, "hhgen.yaml"), []byte(settings), 0o666)
}

// settings let hhgen check end well: a package that was edited has another bound
// than all others.
const settings = "lint:\n  rules:\n    KEY_CONFLICT: warning\n"

// folders are those of the packages with Go records.
func (m *module) folders() []string {
	dirs := make([]string, m.packages)
	for i := range dirs {
		dirs[i] = filepath.Join(m.dir, corpus.Package(i))
	}
	return dirs
}

// clean removes what was generated.
func (m *module) clean() error {
	for i, dir := range m.folders() {
		for _, d := range []string{dir, filepath.Join(m.dir, filepath.Dir(corpus.Schema(i)))} {
			if err := os.RemoveAll(filepath.Join(d, output)); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget empties hhgen's cache.
func (m *module) forget() error { return os.RemoveAll(m.cache) }

// fresh brings all outputs up to date, and has the cache know it.
func (m *module) fresh() error {
	_, err := m.command("make outputs", m.tool("hhgen"), "./...").Run()
	return err
}

// The bound that edit changes, and to what.
var bounds = [2][]byte{[]byte("user_properties,maxbytes=64"), []byte("user_properties,maxbytes=60")}

// edit changes a bound in each record of the first n packages, and back again
// the next time.
func (m *module) edit(n int) error {
	for _, dir := range m.folders()[:n] {
		path := filepath.Join(dir, "records.go")
		old, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		edited := bytes.ReplaceAll(old, bounds[0], bounds[1])
		if bytes.Equal(edited, old) {
			edited = bytes.ReplaceAll(old, bounds[1], bounds[0])
		}
		if err := os.WriteFile(path, edited, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// all does steps one after the other.
func all(steps ...func() error) func() error {
	return func() error {
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	}
}

func (m *module) tool(name string) string { return filepath.Join(m.bin, name) }

// command is one process in the module's folder.
func (m *module) command(name string, argv ...string) measure.Command {
	return measure.Command{Name: name, Dir: m.dir, Env: m.env, Argv: [][]string{argv}}
}

// each is a process for each package, as go generate starts them.
func (m *module) each(name string, argv func(dir string) []string) measure.Command {
	c := measure.Command{Name: name, Dir: m.dir, Env: m.env}
	for i := range m.packages {
		c.Argv = append(c.Argv, argv("./"+corpus.Package(i)))
	}
	return c
}

// before returns a command with the state that it finds.
func before(c measure.Command, steps ...func() error) measure.Command {
	c.Before = all(steps...)
	return c
}
