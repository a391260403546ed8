package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema/lint"
)

func lintCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "lint",
	}
	listRules := c.Flags().Bool("rules", false, "list the rules")
	workspace := c.Flags().Bool("workspace", false, "lint every module of the go.work")
	format := formatFlag(c)
	pkgName := packageFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case *listRules && (cmd.Flags().NFlag() > 1 || len(args) > 0):
			return errors.New("--rules only lists the rules: leave out packages and other flags")
		case *listRules:
			return writeRules(cmd.OutOrStdout())
		case *workspace && len(args) > 0:
			return errors.New("--workspace lints all packages of all modules: name no packages")
		case *workspace && *pkgName != "":
			return errors.New("--package is for JSON Schema files, but --workspace reads Go packages: leave it out")
		}
		s, err := lintSet(load.Request{Args: args, Package: *pkgName}, *workspace, cmd.ErrOrStderr())
		return writeFindings(cmd.OutOrStdout(), *format, s.Lint(), err)
	}
	return c
}

// readSet reads what a request names, in one load for each module.
func readSet(r load.Request, stderr io.Writer) (judge.Set, error) {
	modules, err := load.Modules(r)
	if err != nil {
		return nil, err
	}
	for _, m := range modules {
		tellNotes(m.Sources, stderr)
	}
	return modules, nil
}

// lintSet is what is linted: packages whose schemas are right.
func lintSet(r load.Request, workspace bool, stderr io.Writer) (s judge.Set, err error) {
	if workspace {
		s, err = load.Workspace()
	} else {
		s, err = readSet(r, stderr)
	}
	if err == nil {
		err = s.Check()
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// writeRules lists the rules.
func writeRules(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range lint.Rules {
		_, _ = fmt.Fprintln(table, strings.Join([]string{r.ID, string(r.Level), string(r.Default), r.Title}, "\t"))
	}
	return table.Flush()
}
