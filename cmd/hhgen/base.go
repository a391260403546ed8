package main

import (
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	modpath "golang.org/x/mod/module"

	"github.com/hhgen/hhgen/internal/baseline"
)

// base is what a schema is compared with: files, wherever they came from.
type base struct {
	name    string // as the user calls it
	dir     string // that positions in it are relative to; "" for the working directory
	read    []reading
	pkgName string
	// same: one package of each side is one package, whatever its import path.
	same bool
	// held: the base has the modules, so that packages which it lacks are new.
	held bool
	show func(path string) (string, bool) // what messages call an absolute path of the base
	// folder is where a folder of the working directory's packages is in the
	// base, "" if it is not there; nil if only what is read is.
	folder func(dir string) (string, error)
	// why is the reason for which reading the base may have failed; nil if none is known.
	why func() error
	// skips reports whether a folder of the working directory's packages was left
	// out, and that was said.
	skips  func(dir string) bool
	remove func()
	notes  []string // what the user is told about the comparison
}

// reading is one place of the base, and the packages or files to read there.
type reading struct {
	place
	args []string
}

// target is what the base is compared with.
type target struct {
	args     []string
	pkgName  string
	models   []model
	allowNew bool // what the base does not have is not compared, instead of an error
}

// openBase finds out what kind of base a user means, and has it at hand as files.
// A path is one if it looks like one; of a revision and a folder of one name, the
// revision is meant.
func openBase(name string, t target) (*base, error) {
	path, version, versioned := strings.Cut(name, "@")
	isModule := versioned && version != "" && !strings.HasPrefix(version, "{") && modpath.CheckPath(path) == nil
	info, err := os.Stat(name)
	exists := err == nil && info.IsDir()
	switch {
	case strings.HasSuffix(name, ".json"):
		return fileBase(name, t)
	case isModule:
		return moduleBase(path, version, t)
	case isFolder(name) && exists:
		return folderBase(name, t)
	case isFolder(name):
		return nil, fmt.Errorf("there is no folder %s: name a folder with Go packages, or a git revision", name)
	}
	b, err := revisionBase(name, t)
	if exists && noRevision(err) {
		return folderBase(name, t)
	}
	return b, err
}

// noRevision reports whether an error says that a name is not that of a revision.
func noRevision(err error) bool {
	_, unknown := errors.AsType[*baseline.UnknownRevisionError](err)
	_, nowhere := errors.AsType[*baseline.NoRepositoryError](err)
	return unknown || nowhere
}

// load reads the packages of the base. One that JSON Schema declares now, and
// whose output is not kept, is found by the names of its files.
func (b *base) load(now []model) (old []model, err error) {
	for _, r := range b.read {
		models, err := r.models(r.args, b.pkgName)
		if err != nil {
			return nil, err
		}
		old = append(old, models...)
	}
	for _, m := range now {
		found := slices.ContainsFunc(old, func(o model) bool { return o.Path == m.Path && len(o.Records) > 0 })
		if found || b.folder == nil || len(m.sources) == 0 {
			continue
		}
		declared, err := b.unkept(m)
		if err != nil {
			return nil, err
		}
		old = append(old, declared...)
	}
	return old, nil
}

// unkept reads the JSON Schema files of the base that declare a package now.
func (b *base) unkept(m model) ([]model, error) {
	dir, err := b.folder(m.dir)
	if err != nil || dir == "" {
		return nil, err
	}
	var files []string
	for _, name := range m.sources {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			files = append(files, path)
		} else if _, err := os.Lstat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
			shown := b.at(token.Position{Filename: path})
			return nil, fmt.Errorf("%s is a symbolic link to nothing, or out of %s, and is not followed: compare with a folder that holds the file", shown, b.name)
		}
	}
	if len(files) == 0 {
		return nil, nil
	}
	return place{dir: b.dir, base: b.dir}.models(files, m.Name)
}

// beside is the folder that lies to dir as another does to the working directory.
func beside(dir string) func(string) (string, error) {
	return func(other string) (string, error) { return filepath.Join(dir, relative(other)), nil }
}

// at is a position in the base as messages have it.
func (b *base) at(pos token.Position) token.Position {
	path, err := filepath.Abs(place{dir: b.dir}.join(pos.Filename))
	if pos.Filename == "" || err != nil {
		return pos
	}
	if shown, ok := b.show(path); ok {
		pos.Filename = shown
	} else if shown, ok := below(moduleCache(), path); ok {
		pos.Filename = shown // as the go command writes it: example.com/dict@v1.0.0/dict.go
	} else {
		pos.Filename = relative(path)
	}
	return pos
}

// below is a path as seen from a folder that it lies in.
func below(dir, path string) (string, bool) {
	rel, err := filepath.Rel(dir, path)
	if dir == "" || err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// moduleCache is the folder in which the go command keeps modules.
func moduleCache() string { return goVar("GOMODCACHE") }

// goVar is a variable of the go command in the working directory.
func goVar(name string) string {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// paths maps the import paths of the base where it is known that one package is
// compared with one.
func (b *base) paths(old, now []model) (map[string]string, error) {
	if !b.same {
		return nil, nil
	}
	from, to := withRecords(old), withRecords(now)
	if len(from) == 1 && len(to) == 1 {
		return map[string]string{from[0].Path: to[0].Path}, nil
	}
	if onlyJSON := strings.HasSuffix(b.name, ".json"); onlyJSON {
		return nil, fmt.Errorf("%s describes one package, and %d are compared with it: name one package", b.name, len(to))
	}
	return nil, nil
}

func withRecords(models []model) (out []model) {
	for _, m := range models {
		if len(m.Records) > 0 {
			out = append(out, m)
		}
	}
	return out
}

// nothingSkipped is for a base of which nothing is left out.
func nothingSkipped(string) bool { return false }

// lacking is the error about a base that has nothing to compare with.
func (b *base) lacking() error {
	return fmt.Errorf("%s has no package with records to compare with: name a folder that holds one, such as the root of a module", b.name)
}

// fileBase is a JSON Schema file.
func fileBase(name string, t target) (*base, error) {
	if _, err := os.Stat(name); err != nil {
		return nil, fmt.Errorf("cannot read the schema to compare with: %w", err)
	}
	b := &base{name: name, read: []reading{{args: []string{name}}}, same: true, pkgName: t.pkgName, show: nowhere, skips: nothingSkipped, remove: nothing}
	if b.pkgName == "" && len(t.models) == 1 {
		b.pkgName = t.models[0].Name
	}
	return b, nil
}

// folderBase is a folder in which packages lie as they do in the working
// directory, or which is itself the package.
func folderBase(name string, t target) (*base, error) {
	dir, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	b := &base{name: name, dir: dir, same: true, pkgName: t.nameOfFiles(), show: nowhere, skips: nothingSkipped, folder: beside(dir), remove: nothing}
	args := t.presentIn(dir)
	if len(args) == 0 && hasGoFiles(dir) {
		args = []string{"."}
	}
	if len(args) > 0 {
		b.read = []reading{{place{dir: dir}, args}}
	}
	return b, nil
}

func nothing() {}

// nowhere is for a base whose files are called as they are.
func nowhere(string) (string, bool) { return "", false }

// nameOfFiles is the package's name if files declare it: in the base, nothing
// else may tell it.
func (t target) nameOfFiles() string {
	if files, _ := onlyFiles(t.args); files && t.pkgName == "" && len(t.models) == 1 {
		return t.models[0].Name
	}
	return t.pkgName
}

// presentIn are the arguments for which there is something in a folder that
// stands for the working directory. What is not there is new.
func (t target) presentIn(dir string) (args []string) {
	for _, arg := range orHere(t.args) {
		arg = t.relativeTo(arg)
		path, tree := strings.CutSuffix(arg, "...")
		path = filepath.Join(dir, path)
		info, err := os.Stat(path)
		switch {
		case !isFolder(arg) && !strings.HasSuffix(arg, ".json"):
			args = append(args, arg) // a pattern of import paths
		case err != nil:
		case !info.IsDir() || tree || hasGoFiles(path):
			args = append(args, arg)
		}
	}
	return args
}

// relativeTo is an argument by its folder, where it names a package by its
// import path or by an absolute one.
func (t target) relativeTo(arg string) string {
	path, tree := strings.CutSuffix(arg, "...")
	if filepath.IsAbs(path) {
		arg = "./" + filepath.ToSlash(relative(path))
		if tree {
			arg += "/..."
		}
		return arg
	}
	for _, m := range t.models {
		if !tree && m.Path == arg && filepath.IsLocal(relative(m.dir)) {
			return "./" + filepath.ToSlash(relative(m.dir))
		}
	}
	return arg
}

func hasGoFiles(dir string) bool {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is well-formed
	return len(names) > 0
}
