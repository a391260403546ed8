package main

import (
	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/scaffold"
)

func initCommand() *cobra.Command {
	return &cobra.Command{
		Use:  "init",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := scaffold.New(append(args, scaffold.Folder)[0], version())
			if err != nil {
				return err
			}
			if err := s.Build(); err != nil {
				return err
			}
			return s.Tell(cmd.OutOrStdout())
		},
	}
}
