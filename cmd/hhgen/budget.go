package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/budget"
	"github.com/hhgen/hhgen/schema/lint"
	"github.com/hhgen/hhgen/schema/report"
)

func budgetCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "budget",
	}
	pkgName := packageFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := budget.CheckFormat(format); err != nil {
			return err
		}
		s, err := lintSet(load.Request{Args: args, Package: *pkgName}, cmd.ErrOrStderr())
		if err != nil {
			return err
		}
		limits, err := limitSet(cmd, s)
		if err != nil {
			return err
		}
		if err := budget.Write(cmd.OutOrStdout(), format, budget.Of(s.Packages()), limits); err != nil {
			return err
		}
		return writeFindings(cmd.ErrOrStderr(), report.Text, s.Lint(), nil) // beside the table, which may go to a file
	}
	c.Flags().StringVar(&format, "format", budget.Formats[0], "format of the table: "+strings.Join(budget.Formats, ", "))
	c.Flags().Int("field-bytes", budget.Default.FieldBytes, "most bytes of a field's values; 0 for no limit")
	c.Flags().Int("record-bytes", budget.Default.RecordBytes, "most bytes of a record; 0 for no limit")
	c.Flags().Int("record-attributes", budget.Default.RecordAttributes, "most attributes of a record; 0 for no limit")
	return c
}

// limitSet has nothing but limits judged, and returns them. They are those of all
// modules.
func limitSet(cmd *cobra.Command, s judge.Set) (limits budget.Limits, err error) {
	for i, m := range s {
		own, err := limitFlags(cmd, m.Lint.Limits)
		if err != nil {
			return limits, err
		}
		if i > 0 && own != limits {
			return limits, fmt.Errorf("%s and %s have different limits: name packages of one module, or set limits by flags",
				folder.Relative(s[0].Root), folder.Relative(m.Root))
		}
		limits = own
		m.Lint.Limits, m.Lint.Rules = &limits, onlyBudget(m.Lint.Rules)
	}
	return limits, nil
}

// limitFlags are the limits of the configuration, or the default, with those in
// their place that flags set.
func limitFlags(cmd *cobra.Command, configured *budget.Limits) (budget.Limits, error) {
	limits := budget.Default
	if configured != nil {
		limits = *configured
	}
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

// onlyBudget turns all rules off but those about limits, which are errors unless
// the configuration sets them: whoever runs the command wants the limits held.
func onlyBudget(configured map[string]schema.Severity) map[string]schema.Severity {
	rules := map[string]schema.Severity{}
	for _, r := range lint.Rules {
		rules[r.ID] = lint.Off
	}
	for _, rule := range lint.Budget {
		rules[rule.ID] = cmp.Or(configured[rule.ID], schema.Error)
	}
	return rules
}
