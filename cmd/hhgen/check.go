package main

import (
	"cmp"
	"go/token"
	"io"

	"github.com/spf13/cobra"

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
	format := formatFlag(c)
	pkgName := packageFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		request := load.Request{Args: args, Package: *pkgName}
		s, err := readSet(request, cmd.ErrOrStderr())
		if err != nil {
			return writeFindings(cmd.OutOrStdout(), *format, nil, err)
		}
		sources, err := s.sources()
		files, err := plan(load.Request{Args: s.patterns()}, sources, err)
		if err != nil {
			return writeFindings(cmd.OutOrStdout(), *format, nil, err)
		}
		return s.report(cmd.OutOrStdout(), *format, request, files)
	}
	return c
}

// report compares the outputs with what is there, lints what the same load has
// read, and looks at call sites, if the outputs are those of the schemas.
func (s set) report(w io.Writer, format report.Format, request load.Request, files []output.File) error {
	findings := s.lint()
	outdated := stale(files, generateWay)
	var failed error // of packages that do not compile, after what is known of their schemas
	if len(outdated) == 0 && !load.AreDocuments(request.Args) {
		var more schema.Findings
		more, failed = vetPackages(request.Args)
		findings = append(findings, more...)
	}
	if format == report.Text {
		printDiffs(w, files)
	}
	return cmp.Or(failed, writeFindings(w, format, append(findings, outdated...), nil))
}

// stale are the files that would be written as findings. fix is what writes them.
func stale(files []output.File, fix string) (findings schema.Findings) {
	for _, f := range output.Differing(files) {
		findings.Add(token.Position{Filename: f.Path, Line: 1, Column: 1}, schema.OutputStale, "the file is out of date: run %s", fix)
	}
	return findings
}

// printDiffs prints what would be written.
func printDiffs(w io.Writer, files []output.File) {
	for _, f := range output.Differing(files) {
		output.Diff(w, f)
	}
}
