// Package adoption is hhgen adopt around what it finds: where the records go, what
// the module has already, and what is written and said.
package adoption

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/modfile"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/internal/tool"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/adopt"
	"github.com/hhgen/hhgen/schema/gostruct"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/lint"
)

// The folder and the file that are written, unless other names are given.
const (
	Folder   = "enrich"
	FileName = "adopted.go"
)

// header begins each file that is written, by which a later run knows it.
const header = "Written by hhgen adopt"

// Target is a file that records are to be written into, and the module around it.
type Target struct {
	Root     string        // folder of go.mod, absolute
	File     string        // absolute
	Module   *load.Module  // with all of its packages
	Path     string        // import path of the package
	Name     string        // of the package
	old      []byte        // what the file holds; nil for nothing
	mod      *modfile.File // go.mod
	tool     *tool.Tool    // that the module starts hhgen with, or will
	vendored bool
	here     *load.Source              // the package, if it is there already
	tree     *keys.Tree                // what the module declares
	declared map[string]token.Position // names of the package
	fresh    bool                      // the folder has no Go file yet
}

// NewTarget finds out what is there of a file, or of a folder. A file that hhgen adopt
// has written is overwritten only by force, and others never.
func NewTarget(ctx context.Context, out string, force bool) (*Target, error) {
	file, err := filepath.Abs(out)
	if err != nil {
		return nil, err
	}
	if filepath.Ext(file) != ".go" {
		file = filepath.Join(file, FileName)
	}
	t := &Target{File: file}
	if err := t.module(); err != nil {
		return nil, err
	}
	if err := t.vacant(force); err != nil {
		return nil, err
	}
	if err := t.name(); err != nil {
		return nil, err
	}
	if err := t.load(ctx); err != nil {
		return nil, err
	}
	return t, nil
}

// module finds the module that the file is in.
func (t *Target) module() (err error) {
	if t.Root, err = folder.Module(filepath.Dir(t.File)); err != nil {
		return err
	}
	if t.Root == "" {
		return fmt.Errorf("no go.mod in %s or above: name a file or a folder of a module with --out", folder.Relative(filepath.Dir(t.File)))
	}
	text, err := os.ReadFile(filepath.Join(t.Root, "go.mod"))
	if err != nil {
		return err
	}
	if t.mod, err = modfile.Parse(folder.Relative(filepath.Join(t.Root, "go.mod")), text, nil); err != nil {
		return err
	}
	if t.mod.Module == nil {
		return errors.New("go.mod names no module: run go mod edit -module example.com/app")
	}
	t.vendored = folder.Is(filepath.Join(t.Root, "vendor"))
	t.tool, err = tool.Find(t.Root, t.mod, t.vendored)
	return err
}

// vacant checks that the file may be written.
func (t *Target) vacant(force bool) (err error) {
	shown := folder.Relative(t.File)
	if strings.HasSuffix(t.File, "_test.go") || filepath.Base(t.File) == schema.OutputName {
		return fmt.Errorf("records cannot be declared in %s: name another file with --out", shown)
	}
	t.old, err = regular.ReadFile(t.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.old = nil
		return nil
	case err != nil:
		return err
	case !bytes.HasPrefix(t.old, []byte("// "+header)):
		return fmt.Errorf("%s exists, and hhgen adopt has not written it: name another file with --out", shown)
	case !force:
		return fmt.Errorf("%s exists: name another file with --out, such as %s, for what is new, or write it anew with --force, which loses what was edited",
			shown, filepath.Join(filepath.Dir(shown), "more.go"))
	}
	return nil
}

// name finds the name of the package: that of the Go files in its folder, or else
// that of the folder.
func (t *Target) name() error {
	dir := filepath.Dir(t.File)
	rel, err := filepath.Rel(t.Root, dir)
	if err != nil {
		return err
	}
	t.Path = path.Join(t.mod.Module.Mod.Path, filepath.ToSlash(rel))
	t.Name, t.fresh = packageIn(dir, t.File, filepath.Join(dir, schema.OutputName)), false
	if t.Name == "" {
		t.Name, t.fresh = cmp.Or(packageIn(dir), filepath.Base(dir)), true
	}
	if !token.IsIdentifier(t.Name) || t.Name == "_" || t.Name == "main" || strings.HasSuffix(t.Name, "_test") {
		return fmt.Errorf("no package of records can be called %s: name another folder with --out, such as ./%s", t.Name, Folder)
	}
	return nil
}

// packageIn is the name of the package in a folder, by its files but some; "" without
// such files.
func packageIn(dir string, but ...string) string {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go")) // the pattern is right
	for _, name := range names {
		if slices.Contains(but, name) || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly); err == nil {
			return f.Name.Name
		}
	}
	return ""
}

// load reads the packages of the module, without what the file holds now.
func (t *Target) load(ctx context.Context) (err error) {
	if t.Module, err = load.Edit(t.Root).Read(ctx, t.emptied()); err != nil {
		return err
	}
	if t.Module.Err != nil {
		return t.Module.Err
	}
	for _, s := range t.Module.Sources {
		if s.Path == t.Path {
			t.here = s
		}
	}
	if t.here != nil && t.here.Files != nil {
		return fmt.Errorf("package %s is declared by JSON Schema, and one package has one source: name another folder with --out", t.Path)
	}
	t.names()
	t.tree = keys.NewTree(keys.Leaves(load.Schemas(t.Module.Sources)))
	return nil
}

// emptied is the file without declarations, so that it is written anew.
func (t *Target) emptied() regular.Overlay {
	if t.old == nil {
		return nil
	}
	return regular.Overlay{t.File: []byte("package " + t.Name + "\n")}
}

// Find says what the module declares of the key of an attribute.
func (t *Target) Find(attribute string) keys.Match { return t.tree.Find(attribute) }

// Check applies the rules for every schema to a package of records that is added to
// what is there.
func (t *Target) Check(p *schema.Package) error {
	whole := *p
	if t.here != nil {
		whole.Records = slices.Concat(t.here.Records, p.Records)
	}
	if err := schema.Check(&whole); err != nil {
		return err
	}
	return gen.CheckNames(gen.Config{Package: p, Declare: true, Declared: t.declared})
}

// Taken are the names that the package has already.
func (t *Target) Taken() []string { return slices.Sorted(maps.Keys(t.declared)) }

// names finds the names that the package declares without the file, and the setters
// that are generated of its records.
func (t *Target) names() {
	t.declared, _ = gostruct.Declared(filepath.Dir(t.File), t.Name, schema.OutputName)
	for name, pos := range t.declared {
		if filepath.Base(pos.Filename) == filepath.Base(t.File) {
			delete(t.declared, name)
		}
	}
	if t.here == nil {
		return
	}
	for _, r := range t.here.Records {
		t.declared[r.ConstructorName()] = r.Pos
		for _, f := range r.Fields {
			t.declared[f.SetterName()] = f.Pos
		}
	}
}

// Lint are the findings of lint that a package of records adds to those of the module.
func (t *Target) Lint(p *schema.Package) (added schema.Findings) {
	have := load.Schemas(t.Module.Sources)
	known := map[string]bool{}
	for _, f := range t.lint(have) {
		known[f.Line()] = true
	}
	for _, f := range t.lint(append(slices.Clip(have), p)) {
		if !known[f.Line()] {
			added = append(added, f)
		}
	}
	return added
}

func (t *Target) lint(pkgs []*schema.Package) schema.Findings {
	cfg := t.Module.Config.Copy().Lint
	cfg.Dictionaries, cfg.Foreign, cfg.Today = t.Module.DictionaryPackages, judge.ForeignRules(), time.Now()
	cfg.Instrumentation = t.Module.Instrumentation()
	return lint.Run(cfg, pkgs)
}

// MaxBytes is the bound of strings of which nobody knows how long they are.
func (t *Target) MaxBytes() int {
	const usual = 256
	if n := t.Module.Defaults.MaxBytes.N; n > 0 {
		return n
	}
	return usual
}

// MaxItems is the same of lists.
func (t *Target) MaxItems() int {
	const usual = 16
	if n := t.Module.Defaults.MaxItems.N; n > 0 {
		return n
	}
	return usual
}

// Write is the file with records: of what it is made, and what is to be said of them.
func (t *Target) Write(r *adopt.Result, from string) (output.File, error) {
	s := gen.Source{
		Package: r.Package, Directives: r.Directives,
		Header: header + " " + from + ". It is yours to edit: name, bound and document what it declares.",
	}
	if t.fresh {
		s.Doc = "Package " + t.Name + " declares what this module records on its traces."
		s.Generate = t.tool.Command(tool.Levels(t.Root, filepath.Dir(t.File)))
	}
	text, err := s.Format()
	return output.File{Path: folder.Relative(t.File), Package: t.Name, Old: t.old, New: text}, err
}
