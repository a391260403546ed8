package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/ignore"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/report"
)

func breakingCommand(pkgName *string) *cobra.Command {
	c := &cobra.Command{
		Use:   "breaking --against base [packages | files.json]",
		Short: "Report what breaks those who depend on an older schema",
	}
	against := c.Flags().String("against", "", "git revision, folder, JSON Schema file or module@version to compare with")
	format := formatFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if *against == "" {
			return errors.New("nothing to compare with: set --against to a git revision, a folder, a JSON Schema file, or module@version")
		}
		findings, err := breakingFindings(*against, args, *pkgName)
		return writeFindings(cmd.OutOrStdout(), *format, findings, err)
	}
	return c
}

// breakingFindings compares packages, or the package of JSON Schema files, with
// what they were in a base.
func breakingFindings(against string, args []string, pkgName string) ([]report.Finding, error) {
	now, err := place{}.models(args, pkgName)
	if err != nil {
		return nil, err
	}
	var errs schema.Errors
	records := 0
	for _, m := range now {
		records += len(m.Records)
		if err := collect(&errs, schema.Check(m.Package)); err != nil {
			return nil, err
		}
	}
	if len(errs) > 0 {
		return nil, errs.Err()
	}
	b, err := openBase(against, target{args: args, pkgName: pkgName, models: now})
	if err != nil {
		return nil, err
	}
	defer b.remove()
	old, err := b.read(now)
	if err != nil {
		return nil, err
	}
	if records == 0 && !slices.ContainsFunc(old, func(m model) bool { return len(m.Records) > 0 }) {
		errs = noRecords(args)
		return nil, errs.Err()
	}
	paths, err := b.paths(old, now)
	if err != nil {
		return nil, err
	}
	found := breaking.Compare(schemas(old), schemas(now), breaking.Config{At: b.at, Paths: paths, Today: time.Now()})
	return excepted(found), nil
}

// excepted leaves out the findings that a comment in the source permits. What
// lies in the base only has no such comments. A //line comment may give a Go file
// another name, so all of a folder are read.
func excepted(findings []report.Finding) []report.Finding {
	folders := map[string]ignore.Directives{}
	return slices.DeleteFunc(findings, func(f report.Finding) bool {
		dir := filepath.Dir(f.Pos.Filename)
		if _, read := folders[dir]; !read {
			folders[dir] = directivesIn(dir)
		}
		return folders[dir].CoversShown(f.Rule, f.Pos.Filename, f.Pos.Line)
	})
}

// directivesIn are the exceptions in the Go files of a folder.
func directivesIn(dir string) (found ignore.Directives) {
	fset := token.NewFileSet()
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // a folder whose name is no pattern
	for _, name := range names {
		if f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution); err == nil {
			found = append(found, ignore.In(fset, f)...)
		}
	}
	return found
}

// read reads the schemas of the base. What is wrong with them is no finding:
// they cannot be changed any more.
func (b *base) read(now []model) ([]model, error) {
	old, err := b.load(now)
	var errs schema.Errors
	if errors.As(err, &errs) {
		for _, e := range errs {
			if e.Pos.Filename != "" {
				e.Pos = b.at(e.Pos)
			}
			if b.dir != "" {
				e.Message = strings.ReplaceAll(e.Message, b.dir, b.name)
			}
		}
		err = errors.New(errs.Error())
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the schema of %s: %w", b.name, err)
	}
	if !b.mayLack && !slices.ContainsFunc(old, func(m model) bool { return len(m.Records) > 0 }) {
		return nil, b.lacking()
	}
	return old, nil
}
