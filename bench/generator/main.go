// Generator measures hhgen as a whole process, and prints the tables.
//
//	go run ./generator [-short]
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/hhgen/hhgen/bench/internal/generate"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

func main() {
	short := flag.Bool("short", false, "a few minutes instead of an hour")
	flag.Parse()
	root, err := measure.Root()
	if err == nil {
		err = run(generate.Config{Short: *short, Root: root, Log: os.Stderr})
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "generator: %v\n", err)
		os.Exit(1)
	}
}

func run(c generate.Config) error {
	tables, targets, err := generate.Run(c)
	if err != nil {
		return err
	}
	for _, t := range append([]*measure.Table{measure.Targets(targets)}, tables...) {
		fmt.Println(t.Markdown())
	}
	return nil
}
