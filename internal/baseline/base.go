package baseline

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

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema"
)

// Base is what a schema is compared with: files, wherever they came from.
type Base struct {
	name    string // as the user calls it
	dir     string // that positions in it are relative to; "" for the working directory
	read    []load.Request
	pkgName string // of JSON Schema files
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

// Target is what the base is compared with.
type Target struct {
	Args     []string       // what the user named
	Package  string         // name of the package of JSON Schema files, as the user says; "" to find it
	Sources  []*load.Source // that Args name
	AllowNew bool           // what the base does not have is not compared, instead of an error
}

// Open finds out what kind of base a user means, and has it at hand as files.
// A path is one if it looks like one; of a revision and a folder of one name, the
// revision is meant.
func Open(name string, t Target) (*Base, error) {
	path, version, versioned := strings.Cut(name, "@")
	isModule := versioned && version != "" && !strings.HasPrefix(version, "{") && modpath.CheckPath(path) == nil
	info, err := os.Stat(name)
	exists := err == nil && info.IsDir()
	switch {
	case load.IsDocument(name):
		return fileBase(name, t)
	case isModule:
		return moduleBase(path, version, t)
	case load.IsFolder(name) && exists:
		return folderBase(name, t)
	case load.IsFolder(name):
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
	_, unknown := errors.AsType[*UnknownRevisionError](err)
	_, nowhere := errors.AsType[*NoRepositoryError](err)
	return unknown || nowhere
}

// Load reads the schemas of the base. What is wrong with them is no finding: they
// cannot be changed any more.
func (b *Base) Load(now []*load.Source) ([]*load.Source, error) {
	old, err := b.load(now)
	var errs schema.Findings
	if !errors.As(err, &errs) {
		return old, err
	}
	for _, e := range errs {
		if e.Pos.Filename != "" {
			e.Pos = b.At(e.Pos)
		}
		if b.dir != "" {
			e.Message = strings.ReplaceAll(e.Message, b.dir, b.name)
		}
	}
	err = fmt.Errorf("cannot read the schema of %s: %s", b.name, errs)
	if b.why != nil {
		if reason := b.why(); reason != nil {
			err = fmt.Errorf("%w; %w", err, reason)
		}
	}
	return nil, err
}

// load reads the packages of the base. One that JSON Schema declares now, and of
// which the base does not say that, is found by the names of its files.
func (b *Base) load(now []*load.Source) (old []*load.Source, err error) {
	for _, r := range b.read {
		r.Package, r.None, r.Past = b.pkgName, true, true
		sources, err := load.Load(r)
		if err != nil {
			return nil, err
		}
		old = append(old, sources...)
	}
	for _, m := range now {
		found := slices.ContainsFunc(old, func(o *load.Source) bool { return o.Path == m.Path && len(o.Records) > 0 })
		if found || b.folder == nil || len(m.Files) == 0 {
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
func (b *Base) unkept(m *load.Source) ([]*load.Source, error) {
	dir, err := b.folder(m.Dir)
	if err != nil || dir == "" {
		return nil, err
	}
	var files []string
	for _, name := range m.Files {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			files = append(files, path)
		} else if _, err := os.Lstat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
			shown := b.At(token.Position{Filename: path})
			return nil, fmt.Errorf("%s is a symbolic link to a missing file, or to one outside %s, and is not followed: compare with a folder that holds the file", shown, b.name)
		}
	}
	if len(files) == 0 {
		return nil, nil
	}
	return load.Load(load.Request{Args: files, Package: m.Name, Dir: b.dir, Past: true})
}

// beside is the folder that is to dir as another does to the working directory.
func beside(dir string) func(string) (string, error) {
	return func(other string) (string, error) { return filepath.Join(dir, folder.Relative(other)), nil }
}

// At is a position in the base as messages have it.
func (b *Base) At(pos token.Position) token.Position {
	path := pos.Filename
	if !filepath.IsAbs(path) {
		path = filepath.Join(b.dir, path)
	}
	path, err := filepath.Abs(path)
	if pos.Filename == "" || err != nil {
		return pos
	}
	if shown, ok := b.show(path); ok {
		pos.Filename = shown
	} else if shown, ok := folder.Below(moduleCache(), path); ok {
		pos.Filename = shown // as the go command writes it: example.com/dict@v1.0.0/dict.go
	} else {
		pos.Filename = folder.Relative(path)
	}
	return pos
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

// Paths maps the import paths of the base where it is known that one package is
// compared with one.
func (b *Base) Paths(old, now []*load.Source) (map[string]string, error) {
	if !b.same {
		return nil, nil
	}
	from, to := WithRecords(old), WithRecords(now)
	if len(from) == 1 && len(to) == 1 {
		return map[string]string{from[0].Path: to[0].Path}, nil
	}
	if onlyJSON := strings.HasSuffix(b.name, ".json"); onlyJSON {
		return nil, fmt.Errorf("%s describes one package, but %d are compared with it: name one package", b.name, len(to))
	}
	return nil, nil
}

// WithRecords are the sources that have records.
func WithRecords(sources []*load.Source) (out []*load.Source) {
	for _, m := range sources {
		if len(m.Records) > 0 {
			out = append(out, m)
		}
	}
	return out
}

// nothingSkipped is for a base of which nothing is left out.
func nothingSkipped(string) bool { return false }

// Lacking is the error about a base that has nothing to compare with.
func (b *Base) Lacking() error {
	return fmt.Errorf("%s has no package with records to compare with: name a folder that holds one, such as the root of a module", b.name)
}

// HasModules reports whether the base has the modules that are compared, so that
// packages which it lacks are new.
func (b *Base) HasModules() bool { return b.held }

// Notes are what the user is told about the comparison.
func (b *Base) Notes() []string { return b.notes }

// Close removes what was written for the comparison.
func (b *Base) Close() { b.remove() }

// TellNew notes the packages that were compared with nothing, so that nobody
// takes silence for a comparison.
func (b *Base) TellNew(fresh []*schema.Package, now []*load.Source) error {
	for _, s := range now {
		if !slices.Contains(fresh, s.Package) {
			continue
		}
		if b.folder != nil {
			if _, err := b.folder(s.Dir); err != nil { // it is not new, but cannot be read there
				return err
			}
		}
		if !b.skips(s.Dir) {
			b.notes = append(b.notes, fmt.Sprintf("package %s is new: %s has no records of it to compare with", s.Path, b.name))
		}
	}
	return nil
}

// fileBase is a JSON Schema file.
func fileBase(name string, t Target) (*Base, error) {
	if _, err := os.Stat(name); err != nil {
		return nil, fmt.Errorf("cannot read the schema to compare with: %w", err)
	}
	b := &Base{name: name, read: []load.Request{{Args: []string{name}}}, same: true, pkgName: t.Package, show: asItIs, skips: nothingSkipped, remove: nothing}
	if b.pkgName == "" && len(t.Sources) == 1 {
		b.pkgName = t.Sources[0].Name
	}
	return b, nil
}

// folderBase is a folder in which packages lie as they do in the working
// directory, or which is itself the package.
func folderBase(name string, t Target) (*Base, error) {
	dir, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	b := &Base{name: name, dir: dir, same: true, pkgName: t.nameOfFiles(), show: asItIs, skips: nothingSkipped, folder: beside(dir), remove: nothing}
	args := t.presentIn(dir)
	if len(args) == 0 && folder.HasGo(dir) {
		args = []string{"."}
	}
	if len(args) > 0 {
		b.read = []load.Request{{Args: args, Dir: dir}}
	}
	return b, nil
}

func nothing() {}

// asItIs is for a base whose files are called as they are.
func asItIs(string) (string, bool) { return "", false }

// nameOfFiles is the package's name if files declare it: in the base, nothing
// else may tell it.
func (t Target) nameOfFiles() string {
	if load.AreDocuments(t.Args) && t.Package == "" && len(t.Sources) == 1 {
		return t.Sources[0].Name
	}
	return t.Package
}

// presentIn are the arguments for which there is something in a folder that
// stands for the working directory. What is not there is new.
func (t Target) presentIn(dir string) (args []string) {
	for _, arg := range load.OrHere(t.Args) {
		arg = t.relativeTo(arg)
		path, tree := strings.CutSuffix(arg, "...")
		path, _ = schema.SplitSource(path)
		path = filepath.Join(dir, path)
		info, err := os.Stat(path)
		switch {
		case !load.IsFolder(arg) && !load.IsDocument(arg):
			args = append(args, arg) // a pattern of import paths
		case err != nil:
		case !info.IsDir() || tree || folder.HasGo(path):
			args = append(args, arg)
		}
	}
	return args
}

// relativeTo is an argument by its folder, where it names a package by its
// import path or by an absolute one.
func (t Target) relativeTo(arg string) string {
	path, tree := strings.CutSuffix(arg, "...")
	if filepath.IsAbs(path) {
		arg = "./" + filepath.ToSlash(folder.Relative(path))
		if tree {
			arg += "/..."
		}
		return arg
	}
	for _, m := range t.Sources {
		if !tree && m.Path == arg && filepath.IsLocal(folder.Relative(m.Dir)) {
			return "./" + filepath.ToSlash(folder.Relative(m.Dir))
		}
	}
	return arg
}
