package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema/usage"
)

func statusCommand() *cobra.Command {
	var format string
	var workspace bool
	c := &cobra.Command{
		Use: "status",
	}
	pkgName := packageFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := usage.CheckFormat(format); err != nil {
			return err
		}
		var s judge.Set
		var err error
		switch {
		case workspace && len(args) > 0:
			return errors.New("--workspace reads all packages of all modules: name no packages")
		case workspace:
			s, err = load.Workspace()
			tellAll(s, cmd.ErrOrStderr())
		default:
			s, err = readSet(load.Request{Args: args, Package: *pkgName}, cmd.ErrOrStderr())
		}
		if err != nil {
			return err
		}
		report, err := s.Status()
		if err != nil {
			return err
		}
		return report.Write(cmd.OutOrStdout(), format)
	}
	c.Flags().StringVar(&format, "format", usage.Formats[0], "format of the report: "+strings.Join(usage.Formats, ", "))
	c.Flags().BoolVar(&workspace, "workspace", false, "status of every module of the go.work")
	return c
}
