package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/report"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/lint"
)

// formatFlag gives a command the flag --format. What it is set to is checked
// before the command does its work.
func formatFlag(c *cobra.Command) *report.Format {
	format := report.Formats[0]
	c.Flags().StringVar((*string)(&format), "format", string(format), "form of the output: "+strings.Trim(fmt.Sprint(report.Formats), "[]"))
	c.PreRunE = func(*cobra.Command, []string) error { return format.Check() }
	return &format
}

// writeFindings prints findings, and returns errFindings if one is an error.
func writeFindings(w io.Writer, format report.Format, findings []report.Finding) error {
	rules := slices.Concat(lint.Descriptions(), breaking.Reported(), vet.Rules)
	if err := report.Write(w, format, rules, findings); err != nil {
		return err
	}
	if report.Failed(findings) {
		return errFindings
	}
	return nil
}
