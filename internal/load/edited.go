package load

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hhgen/hhgen/internal/config"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/listing"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Edited is a module whose files are being edited. It is read again and again:
// all of it by the go command at first, and then only the packages that matter, by
// what the go command has said of them, as long as that holds.
type Edited struct {
	root   string // absolute
	kept   *listing.Listing
	stamps map[string]stamp // of the files that decide what the go command says
	matter map[string]bool  // folders of packages with records, or of which something was found
}

// stamp tells a file from what it was.
type stamp struct {
	changed time.Time
	size    int64
}

// Edit is the module in a folder, of which nothing is known yet.
func Edit(root string) *Edited { return &Edited{root: root, matter: map[string]bool{}} }

// Read reads the module, with contents in place of those on disk. Ctx ends the
// go command, which is also asked if the configuration is being edited: it may name
// other packages.
func (e *Edited) Read(ctx context.Context, unsaved regular.Overlay) (*Module, error) {
	if e.moved() {
		e.kept = nil
	}
	if _, configures := unsaved[filepath.Join(e.root, config.Name)]; e.kept != nil && !configures {
		m, err := e.readKept(ctx, unsaved)
		if !errors.Is(err, listing.ErrDoubt) {
			return m, err
		}
	}
	return e.readAll(ctx, unsaved)
}

// readKept reads the packages that matter, without the go command.
func (e *Edited) readKept(ctx context.Context, unsaved regular.Overlay) (*Module, error) {
	m, err := newModule(e.root, []string{"./..."}, unsaved)
	if err != nil {
		return nil, err
	}
	folders := e.needed(unsaved)
	if len(folders) == 0 {
		return m, nil
	}
	return m, m.read(Request{Args: folders, Dir: e.root, Base: ".", Context: ctx, Unsaved: unsaved, listing: e.kept})
}

// readAll asks the go command about the whole module.
func (e *Edited) readAll(ctx context.Context, unsaved regular.Overlay) (*Module, error) {
	e.kept = nil
	m, err := newModule(e.root, []string{"./..."}, unsaved)
	if err != nil {
		return nil, err
	}
	if err := CheckFiles([]string{filepath.Join(e.root, "...")}); err != nil {
		return nil, err
	}
	err = m.read(Request{
		Args: slices.Concat(m.Patterns, m.dictionaryPatterns()), Dir: e.root, Base: ".", None: true, Context: ctx, Unsaved: unsaved,
	})
	if err != nil || ctx.Err() != nil {
		return nil, errors.Join(err, ctx.Err())
	}
	pkgs := make([]*gostruct.Package, len(m.loaded))
	for i, s := range m.loaded {
		pkgs[i] = s.Go
		_, err := os.Stat(filepath.Join(s.Dir, schema.OutputName))
		e.matter[s.Dir] = e.matter[s.Dir] || len(s.Records) > 0 || s.Files != nil || err == nil
	}
	e.kept = gostruct.Listing(pkgs, schema.OutputName)
	return m, nil
}

// Include makes the packages of folders matter, since something was found there.
func (e *Edited) Include(dirs ...string) {
	for _, dir := range dirs {
		e.matter[dir] = true
	}
}

// deciding are the names of files at the root of a module, or of a workspace, that
// decide what the go command says.
var deciding = []string{"go.mod", "go.sum", "go.work", "go.work.sum", config.Name, "vendor/modules.txt"}

// moved reports whether one of the files that decide was changed.
func (e *Edited) moved() bool {
	now := map[string]stamp{}
	for dir := e.root; ; dir = filepath.Dir(dir) {
		for _, name := range deciding {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
				now[filepath.Join(dir, name)] = stamp{info.ModTime(), info.Size()}
			}
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	before := e.stamps
	e.stamps = now
	return !sameStamps(before, now)
}

func sameStamps(a, b map[string]stamp) bool {
	if len(a) != len(b) {
		return false
	}
	for name, s := range a {
		if b[name] != s {
			return false
		}
	}
	return true
}

// Changed takes into account that a file was written, removed or made, and reports
// whether that may change what is wrong with the module.
func (e *Edited) Changed(path string) bool {
	dir, name := filepath.Dir(path), filepath.Base(path)
	_, own := folder.Below(e.root, path)
	switch {
	case slices.Contains(deciding, name), IsDocument(name):
		return own || name != config.Name
	case filepath.Ext(name) != ".go" || e.kept == nil:
		return own
	}
	for _, p := range e.kept.Packages {
		if p.Dir == dir && p.Heads != nil {
			return true // its files are read each time
		}
		if p.Dir == dir {
			own = true
			break
		}
	}
	if own {
		e.kept = nil
	}
	return own
}

// Known reports whether the go command has been asked about the module.
func (e *Edited) Known() bool { return e.kept != nil }

// Folders are those of the module's packages; none before the go command was asked.
func (e *Edited) Folders() (dirs []string) {
	if e.kept == nil {
		return nil
	}
	for _, p := range e.kept.Packages {
		if _, own := folder.Below(e.root, p.Dir); own && p.Heads != nil {
			dirs = append(dirs, p.Dir)
		}
	}
	slices.Sort(dirs)
	return dirs
}

// Unbuilt are the folders of packages that do not compile, and of those that import
// them.
func (e *Edited) Unbuilt(paths []string) (dirs []string) {
	for _, path := range paths {
		if e.kept == nil {
			continue
		}
		if p := e.kept.Packages[strings.TrimSuffix(path, "_test")]; p != nil {
			dirs = append(dirs, e.Importers(p.Dir)...)
		}
	}
	return dirs
}

// Records reports whether the package in a folder may call enrichers: whether one
// of its files imports the runtime, or attributes of OpenTelemetry, directly or not.
func (e *Edited) Records(dir string, unsaved regular.Overlay) bool {
	if e.kept == nil {
		return true
	}
	seen := map[string]bool{}
	var records func(path string) bool
	records = func(path string) bool {
		if path == schema.RuntimePath || path == attributePath {
			return true
		}
		p := e.kept.Packages[path]
		if p == nil || seen[path] {
			return false
		}
		seen[path] = true
		for _, id := range p.Imports {
			if records(id) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(importsIn(dir, unsaved), records)
}

// importsIn are the packages that the Go files of a folder import.
func importsIn(dir string, unsaved regular.Overlay) (paths []string) {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is well-formed
	for _, name := range names {
		content, err := unsaved.ReadFile(name)
		if err != nil {
			continue
		}
		f, _ := parser.ParseFile(token.NewFileSet(), "", content, parser.ImportsOnly) // what can be read of it
		for _, spec := range f.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// attributePath is the package of OpenTelemetry's attributes.
const attributePath = "go.opentelemetry.io/otel/attribute"

// Needs reports whether the package in a folder is read after an edit.
func (e *Edited) Needs(unsaved regular.Overlay, dir string) bool {
	return e.kept != nil && slices.Contains(e.needed(unsaved), dir)
}

// needed are the folders of the packages that are read after an edit, with the
// packages of the module that they import, which may have been edited too.
func (e *Edited) needed(unsaved regular.Overlay) []string {
	paths := map[string]string{} // of the packages that were named, by folder
	for path, p := range e.kept.Packages {
		if p.Heads != nil {
			paths[p.Dir] = path
		}
	}
	needed := map[string]bool{}
	var add func(dir string)
	add = func(dir string) {
		if needed[dir] {
			return
		}
		needed[dir] = true
		if p := e.kept.Packages[paths[dir]]; p != nil {
			for _, id := range p.Imports {
				if imported := e.kept.Packages[id]; imported != nil && imported.Heads != nil {
					add(imported.Dir)
				}
			}
		}
	}
	for dir := range e.matter {
		if _, err := os.Stat(dir); err == nil || !errors.Is(err, fs.ErrNotExist) {
			add(dir)
		}
	}
	for path, content := range unsaved {
		if _, own := folder.Below(e.root, path); own && filepath.Ext(path) == ".go" && mayDeclare(content) {
			add(filepath.Dir(path))
		}
	}
	dirs := make([]string, 0, len(needed))
	for dir := range needed {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	return dirs
}

// mayDeclare reports whether a file has a tag of a struct that names hh or a
// namespace, if only misspelt.
func mayDeclare(content []byte) bool {
	f, _ := parser.ParseFile(token.NewFileSet(), "", content, parser.SkipObjectResolution) // what can be read of it
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok && field.Tag != nil {
			found = found || strings.Contains(strings.ToLower(field.Tag.Value), "hh") ||
				slices.ContainsFunc(schema.Namespaces, func(n schema.Namespace) bool { return strings.Contains(field.Tag.Value, string(n)) })
		}
		return !found
	})
	return found
}

// Importers are the folders of the module's packages that import one, directly or
// not, with the one itself. It is empty before the go command was asked.
func (e *Edited) Importers(dir string) []string {
	if e.kept == nil {
		return nil
	}
	importers := map[string][]string{} // by folder
	for _, p := range e.kept.Packages {
		for _, id := range p.Imports {
			if imported := e.kept.Packages[id]; imported != nil {
				importers[imported.Dir] = append(importers[imported.Dir], p.Dir)
			}
		}
	}
	found := []string{dir}
	for i := 0; i < len(found); i++ {
		for _, importer := range importers[found[i]] {
			if _, own := folder.Below(e.root, importer); own && !slices.Contains(found, importer) {
				found = append(found, importer)
			}
		}
	}
	slices.Sort(found)
	return found
}
