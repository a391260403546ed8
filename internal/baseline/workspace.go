package baseline

import (
	"os"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"
)

// off is the value of GOWORK without a workspace.
const off = "off"

// Workspaces returns, for each module of the revision, the value of GOWORK under
// which to read it. gowork is that of today: a workspace of the repository is
// that of the revision, since that of today would lead back to the packages of
// today; one around the repository is left. Where the revision has none and
// needed is set, that of today stands for it.
//
// What leads out of the repository in the go.mod and go.work files of the
// revision is made to lead where it does from the repository.
func (t *Tree) Workspaces(gowork string, modules []Module, needed bool) (map[Module]string, error) {
	m := mender{t, map[string]string{}}
	works := map[Module]string{}
	for _, module := range modules {
		if module == (Module{}) {
			continue
		}
		work, err := m.workspace(gowork, module, needed)
		if err != nil {
			return nil, err
		}
		if works[module] = work; work == off {
			if err := m.module(module.Dir); err != nil {
				return nil, err
			}
		}
	}
	return works, nil
}

// mender makes what leads out of the tree lead to the same place from there.
type mender struct {
	*Tree
	done map[string]string // value of GOWORK by the name of a go.work, once that is mended
}

// workspace is the value of GOWORK for a module.
func (m *mender) workspace(gowork string, module Module, needed bool) (string, error) {
	if gowork == "" || gowork == off {
		return off, nil
	}
	rel, err := m.repo.Rel(gowork)
	if err != nil {
		return off, nil // it is around the repository
	}
	name, err := m.workOf(rel, module.Dir)
	if err != nil || name == "" && !needed {
		return off, err
	}
	if name == "" {
		return m.standIn(gowork, rel)
	}
	text, err := m.read(name)
	if err != nil {
		return "", err
	}
	work, err := modfile.ParseWork(name, text, nil)
	if err != nil {
		return filepath.Join(m.Dir, filepath.FromSlash(name)), nil // the go command says so
	}
	if !m.uses(work, path.Dir(name), module.Dir) {
		return off, nil
	}
	if value, ok := m.done[name]; ok {
		return value, nil
	}
	return m.mend(name, work)
}

// workOf is the go.work of the tree for a module: where it is today, or else the
// one that the go command finds; "" if there is none.
func (m *mender) workOf(today, dir string) (string, error) {
	if err := m.Blocked(today); err != nil {
		return "", err
	}
	for names := []string{today}; ; dir = path.Dir(dir) {
		names = append(names, path.Join(dir, "go.work"))
		if dir != "." {
			continue
		}
		i := slices.IndexFunc(names, m.isFile)
		if i < 0 {
			return "", nil
		}
		return names[i], nil
	}
}

// uses reports whether a go.work in a folder of the tree uses the module in
// another.
func (m *mender) uses(work *modfile.WorkFile, from, dir string) bool {
	return slices.ContainsFunc(work.Use, func(use *modfile.Use) bool {
		led, inside := m.lead(from, use.Path)
		return inside && led == dir
	})
}

// lead is where a path leads from a folder of the tree: in the tree, with
// slashes as seen from its root, or else, absolute, outside of it.
func (t *Tree) lead(dir, to string) (led string, inside bool) {
	if filepath.IsAbs(to) {
		return to, false
	}
	led = path.Join(dir, filepath.ToSlash(to))
	if isLocal(led) {
		return led, true
	}
	return filepath.Join(t.repo.top, filepath.FromSlash(led)), false
}

// standIn writes the go.work of today, with the modules where the revision has
// them.
func (m *mender) standIn(gowork, name string) (string, error) {
	if value, ok := m.done[name]; ok {
		return value, nil
	}
	text, err := os.ReadFile(gowork)
	if err != nil {
		return "", err
	}
	work, err := modfile.ParseWork(gowork, text, nil)
	if err != nil {
		return "", err
	}
	for _, use := range slices.Clone(work.Use) {
		led, inside := m.lead(path.Dir(name), use.Path)
		if !inside {
			continue // mend keeps it
		}
		if err := work.DropUse(use.Path); err != nil {
			return "", err
		}
		mod, err := os.ReadFile(filepath.Join(m.repo.top, filepath.FromSlash(led), "go.mod"))
		if err != nil {
			continue // the go command has said so of today's
		}
		was, err := m.find(newModule(mod, led))
		if err != nil {
			return "", err
		}
		if was != (Module{}) {
			rel, err := filepath.Rel(filepath.FromSlash(path.Dir(name)), filepath.FromSlash(was.Dir))
			if err != nil {
				return "", err
			}
			work.AddNewUse("./"+filepath.ToSlash(rel), "")
		}
	}
	work.Cleanup()
	return m.mend(name, work)
}

// mend writes a go.work without the modules that the tree lacks, and with those
// from elsewhere where they are. Without one of its own, there is no workspace.
func (m *mender) mend(name string, work *modfile.WorkFile) (string, error) {
	dir, found := path.Dir(name), false
	for _, use := range slices.Clone(work.Use) {
		led, inside := m.lead(dir, use.Path)
		if inside && m.isFile(path.Join(led, "go.mod")) {
			found = true
			if err := m.module(led); err != nil {
				return "", err
			}
			continue
		}
		if err := work.DropUse(use.Path); err != nil {
			return "", err
		}
		if inside {
			m.leadsTo(led)
		} else {
			work.AddNewUse(filepath.ToSlash(led), "")
		}
	}
	m.done[name] = off
	if !found {
		return off, nil
	}
	if _, err := m.replaces(dir, work.Replace, work.AddReplace); err != nil {
		return "", err
	}
	work.Cleanup()
	m.done[name] = filepath.Join(m.Dir, filepath.FromSlash(name))
	return m.done[name], m.write(name, modfile.Format(work.Syntax))
}

// module mends a go.mod. With a vendor folder its replace directives are not
// followed, and may not change.
func (m *mender) module(dir string) error {
	name := path.Join(dir, "go.mod")
	text, err := m.read(name)
	if err != nil {
		return err
	}
	if m.isDir(path.Join(dir, "vendor")) {
		return nil
	}
	mod, err := modfile.Parse(name, text, nil)
	if err != nil {
		return nil // the go command says so
	}
	changed, err := m.replaces(dir, mod.Replace, mod.AddReplace)
	if err != nil || !changed {
		return err
	}
	if text, err = mod.Format(); err != nil {
		return err
	}
	return m.write(name, text)
}

// replaces lets the replace directives of a file in dir that lead out of the
// tree lead where they led from the repository.
func (m *mender) replaces(dir string, replaces []*modfile.Replace, add func(path, version, newPath, newVersion string) error) (changed bool, err error) {
	for _, r := range slices.Clone(replaces) {
		if r.New.Version != "" || filepath.IsAbs(r.New.Path) {
			continue
		}
		led, inside := m.lead(dir, r.New.Path)
		if inside {
			m.leadsTo(led)
			continue
		}
		changed = true
		if err := add(r.Old.Path, r.Old.Version, filepath.ToSlash(led), ""); err != nil {
			return false, err
		}
	}
	return changed, nil
}
