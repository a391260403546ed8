package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
)

func generateCommand() *cobra.Command {
	c := &cobra.Command{Use: "hhgen", Args: cobra.ArbitraryArgs}
	noCache := c.Flags().Bool("no-cache", false, "load all packages, whatever the cache says")
	pkgName := packageFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return generate(load.Request{Args: args, Package: *pkgName}, *noCache, cmd.ErrOrStderr())
	}
	return c
}

// generate brings the outputs of packages, or of JSON Schema files, up to date.
func generate(request load.Request, noCache bool, stderr io.Writer) error {
	run := load.Begin(request, !noCache)
	if sources, ok := run.Stale(); ok {
		if update, err := output.Prepare(sources); err == nil {
			for _, dir := range run.Fresh() { // whose outputs are not planned
				commit.Clean(filepath.Join(dir, schema.OutputName), schema.Generated)
			}
			return finish(run, sources, update, stderr)
		}
	}
	sources, err := run.All()
	if err != nil {
		_, err = plan(request, sources, err) // with what is wrong with others
		return err
	}
	update, err := output.Prepare(sources)
	switch {
	case err != nil:
		return err
	case len(update.Files) == 0:
		return load.NoRecords(request)
	}
	return finish(run, sources, update, stderr)
}

// plan works out the outputs of what was loaded. err is that of loading.
func plan(request load.Request, sources []*load.Source, err error) ([]output.File, error) {
	var errs schema.Findings
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	files, err := output.Plan(sources)
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	if len(files) == 0 && len(errs) == 0 {
		return nil, load.NoRecords(request)
	}
	return files, errs.Err()
}

// finish writes the outputs, and has the cache remember that they are up to date.
func finish(run *load.Run, sources []*load.Source, update *output.Update, stderr io.Writer) error {
	if err := update.Make(stderr); err != nil {
		return err
	}
	tellNotes(sources, stderr)
	sums := map[string]string{}
	for _, f := range update.Files {
		if dir, err := filepath.Abs(filepath.Dir(f.Path)); err == nil {
			sums[dir] = f.Sum
		}
	}
	run.Remember(sources, sums)
	return nil
}

// tellNotes prints what is to be written about sources, once.
func tellNotes(sources []*load.Source, stderr io.Writer) {
	for _, s := range sources {
		if s.Note != "" {
			_, _ = fmt.Fprintf(stderr, "hhgen: %s\n", schema.Printable(s.Note))
		}
	}
}
