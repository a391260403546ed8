package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"
)

// checkedOut is a tree that was checked out of a repository: what leads out of
// it in go.mod and go.work has to lead where it did from there.
type checkedOut struct{ tree, top string }

// lead is where a path leads from a folder of the tree, and whether that is in
// the tree too.
func (c checkedOut) lead(dir, path string) (led string, inside bool) {
	if filepath.IsAbs(path) {
		return path, false
	}
	led = filepath.Join(dir, filepath.FromSlash(path))
	if _, inside = below(c.tree, led); inside {
		return led, true
	}
	rel, err := filepath.Rel(c.tree, led)
	if err != nil {
		return led, false
	}
	return filepath.Join(c.top, rel), false
}

// workspace is the go.work of the tree that stands for the one in use, since
// that would lead back to the packages of today; "" if there is none. Outside of
// modules it is needed: then that of today stands for one that the tree lacks.
func (c checkedOut) workspace(needed bool) (string, error) {
	rel, ok := below(c.top, goVar("GOWORK"))
	if !ok {
		return "", nil
	}
	path := filepath.Join(c.tree, filepath.FromSlash(rel))
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && needed {
		text, err = os.ReadFile(filepath.Join(c.top, filepath.FromSlash(rel)))
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	}
	work, err := modfile.ParseWork(path, text, nil)
	if err != nil {
		return path, nil // the go command says so
	}
	return c.mendWorkspace(path, work)
}

// mendWorkspace writes a go.work without the modules that the tree lacks, and
// with those from elsewhere where they are; "" if the tree has none.
func (c checkedOut) mendWorkspace(path string, work *modfile.WorkFile) (string, error) {
	dir, found := filepath.Dir(path), false
	for _, use := range slices.Clone(work.Use) {
		led, inside := c.lead(dir, use.Path)
		mod := filepath.Join(led, "go.mod")
		if _, err := os.Stat(mod); inside && err == nil {
			found = true
			if err := c.mendModule(mod); err != nil {
				return "", err
			}
			continue
		}
		if err := work.DropUse(use.Path); err != nil {
			return "", err
		}
		if !inside {
			work.AddNewUse(filepath.ToSlash(led), "")
		}
	}
	if !found {
		return "", nil
	}
	if _, err := c.mendReplaces(dir, work.Replace, work.AddReplace); err != nil {
		return "", err
	}
	work.Cleanup()
	return path, os.WriteFile(path, modfile.Format(work.Syntax), 0o666)
}

// mendModule mends a go.mod. With a vendor folder its replace directives are not
// followed, and may not change.
func (c checkedOut) mendModule(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "vendor")); err == nil {
		return nil
	}
	mod, err := modfile.Parse(path, text, nil)
	if err != nil {
		return nil // the go command says so
	}
	changed, err := c.mendReplaces(filepath.Dir(path), mod.Replace, mod.AddReplace)
	if err != nil || !changed {
		return err
	}
	if text, err = mod.Format(); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o666)
}

// mendReplaces lets the replace directives of a file in dir that lead out of the
// tree lead where they led from the repository.
func (c checkedOut) mendReplaces(dir string, replaces []*modfile.Replace, add func(path, version, newPath, newVersion string) error) (changed bool, err error) {
	for _, r := range slices.Clone(replaces) {
		if r.New.Version != "" || filepath.IsAbs(r.New.Path) {
			continue
		}
		led, inside := c.lead(dir, r.New.Path)
		if inside {
			continue
		}
		changed = true
		if err := add(r.Old.Path, r.Old.Version, filepath.ToSlash(led), ""); err != nil {
			return false, err
		}
	}
	return changed, nil
}
