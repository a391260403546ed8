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
	spans             []string // files
	listenAt, forward string
}

func liveCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "live",
	}
	f := &liveFlags{setFlags: newSetFlags(c, "hold spans against")}
	c.Flags().StringArrayVar(&f.spans, "spans", nil, "file of spans in place of standard input; may be repeated")
	c.Flags().StringVar(&f.listenAt, "listen", "", "take spans over OTLP at this address, such as 127.0.0.1:4318, until stopped")
	c.Flags().StringVar(&f.forward, "forward", "", "pass requests on to this address, such as https://api.honeyhive.ai")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		var command []string
		if dash := cmd.ArgsLenAtDash(); dash >= 0 {
			args, command = args[:dash], args[dash:]
		}
		if err := f.check(args, command, cmd.ArgsLenAtDash() >= 0); err != nil {
			return err
		}
		return f.run(cmd, args, command)
	}
	return c
}

// check returns an error for what cannot go together.
func (f *liveFlags) check(args, command []string, dash bool) error {
	served := len(command) > 0 || f.listenAt != ""
	switch {
	case dash && len(command) == 0:
		return errors.New("there is no command after --: add one, such as go test ./...")
	case served && len(f.spans) > 0:
		return errors.New("spans come from files, or over the network: use --spans, or --listen or a command")
	case !served && f.forward != "":
		return errors.New("--forward passes on what comes over the network: add --listen, or a command after --")
	}
	return notSpans(args)
}

// run holds spans against the packages that the arguments name.
func (f *liveFlags) run(cmd *cobra.Command, args, command []string) error {
	s, err := f.read(args, cmd.ErrOrStderr())
	if err == nil {
		err = s.Check()
	}
	if err != nil {
		return writeFindings(cmd.OutOrStdout(), *f.format, nil, err)
	}
	checker := s.Traffic()
	t := &traffic{checker: checker, progress: newProgress(cmd.ErrOrStderr(), "spans"), messages: cmd.ErrOrStderr()}
	if len(command) > 0 || f.listenAt != "" {
		err = t.listen(f, command, standardStreams{cmd.InOrStdin(), f.beside(cmd), cmd.ErrOrStderr()})
	} else {
		err = t.read(f.spans, cmd.InOrStdin())
	}
	var failed *commandError
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	err = f.report(cmd, checker)
	if failed != nil {
		if err != nil && !errors.Is(err, errFindings) {
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "hhgen: %s\n", printable(err))
		}
		return failed
	}
	return err
}

// report prints what was found, and how much was read.
func (f *liveFlags) report(cmd *cobra.Command, c *live.Checker) error {
	findings := c.Findings()
	summary := c.Summary()
	if err := nothing(summary); err != nil {
		return err
	}
	findings, err := f.known.unknown(findings, neverGone, cmd.ErrOrStderr())
	if err != nil {
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

// beside is where text goes that is not part of the findings, such as what a command
// prints.
func (f *liveFlags) beside(cmd *cobra.Command) io.Writer {
	if *f.format == report.Text {
		return cmd.OutOrStdout()
	}
	return cmd.ErrOrStderr()
}

// show prints findings. Formats that show nothing but messages have the first place in
// them, but for GitLab's: it compares the messages of two runs.
func (f *liveFlags) show(w io.Writer, findings schema.Findings) error {
	if s, ok := screenOf(w); ok && *f.format == report.Text {
		s.ReadFile = f.readSource
		if err := s.Write(w, findings); err != nil || !findings.Failed() {
			return err
		}
		return errFindings
	}
	switch *f.format {
	case report.Text, report.GitHub, report.JUnit:
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
