package judge

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/hhgen/hhgen/gen/vet"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema/lint"
)

// Scope says whether a run finds what there is of a rule in a file, whose path is
// absolute. If the run reports nothing of it, there is nothing.
type Scope func(rule, file string) bool

// Scope is that of lint over the set, and of vet if it has run too.
func (s Set) Scope(vetted bool) Scope {
	return func(rule, file string) bool {
		if vet.Rules.Find(rule) != nil && !vetted {
			return false
		}
		if slices.Contains(lint.IDs(), rule) && !slices.ContainsFunc(s, func(m *load.Module) bool { return m.Lint.Applies(rule) }) {
			return false
		}
		return slices.ContainsFunc(s, func(m *load.Module) bool { return covers(m, rule, file) })
	}
}

// covers reports whether a run over a module finds what there is of a rule in a
// file.
func covers(m *load.Module, rule, file string) bool {
	root, err := folder.Module(filepath.Dir(file))
	documents := len(m.Patterns) == 0 // which are compared with dictionaries, and not vetted
	ofCalls := vet.Rules.Find(rule) != nil
	switch {
	case file == "" || err != nil || root != m.Root || ofCalls && documents:
		return false
	case isGone(file) || ofCalls && whole(m): // vet also reads packages that have but tests
		return true
	case lint.ComparesPackages(rule) && !documents && !whole(m):
		return false
	}
	return slices.ContainsFunc(m.Sources, func(p *load.Source) bool { return p.Dir == filepath.Dir(file) })
}

func isGone(file string) bool {
	_, err := os.Stat(file)
	return errors.Is(err, fs.ErrNotExist)
}

// whole reports whether all packages of a module are read.
func whole(m *load.Module) bool {
	return slices.ContainsFunc(m.Patterns, func(pattern string) bool {
		dir, all := strings.CutSuffix(pattern, "...")
		abs, err := filepath.Abs(filepath.Join(m.Dir, dir))
		return all && load.IsFolder(pattern) && err == nil && (abs == m.Root || filepath.IsAbs(dir) && filepath.Clean(dir) == m.Root)
	})
}

// Scope is that of vet alone. Rules that lint has too are beyond it.
func (c CallSites) Scope() Scope {
	folders := sync.OnceValue(func() []string {
		cmd := exec.Command("go", slices.Concat([]string{"list", "-e", "-find", "-f", "{{.Dir}}", "--"}, c.Patterns)...)
		cmd.Dir, cmd.Env = c.Dir, c.Env
		out, err := cmd.Output()
		if err != nil {
			return nil // nothing is known
		}
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	})
	return func(rule, file string) bool {
		return vet.Rules.Find(rule) != nil && !slices.Contains(lint.IDs(), rule) && slices.Contains(folders(), filepath.Dir(file))
	}
}
