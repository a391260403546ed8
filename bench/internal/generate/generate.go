// Package generate measures hhgen as a whole process, beside the programs that
// it cannot be faster than and those that do something alike.
package generate

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/hhgen/hhgen/bench/internal/corpus"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

// Config says how much to measure.
type Config struct {
	Short bool      // a few minutes instead of a quarter of an hour
	Sizes []int     // numbers of packages; nil for the usual ones
	Root  string    // folder of the repository
	Log   io.Writer // where to say what is being measured
}

// sizes are the numbers of packages to measure with.
func (c Config) sizes() []int {
	switch {
	case c.Sizes != nil:
		return c.Sizes
	case c.Short:
		return []int{1, 10}
	}
	return []int{1, 10, 100, 1000}
}

// runs is how often each command is measured.
func (c Config) runs(packages int) int {
	switch {
	case packages > most:
		return 2
	case c.Short && packages > 1:
		return 3
	case c.Short || packages > 10:
		return 5
	}
	return 7
}

// The tables, in their order.
const (
	nothingYet = iota
	upToDate
	everyEdit
	perPackage
	others
	jsonSchema
	coldCache
)

// session collects tables and medians.
type session struct {
	Config
	work    string
	bin     string
	medians map[string]measure.Sample // by packages, state and command
	tables  []*measure.Table
}

// Run measures, and returns the tables and the targets.
func Run(c Config) (tables []*measure.Table, targets []measure.Target, err error) {
	work, err := os.MkdirTemp("", "hhgen-bench-")
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = os.RemoveAll(work) }()
	s := &session{Config: c, work: work, bin: filepath.Join(work, "bin"), medians: map[string]measure.Sample{}}
	if err := build(s.bin); err != nil {
		return nil, nil, err
	}
	s.tables = []*measure.Table{ // in the order of the constants
		newTable("Nothing generated yet", "The build cache is warm, and there is no `hh_gen.go`."),
		newTable("Everything up to date", "Outputs are there and compiled, so that all programs read them."),
		newTable("Every schema edited", "A bound of each record has changed: the outputs are stale, and do not compile."),
		newTable("A go:generate line in each package", "`go generate ./...` starts a process for each package. The ratio is to stringer's lines."),
		newTable("Other generators", "A process for each package, as go generate starts them."),
		newTable("JSON Schema", "One file of 10 records of 15 fields. The ratio is to go-jsonschema."),
		newTable("Cold build cache", "GOCACHE is empty, and the go command compiles what packages import."),
	}
	for _, n := range c.sizes() {
		if err := s.size(n, c.runs(n)); err != nil {
			return nil, nil, err
		}
	}
	return s.tables, s.targets(), nil
}

func newTable(title, note string) *measure.Table {
	return &measure.Table{
		Title: title, Note: note,
		Head: []string{"packages", "command", "time", "ratio", "processor time", "ratio", "peak memory", "ratio"},
	}
}

// size measures with one number of packages.
func (s *session) size(n, runs int) error {
	work := filepath.Join(s.work, fmt.Sprint(n))
	m, err := newModule(work, s.Root, s.bin, n)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	for _, part := range []func(*module, int) error{s.schemas, s.peers, s.first, s.upToDate, s.edited, s.generated, s.cold} {
		if err := part(m, runs); err != nil {
			return err
		}
	}
	return nil
}

// add runs commands in turn, and adds a row for each; the ratios are to the
// command called floor.
func (s *session) add(table int, n, runs int, floor string, commands ...measure.Command) error {
	state := s.tables[table].Title
	_, _ = fmt.Fprintf(s.Log, "%s: %s, %d packages\n", time.Now().Format(time.TimeOnly), state, n)
	samples, err := measure.Alternate(commands, runs)
	if err != nil {
		return err
	}
	var least measure.Sample
	medians := make([]measure.Sample, len(commands))
	for i, c := range commands {
		medians[i] = measure.Sample{
			Wall: measure.Median(samples[i], measure.Wall), CPU: measure.Median(samples[i], measure.CPU), Memory: measure.Median(samples[i], measure.Memory),
		}
		s.medians[key(n, state, c.Name)] = medians[i]
		if c.Name == floor {
			least = medians[i]
		}
	}
	for i, c := range commands {
		d := medians[i]
		s.tables[table].Add(fmt.Sprint(n), c.Name,
			measure.Duration(d.Wall), measure.Ratio(float64(d.Wall), float64(least.Wall)),
			measure.Duration(d.CPU), measure.Ratio(float64(d.CPU), float64(least.CPU)),
			measure.Bytes(d.Memory), measure.Ratio(float64(d.Memory), float64(least.Memory)))
	}
	return nil
}

func key(n int, state, command string) string { return fmt.Sprint(n, state, command) }

// The names of what is measured.
const (
	goList   = "`go list`"
	goExport = "`go list -deps -export`"
	load     = "packages.Load"
	hhgen    = "`hhgen`"
	noCache  = "`hhgen --no-cache`"
	check    = "`hhgen check`"
	oneEdit  = "`hhgen`, one schema edited"
	peer     = "go-jsonschema"

	theirLines    = "`go generate`, stringer"
	ourLines      = "`go generate`, hhgen"
	ourLinesAfter = "`go generate`, hhgen, one schema edited"
)

func (s *session) first(m *module, runs int) error {
	// Warm the build cache with what the packages import.
	if _, err := before(m.command("warm", m.tool("load"), "./..."), m.clean).Run(); err != nil {
		return err
	}
	return s.add(nothingYet, m.packages, runs, load,
		before(m.command(goList, "go", "list", "./..."), m.clean),
		before(m.command(goExport, "go", "list", "-e", "-deps", "-export", "-compiled", "./..."), m.clean),
		before(m.command(load, m.tool("load"), "./..."), m.clean),
		before(m.command(hhgen, m.tool("hhgen"), "./..."), m.clean, m.forget))
}

// most is the number of packages whose outputs are compiled: that takes more
// than a second for each.
const most = 100

func (s *session) upToDate(m *module, runs int) error {
	if err := all(m.clean, m.fresh, m.fresh)(); err != nil {
		return err
	}
	list := m.command(goList, "go", "list", "./...")
	cached := m.command(hhgen, m.tool("hhgen"), "./...")
	if m.packages > most {
		return s.add(upToDate, m.packages, runs, goList, list, cached)
	}
	if _, err := m.command("warm", m.tool("load"), "./...").Run(); err != nil {
		return err
	}
	return s.add(upToDate, m.packages, runs, load, list,
		m.command(load, m.tool("load"), "./..."),
		cached,
		m.command(noCache, m.tool("hhgen"), "--no-cache", "./..."),
		m.command(check, m.tool("hhgen"), "check", "./..."),
		before(m.command(oneEdit, m.tool("hhgen"), "./..."), m.fresh, func() error { return m.edit(1) }))
}

func (s *session) edited(m *module, runs int) error {
	if m.packages > most || s.Short && m.packages > 1 {
		return nil
	}
	everything := func() error { return m.edit(m.packages) }
	return s.add(everyEdit, m.packages, min(runs, 3), load,
		before(m.command(load, m.tool("load"), "./..."), m.fresh, everything),
		m.command(hhgen, m.tool("hhgen"), "./..."))
}

// generated measures what a team has that runs go generate.
func (s *session) generated(m *module, runs int) error {
	if m.packages > most || s.Short && m.packages > 1 {
		return nil
	}
	ours, theirs := m.command(ourLines, "go", "generate", "-run", "hhgen", "./..."), m.command(theirLines, "go", "generate", "-run", "stringer", "./...")
	fresh := func() error {
		_, err := ours.Run()
		return err
	}
	if _, err := theirs.Run(); err != nil { // their outputs are files of the packages that ours depend on
		return err
	}
	if err := all(m.fresh, fresh, fresh)(); err != nil {
		return err
	}
	after := ours
	after.Name = ourLinesAfter
	return s.add(perPackage, m.packages, min(runs, 3), theirLines,
		m.command(goList, "go", "list", "./..."), theirs, ours, before(after, fresh, func() error { return m.edit(1) }))
}

func (s *session) peers(m *module, runs int) error {
	if m.packages > most || s.Short && m.packages > 1 {
		return nil
	}
	if m.packages == most {
		runs = 1 // four hundred processes
	}
	return s.add(others, m.packages, min(runs, 5), hhgen,
		before(m.each("stringer", func(dir string) []string {
			return []string{m.tool("stringer"), "-type=Stage", "-output=" + filepath.Join(dir, "stage_string.go"), dir}
		}), m.clean),
		before(m.each("moq", func(dir string) []string {
			return []string{m.tool("moq"), "-out", filepath.Join(dir, "store_moq.go"), dir, "Store"}
		}), m.clean),
		before(m.each(hhgen, func(dir string) []string { return []string{m.tool("hhgen"), "--no-cache", dir} }), m.clean),
		before(m.command("`hhgen ./...`, one process", m.tool("hhgen"), "--no-cache", "./..."), m.clean))
}

func (s *session) schemas(m *module, runs int) error {
	if m.packages > 10 {
		return nil
	}
	ours, theirs := m.command(hhgen), m.command(peer)
	ours.Argv, theirs.Argv = nil, nil
	for i := range m.packages {
		file := corpus.Schema(i)
		ours.Argv = append(ours.Argv, []string{m.tool("hhgen"), file})
		theirs.Argv = append(theirs.Argv, []string{m.tool("go-jsonschema"), "-p", "x", "-o", filepath.Join(s.work, "x.go"), file})
	}
	return s.add(jsonSchema, m.packages, max(runs, 7), peer, theirs, before(ours, m.clean))
}

// cold measures with an empty build cache; that takes minutes, so once.
func (s *session) cold(m *module, _ int) error {
	if s.Short || m.packages > 10 {
		return nil
	}
	gocache := filepath.Join(s.work, "gocache")
	cold := func(c measure.Command) measure.Command {
		c.Env = append(append([]string{}, c.Env...), "GOCACHE="+gocache)
		return before(c, m.clean, m.forget, func() error { return os.RemoveAll(gocache) })
	}
	return s.add(coldCache, m.packages, 1, load,
		cold(m.command(goList, "go", "list", "./...")),
		cold(m.command(load, m.tool("load"), "./...")),
		cold(m.command(hhgen, m.tool("hhgen"), "./...")))
}
