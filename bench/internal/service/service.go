// Package service measures what a service pays for recording through hhgen: to build it,
// and what its binary and its start gain.
package service

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/hhgen/hhgen/bench/internal/corpus"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

// Config says how much to measure.
type Config struct {
	Short bool
	Root  string    // folder of the repository
	Log   io.Writer // where to say what is being measured
}

// The shape of each package.
const (
	records = 10
	fields  = 15
)

// packages is how many packages the service that is built has.
func (c Config) packages() int {
	if c.Short {
		return 10
	}
	return 100
}

// Run measures, and returns the tables and the targets.
func Run(c Config) (tables []*measure.Table, err error) {
	work, err := os.MkdirTemp("", "hhgen-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(work) }()
	hhgen := filepath.Join(work, "hhgen")
	if err := command(".", "go", "build", "-o", hhgen, "github.com/hhgen/hhgen/cmd/hhgen"); err != nil {
		return nil, err
	}
	built, err := c.builds(work, hhgen)
	if err != nil {
		return nil, err
	}
	started, err := c.starts(work, hhgen)
	if err != nil {
		return nil, err
	}
	return []*measure.Table{built, started}, nil
}

// command runs a command in a folder.
func command(dir string, argv ...string) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", argv, err)
	}
	return nil
}

// ways are how the services that are built record.
var ways = []struct {
	name string
	how  corpus.Recording
}{{"by hand", corpus.ByHand}, {"generated", corpus.Generated}}

// builds measures go build of a service of many packages, all of which have changed.
func (c Config) builds(work, hhgen string) (*measure.Table, error) {
	n, runs := c.packages(), 3
	t := &measure.Table{
		Title: "Building a service",
		Note: fmt.Sprintf("`go build` of a program with %d packages of %d records of %d fields, after a change in each package. Size is that of the binary for each field, "+
			"beyond a program without these packages.", n, records, fields),
		Head: []string{"recording", "time", "ratio", "processor time", "ratio", "peak memory", "ratio", "size for each field"},
	}
	empty, err := c.empty(filepath.Join(work, "empty"))
	if err != nil {
		return nil, err
	}
	var commands []measure.Command
	for _, w := range ways {
		dir := filepath.Join(work, w.name)
		config := corpus.Config{Dir: dir, Root: c.Root, Packages: n, Records: records, Fields: fields}
		if err := corpus.WriteService(config, w.how); err != nil {
			return nil, err
		}
		if w.how == corpus.Generated {
			if err := command(dir, hhgen, "./..."); err != nil {
				return nil, err
			}
		}
		build := measure.Command{Name: w.name, Dir: dir, Argv: [][]string{{"go", "build", "-o", "program", "./" + corpus.Service}}}
		if _, err := build.Run(); err != nil { // what the packages import is compiled then
			return nil, err
		}
		build.Before = func() error { return stamp(dir, n) }
		commands = append(commands, build)
	}
	_, _ = fmt.Fprintf(c.Log, "%s: go build, %d packages\n", time.Now().Format(time.TimeOnly), n)
	samples, err := measure.Alternate(commands, runs)
	if err != nil {
		return nil, err
	}
	medians := make([]measure.Sample, len(ways))
	for i, w := range ways {
		medians[i] = measure.Sample{
			Wall: measure.Median(samples[i], measure.Wall), CPU: measure.Median(samples[i], measure.CPU), Memory: measure.Median(samples[i], measure.Memory),
		}
		program, err := os.Stat(filepath.Join(work, w.name, "program"))
		if err != nil {
			return nil, err
		}
		m, hand := medians[i], medians[0]
		t.Add(w.name, measure.Duration(m.Wall), measure.Ratio(float64(m.Wall), float64(hand.Wall)),
			measure.Duration(m.CPU), measure.Ratio(float64(m.CPU), float64(hand.CPU)),
			measure.Bytes(m.Memory), measure.Ratio(float64(m.Memory), float64(hand.Memory)),
			fmt.Sprintf("%d bytes", (program.Size()-empty)/int64(n*records*fields)))
	}
	return t, nil
}

// stamp changes each package.
func stamp(dir string, packages int) error {
	for i := range packages {
		name := corpus.Package(i)
		text := fmt.Sprintf("package %s\n\nconst stamp = %d\n", name, time.Now().UnixNano())
		if err := os.WriteFile(filepath.Join(dir, name, "stamp.go"), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// empty is the size of a program that imports what each package of the service imports.
func (c Config) empty(dir string) (int64, error) {
	if err := corpus.WriteService(corpus.Config{Dir: dir, Root: c.Root, Packages: 1, Records: 1, Fields: 1}, corpus.ByHand); err != nil {
		return 0, err
	}
	if err := command(dir, "go", "build", "-o", "program", "./"+corpus.Service); err != nil {
		return 0, err
	}
	info, err := os.Stat(filepath.Join(dir, "program"))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
