package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema/usage"
)

// statusFlags are the flags of hhgen status.
type statusFlags struct {
	format, pkg *string
	workspace   bool
	spans       []string // files
}

func statusCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "status",
	}
	f := &statusFlags{
		format: c.Flags().String("format", usage.Formats[0], "format of the report: "+strings.Join(usage.Formats, ", ")),
		pkg:    packageFlag(c),
	}
	c.Flags().BoolVar(&f.workspace, "workspace", false, "status of every module of the go.work")
	c.Flags().StringArrayVar(&f.spans, "spans", nil, "file of spans, to compare with what arrives; may be repeated")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := usage.CheckFormat(*f.format); err != nil {
			return err
		}
		if err := notSpans(args); err != nil {
			return err
		}
		report, err := f.report(cmd, args)
		if err != nil {
			return err
		}
		return report.Write(cmd.OutOrStdout(), *f.format)
	}
	return c
}

// report is what is used of what the arguments name, and what of it arrives.
func (f *statusFlags) report(cmd *cobra.Command, args []string) (*usage.Report, error) {
	s, err := f.read(cmd, args)
	if err != nil {
		return nil, err
	}
	report, err := s.Status()
	if err != nil || f.spans == nil {
		return report, err
	}
	arrivals := &arrivals{usage.NewArrivals(s.Packages())}
	t := &traffic{checker: arrivals, progress: newProgress(cmd.ErrOrStderr(), "spans"), messages: cmd.ErrOrStderr()}
	if err := t.read(f.spans, nil); err != nil {
		return nil, err
	}
	report.Arrive(arrivals.Arrivals)
	return report, nil
}

// read reads what the arguments name.
func (f *statusFlags) read(cmd *cobra.Command, args []string) (judge.Set, error) {
	if !f.workspace {
		return readSet(load.Request{Args: args, Package: *f.pkg}, cmd.ErrOrStderr())
	}
	if len(args) > 0 {
		return nil, errors.New("--workspace reads all packages of all modules: name no packages")
	}
	s, err := load.Workspace()
	tellAll(s, cmd.ErrOrStderr())
	return s, err
}

// arrivals takes the keys of spans.
type arrivals struct{ *usage.Arrivals }

// Input names the input, of which nothing is reported.
func (arrivals) Input(string) {}

// Replaced has nothing to do with what arrives.
func (arrivals) Replaced(int) {}

// Add adds the keys of a span.
func (a arrivals) Add(s *otlp.Span) {
	a.Span()
	for i := range s.Attributes {
		a.Arrivals.Add(s.Service, s.Attributes[i].Key)
	}
}
