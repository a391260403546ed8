package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema"
)

// vetTool runs the process as the tool that go vet runs for each package, if
// its arguments are those of go vet.
func vetTool(args []string) {
	if len(args) == 0 {
		return
	}
	if args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(args[len(args)-1], ".cfg") {
		unitchecker.Main(vet.Analyzer) // does not return
	}
}

func vetCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "vet",
	}
	fix := c.Flags().Bool("fix", false, "change the code where a rule knows how, and report the rest")
	format := formatFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if *fix {
			if err := runVet(args, "-fix", nil); err != nil {
				return err
			}
		}
		findings, err := vetPackages(args)
		return writeFindings(cmd.OutOrStdout(), *format, findings, err)
	}
	return c
}

// vetPackages has the go command run the analyzer on packages, with its cache,
// and returns what it finds.
func vetPackages(patterns []string) (schema.Findings, error) {
	var out bytes.Buffer
	if err := runVet(patterns, "-json", &out); err != nil {
		return nil, err
	}
	return readVet(&out)
}

// runVet runs go vet with this program as its tool.
func runVet(patterns []string, flag string, stdout io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := load.CheckFiles(load.OrHere(patterns)); err != nil {
		return err
	}
	cmd := exec.Command("go", slices.Concat([]string{"vet", "-vettool=" + self, flag, "--"}, patterns)...)
	var stderr strings.Builder
	cmd.Stdout, cmd.Stderr = stdout, &stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("cannot check the packages:\n%s", strings.TrimSpace(stderr.String()))
	}
	return err
}

// vetDiagnostic is a diagnostic in the output of go vet -json.
type vetDiagnostic struct {
	Category, Posn, Message string
	Related                 []struct{ Posn, Message string }
}

// readVet reads the output of go vet -json: an object for each package, which
// holds the diagnostics or the error of each analyzer.
func readVet(r io.Reader) (findings schema.Findings, err error) {
	for dec := json.NewDecoder(r); ; {
		var tree map[string]map[string]json.RawMessage
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return findings, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading the output of go vet: %w", err)
		}
		for pkg, analyzers := range tree {
			for _, result := range analyzers {
				var diagnostics []vetDiagnostic
				if err := json.Unmarshal(result, &diagnostics); err != nil {
					return nil, fmt.Errorf("%s: %s", pkg, result)
				}
				for _, d := range diagnostics {
					findings = append(findings, d.finding())
				}
			}
		}
	}
}

func (d vetDiagnostic) finding() *schema.Finding {
	rule := vet.Rules.Find(d.Category)
	f := &schema.Finding{
		Pos: position(d.Posn), Rule: rule, Severity: rule.Severity,
		Message: strings.TrimSuffix(d.Message, " ("+d.Category+")"),
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, schema.Related{Pos: position(r.Posn), Message: r.Message})
	}
	return f
}

// position reads file:line:column, and makes the file relative.
func position(s string) token.Position {
	pos := schema.ParsePosition(s)
	pos.Filename = folder.Relative(filepath.FromSlash(pos.Filename))
	return pos
}
