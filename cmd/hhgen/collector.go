package main

import (
	"errors"
	"fmt"
	"go/token"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/hhgen/hhgen/gen/collector"
	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/report"
)

func collectorCommand() *cobra.Command {
	o := collector.Options{Mode: collector.Enforce, Undeclared: collector.Drop}
	var out string
	var renames []string
	var checkOnly bool
	c := &cobra.Command{Use: "collector"}
	name := packageFlag(c)
	c.Flags().StringVar((*string)(&o.Mode), "mode", string(o.Mode), "what becomes of spans that are not as declared: enforce, report")
	c.Flags().StringVar((*string)(&o.Undeclared), "undeclared", string(o.Undeclared), "what becomes of undeclared keys: drop, metadata, keep")
	c.Flags().StringArrayVar(&renames, "rename", nil, "a key that services send, and the declared one: metadata.uid=user_properties.user_id")
	c.Flags().StringArrayVar(&o.Allow, "allow", nil, "an undeclared key that stays, or those below one: inputs.*")
	c.Flags().BoolVar(&o.SkipGo, "skip-go", false, "leave spans of Go services alone")
	c.Flags().BoolVar(&o.Lambda, "lambda", false, "check each value of lists and maps, which needs a feature gate of the Collector")
	c.Flags().StringVar(&o.HashKey, "hash-key-env", "", "variable of the Collector's environment with the key of hashes")
	c.Flags().StringVar(&out, "out", "", "file to write; the standard output if there is none")
	c.Flags().BoolVar(&checkOnly, "check", false, "report whether the file of --out would change, and write nothing")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if checkOnly && out == "" {
			return errors.New("--check compares a file: name it with --out")
		}
		var err error
		if o.Renames, err = parseRenames(renames); err != nil {
			return err
		}
		o.Command, o.Place = commandLine(cmd, args), placeFrom(out)
		policy, err := planPolicy(load.Request{Args: args, Package: *name}, o)
		if err != nil {
			return err
		}
		tellLimits(cmd.ErrOrStderr(), policy)
		if out == "" {
			_, err = cmd.OutOrStdout().Write(policy.Text)
			return err
		}
		return writePolicy(cmd, out, policy.Text, checkOnly, o.Command)
	}
	return c
}

// parseRenames reads the values of --rename.
func parseRenames(texts []string) (renames []collector.Rename, err error) {
	for _, text := range texts {
		old, now, ok := strings.Cut(text, "=")
		if !ok {
			return nil, fmt.Errorf("--rename %s has no new key: use --rename metadata.uid=user_properties.user_id", text)
		}
		renames = append(renames, collector.Rename{Old: old, New: now})
	}
	return renames, nil
}

// planPolicy generates the policy of the packages that are named.
func planPolicy(request load.Request, o collector.Options) (*collector.Policy, error) {
	sources, err := load.Load(request)
	var errs schema.Findings
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	records := 0
	for _, s := range sources {
		if err := errs.Collect(schema.Check(s.Package)); err != nil {
			return nil, err
		}
		records += len(s.Records)
	}
	if len(errs) > 0 {
		return nil, errs.Err()
	}
	if records == 0 {
		return nil, load.NoRecords(request)
	}
	return collector.Generate(load.Schemas(sources), o)
}

// placeFrom names positions from the folder of a file, wherever the command runs.
func placeFrom(out string) func(token.Position) string {
	names := map[string]string{} // a file has many positions
	return func(pos token.Position) string {
		name, known := names[pos.Filename]
		if !known {
			name = nameFrom(filepath.Dir(out), pos.Filename)
			names[pos.Filename] = name
		}
		return fmt.Sprintf("%s:%d", name, pos.Line)
	}
}

// nameFrom is the name of a file, from a folder.
func nameFrom(dir, file string) string {
	from, err := filepath.Abs(dir)
	to, failed := filepath.Abs(file)
	if err != nil || failed != nil {
		return file
	}
	relative, err := filepath.Rel(from, to)
	if err != nil {
		return file
	}
	return filepath.ToSlash(relative)
}

// commandLine is the command that writes the configuration again.
func commandLine(cmd *cobra.Command, args []string) string {
	words := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch values, list := f.Value.(pflag.SliceValue); {
		case f.Name == "check":
		case list:
			for _, v := range values.GetSlice() {
				words = append(words, "--"+f.Name+" "+shellWord(v))
			}
		case f.Value.Type() == "bool":
			words = append(words, "--"+f.Name)
		default:
			words = append(words, "--"+f.Name+" "+shellWord(f.Value.String()))
		}
	})
	for _, a := range args {
		words = append(words, shellWord(a))
	}
	return strings.Join(words, " ")
}

// shellWord is an argument as a shell reads it.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// tellLimits says what the Collector cannot check.
func tellLimits(w io.Writer, p *collector.Policy) {
	for _, l := range p.Limits {
		_, _ = fmt.Fprintln(w, l)
	}
}

// writePolicy writes the file, or says whether it would change.
func writePolicy(cmd *cobra.Command, out string, text []byte, checkOnly bool, way string) error {
	f := output.File{Path: out, New: text}
	var err error
	f.Old, err = commit.Read(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(f.Old) > 0 && !strings.Contains(string(f.Old), "Code generated by hhgen") {
		return fmt.Errorf("%s was not written by hhgen, which would overwrite it: name another file", out)
	}
	f.Old = output.Unix(f.Old)
	files := []output.File{f}
	if checkOnly {
		printDiffs(cmd.OutOrStdout(), files, true)
		return writeFindings(cmd.OutOrStdout(), report.Text, judge.Outdated(files, way), nil)
	}
	return output.Write(files, cmd.ErrOrStderr())
}
