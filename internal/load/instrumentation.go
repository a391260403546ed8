package load

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/hhgen/hhgen/schema/lint"
)

// instrumentationData are Go modules that set the attributes of a convention on the
// spans of model calls, one on each line: the module, of which paths below are parts
// and major versions; the convention; the first version that does, if earlier ones
// do not; and what says so.
//
//go:embed instrumentation.tsv
var instrumentationData string

// Instrumentation is that of model calls in the module: what the configuration
// names, or else the modules that go.mod requires. One that is required only
// indirectly does not count: go.mod lists the modules of tools among those.
func (m *Module) Instrumentation() (all []lint.Instrumentation) {
	if m.Conventions != nil {
		for _, c := range m.Conventions {
			all = append(all, lint.Instrumentation{Convention: c})
		}
		return all
	}
	text, err := os.ReadFile(filepath.Join(m.Root, "go.mod"))
	if err != nil || m.Root == "" {
		return nil
	}
	f, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		return nil // the go command says so
	}
	for _, require := range f.Require {
		if c, ok := conventionOf(require.Mod); ok && !require.Indirect {
			all = append(all, lint.Instrumentation{Convention: c, Module: require.Mod.Path})
		}
	}
	return all
}

// conventionOf is the convention that a module follows; ok is false for one that is
// not known to be instrumentation.
func conventionOf(m module.Version) (c lint.Convention, ok bool) {
	lines := strings.Split(strings.TrimSpace(instrumentationData), "\n")
	for _, line := range lines[1:] {
		row := strings.Split(line, "\t")
		path, convention, since := row[0], lint.Convention(row[1]), row[2]
		if (m.Path == path || strings.HasPrefix(m.Path, path+"/")) && (since == "" || semver.Compare(m.Version, since) >= 0) {
			return convention, true
		}
	}
	return "", false
}
