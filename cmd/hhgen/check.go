package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// The commands that bring outputs up to date.
const (
	generateWay = "go generate, or hhgen"
	schemaWay   = "hhgen schema"
)

// brief is as much of differences as a log takes: who wants to see all of them
// brings the outputs up to date, and looks at what has changed.
var brief = output.Extent{Files: 5, Lines: 40, Rest: "hhgen check -v shows all"}

func checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "check",
	}
	flags := newLintFlags(c)
	fix := c.Flags().Bool("fix", false, "change files where there is one right way, and report the rest")
	verbose := c.Flags().BoolP("verbose", "v", false, "show differences in full")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if *fix {
			if err := flags.fixBefore(cmd, args); err != nil {
				return err
			}
		}
		s, files, err := flags.plan(args, cmd.ErrOrStderr())
		if err != nil {
			return writeFindings(cmd.OutOrStdout(), *flags.format, nil, err)
		}
		if *flags.format == report.Text {
			printDiffs(cmd.OutOrStdout(), files, *verbose)
		}
		findings, failed, err := flags.judge(s, files, cmd.ErrOrStderr())
		if err != nil {
			return writeFindings(cmd.OutOrStdout(), *flags.format, nil, err)
		}
		return cmp.Or(failed, writeFindings(cmd.OutOrStdout(), *flags.format, findings, nil))
	}
	return c
}

// printDiffs prints what would be written.
func printDiffs(w io.Writer, files []output.File, verbose bool) {
	most := brief
	if verbose {
		most = output.Extent{}
	}
	screen, _ := screenOf(w)
	most.Color = screen.Color
	output.Diff(w, files, most)
}

// plan works out the outputs of what the flags and the arguments name.
func (f *lintFlags) plan(args []string, stderr io.Writer) (judge.Set, []output.File, error) {
	s, err := f.read(args, stderr)
	if err != nil {
		return nil, nil, err
	}
	sources, err := s.Sources()
	files, err := plan(load.Request{Args: s.Patterns()}, sources, err)
	return s, files, err
}

// fixBefore makes the safe fixes before the check, and lists the changed files: on
// standard error if standard output is for programs.
func (f *lintFlags) fixBefore(cmd *cobra.Command, args []string) error {
	x := &fixer{
		read:     func() (judge.Set, error) { return f.read(args, io.Discard) },
		args:     args,
		messages: cmd.ErrOrStderr(), changed: map[string]bool{},
	}
	err := x.fixAll()
	w := cmd.OutOrStdout()
	if *f.format != report.Text {
		w = cmd.ErrOrStderr()
	}
	x.tell(w)
	return err
}

// judge compares the outputs with what is there, lints what the same load has
// read, and looks at call sites, if the outputs are those of the schemas. failed
// is about packages that do not compile, after what is known of their schemas.
func (f *lintFlags) judge(s judge.Set, files []output.File, stderr io.Writer) (findings schema.Findings, failed, err error) {
	findings = s.Lint()
	outdated := judge.Outdated(files, generateWay)
	vetted := len(outdated) == 0
	if vetted {
		var more schema.Findings
		more, failed = s.Vet()
		findings = append(findings, more...)
		vetted = failed == nil
	}
	baseline := *f.known
	if baseline.update && !vetted { // not all that there is was found
		if baseline.update = false; isGone(baseline.path) {
			baseline.path = ""
		}
		_, _ = fmt.Fprintf(stderr, "hhgen: %s was not updated: bring the outputs up to date first, and have all packages compile\n", schema.Printable(f.known.path))
	}
	findings, err = baseline.unknown(findings, s.Scope(vetted), stderr)
	return append(findings, outdated...), failed, err
}
