package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/adoption"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt/gocode"
)

func adoptCommand() *cobra.Command {
	var code adoption.Code
	var prefixes []string
	var report string
	c := &cobra.Command{
		Use: "adopt",
	}
	flags := c.Flags()
	flags.StringVar(&code.Out, "out", "./"+adoption.Folder, "folder of the package of records, or the Go file to write")
	flags.StringArrayVar(&prefixes, "prefix", nil, "adopt keys that begin so too, such as app.=metadata; may be repeated")
	flags.StringVar(&report, "report", "", "file for the report, in place of standard error")
	flags.BoolVar(&code.Force, "force", false, "overwrite a file that hhgen adopt has written")
	c.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if code.Prefixes, err = parsePrefixes(prefixes); err != nil {
			return err
		}
		code.Context = cmd.Context()
		made, err := adopt(code, args, cmd.InOrStdin(), newProgress(cmd.ErrOrStderr(), "spans"))
		if err != nil {
			return err
		}
		return writeAdopted(made, report, cmd.OutOrStdout(), cmd.ErrOrStderr())
	}
	return c
}

// adopted is what a run has made.
type adopted interface {
	Output() []output.File // nothing if there is nothing to declare
	Report(io.Writer) error
	Tell(io.Writer) error
}

// adopt reads what the arguments name: files of spans, or packages.
func adopt(code adoption.Code, args []string, stdin io.Reader, p *progress) (adopted, error) {
	switch spans := slices.IndexFunc(args, adoption.AreSpans); {
	case spans < 0:
		code.Patterns = load.OrHere(args)
		return code.Adopt()
	case slices.ContainsFunc(args, func(arg string) bool { return !adoption.AreSpans(arg) }):
		return nil, errors.New("hhgen adopt reads Go packages or files of spans, not both at once: run it for each")
	case slices.Contains(args, "-") && terminalOf(stdin):
		return nil, errors.New("there are no spans: pipe them to standard input, or name files")
	}
	defer p.end()
	return adoption.Spans{
		Files: args, Stdin: stdin, Prefixes: code.Prefixes, Out: code.Out, Force: code.Force, Context: code.Context, Progress: p.add,
	}.Adopt()
}

// parsePrefixes reads the flags --prefix.
func parsePrefixes(texts []string) (prefixes []gocode.Prefix, err error) {
	for _, text := range texts {
		prefix, namespace, ok := strings.Cut(text, "=")
		switch {
		case !ok || prefix == "":
			return nil, fmt.Errorf("--prefix cannot be %q: write the beginning of keys and a namespace, such as app.=metadata", text)
		case !schema.Namespace(namespace).Valid() || schema.Namespace(namespace).SpanOnly():
			return nil, fmt.Errorf("--prefix %s: %q takes no keys: %s", text, namespace, schema.Suggest(namespace, schema.Namespaces))
		case strings.HasPrefix(prefix, schema.AttributePrefix):
			return nil, fmt.Errorf("--prefix %s: keys that begin with %s are adopted anyway: leave it out", text, schema.AttributePrefix)
		case slices.ContainsFunc(prefixes, func(p gocode.Prefix) bool { return p.Text == prefix }):
			return nil, fmt.Errorf("--prefix %s is given twice: leave one out", prefix)
		}
		prefixes = append(prefixes, gocode.Prefix{Text: prefix, Namespace: schema.Namespace(namespace)})
	}
	return prefixes, nil
}

// writeAdopted writes the file and the report, and says so.
func writeAdopted(made adopted, report string, stdout, stderr io.Writer) error {
	for _, f := range made.Output() {
		if err := os.MkdirAll(filepath.Dir(f.Path), 0o777); err != nil {
			return err
		}
	}
	if err := output.Write(made.Output(), stderr); err != nil {
		return err
	}
	if report == "" {
		if err := made.Report(stderr); err != nil {
			return err
		}
		return made.Tell(stdout)
	}
	var text bytes.Buffer
	if err := made.Report(&text); err != nil {
		return err
	}
	if err := os.WriteFile(report, text.Bytes(), 0o666); err != nil {
		return err
	}
	return made.Tell(stdout)
}
