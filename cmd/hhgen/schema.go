package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

func schemaCommand() *cobra.Command {
	var checkOnly bool
	c := &cobra.Command{
		Use: "schema",
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := planDocuments(args)
			if err != nil {
				return err
			}
			if checkOnly {
				printDiffs(cmd.OutOrStdout(), files)
				return writeFindings(cmd.OutOrStdout(), report.Text, stale(files, schemaWay), nil)
			}
			return output.Write(files, cmd.ErrOrStderr())
		},
	}
	c.Flags().BoolVar(&checkOnly, "check", false, "report what would change, and write nothing")
	return c
}

// planDocuments works out the JSON Schema files of packages, one for each record.
func planDocuments(patterns []string) ([]output.File, error) {
	for _, p := range patterns {
		if load.IsDocument(p) {
			return nil, fmt.Errorf("%s is a file, but hhgen schema writes JSON Schema files: name Go packages", p)
		}
	}
	request := load.Request{Args: patterns}
	sources, err := load.Load(request)
	var errs schema.Findings
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	files, err := output.PlanDocuments(sources)
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	if len(files) == 0 && len(errs) == 0 {
		return nil, load.NoRecords(request)
	}
	return files, errs.Err()
}
