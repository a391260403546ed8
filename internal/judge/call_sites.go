package judge

import (
	"cmp"
	"context"
	"errors"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// CallSites are packages whose calls of enrichers are judged.
type CallSites struct {
	Patterns []string // as for the go command; none for the package in Dir
	Dir      string   // where patterns are resolved; "" for the working directory
	Env      []string // of the go command; nil for that of the process
	Unsaved  regular.Overlay
	Context  context.Context // ends the go command; nil for never
}

// Vet judges the call sites of all modules. Nothing calls what only JSON Schema files
// declare that were named.
func (s Set) Vet() (findings schema.Findings, err error) {
	for _, m := range s {
		if len(m.Patterns) == 0 {
			continue
		}
		more, err := CallSites{Patterns: m.Patterns, Dir: m.Dir, Env: m.Env}.Vet()
		if err != nil {
			return nil, err
		}
		findings = append(findings, more...)
	}
	return findings, nil
}

// Vet has the go command run the analyzer on the packages, with its cache, and
// returns what it finds. Attributes that are made by hand are judged again with all
// records of the module, whatever the packages import.
func (c CallSites) Vet() (schema.Findings, error) {
	findings, err := c.vet()
	if err != nil || !raws(findings) {
		return findings, err
	}
	possible, err := c.withPossibleImports()
	if err != nil || len(possible.Unsaved) == len(c.Unsaved) {
		return findings, err
	}
	return possible.vet()
}

// vet is one run of the analyzer.
func (c CallSites) vet() (schema.Findings, error) {
	replaced, done, err := c.replace()
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := c.results(replaced.flags...)
	if err != nil {
		return nil, err
	}
	return found.findings()
}

// VetBuilt is Vet for packages of which some may not compile. Failed are the import
// paths of those; nothing is known of them, and of those that import them.
func (c CallSites) VetBuilt() (findings schema.Findings, failed []string, err error) {
	replaced, done, err := c.replace()
	if err != nil {
		return nil, nil, err
	}
	defer done()
	found, err := c.results(replaced.flags...)
	if broken, ok := errors.AsType[*buildError](err); ok {
		failed = broken.packages()
	}
	if err != nil && len(failed) == 0 {
		return nil, nil, err
	}
	if findings, err = found.findings(); err != nil {
		return nil, nil, err
	}
	for _, f := range findings {
		replaced.restore(&f.Pos)
		for i := range f.Related {
			replaced.restore(&f.Related[i].Pos)
		}
		for _, fix := range f.Fixes {
			for i := range fix.Edits {
				replaced.restore(&fix.Edits[i].Pos)
				replaced.restore(&fix.Edits[i].End)
			}
		}
	}
	findings.Sort()
	return findings, failed, nil
}

// Fix changes the code where a rule knows how.
func (c CallSites) Fix() error {
	possible, err := c.withPossibleImports()
	if err != nil {
		return err
	}
	replaced, done, err := possible.replace()
	if err != nil {
		return err
	}
	defer done()
	return possible.run(nil, append([]string{"-fix"}, replaced.flags...)...)
}

// run runs go vet with this program as its tool.
func (c CallSites) run(stdout io.Writer, flags ...string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := load.CheckFiles(c.absolute()); err != nil {
		return err
	}
	ctx := cmp.Or(c.Context, context.Background())
	cmd := c.command(ctx, slices.Concat([]string{"vet", "-vettool=" + self}, flags)...)
	var stderr strings.Builder
	cmd.Stdout, cmd.Stderr = stdout, &stderr
	err = cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); exited && ctx.Err() == nil {
		return &buildError{strings.TrimSpace(stderr.String())}
	}
	return cmp.Or(ctx.Err(), err)
}

// command is the go command for the packages.
func (c CallSites) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", slices.Concat(args, []string{"--"}, c.Patterns)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // so it removes its temporary files
	cmd.WaitDelay = stopDelay
	cmd.Dir, cmd.Env = c.Dir, c.Env
	return cmd
}

// stopDelay is how long the go command may take to stop before it is killed.
const stopDelay = 5 * time.Second

// absolute are the patterns, of which those that name folders are seen from Dir.
func (c CallSites) absolute() []string {
	patterns := slices.Clone(load.OrHere(c.Patterns))
	for i, p := range patterns {
		if c.Dir != "" && load.IsFolder(p) && !filepath.IsAbs(p) {
			if path, err := filepath.Abs(filepath.Join(c.Dir, p)); err == nil { // a relative one without ./ is no folder
				patterns[i] = path
			}
		}
	}
	return patterns
}

// buildError is the output of the go command about packages that it could not
// build.
type buildError struct{ output string }

func (e *buildError) Error() string { return "cannot check the packages:\n" + e.output }

// packages are the import paths of the packages: each has a line that begins with
// #, and may also name its tests.
func (e *buildError) packages() (paths []string) {
	for line := range strings.Lines(e.output) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "# "); ok {
			path, _, _ = strings.Cut(path, " ")
			paths = append(paths, path)
		}
	}
	return paths
}

func (d vetDiagnostic) finding(lines lineIndex) *schema.Finding {
	rule := vet.Rules.Find(d.Category)
	f := &schema.Finding{
		Pos: position(d.Posn), Rule: rule, Severity: rule.Severity,
		Message: strings.TrimSuffix(d.Message, " ("+d.Category+")"),
	}
	for _, r := range d.Related {
		f.Related = append(f.Related, schema.Related{Pos: position(r.Posn), Message: r.Message})
	}
	for i, fix := range d.SuggestedFixes {
		f.Offer(i == 0, fix.Message, fix.edits(lines)) // go vet -fix makes the first one too
	}
	return f
}

// position reads file:line:column, and makes the file relative.
func position(s string) token.Position {
	pos := schema.ParsePosition(s)
	pos.Filename = folder.Relative(filepath.FromSlash(pos.Filename))
	return pos
}
