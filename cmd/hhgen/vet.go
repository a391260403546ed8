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
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if *fix {
			if err := (judge.CallSites{Patterns: args}).Fix(); err != nil {
				return err
			}
		}
		findings, err := judge.CallSites{Patterns: args}.Vet()
		return writeFindings(cmd.OutOrStdout(), *format, findings, err)
	}
	return c
}
