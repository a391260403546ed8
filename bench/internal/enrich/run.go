// Package enrich measures what recording costs at run time: it runs the
// benchmarks of the package sizes, and makes tables of them.
package enrich

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hhgen/hhgen/bench/internal/measure"
)

// Config says how much to measure.
type Config struct {
	Short bool
	Log   io.Writer
}

// result is one line of a benchmark.
type result struct{ ns, bytes, allocs float64 }

// Run measures, and returns the tables and the targets. Each benchmark runs once
// a round, so that the rounds alternate.
func Run(c Config) (tables []*measure.Table, targets []measure.Target, err error) {
	dir, err := os.MkdirTemp("", "hhgen-bench-")
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary := filepath.Join(dir, "sizes.test")
	build := exec.Command("go", "test", "-c", "-o", binary, "./sizes")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, nil, err
	}
	rounds, each := 25, "5ms"
	if c.Short {
		rounds, each = 5, "5ms"
	}
	results := map[string][]result{}
	for i := range rounds {
		_, _ = fmt.Fprintf(c.Log, "%s: run time, round %d of %d\n", time.Now().Format(time.TimeOnly), i+1, rounds)
		cmd := exec.Command(binary, "-test.run=^$", "-test.bench=.", "-test.benchtime="+each)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, nil, err
		}
		if err := parse(out, results); err != nil {
			return nil, nil, err
		}
	}
	f := figures{least(results), results}
	return f.tables(), f.targets(), nil
}

// parse adds the results of one round, by the names of the benchmarks.
func parse(out []byte, results map[string][]result) error {
	for line := range bytes.Lines(out) {
		fields := strings.Fields(string(line))
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(fields[0], "Benchmark")
		if i := strings.LastIndex(name, "-"); i > 0 {
			if _, err := strconv.Atoi(name[i+1:]); err == nil {
				name = name[:i] // of processors
			}
		}
		var r result
		units := map[string]*float64{"ns/op": &r.ns, "B/op": &r.bytes, "allocs/op": &r.allocs}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("%s: %w", strings.TrimSpace(string(line)), err)
			}
			if at := units[fields[i+1]]; at != nil {
				*at = value
			}
		}
		results[name] = append(results[name], r)
	}
	return nil
}

// least takes the least of each figure: what else the machine does only adds.
func least(results map[string][]result) map[string]result {
	out := map[string]result{}
	for name, list := range results {
		pick := func(value func(result) float64) float64 {
			values := make([]float64, len(list))
			for i, r := range list {
				values[i] = value(r)
			}
			return slices.Min(values)
		}
		out[name] = result{
			ns:     pick(func(r result) float64 { return r.ns }),
			bytes:  pick(func(r result) float64 { return r.bytes }),
			allocs: pick(func(r result) float64 { return r.allocs }),
		}
	}
	return out
}
