package measure

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Command is something to measure: one process, or several one after the other.
type Command struct {
	Name   string
	Dir    string
	Env    []string
	Argv   [][]string    // of each process
	Before func() error  // makes the state that the command finds; not measured
	Exits  map[int]bool  // exit codes that are fine, besides 0
	Most   time.Duration // when a run takes longer, there are no more of it; 0 for no bound
}

// Sample is one run of a command, with all processes that it started.
type Sample struct {
	Wall, CPU time.Duration
	Memory    int64 // of the largest process, in bytes
}

// Run runs a command once.
func (c Command) Run() (s Sample, err error) {
	if c.Before != nil {
		if err := c.Before(); err != nil {
			return s, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	for _, argv := range c.Argv {
		var stderr bytes.Buffer
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Dir, cmd.Env, cmd.Stderr = c.Dir, c.Env, &stderr
		start := time.Now()
		err := cmd.Run()
		s.Wall += time.Since(start)
		if err != nil && (cmd.ProcessState == nil || !c.Exits[cmd.ProcessState.ExitCode()]) {
			return s, fmt.Errorf("%s: %s: %w\n%s", c.Name, strings.Join(argv, " "), err, stderr.String())
		}
		s.CPU += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			s.Memory = max(s.Memory, int64(usage.Maxrss)*rssUnit)
		}
	}
	return s, nil
}

// Alternate runs commands in turn, so that what else the machine does falls on
// all of them alike. It returns the samples of each, in the order of commands.
func Alternate(commands []Command, runs int) ([][]Sample, error) {
	samples := make([][]Sample, len(commands))
	slow := make([]bool, len(commands))
	for range runs {
		for i, c := range commands {
			if slow[i] {
				continue
			}
			s, err := c.Run()
			if err != nil {
				return nil, err
			}
			samples[i] = append(samples[i], s)
			slow[i] = c.Most > 0 && s.Wall > c.Most
		}
	}
	return samples, nil
}

// Median is the middle of what value makes of samples.
func Median[T int64 | float64 | time.Duration](samples []Sample, value func(Sample) T) T {
	values := make([]T, len(samples))
	for i, s := range samples {
		values[i] = value(s)
	}
	return Middle(values)
}

// Middle is the middle one of some values, the lower of two.
func Middle[T int64 | float64 | time.Duration](values []T) T {
	values = slices.Sorted(slices.Values(values))
	return values[(len(values)-1)/2]
}

// What Median takes of samples.
func Wall(s Sample) time.Duration { return s.Wall }
func CPU(s Sample) time.Duration  { return s.CPU }
func Memory(s Sample) int64       { return s.Memory }
