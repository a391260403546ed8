package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/report"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/lint"
)

// foreignRules are the ids that inline exceptions may name and that lint does
// not have: those of rules about call sites, and about changes.
func foreignRules() (ids []schema.Rule) {
	for _, r := range slices.Concat(vet.Rules, breaking.Reported()) {
		ids = append(ids, r.ID)
	}
	return ids
}

func lintCommand(pkgName *string) *cobra.Command {
	var format string
	var listRules, workspace bool
	c := &cobra.Command{
		Use:   "lint [packages | files.json]",
		Short: "Report what other teams would stumble over",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case listRules:
				return writeRules(cmd.OutOrStdout())
			case workspace && len(args) > 0:
				return fmt.Errorf("--workspace lints all packages of all modules, so name none")
			}
			s, err := readSet(args, *pkgName, workspace)
			if err != nil {
				return err
			}
			if err := s.check(); err != nil {
				return err
			}
			return writeFindings(cmd.OutOrStdout(), report.Format(format), s.lint())
		},
	}
	c.Flags().StringVar(&format, "format", string(report.Formats[0]), "form of the output")
	c.Flags().BoolVar(&listRules, "rules", false, "list the rules")
	c.Flags().BoolVar(&workspace, "workspace", false, "lint every module of the go.work")
	return c
}

// checkCommand compares the outputs with what is there, and lints what the same
// load has read.
func checkCommand(pkgName *string) *cobra.Command {
	return &cobra.Command{
		Use:   "check [packages | files.json]",
		Short: "Report what hhgen would change, and what lint and vet find, and write nothing",
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readSet(args, *pkgName, false)
			if err != nil {
				return err
			}
			files, err := s.plan(*pkgName)
			if err != nil {
				return err
			}
			stale := check(files, cmd.OutOrStdout())
			if err := writeFindings(cmd.OutOrStdout(), report.Text, s.lint()); err != nil {
				return err
			}
			if files, _ := onlyFiles(args); stale != nil || files {
				return stale // vet looks at code that fits the schemas
			}
			return vetTo(cmd.OutOrStdout(), report.Text, args)
		},
	}
}

// writeFindings prints findings, and returns errFindings if one is an error.
func writeFindings(w io.Writer, format report.Format, findings []report.Finding) error {
	if err := report.Write(w, format, slices.Concat(lint.Descriptions(), breaking.Reported()), findings); err != nil {
		return err
	}
	if report.Failed(findings) {
		return errFindings
	}
	return nil
}

// writeRules lists the rules.
func writeRules(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range lint.Rules {
		_, _ = fmt.Fprintln(table, strings.Join([]string{string(r.ID), r.Category, string(r.Default), r.Title}, "\t"))
	}
	return table.Flush()
}
