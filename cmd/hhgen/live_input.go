package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
)

// traffic reads spans from files.
type traffic struct {
	checker  spanTaker
	progress *progress
	messages io.Writer
}

// spanTaker gets what is read.
type spanTaker interface {
	Input(name string) // that the next spans are from; "" for standard input
	Add(span *otlp.Span)
	Replaced(n int) // strings of the input that were not valid UTF-8
}

// read reads files, or standard input if there are none.
func (t *traffic) read(files []string, stdin io.Reader) error {
	defer t.progress.end()
	if len(files) == 0 {
		if terminalOf(stdin) {
			return errors.New("there are no spans: pipe them to standard input, or name files with --spans")
		}
		return t.from("", stdin)
	}
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		err = t.from(folder.Relative(name), file)
		_ = file.Close() // it was only read
		if err != nil {
			return err
		}
	}
	return nil
}

// from reads one input; its name is "" for standard input.
func (t *traffic) from(name string, r io.Reader) error {
	t.checker.Input(name)
	stats, err := otlp.Read(r, func(s *otlp.Span) error {
		t.checker.Add(s)
		t.progress.add()
		return nil
	})
	t.checker.Replaced(stats.ReplacedTexts)
	if name == "" {
		name = "standard input"
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	t.tell(name, stats)
	return nil
}

// tell says what of an input was not held against schemas.
func (t *traffic) tell(name string, s otlp.Stats) {
	if s.Torn > 0 {
		t.log(fmt.Sprintf("%s: the last request, in line or message %d, is not complete, as if its writer was stopped: what it has was read", name, s.Torn))
	}
	if s.BrokenOff > 0 {
		t.log(fmt.Sprintf("%s: %s that broke off, first in line %d, as if the writer was stopped and started again: what they have was read",
			name, schema.Count(s.BrokenOff, "request"), s.FirstBrokenOff))
	}
	if s.OtherSignals > 0 {
		t.log(fmt.Sprintf("%s: skipped %s of logs, metrics or profiles", name, schema.Count(s.OtherSignals, "request")))
	}
}

// notSpans returns an error if an argument is a file of spans: arguments name schemas.
func notSpans(args []string) error {
	for _, arg := range args {
		if load.IsDocument(arg) && holdsSpans(arg) {
			return fmt.Errorf("%s holds spans, and arguments name packages or JSON Schema files: put --spans before it", arg)
		}
	}
	return nil
}

// holdsSpans reports whether a file begins as one of spans does.
func holdsSpans(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	start := make([]byte, 4096)
	n, _ := io.ReadFull(f, start) // a short file is an error too
	return bytes.Contains(start[:n], []byte(`"resourceSpans"`)) || bytes.Contains(start[:n], []byte(`"resource_spans"`))
}
