package main

import (
	"cmp"
	"io"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

// The commands that bring outputs up to date.
const (
	generateWay = "go generate, or hhgen"
	schemaWay   = "hhgen schema"
)

func checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "check",
	}
	fix := c.Flags().Bool("fix", false, "change files where there is one right way, and report the rest")
	format := formatFlag(c)
	pkgName := packageFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		request := load.Request{Args: args, Package: *pkgName}
		if *fix {
			if err := fixBefore(cmd, *format, request); err != nil {
				return err
			}
		}
		s, err := readSet(request, cmd.ErrOrStderr())
		if err != nil {
			return writeFindings(cmd.OutOrStdout(), *format, nil, err)
		}
		sources, err := s.Sources()
		files, err := plan(load.Request{Args: s.Patterns()}, sources, err)
		if err != nil {
			return writeFindings(cmd.OutOrStdout(), *format, nil, err)
		}
		return checkSet(cmd.OutOrStdout(), *format, request, s, files)
	}
	return c
}

// fixBefore makes the safe fixes before the check, and lists the changed files: on
// standard error if standard output is for programs.
func fixBefore(cmd *cobra.Command, format report.Format, request load.Request) error {
	x := &fixer{
		read:     func() (judge.Set, error) { return readSet(request, io.Discard) },
		messages: cmd.ErrOrStderr(), changed: map[string]bool{},
	}
	err := x.fixAll(request)
	w := cmd.OutOrStdout()
	if format != report.Text {
		w = cmd.ErrOrStderr()
	}
	x.tell(w)
	return err
}

// checkSet compares the outputs with what is there, lints what the same load has
// read, and looks at call sites, if the outputs are those of the schemas.
func checkSet(w io.Writer, format report.Format, request load.Request, s judge.Set, files []output.File) error {
	findings := s.Lint()
	outdated := judge.Outdated(files, generateWay)
	var failed error // of packages that do not compile, after what is known of their schemas
	if len(outdated) == 0 && !load.AreDocuments(request.Args) {
		var more schema.Findings
		more, failed = judge.CallSites{Patterns: request.Args}.Vet()
		findings = append(findings, more...)
	}
	if format == report.Text {
		printDiffs(w, files)
	}
	return cmp.Or(failed, writeFindings(w, format, append(findings, outdated...), nil))
}

// printDiffs prints what would be written.
func printDiffs(w io.Writer, files []output.File) {
	for _, f := range output.Differing(files) {
		output.Diff(w, f)
	}
}
