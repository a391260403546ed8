package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/internal/fix"
	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
)

// fixRounds is the most often that fixes of one kind are made and looked for again.
// A fix may overlap another one, or uncover what hhgen could not see before.
const fixRounds = 10

// fixer makes the safe fixes of what hhgen check finds.
type fixer struct {
	read     func() (judge.Set, error)
	args     []string
	messages io.Writer
	changed  map[string]bool // files, by path
}

// fixAll fixes the schemas, brings the outputs up to date, and then fixes the calls,
// which are judged by the outputs. What cannot be fixed remains for the report, which
// also says why something cannot be read.
func (x *fixer) fixAll() error {
	s, files, err := x.fixSchemas()
	if files == nil || err != nil {
		return err
	}
	if err := output.Write(files, x.messages); err != nil {
		return err
	}
	for _, f := range output.Differing(files) {
		x.changed[f.Path] = true
	}
	return x.fixCalls(s)
}

// fixSchemas fixes what is wrong with schemas, and then what lint finds, and returns
// the outputs that they need; nil if there can be none.
func (x *fixer) fixSchemas() (judge.Set, []output.File, error) {
	for range fixRounds {
		s, findings, files, err := x.judge()
		if err != nil {
			return nil, nil, nil
		}
		more, err := x.make(findings, s)
		if err != nil || !more {
			return s, files, err
		}
	}
	return nil, nil, nil
}

// judge finds what is wrong with schemas. If nothing is, it plans the outputs, and
// lints.
func (x *fixer) judge() (s judge.Set, findings schema.Findings, files []output.File, err error) {
	s, err = x.read()
	if err == nil {
		sources, sourcesErr := s.Sources()
		files, err = plan(load.Request{Args: s.Patterns()}, sources, sourcesErr)
	}
	if err != nil {
		return s, findings, nil, findings.Collect(err)
	}
	return s, s.Lint(), files, nil
}

// fixCalls fixes what vet finds.
func (x *fixer) fixCalls(s judge.Set) error {
	for range fixRounds {
		findings, err := s.Vet()
		if err != nil {
			return nil
		}
		if more, err := x.make(findings, s); err != nil || !more {
			return err
		}
	}
	return nil
}

// make makes the safe fixes of findings: all that do not overlap, or none. more says
// that it has made some.
func (x *fixer) make(findings schema.Findings, s judge.Set) (more bool, err error) {
	roots, err := load.Roots(x.args)
	for _, m := range s {
		roots = append(roots, m.Root)
	}
	if err != nil {
		return false, err
	}
	changes, err := fix.Plan(findings, roots)
	if err != nil {
		return false, err
	}
	if err := output.Failure(commit.Commit(changes)); err != nil {
		return false, err
	}
	for _, c := range changes {
		x.changed[c.Path] = true
	}
	return len(changes) > 0, nil
}

// tell lists the files that were changed.
func (x *fixer) tell(w io.Writer) {
	for _, path := range slices.Sorted(maps.Keys(x.changed)) {
		_, _ = fmt.Fprintf(w, "changed %s\n", schema.Printable(path))
	}
}
