package adoption

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt"
	"github.com/hhgen/hhgen/schema/adopt/gocode"
	"github.com/hhgen/hhgen/schema/adopt/traffic"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Spans is what is adopted from spans of OTLP.
type Spans struct {
	Files    []string  // - for the standard input
	Stdin    io.Reader // read for -
	Prefixes []gocode.Prefix
	Out      string // file or folder
	Force    bool   // overwrite what an earlier run has written
	Context  context.Context
	Progress func() // called for each span; nil for nothing
}

// extensions are those of files with spans.
var extensions = []string{".json", ".jsonl", ".ndjson", ".binpb", ".pb", ".bin", ".gz", ".zst"}

// AreSpans reports whether an argument of the command names spans, not packages.
func AreSpans(arg string) bool {
	ext := strings.ToLower(filepath.Ext(arg))
	if arg == "-" || slices.Contains(extensions, ext) && !folder.Is(arg) {
		return true
	}
	info, err := os.Stat(arg)
	return err == nil && !info.IsDir() && ext != ".go"
}

// Observed is what a run has seen in spans, and made of it.
type Observed struct {
	*traffic.Found
	File  output.File
	Empty bool // there is nothing to write

	target *Target
	files  []string
	read   otlp.Stats
	torn   []string // files that end within a request
}

// Adopt makes a file of records. It writes nothing.
func (s Spans) Adopt() (*Observed, error) {
	t, err := NewTarget(s.Context, s.Out, s.Force)
	if err != nil {
		return nil, err
	}
	seen := &Observed{target: t, files: s.Files}
	var prefixes []traffic.Prefix
	for _, p := range s.Prefixes {
		prefixes = append(prefixes, traffic.Prefix(p))
	}
	o := traffic.New(prefixes)
	for _, name := range s.Files {
		if err := seen.observe(s, o, name); err != nil {
			return nil, err
		}
	}
	seen.Found = o.Found(t.declare())
	switch {
	case seen.Totals.Spans == 0:
		return nil, fmt.Errorf("no span in %s: hhgen adopt reads what the Collector's file exporter writes, and requests of OTLP", names(s.Files))
	case seen.Read == 0:
		return nil, errors.New("no span has a key of HoneyHive's namespaces: say what other keys are with --prefix, as in --prefix app.=metadata")
	}
	if seen.Empty = len(seen.Package.Records) == 0; seen.Empty {
		return seen, nil
	}
	result := &adopt.Result{Package: seen.Package, Directives: seen.Directives, Declared: len(seen.Keys)}
	seen.File, err = t.Write(result, "of the spans in "+names(s.Files))
	return seen, err
}

// Output is the file; nothing if there is nothing to declare.
func (seen *Observed) Output() []output.File {
	if seen.Empty {
		return nil
	}
	return []output.File{seen.File}
}

// declare is what the module says about the records to be.
func (t *Target) declare() traffic.Declare {
	d := traffic.Declare{
		Path: t.Path, Name: t.Name,
		Existing:      load.Schemas(t.Module.Sources),
		Taken:         map[string]token.Position{},
		Sensitive:     t.Module.Lint.SensitiveWords(),
		Abbreviations: t.Module.Lint.Abbreviations,
		Check:         t.Check, Lint: t.Lint,
	}
	declared, _ := gostruct.Declared(filepath.Dir(t.File), t.Name, schema.OutputName)
	for name, pos := range declared {
		if filepath.Base(pos.Filename) != filepath.Base(t.File) {
			d.Taken[name] = pos
		}
	}
	return d
}

// observe reads one file.
func (seen *Observed) observe(s Spans, o *traffic.Observer, name string) error {
	in := s.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	stats, err := otlp.Read(in, func(one *otlp.Span) error {
		o.Add(one)
		if s.Progress != nil {
			s.Progress()
		}
		return s.Context.Err()
	})
	if err != nil {
		return fmt.Errorf("%s: %w", names([]string{name}), err)
	}
	seen.read.OtherSignals += stats.OtherSignals
	seen.read.ReplacedTexts += stats.ReplacedTexts
	seen.read.BrokenOff += stats.BrokenOff
	if stats.Torn > 0 {
		seen.torn = append(seen.torn, name)
	}
	return nil
}

// names are files for people.
func names(files []string) string {
	all := make([]string, len(files))
	for i, f := range files {
		if all[i] = schema.Printable(f); f == "-" {
			all[i] = "the standard input"
		}
	}
	return strings.Join(all, ", ")
}
