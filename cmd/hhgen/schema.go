package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

func schemaCommand() *cobra.Command {
	var checkOnly, events bool
	c := &cobra.Command{
		Use: "schema",
		RunE: func(cmd *cobra.Command, args []string) error {
			plan, way := output.PlanDocuments, schemaWay
			if events {
				plan, way = output.PlanEvents, schemaWay+" --event"
			}
			files, err := planDocuments(args, plan)
			if err != nil {
				return err
			}
			if checkOnly {
				printDiffs(cmd.OutOrStdout(), files, true)
				return writeFindings(cmd.OutOrStdout(), report.Text, judge.Outdated(files, way), nil)
			}
			return output.Write(files, cmd.ErrOrStderr())
		},
	}
	c.Flags().BoolVar(&events, "event", false, "write one schema for each package, of events as HoneyHive stores them")
	c.Flags().BoolVar(&checkOnly, "check", false, "report what would change, and write nothing")
	return c
}

// planDocuments works out the JSON Schema files of packages.
func planDocuments(patterns []string, plan func([]*load.Source) ([]output.File, error)) ([]output.File, error) {
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
	files, err := plan(sources)
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	if len(files) == 0 && len(errs) == 0 {
		return nil, load.NoRecords(request)
	}
	return files, errs.Err()
}
