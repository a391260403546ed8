package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/report"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
)

func budgetCommand(pkgName *string) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "budget [packages | files.json]",
		Short: "Show how much each record can hold, and fail over the limits",
		RunE: func(cmd *cobra.Command, args []string) error {
			limits, err := limitFlags(cmd, budget.Default)
			if err != nil {
				return err
			}
			if err := budget.CheckFormat(format); err != nil {
				return err
			}
			pkgs, err := readChecked(args, *pkgName)
			if err != nil {
				return err
			}
			if err := budget.Write(cmd.OutOrStdout(), format, budget.Of(pkgs), limits); err != nil {
				return err
			}
			return judge(cmd, pkgs, limits)
		},
	}
	c.Flags().StringVar(&format, "format", budget.Formats[0], "form of the table: "+strings.Join(budget.Formats, ", "))
	c.Flags().Int("field-bytes", budget.Default.FieldBytes, "most bytes of a field's values; 0 is no limit")
	c.Flags().Int("record-bytes", budget.Default.RecordBytes, "most bytes of a record; 0 is no limit")
	c.Flags().Int("record-attributes", budget.Default.RecordAttributes, "most attributes of a record; 0 is no limit")
	return c
}

// limitFlags are limits with those in their place that flags set.
func limitFlags(cmd *cobra.Command, limits budget.Limits) (budget.Limits, error) {
	for name, limit := range map[string]*int{
		"field-bytes":       &limits.FieldBytes,
		"record-bytes":      &limits.RecordBytes,
		"record-attributes": &limits.RecordAttributes,
	} {
		if !cmd.Flags().Changed(name) {
			continue
		}
		n, err := cmd.Flags().GetInt(name)
		if err != nil {
			return limits, err
		}
		if n < 0 {
			return limits, fmt.Errorf("--%s is %d: use a number above 0, or 0 for no limit", name, n)
		}
		*limit = n
	}
	return limits, nil
}

// judge prints what is over the limits beside the table, which may go to a file.
func judge(cmd *cobra.Command, pkgs []*schema.Package, limits budget.Limits) error {
	var findings []report.Finding
	for _, p := range pkgs {
		for _, r := range p.Records {
			findings = append(findings, budget.Judge(r, limits)...)
		}
	}
	if err := report.Write(cmd.ErrOrStderr(), report.Text, nil, findings); err != nil {
		return err
	}
	if report.Failed(findings) {
		return errFindings
	}
	return nil
}
