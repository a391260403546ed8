package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/baseline"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
)

func breakingCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "breaking",
	}
	against := c.Flags().String("against", "", "git revision, folder, JSON Schema file or module@version to compare with")
	allowNew := c.Flags().Bool("allow-new", false, "do not compare modules that the base does not have")
	format := formatFlag(c)
	pkgName := packageFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if *against == "" {
			return errors.New("nothing to compare with: set --against to a git revision, a folder, a JSON Schema file, or module@version")
		}
		request := load.Request{Args: args, None: true}
		if load.AreDocuments(args) || !load.IsDocument(*against) { // else the name is for the base
			request.Package = *pkgName
		}
		t := baseline.Target{Args: args, Package: *pkgName, AllowNew: *allowNew}
		var err error
		if t.Sources, err = load.Load(request); err != nil {
			return writeFindings(cmd.OutOrStdout(), *format, nil, err)
		}
		tellNotes(t.Sources, cmd.ErrOrStderr())
		findings, notes, err := breakingFindings(*against, t)
		for _, note := range notes { // beside the findings, which programs read
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "hhgen: %s\n", schema.Printable(note))
		}
		return writeFindings(cmd.OutOrStdout(), *format, findings, err)
	}
	return c
}

// breakingFindings compares packages, or the package of JSON Schema files, with
// what they were in a base. The notes say what was not compared.
func breakingFindings(against string, t baseline.Target) (findings schema.Findings, notes []string, err error) {
	var errs schema.Findings
	for _, s := range t.Sources {
		if err := errs.Collect(schema.Check(s.Package)); err != nil {
			return nil, nil, err
		}
	}
	if err := errs.Err(); err != nil {
		return nil, nil, err
	}
	b, err := baseline.Open(against, t)
	if err != nil {
		return nil, nil, err
	}
	defer b.Close()
	old, err := b.Load(t.Sources)
	switch {
	case err != nil:
		return nil, nil, err
	case len(baseline.WithRecords(old)) == 0 && len(baseline.WithRecords(t.Sources)) == 0:
		return nil, nil, load.NoRecords(load.Request{Args: t.Args})
	case len(baseline.WithRecords(old)) == 0 && !b.HasModules() && !t.AllowNew:
		return nil, nil, b.Lacking()
	}
	paths, err := b.Paths(old, t.Sources)
	if err != nil {
		return nil, nil, err
	}
	cfg := breaking.Config{At: b.At, Paths: paths, Today: time.Now()}
	before, now := load.Schemas(old), load.Schemas(t.Sources)
	if err := b.TellNew(breaking.New(before, now, cfg), t.Sources); err != nil {
		return nil, nil, err
	}
	return unsuppressed(breaking.Compare(before, now, cfg)), b.Notes(), nil
}

// unsuppressed leaves out the findings that a comment in the source suppresses,
// and reports the comments that lack a reason. What is in the base only has no
// such comments. A //line comment may give a Go file another name, so all of a
// folder are read.
func unsuppressed(findings schema.Findings) schema.Findings {
	folders := map[string]*suppression.Set{}
	findings = slices.DeleteFunc(findings, func(f *schema.Finding) bool {
		dir := filepath.Dir(f.Pos.Filename)
		if _, read := folders[dir]; !read {
			folders[dir] = suppression.NewSet(commentsIn(dir))
		}
		return folders[dir].Suppresses(f, suppression.Subject{})
	})
	for _, comments := range folders {
		for _, p := range comments.Malformed(breaking.Rules.IDs(), nil) {
			if breaking.Rules.Find(p.Rule) != nil { // lint and vet report the others
				findings.Add(p.Pos, suppression.Form, "%s", p.Message)
			}
		}
	}
	findings.Sort()
	return findings
}

// commentsIn are the suppressions in the Go files of a folder.
func commentsIn(dir string) (found []*suppression.Suppression) {
	fset := token.NewFileSet()
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // a folder whose name is no pattern
	for _, name := range names {
		if f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution); err == nil {
			found = append(found, suppression.In(fset, f)...)
		}
	}
	return found
}
