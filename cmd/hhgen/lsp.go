package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/hhgen/hhgen/internal/lsp"
)

func lspCommand() *cobra.Command {
	c := &cobra.Command{
		Use:  "lsp",
		Args: cobra.NoArgs,
	}
	c.Flags().Bool("stdio", true, "speak over standard input and output, which is the only way")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if f, ok := cmd.InOrStdin().(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			return errors.New("hhgen lsp speaks the Language Server Protocol over standard input and output: have an editor start it")
		}
		err := lsp.NewServer(cmd.InOrStdin(), cmd.OutOrStdout(), version()).Serve(cmd.Context())
		if errors.Is(err, lsp.ErrNoShutdown) {
			return errFindings // the exit code that the protocol demands
		}
		return err
	}
	return c
}
