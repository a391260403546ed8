// Bench measures hhgen beside what it is compared with, and prints the tables as
// Markdown.
//
//	go run . [-short] [-only generator|runtime|service] [-packages 1,10,100,1000] [-write]
//
// With -write, the tables go into README.md, between the lines that mark their
// place.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/bench/internal/enrich"
	"github.com/hhgen/hhgen/bench/internal/generate"
	"github.com/hhgen/hhgen/bench/internal/measure"
	"github.com/hhgen/hhgen/bench/internal/service"
)

func main() {
	short := flag.Bool("short", false, "a few minutes instead of a quarter of an hour")
	only := flag.String("only", "", "measure one part: generator, runtime or service")
	sizes := flag.String("packages", "", "numbers of packages that the generator is measured with, such as 1,100")
	write := flag.Bool("write", false, "write the tables into README.md too")
	flag.Parse()
	numbers, err := parseSizes(*sizes)
	var text string
	if err == nil {
		text, err = run(*only, *short, numbers)
	}
	if err == nil {
		fmt.Print(text)
	}
	if err == nil && *write {
		err = update("README.md", text)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		os.Exit(1)
	}
}

// parseSizes reads a list of numbers; nil if it is empty.
func parseSizes(list string) (sizes []int, err error) {
	if list == "" {
		return nil, nil
	}
	for field := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not a number of packages: -packages takes a list such as 1,100", field)
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// run measures all parts, or one.
func run(only string, short bool, sizes []int) (string, error) {
	if only != "" && only != "generator" && only != "runtime" && only != "service" {
		return "", fmt.Errorf("there is no part %q: -only takes generator, runtime or service", only)
	}
	root, err := measure.Root()
	if err != nil {
		return "", err
	}
	var tables []*measure.Table
	var targets []measure.Target
	if only == "" || only == "runtime" {
		t, p, err := enrich.Run(enrich.Config{Short: short, Log: os.Stderr})
		if err != nil {
			return "", err
		}
		tables, targets = append(tables, t...), append(targets, p...)
	}
	if only == "" || only == "service" {
		t, err := service.Run(service.Config{Short: short, Root: root, Log: os.Stderr})
		if err != nil {
			return "", err
		}
		tables = append(tables, t...)
	}
	if only == "" || only == "generator" {
		t, p, err := generate.Run(generate.Config{Short: short, Sizes: sizes, Root: root, Log: os.Stderr})
		if err != nil {
			return "", err
		}
		tables, targets = append(tables, t...), append(targets, p...)
	}
	var b strings.Builder
	b.WriteString(machine() + "\n")
	for _, t := range append([]*measure.Table{measure.Targets(targets)}, tables...) {
		if len(t.Rows) > 0 {
			b.WriteString("\n" + t.Markdown())
		}
	}
	return b.String(), nil
}

// machine says where the figures come from.
func machine() string {
	cpu := "unknown processor"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				cpu = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %s/%s, %d processors, %s.", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpu)
}

// The lines between which the tables stand.
const (
	begin = "<!-- tables: go run . -write -->"
	end   = "<!-- end of tables -->"
)

// update puts the tables in their place.
func update(path, tables string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	page, err = replace(page, tables)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, page, 0o666)
}

func replace(page []byte, tables string) ([]byte, error) {
	before, rest, ok := bytes.Cut(page, []byte(begin))
	_, after, ended := bytes.Cut(rest, []byte(end))
	if !ok || !ended {
		return nil, errors.New("the lines that mark the place of the tables are missing: write " + begin + " and " + end)
	}
	return fmt.Appendf(nil, "%s%s\n\n%s\n%s%s", before, begin, tables, end, after), nil
}
