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
)

func breakingCommand(pkgName *string) *cobra.Command {
	c := &cobra.Command{
		Use:   "breaking --against base [packages | files.json]",
		Short: "Report what breaks those who depend on an older schema",
	}
	against := c.Flags().String("against", "", "git revision, folder, JSON Schema file or module@version to compare with")
	allowNew := c.Flags().Bool("allow-new", false, "do not compare modules that the base does not have")
	format := formatFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if *against == "" {
			return errors.New("nothing to compare with: set --against to a git revision, a folder, a JSON Schema file, or module@version")
		}
		findings, notes, err := breakingFindings(*against, target{args: args, pkgName: *pkgName, allowNew: *allowNew})
		for _, note := range notes { // beside the findings, which programs read
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "hhgen: %s\n", schema.Printable(note))
		}
		return writeFindings(cmd.OutOrStdout(), *format, findings, err)
	}
	return c
}

// breakingFindings compares packages, or the package of JSON Schema files, with
// what they were in a base. The notes say what was not compared.
func breakingFindings(against string, t target) (findings schema.Findings, notes []string, err error) {
	if t.models, err = (place{}).models(t.args, t.pkgName); err != nil {
		return nil, nil, err
	}
	var errs schema.Findings
	for _, m := range t.models {
		if err := collect(&errs, schema.Check(m.Package)); err != nil {
			return nil, nil, err
		}
	}
	if len(errs) > 0 {
		return nil, nil, errs.Err()
	}
	b, err := openBase(against, t)
	if err != nil {
		return nil, nil, err
	}
	defer b.remove()
	old, err := b.schemas(t.models)
	switch {
	case err != nil:
		return nil, nil, err
	case len(withRecords(old)) == 0 && len(withRecords(t.models)) == 0:
		errs = noRecords(t.args)
		return nil, nil, errs.Err()
	case len(withRecords(old)) == 0 && !b.held && !t.allowNew:
		return nil, nil, b.lacking()
	}
	paths, err := b.paths(old, t.models)
	if err != nil {
		return nil, nil, err
	}
	cfg := breaking.Config{At: b.at, Paths: paths, Today: time.Now()}
	if err := b.tellNew(breaking.New(schemas(old), schemas(t.models), cfg), t.models); err != nil {
		return nil, nil, err
	}
	return excepted(breaking.Compare(schemas(old), schemas(t.models), cfg)), b.notes, nil
}

// tellNew notes the packages that were compared with nothing, so that nobody
// takes silence for a comparison.
func (b *base) tellNew(fresh []*schema.Package, now []model) error {
	for _, m := range now {
		if !slices.Contains(fresh, m.Package) {
			continue
		}
		if b.folder != nil {
			if _, err := b.folder(m.dir); err != nil { // it is not new, but cannot be read there
				return err
			}
		}
		if !b.skips(m.dir) {
			b.notes = append(b.notes, fmt.Sprintf("package %s is new: %s has no records of it to compare with", m.Path, b.name))
		}
	}
	return nil
}

// excepted leaves out the findings that a comment in the source permits. What
// lies in the base only has no such comments. A //line comment may give a Go file
// another name, so all of a folder are read.
func excepted(findings schema.Findings) schema.Findings {
	folders := map[string]ignore.Directives{}
	return slices.DeleteFunc(findings, func(f *schema.Finding) bool {
		dir := filepath.Dir(f.Pos.Filename)
		if _, read := folders[dir]; !read {
			folders[dir] = directivesIn(dir)
		}
		return folders[dir].CoversShown(f.Rule.ID, f.Pos.Filename, f.Pos.Line)
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

// schemas reads the schemas of the base. What is wrong with them is no finding:
// they cannot be changed any more.
func (b *base) schemas(now []model) ([]model, error) {
	old, err := b.load(now)
	var errs schema.Findings
	if !errors.As(err, &errs) {
		return old, err
	}
	for _, e := range errs {
		if e.Pos.Filename != "" {
			e.Pos = b.at(e.Pos)
		}
		if b.dir != "" {
			e.Message = strings.ReplaceAll(e.Message, b.dir, b.name)
		}
	}
	err = fmt.Errorf("cannot read the schema of %s: %s", b.name, errs)
	if b.why != nil {
		if reason := b.why(); reason != nil {
			err = fmt.Errorf("%w; %w", err, reason)
		}
	}
	return nil, err
}
