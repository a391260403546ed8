package baseline

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	modpath "golang.org/x/mod/module"
)

// Module is a module of the working tree, or of a revision. That of files that
// are in none is the zero Module.
type Module struct {
	Path string
	Dir  string // as seen from the root of the repository, with slashes; "." is the root
}

func newModule(mod []byte, dir string) Module { return Module{modfile.ModulePath(mod), dir} }

// Pattern names packages of a module, by their folder as seen from that of the
// module, or from the root of the repository for files that are in no module.
type Pattern struct {
	Module Module
	Rel    string // with slashes; "." is the module's own
	Rest   string // of the pattern, such as "/..." for all folders below; "" for the folder alone
}

// All is the rest of a pattern that names all folders below.
const All = "/..."

// Cut is the folder of an import path in the module, as in [Pattern], if it is
// one of the module's.
func (m Module) Cut(importPath string) (rel string, ok bool) { return cutPath(importPath, m.Path) }

// Dir is the folder as seen from the root of the repository.
func (p Pattern) Dir() string { return path.Join(cmp.Or(p.Module.Dir, "."), p.Rel) }

// MissingError says that a revision does not have the module to compare with.
type MissingError struct {
	Module Module
	Reason string
}

func (e *MissingError) Error() string {
	return e.Reason + ": for a module that is new, add --allow-new"
}

// findModules reads the go.mod files of the tree.
func (t *Tree) findModules(entries []entry) error {
	for _, e := range entries {
		if path.Base(e.path) != "go.mod" || !t.isFile(e.path) { // it may be a folder, a submodule, or a link to nothing
			continue
		}
		text, err := t.read(e.path)
		if err != nil {
			return err
		}
		t.own = append(t.own, newModule(text, path.Dir(e.path)))
	}
	return nil
}

// Places finds the packages of a pattern in the revision. They may be in other
// modules than today, if modules were split or joined. No place is the answer
// for packages that are new in a module that the revision has; where it has no
// such module, the error is a [MissingError].
func (t *Tree) Places(p Pattern) ([]Pattern, error) {
	if p.Module == (Module{}) {
		return t.present([]Pattern{p})
	}
	was, err := t.find(p.Module)
	if err != nil {
		return nil, err
	}
	root := was.Path
	if was == (Module{}) {
		root, was = p.Module.Path, t.around(p.Module.Path)
	}
	joined, err := t.joined(root)
	if err != nil {
		return nil, err
	}
	if was == (Module{}) && len(joined) == 0 {
		return nil, t.missing(p.Module)
	}
	wanted := path.Join(root, p.Rel)
	var places []Pattern
	if owner := t.owner(wanted, was); owner != (Module{}) {
		rest, _ := cutPath(wanted, owner.Path)
		places = append(places, Pattern{owner, rest, p.Rest})
	}
	for _, m := range joined {
		if rest, below := cutPath(m.Path, wanted); p.Rest == All && below && rest != "." {
			places = append(places, Pattern{m, ".", All})
		}
	}
	return t.present(places)
}

// present are the places that the revision has.
func (t *Tree) present(places []Pattern) (present []Pattern, err error) {
	for _, p := range places {
		if err := t.Blocked(p.Dir()); err != nil {
			return nil, err
		}
		if err := t.blockedFile(p); err != nil {
			return nil, err
		}
		if t.isDir(p.Dir()) {
			present = append(present, p)
		}
	}
	return present, nil
}

// missing is the error about a module that the revision does not have.
func (t *Tree) missing(m Module) error {
	has := "it has none"
	if others := t.besides(m.Dir); len(others) > 0 {
		names := make([]string, len(others))
		for i, o := range others {
			names[i] = fmt.Sprintf("%s in %s", o.Path, o.Dir)
		}
		if len(names) > 3 {
			names = append(names[:3], "more")
		}
		has = "it has " + strings.Join(names, ", ")
	}
	return &MissingError{m, fmt.Sprintf("%s has no module %s to compare with (%s)", t.name, m.Path, has)}
}

// find finds the module of the revision that is m today: that of its path, or
// else the one in its folder, or of another major version, that is not there
// under its old path any more. The zero Module says that there is none.
func (t *Tree) find(m Module) (Module, error) {
	var same []Module
	for _, o := range t.besides(m.Dir) {
		if o == m {
			return o, nil
		}
		if o.Path == m.Path {
			same = append(same, o)
		}
	}
	for _, name := range []string{m.Dir, path.Join(m.Dir, "go.mod")} {
		if err := t.Blocked(name); err != nil {
			return Module{}, err
		}
	}
	if len(same) > 0 {
		return t.nearest(m, same)
	}
	gone, err := t.gone(m.Dir)
	if err != nil {
		return Module{}, err
	}
	for _, o := range gone {
		if o.Dir == m.Dir {
			return o, nil
		}
	}
	prefix, _, _ := modpath.SplitPathVersion(m.Path)
	for _, o := range slices.Backward(gone) { // v3 comes after v2
		if p, _, _ := modpath.SplitPathVersion(o.Path); p == prefix {
			return o, nil
		}
	}
	return Module{}, nil
}

// besides are the modules of the revision, sorted, less those that the go
// command leaves out, such as in testdata, unless dir is in such a folder too.
func (t *Tree) besides(dir string) []Module {
	modules := slices.DeleteFunc(slices.Clone(t.own), func(o Module) bool { return ignored(o.Dir) && !ignored(dir) })
	slices.SortFunc(modules, func(a, b Module) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Dir, b.Dir)) })
	return modules
}

// ignored reports whether ./... at the root of the repository leaves out a folder.
func ignored(dir string) bool {
	return slices.ContainsFunc(strings.Split(dir, "/"), func(element string) bool {
		return element == "testdata" || element == "vendor" || element == "node_modules" ||
			strings.HasPrefix(element, "_") || strings.HasPrefix(element, ".") && element != "."
	})
}

// nearest is the module of several that shares most folders with m.
func (t *Tree) nearest(m Module, modules []Module) (Module, error) {
	shared := func(o Module) (n int) {
		a, b := strings.Split(m.Dir, "/"), strings.Split(o.Dir, "/")
		for n < min(len(a), len(b)) && a[n] == b[n] {
			n++
		}
		return n
	}
	slices.SortStableFunc(modules, func(a, b Module) int { return cmp.Compare(shared(b), shared(a)) })
	if len(modules) > 1 && shared(modules[0]) == shared(modules[1]) {
		return Module{}, fmt.Errorf("%s has module %s in %s and in %s, but hhgen cannot tell which one %s was: "+
			"compare with a folder, such as --against %[6]s/%[3]s after git worktree add %[6]s %[1]s",
			t.name, m.Path, modules[0].Dir, modules[1].Dir, m.Dir, t.repo.before())
	}
	return modules[0], nil
}

// gone are the modules of the revision whose paths the working tree does not
// have any more.
func (t *Tree) gone(dir string) ([]Module, error) {
	today, err := t.repo.modules()
	if err != nil {
		return nil, err
	}
	today = slices.DeleteFunc(today, func(m Module) bool { // temporary folders may be in the repository too
		_, own := below(t.Dir, filepath.Join(t.repo.top, filepath.FromSlash(m.Dir)))
		return own || ignored(m.Dir) && !ignored(dir)
	})
	return slices.DeleteFunc(t.besides(dir), func(o Module) bool {
		return slices.ContainsFunc(today, func(m Module) bool { return m.Path == o.Path })
	}), nil
}

// around is the module of the revision that had, as a part of it, what is a
// module of its own today; the zero Module if there is none.
func (t *Tree) around(modulePath string) (around Module) {
	for _, o := range t.besides("") {
		rest, ok := cutPath(modulePath, o.Path)
		if ok && len(o.Path) > len(around.Path) && t.hasGo(path.Join(o.Dir, rest)) {
			around = o
		}
	}
	return around
}

// owner is the module of the revision that has an import path: was, which is the
// one that the package's module was, or one below it.
func (t *Tree) owner(importPath string, was Module) Module {
	for _, o := range t.besides(was.Dir) {
		if _, ok := cutPath(importPath, o.Path); ok && len(o.Path) > len(was.Path) {
			was = o
		}
	}
	return was
}

// hasGo reports whether there are Go files in a folder of the tree, or below.
func (t *Tree) hasGo(dir string) bool {
	found := false
	_ = fs.WalkDir(t.root.FS(), dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".go") {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}

// joined are the modules of the revision below an import path that are none
// today: their packages have become those of the module around.
func (t *Tree) joined(importPath string) ([]Module, error) {
	below := func(o Module) bool {
		rest, ok := cutPath(o.Path, importPath)
		return ok && rest != "."
	}
	if !slices.ContainsFunc(t.besides(""), below) {
		return nil, nil
	}
	gone, err := t.gone("")
	return slices.DeleteFunc(gone, func(o Module) bool { return !below(o) }), err
}

// cutPath returns the rest of an import path that is in another; "." if it is
// that.
func cutPath(importPath, root string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(importPath, root)
	if root == "" || !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return cmp.Or(strings.TrimPrefix(rest, "/"), "."), true
}
