package main

import (
	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/judge"
)

func vetCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "vet",
	}
	fix := c.Flags().Bool("fix", false, "change the code where a rule knows how, and report the rest")
	format := formatFlag(c)
	ignored := baselineFlags(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		calls := judge.CallSites{Patterns: args}
		if *fix {
			if err := calls.Fix(); err != nil {
				return err
			}
		}
		findings, err := calls.Vet()
		if err == nil {
			findings, err = ignored.unknown(findings, calls.Scope(), cmd.ErrOrStderr())
		}
		return writeFindings(cmd.OutOrStdout(), *format, findings, err)
	}
	return c
}
