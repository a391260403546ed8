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
		if files, err := output.Plan(sources); err == nil {
			for _, dir := range run.Fresh() { // whose outputs are not planned
				commit.Clean(filepath.Join(dir, schema.OutputName), schema.Generated)
			}
			return finish(run, sources, files, stderr)
		}
	}
	sources, err := run.All()
	files, err := plan(request, sources, err)
	if err != nil {
		return err
	}
	return finish(run, sources, files, stderr)
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
func finish(run *load.Run, sources []*load.Source, files []output.File, stderr io.Writer) error {
	if err := output.Write(files, stderr); err != nil {
		return err
	}
	tellNotes(sources, stderr)
	outputs := map[string][]byte{}
	for _, f := range files {
		if dir, err := filepath.Abs(filepath.Dir(f.Path)); err == nil {
			outputs[dir] = f.New
		}
	}
	run.Remember(sources, outputs)
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
