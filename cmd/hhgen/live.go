package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/live"
	"github.com/hhgen/hhgen/schema/report"
)

// liveFlags are the flags of hhgen live.
type liveFlags struct {
	*setFlags
	spans []string // files
}

func liveCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "live",
	}
	f := &liveFlags{setFlags: newSetFlags(c, "hold spans against")}
	c.Flags().StringArrayVar(&f.spans, "spans", nil, "file of spans in place of standard input; may be repeated")
	c.RunE = func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) }
	return c
}

// run holds spans against the packages that the arguments name.
func (f *liveFlags) run(cmd *cobra.Command, args []string) error {
	if err := notSpans(args); err != nil {
		return err
	}
	s, err := f.read(args, cmd.ErrOrStderr())
	if err == nil {
		err = s.Check()
	}
	if err != nil {
		return writeFindings(cmd.OutOrStdout(), *f.format, nil, err)
	}
	t := &traffic{checker: s.Traffic(), progress: newProgress(cmd.ErrOrStderr(), "spans"), messages: cmd.ErrOrStderr()}
	if err := t.read(f.spans, cmd.InOrStdin()); err != nil {
		return err
	}
	findings := t.checker.Findings()
	summary := t.checker.Summary()
	if err := nothing(summary); err != nil {
		return err
	}
	if findings, err = f.known.unknown(findings, neverGone, cmd.ErrOrStderr()); err != nil {
		return err
	}
	failed := f.show(cmd.OutOrStdout(), findings)
	if failed != nil && !errors.Is(failed, errFindings) {
		return failed
	}
	if err := summary.Write(f.beside(cmd)); err != nil {
		return err
	}
	return failed
}

// neverGone is the scope of a run: spans that did not arrive say nothing about those
// that may.
func neverGone(string, string) bool { return false }

// beside is where text goes that is not part of the findings.
func (f *liveFlags) beside(cmd *cobra.Command) io.Writer {
	if *f.format == report.Text {
		return cmd.OutOrStdout()
	}
	return cmd.ErrOrStderr()
}

// show prints findings. Formats that show nothing but messages have the first place in
// them.
func (f *liveFlags) show(w io.Writer, findings schema.Findings) error {
	if s, ok := screenOf(w); ok && *f.format == report.Text {
		s.ReadFile = f.readSource
		if err := s.Write(w, findings); err != nil || !findings.Failed() {
			return err
		}
		return errFindings
	}
	if *f.format != report.JSON && *f.format != report.SARIF {
		findings = live.WithPlaces(findings)
	}
	return writeFindings(w, *f.format, findings, nil)
}

// readSource reads a file to show a line of, but not one of spans: it may hold anything.
func (f *liveFlags) readSource(name string) ([]byte, error) {
	for _, spans := range f.spans {
		if folder.Relative(spans) == name {
			return nil, errors.ErrUnsupported
		}
	}
	return regular.ReadFile(name)
}

// nothing is the error of spans that schemas cannot be held against.
func nothing(s live.Summary) error {
	const check = "check that the services run with tracing, and send to where this reads"
	switch {
	case s.Spans == 0:
		return errors.New("there is nothing to compare with, since no span arrived: " + check)
	case s.Enriched == 0:
		return fmt.Errorf("there is nothing to compare with, since none of the spans (%d) has an attribute that begins with %s: %s",
			s.Spans, schema.AttributePrefix, check)
	}
	return nil
}
