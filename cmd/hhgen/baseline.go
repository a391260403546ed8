package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/known"
	"github.com/hhgen/hhgen/internal/rules"
	"github.com/hhgen/hhgen/schema"
)

// knownFlags say which findings are known already, and are not reported.
type knownFlags struct {
	path   string
	update bool
}

// baselineFlags gives a command the flags --baseline and --update-baseline.
func baselineFlags(c *cobra.Command) *knownFlags {
	k := &knownFlags{}
	c.Flags().StringVar(&k.path, "baseline", "", "file of known findings, which are not reported")
	c.Flags().BoolVar(&k.update, "update-baseline", false, "create the file of --baseline, or remove from it what is gone")
	before(c, func() error {
		if k.update && k.path == "" {
			return errors.New("--update-baseline needs a file: add --baseline with its name, such as hhgen-baseline.json")
		}
		return nil
	})
	return k
}

// before has a command check something before it does its work.
func before(c *cobra.Command, check func() error) {
	earlier := c.PreRunE
	c.PreRunE = func(cmd *cobra.Command, args []string) error {
		if earlier != nil {
			if err := earlier(cmd, args); err != nil {
				return err
			}
		}
		return check()
	}
}

// unknown returns the findings that are not known. scope is what the run finds. It
// updates the file if a flag says so.
func (k *knownFlags) unknown(findings schema.Findings, scope judge.Scope, messages io.Writer) (schema.Findings, error) {
	if k.path == "" {
		return findings, nil
	}
	var accepted, rest schema.Findings // those that may be known, and others
	for _, f := range findings {
		if rules.Suppressible(f.Rule) {
			accepted = append(accepted, f)
		} else {
			rest = append(rest, f)
		}
	}
	file, err := known.Read(k.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && k.update:
		file = known.New(k.path, accepted)
		return rest, k.write(file, "%s has %s now", messages, schema.Printable(file.Name()), findingCount(file.Len()))
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no baseline %s: add --update-baseline to create it with the findings of this run", k.path)
	case err != nil:
		return nil, err
	}
	rest = append(rest, file.Without(accepted)...)
	if !k.update {
		return append(rest, file.Gone(scope)...), nil
	}
	if n := file.Prune(scope); n > 0 {
		return rest, k.write(file, "removed %s from %s, which has %s now", messages, findingCount(n), schema.Printable(file.Name()), findingCount(file.Len()))
	}
	return rest, nil
}

// write writes the file, and tells so.
func (k *knownFlags) write(file *known.File, format string, messages io.Writer, args ...any) error {
	err := commit.Commit([]commit.Change{{Path: k.path, Content: file.Bytes()}})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("cannot write %s, because its folder does not exist: create it, or name another file", k.path)
	case err != nil:
		return err
	}
	_, _ = fmt.Fprintf(messages, "hhgen: "+format+"\n", args...)
	return nil
}

func findingCount(n int) string {
	if n == 1 {
		return "1 finding"
	}
	return fmt.Sprintf("%d findings", n)
}

func isGone(file string) bool {
	_, err := os.Stat(file)
	return errors.Is(err, fs.ErrNotExist)
}
