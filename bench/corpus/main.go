// Corpus writes a Go module to measure on: packages with records, with code such
// as services have around them.
//
//	go run ./corpus -dir D -packages 100 -records 10 -fields 15 [-calls] [-schemas]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hhgen/hhgen/bench/internal/corpus"
	"github.com/hhgen/hhgen/bench/internal/measure"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "corpus: %v\n", err)
		os.Exit(1)
	}
}

func run() error {
	var c corpus.Config
	flag.StringVar(&c.Dir, "dir", "", "folder of the module, made if there is none")
	flag.IntVar(&c.Packages, "packages", 100, "number of packages")
	flag.IntVar(&c.Records, "records", 10, "records of each package")
	flag.IntVar(&c.Fields, "fields", 15, "fields of each record")
	flag.BoolVar(&c.Calls, "calls", false, "write code that calls the generated enrichers; it compiles once hhgen has run")
	flag.BoolVar(&c.Schemas, "schemas", false, "write the same records as JSON Schema too")
	flag.Parse()
	if c.Dir == "" || flag.NArg() > 0 {
		return fmt.Errorf("usage: corpus -dir D [-packages N] [-records M] [-fields F] [-calls] [-schemas]")
	}
	var err error
	if c.Dir, err = filepath.Abs(c.Dir); err != nil {
		return err
	}
	if c.Root, err = measure.Root(); err != nil {
		return err
	}
	return corpus.Write(c)
}
