package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/lint"
	"github.com/hhgen/hhgen/schema/report"
)

// foreignRules are the ids that inline exceptions may name and that lint does
// not have: those of rules about call sites, and about changes.
func foreignRules() []string {
	return slices.DeleteFunc(slices.Concat(vet.Rules.IDs(), breaking.Rules.IDs()), func(id string) bool { return slices.Contains(lint.IDs(), id) })
}

func lintCommand(pkgName *string) *cobra.Command {
	c := &cobra.Command{
		Use:   "lint [packages | files.json]",
		Short: "Report what other teams would stumble over",
	}
	listRules := c.Flags().Bool("rules", false, "list the rules")
	workspace := c.Flags().Bool("workspace", false, "lint every module of the go.work")
	format := formatFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case *listRules:
			return writeRules(cmd.OutOrStdout())
		case *workspace && len(args) > 0:
			return errors.New("--workspace lints all packages of all modules, so name none")
		}
		findings, err := lintFindings(args, *pkgName, *workspace)
		return writeFindings(cmd.OutOrStdout(), *format, findings, err)
	}
	return c
}

func lintFindings(args []string, pkgName string, workspace bool) (schema.Findings, error) {
	s, err := readSet(args, pkgName, workspace)
	if err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return s.lint(), nil
}

func checkCommand(pkgName *string) *cobra.Command {
	c := &cobra.Command{
		Use:   "check [packages | files.json]",
		Short: "Report what hhgen would change, and what lint and vet find, and write nothing",
	}
	format := formatFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		s, err := readSet(args, *pkgName, false)
		if err != nil {
			return writeFindings(cmd.OutOrStdout(), *format, nil, err)
		}
		files, err := s.plan(*pkgName)
		if err != nil {
			return writeFindings(cmd.OutOrStdout(), *format, nil, err)
		}
		return s.report(cmd.OutOrStdout(), *format, args, files)
	}
	return c
}

// report compares the outputs with what is there, lints what the same load has
// read, and looks at call sites, if the outputs are those of the schemas.
func (s *set) report(w io.Writer, format report.Format, args []string, files []file) error {
	findings := s.lint()
	outdated := stale(files)
	var failed error // of packages that do not compile, after what is known of their schemas
	if s.args == nil && len(outdated) == 0 {
		var more schema.Findings
		more, failed = vetPackages(args)
		findings = append(findings, more...)
	}
	var err error
	if format == report.Text {
		err = check(files, generateWay, w)
	} else {
		findings = append(findings, outdated...)
	}
	return cmp.Or(failed, err, writeFindings(w, format, findings, nil))
}

// writeRules lists the rules.
func writeRules(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range lint.Rules {
		_, _ = fmt.Fprintln(table, strings.Join([]string{r.ID, string(r.Level), string(r.Default), r.Title}, "\t"))
	}
	return table.Flush()
}
