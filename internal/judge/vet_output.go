package judge

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/usage"
)

// results are what the analyzers report of packages, by their import paths.
type results map[string]report

// report is what the analyzers report of one package, as JSON by their names.
type report map[string]json.RawMessage

// results has the go command run all analyzers on the packages, with its cache. An error
// may come with the results of those packages that compile.
func (c CallSites) results(flags ...string) (results, error) {
	if err := load.CheckFiles(c.absolute()); err != nil {
		return nil, err
	}
	var named map[string]bool
	var unnamed error
	var list sync.WaitGroup
	list.Go(func() { named, unnamed = c.named(flags) })
	var out bytes.Buffer
	err := c.run(&out, append(allFlags, flags...)...)
	list.Wait()
	if _, broken := errors.AsType[*buildError](err); err != nil && !broken {
		return nil, err
	}
	found, readErr := readResults(&out)
	found.keep(named)
	return found, cmp.Or(err, readErr, unnamed)
}

// named are the import paths of the packages.
func (c CallSites) named(flags []string) (map[string]bool, error) {
	args := append([]string{"list", "-e", "-find", "-f", "{{.ImportPath}}"}, flags...)
	out, err := c.command(cmp.Or(c.Context, context.Background()), args...).Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	named := map[string]bool{}
	for path := range strings.FieldsSeq(string(out)) {
		named[path] = true
	}
	return named, nil
}

// readResults reads the output of go vet -json: an object for each package. One that has
// tests may come twice, without them for those that import it.
func readResults(r io.Reader) (results, error) {
	found := results{}
	for dec := json.NewDecoder(r); ; {
		var tree results
		if err := dec.Decode(&tree); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading the output of go vet: %w", err)
		}
		for id, one := range tree {
			path, _, _ := strings.Cut(id, " [")
			if found[path] == nil || one.withTests() {
				found[path] = one
			}
		}
	}
}

// withTests reports whether the package was read with its tests.
func (r report) withTests() bool {
	var diagnostics []struct{ Category string }
	return json.Unmarshal(r[vet.Uses.Name], &diagnostics) == nil && len(diagnostics) > 0 && diagnostics[0].Category == vet.WithTests
}

// keep leaves out the packages that were not named. Tests in a package of their own
// belong to the one that they test.
func (found results) keep(named map[string]bool) {
	for path, one := range found {
		if tested, ok := strings.CutSuffix(path, "_test"); !named[path] && !(ok && named[tested] && one.withTests()) {
			delete(found, path)
		}
	}
}

// each calls a function with each diagnostic of an analyzer.
func (found results) each(analyzer string, do func(vetDiagnostic) error) error {
	for _, id := range slices.Sorted(maps.Keys(found)) {
		var diagnostics []vetDiagnostic
		if result := found[id][analyzer]; result == nil {
			continue
		} else if err := json.Unmarshal(result, &diagnostics); err != nil {
			return fmt.Errorf("%s: %s", id, result)
		}
		for _, d := range diagnostics {
			if err := do(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// vetDiagnostic is a diagnostic in the output of go vet -json.
type vetDiagnostic struct {
	Category, Posn, Message string
	Related                 []struct{ Posn, Message string }
	SuggestedFixes          []vetFix `json:"suggested_fixes"`
}

// findings are those about call sites.
func (found results) findings() (findings schema.Findings, err error) {
	lines := lineIndex{}
	err = found.each(vet.Analyzer.Name, func(d vetDiagnostic) error {
		findings = append(findings, d.finding(lines))
		return nil
	})
	return findings, err
}

// uses are the places that use something of a schema.
func (found results) uses() (uses []usage.Use, err error) {
	err = found.each(vet.Uses.Name, func(d vetDiagnostic) error {
		u, err := usage.Decode(d.Message, position(d.Posn))
		uses = append(uses, u)
		return err
	})
	return uses, err
}
