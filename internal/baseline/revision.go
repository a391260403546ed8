package baseline

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
)

// revision is a git revision as a base.
type revision struct {
	*Base
	Target
	repo    *Repository
	tree    *Tree
	skipped []string // folders of modules that are not compared, as seen from the repository's root
}

// revisionBase is the tree of a git revision, in a temporary folder. The whole
// tree is needed: a replace directive may lead to another module in it.
func revisionBase(name string, t Target) (*Base, error) {
	repo, err := Find()
	if none, ok := errors.AsType[*NoRepositoryError](err); ok {
		return nil, fmt.Errorf("%s is not a folder, and not a revision, since the working directory is in no git repository: %w", name, none)
	}
	if err != nil {
		return nil, err
	}
	commit, err := repo.Commit(name)
	if err != nil {
		return nil, err
	}
	tmp, remove, err := temporary()
	if err != nil {
		return nil, err
	}
	r := &revision{&Base{name: name, held: true, pkgName: t.nameOfFiles(), remove: remove}, t, repo, nil, nil}
	if r.tree, err = repo.CheckOut(name, commit, tmp); err != nil {
		remove()
		return nil, err
	}
	r.remove = func() { r.tree.Close(); remove() }
	r.dir, r.show, r.folder, r.why, r.skips = r.tree.Dir, r.tree.Show, r.folderOf, r.tree.Unread, r.skipsFolder
	if err := r.find(); err != nil {
		r.remove()
		return nil, err
	}
	return r.Base, nil
}

// found is where the packages of an argument are in a revision.
type found struct {
	module Module
	arg    string // absolute
}

// find finds what the arguments name in the revision.
func (r *revision) find() error {
	var all []found
	for _, arg := range load.OrHere(r.Args) {
		wanted, err := r.wanted(arg)
		if err != nil {
			return err
		}
		for _, w := range wanted {
			found, err := r.findWanted(arg, w)
			if err != nil {
				return err
			}
			all = append(all, found...)
		}
	}
	return r.readings(all)
}

// findWanted finds one thing that an argument names.
func (r *revision) findWanted(arg string, w wanted) (all []found, err error) {
	places, err := r.tree.Places(w.Pattern)
	if missing, ok := errors.AsType[*MissingError](err); ok && r.AllowNew {
		r.skip(missing)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, place := range places {
		if f, err := r.findAt(place, w); err != nil {
			return nil, err
		} else if f.arg != "" {
			all = append(all, f)
		}
	}
	if w.file != "" && w.Module == (Module{}) && len(all) == 0 {
		return nil, r.lacksFile(arg)
	}
	return all, nil
}

// findAt is what is wanted of a place in the revision; nothing if it is not there.
func (r *revision) findAt(place Pattern, w wanted) (found, error) {
	dir := filepath.Join(r.tree.Dir, filepath.FromSlash(place.Dir()))
	switch {
	case w.importPath != "":
		return found{place.Module, w.importPath}, nil
	case w.file != "":
		err := r.tree.Blocked(path.Join(place.Dir(), w.file))
		if _, absent := os.Stat(filepath.Join(dir, w.file)); err != nil || absent != nil {
			return found{}, err
		}
		return found{arg: filepath.Join(dir, w.file)}, nil
	case place.Rest != "" || folder.HasGo(dir):
		return found{place.Module, dir + filepath.FromSlash(place.Rest)}, nil
	}
	return found{}, nil
}

// skip leaves out a module that the revision does not have, and says so.
func (r *revision) skip(missing *MissingError) {
	if !slices.Contains(r.skipped, missing.Module.Dir) {
		r.skipped = append(r.skipped, missing.Module.Dir)
		r.notes = append(r.notes, missing.Reason+": nothing was compared with it (--allow-new)")
	}
}

// lacksFile is the error about a file that is in no module, and new; nil if that
// is allowed.
func (r *revision) lacksFile(arg string) error {
	reason := fmt.Sprintf("%s has no %s to compare with", r.name, arg)
	if r.AllowNew {
		r.notes = append(r.notes, reason+": nothing was compared (--allow-new)")
		return nil
	}
	return fmt.Errorf("%s: for a file that is new, add --allow-new", reason)
}

// readings puts what can be read by one command together: all of a workspace, or
// of a module.
func (r *revision) readings(all []found) error {
	var modules []Module
	for _, f := range all {
		if f.module != (Module{}) && !slices.Contains(modules, f.module) {
			modules = append(modules, f.module)
		}
	}
	around, err := folder.Module(".")
	if err != nil {
		return err
	}
	works, err := r.tree.Workspaces(goVar("GOWORK"), modules, around == "" || len(modules) > 1)
	if err != nil {
		return err
	}
	index := map[string]int{}
	for _, f := range all {
		key := works[f.module]
		if key == "off" {
			key += " " + f.module.Dir
		}
		if _, ok := index[key]; !ok {
			index[key] = len(r.read)
			dir := filepath.Join(r.tree.Dir, filepath.FromSlash(f.module.Dir))
			r.read = append(r.read, load.Request{Dir: dir, Base: r.tree.Dir, Env: append(os.Environ(), "GOWORK="+works[f.module])})
		}
		to := &r.read[index[key]]
		to.Args = append(to.Args, f.arg)
	}
	return nil
}

// pattern is a folder, with the rest of a pattern, as part of its module.
func (r *revision) pattern(dir, rest string) (p Pattern, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return p, err
	}
	p.Rest = rest
	root, err := folder.Module(abs)
	if err != nil {
		return p, err
	}
	if root == "" {
		p.Rel, err = r.rel(abs)
		return p, err
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return p, err
	}
	p.Module.Path = modfile.ModulePath(text)
	if p.Module.Dir, err = r.rel(root); err != nil {
		return p, err
	}
	rel, err := filepath.Rel(root, abs)
	p.Rel = filepath.ToSlash(rel)
	return p, err
}

// rel is a folder as seen from the root of the repository, whose files the
// revision can have.
func (r *revision) rel(dir string) (string, error) {
	rel, err := r.repo.Rel(dir)
	if err != nil {
		return "", err
	}
	if err := r.tree.Blocked(rel); err != nil {
		return "", err
	}
	return rel, r.repo.Own(dir)
}

// folderOf is where the package in a folder of the working tree is in the
// revision; "" if it is not there.
func (r *revision) folderOf(dir string) (string, error) {
	if _, err := r.rel(dir); err != nil {
		return "", err
	}
	p, err := r.pattern(dir, "")
	if err != nil || r.skipsFolder(dir) {
		return "", err
	}
	places, err := r.tree.Places(p)
	if err != nil || len(places) == 0 {
		return "", err
	}
	return filepath.Join(r.tree.Dir, filepath.FromSlash(places[0].Dir())), nil
}

// skipsFolder reports whether the module of a folder is not compared.
func (r *revision) skipsFolder(dir string) bool {
	p, err := r.pattern(dir, "")
	return err == nil && slices.Contains(r.skipped, p.Module.Dir)
}
