package main

import (
	"errors"
	"fmt"
	"go/token"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
)

func importCommand() *cobra.Command {
	var one load.Import
	var unions string
	c := &cobra.Command{
		Use:  "import",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			one.Defaults.Unions = schema.Unions(unions)
			if err := checkImport(one, args); err != nil {
				return err
			}
			return importAll(one, args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := c.Flags()
	flags.StringVar(&one.Out, "out", ".", "folder that the copies are written to, or the file of one copy")
	flags.StringVar(&one.Name, "name", "", "name of the record, if there is one file")
	flags.IntVar(&one.Defaults.MaxItems.N, "maxitems", 0, "bound of lists, maps and values of any type that have none")
	flags.IntVar(&one.Defaults.MaxBytes.N, "maxbytes", 0, "bound of strings that have none")
	flags.BoolVar(&one.Defaults.Large, "large", false, "permit strings over 1024 bytes that the files declare")
	flags.StringVar(&unions, "unions", "", "what becomes of a value of several types: any or reject")
	flags.BoolVar(&one.Overwrite, "force", false, "overwrite files that exist")
	one.Defaults.MaxItems.Pos = token.Position{Filename: "--maxitems"}
	one.Defaults.MaxBytes.Pos = token.Position{Filename: "--maxbytes"}
	return c
}

// checkImport checks the flags of hhgen import.
func checkImport(one load.Import, args []string) error {
	d := one.Defaults
	switch {
	case len(args) > 1 && one.Name != "":
		return errors.New("--name names one record, but there are several files: run hhgen import for each")
	case len(args) > 1 && load.IsDocument(one.Out):
		return errors.New("--out names one file, but there are several to copy: name a folder")
	case one.Name != "" && !token.IsIdentifier(one.Name):
		return fmt.Errorf("%q is not a valid name of a record: set --name to a Go identifier", one.Name)
	case d.MaxItems.N < 0 || d.MaxItems.N > schema.MaxItemsLimit:
		return fmt.Errorf("--maxitems must be a number from 1 to %d", schema.MaxItemsLimit)
	case d.MaxBytes.N < 0 || d.MaxBytes.N > schema.DefaultMaxBytes:
		return fmt.Errorf("--maxbytes must be a number from 1 to %d", schema.DefaultMaxBytes)
	case d.Unions != "" && d.Unions != schema.AnyUnions && d.Unions != schema.RejectUnions:
		return fmt.Errorf("--unions cannot be %q: use any or reject", d.Unions)
	}
	return nil
}

// importAll copies documents: all of them, or none.
func importAll(one load.Import, documents []string, stdout, stderr io.Writer) error {
	var copies []*load.Imported
	var files []output.File
	var errs schema.Findings
	first := map[string]string{}
	for _, one.Document = range documents {
		made, err := one.Import()
		if err := errs.Collect(err); err != nil {
			return err
		}
		if err != nil {
			continue
		}
		if other, taken := first[made.Path]; taken {
			return fmt.Errorf("%s and %s would both be written to %s: run hhgen import for each, with --name or --out", other, one.Document, made.Path)
		}
		first[made.Path] = one.Document
		copies = append(copies, made)
		files = append(files, output.File{Path: made.Path, Old: made.Old, New: made.Text})
	}
	if err := errs.Err(); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.Path), 0o777); err != nil {
			return err
		}
	}
	if err := output.Write(files, stderr); err != nil {
		return err
	}
	for i, c := range copies {
		tellImport(stdout, documents[i], c)
	}
	tellNext(stdout, copies)
	return nil
}

// tellNext says, for each folder, what makes Go of copies that were not there before.
func tellNext(w io.Writer, copies []*load.Imported) {
	names := map[string][]string{}
	for _, c := range copies {
		if dir := filepath.Dir(c.Path); c.Old == nil {
			names[dir] = append(names[dir], filepath.Base(c.Path))
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(names)) {
		paths := make([]string, len(names[dir]))
		for i, name := range names[dir] {
			paths[i] = filepath.Join(dir, name)
		}
		line := fmt.Sprintf("next: hhgen %s makes the Go package; for hhgen ./... to read it too, add %s: [%s] below schemas: in hhgen.yaml",
			strings.Join(paths, " "), entryOf(dir), strings.Join(names[dir], ", "))
		_, _ = fmt.Fprintln(w, schema.Printable(line))
	}
}

// entryOf is what hhgen.yaml calls a folder.
func entryOf(dir string) string {
	root, err := folder.Module(dir)
	abs, absErr := filepath.Abs(dir)
	if err != nil || absErr != nil || root == "" {
		return "./" + filepath.ToSlash(dir)
	}
	rel, _ := filepath.Rel(root, abs) // both are absolute
	return "./" + filepath.ToSlash(rel)
}

// tellImport says what differs between a document and its copy.
func tellImport(w io.Writer, document string, c *load.Imported) {
	_, _ = fmt.Fprintf(w, "%s has record %s of %s\n", schema.Printable(c.Path), c.Record.Name, schema.Printable(document))
	for _, change := range c.Changes {
		_, _ = fmt.Fprintf(w, "  %s\n", schema.Printable(change.Pos.String()+": "+change.Text))
	}
}
