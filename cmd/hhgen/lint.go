package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/lint"
	"github.com/hhgen/hhgen/schema/report"
)

// lintFlags are the flags of commands that lint.
type lintFlags struct {
	*setFlags
	level lint.Level // "" for that of hhgen.yaml
}

// setFlags are the flags of commands that judge packages by their configuration.
type setFlags struct {
	format    *report.Format
	pkg       *string
	workspace bool
	known     *knownFlags
}

// newSetFlags gives a command these flags. every is what it does with each module of
// a workspace.
func newSetFlags(c *cobra.Command, every string) *setFlags {
	f := &setFlags{format: formatFlag(c), pkg: packageFlag(c), known: baselineFlags(c)}
	c.Flags().BoolVar(&f.workspace, "workspace", false, every+" every module of the go.work")
	return f
}

// newLintFlags gives a command the flags of commands that lint.
func newLintFlags(c *cobra.Command) *lintFlags {
	f := &lintFlags{setFlags: newSetFlags(c, c.Name())}
	c.Flags().StringVar((*string)(&f.level), "level", "", "level in place of that of hhgen.yaml: minimal, standard or strict")
	before(c, func() error {
		if f.level == "" && !c.Flags().Changed("level") {
			return nil
		}
		return f.level.Check()
	})
	return f
}

// read reads what the flags and the arguments name, at the level of the flags.
func (f *lintFlags) read(args []string, stderr io.Writer) (judge.Set, error) {
	s, err := f.setFlags.read(args, stderr)
	for _, m := range s {
		if f.level != "" {
			m.Lint.Level = f.level
		}
	}
	return s, err
}

// read reads what the flags and the arguments name.
func (f *setFlags) read(args []string, stderr io.Writer) (s judge.Set, err error) {
	switch {
	case f.workspace && len(args) > 0:
		return nil, errors.New("--workspace reads all packages of all modules: name no packages")
	case f.workspace && *f.pkg != "":
		return nil, errors.New("--package is for JSON Schema files, but --workspace reads Go packages: leave it out")
	case f.workspace:
		s, err = load.Workspace()
		tellAll(s, stderr)
	default:
		s, err = readSet(load.Request{Args: args, Package: *f.pkg}, stderr)
	}
	return s, err
}

func lintCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "lint",
	}
	flags := newLintFlags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		findings, err := flags.lint(args, cmd.ErrOrStderr())
		return writeFindings(cmd.OutOrStdout(), *flags.format, findings, err)
	}
	return c
}

// lint lints packages whose schemas are right.
func (f *lintFlags) lint(args []string, stderr io.Writer) (schema.Findings, error) {
	s, err := f.read(args, stderr)
	if err == nil {
		err = s.Check()
	}
	if err != nil {
		return nil, err
	}
	return f.known.unknown(s.Lint(), s.Scope(false), stderr)
}

// readSet reads what a request names, in one load for each module.
func readSet(r load.Request, stderr io.Writer) (judge.Set, error) {
	modules, err := load.Modules(r)
	if err != nil {
		return nil, err
	}
	tellAll(modules, stderr)
	return modules, nil
}

// tellAll prints what is to be written about the sources of modules.
func tellAll(modules []*load.Module, stderr io.Writer) {
	for _, m := range modules {
		tellNotes(m.Sources, stderr)
	}
}

// lintSet is what is linted: packages whose schemas are right.
func lintSet(r load.Request, stderr io.Writer) (judge.Set, error) {
	s, err := readSet(r, stderr)
	if err == nil {
		err = s.Check()
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}
