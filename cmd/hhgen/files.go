package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/sync/errgroup"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// outputName is the file that is written into each package.
const outputName = schema.OutputName

// file is an output, as it is and as it should be.
type file struct {
	path string // relative to the working directory
	pkg  string // name of the package
	old  []byte // nil if there is none
	new  []byte // nil if it should go
}

// plan works out the outputs of packages, or of the package that JSON Schema
// files declare. It writes nothing.
func plan(args []string, pkgName string) ([]file, error) {
	files, err := onlyFiles(args)
	switch {
	case err != nil:
		return nil, err
	case files:
		return planSchemas(args, pkgName)
	}
	return planPackages(args)
}

// onlyFiles reports whether arguments are JSON Schema files, not packages.
func onlyFiles(args []string) (bool, error) {
	files := 0
	for _, arg := range args {
		if strings.HasSuffix(arg, ".json") {
			files++
		}
	}
	if files > 0 && files < len(args) {
		return false, errors.New("name packages or JSON Schema files, not both")
	}
	return files > 0, nil
}

// isFolder reports whether an argument names a folder, or those below one, as
// the go command sees it: other arguments are import paths.
func isFolder(arg string) bool {
	path := filepath.ToSlash(arg)
	return path == "." || path == ".." || strings.HasPrefix(path, "./") || strings.HasPrefix(path, "../") || filepath.IsAbs(arg)
}

// orHere are arguments, or the current folder if there are none.
func orHere(args []string) []string {
	if len(args) == 0 {
		return []string{"."}
	}
	return args
}

// load reads packages; the one in the current folder if none is named.
func load(patterns []string) ([]*gostruct.Package, error) {
	return loadAnew(gostruct.Config{}, orHere(patterns))
}

func planPackages(patterns []string) ([]file, error) {
	pkgs, err := load(patterns)
	return planLoaded(pkgs, err, patterns)
}

// planLoaded works out the outputs of packages that patterns name, of which
// loading has perhaps reported errors.
func planLoaded(pkgs []*gostruct.Package, err error, patterns []string) ([]file, error) {
	var errs schema.Findings
	if err := collect(&errs, err); err != nil {
		return nil, err
	}
	var files []file
	records := 0
	planned, failed := make([][]file, len(pkgs)), make([]error, len(pkgs))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range pkgs {
		g.Go(func() error {
			planned[i], failed[i] = planPackage(p)
			return nil
		})
	}
	_ = g.Wait() // errors are in failed, in the order of packages
	for i, p := range pkgs {
		if err := collect(&errs, failed[i]); err != nil {
			return nil, err
		}
		records += len(p.Records)
		files = append(files, planned[i]...)
	}
	if records == 0 && len(files) == 0 && len(errs) == 0 {
		errs = noRecords(patterns)
	}
	return files, errs.Err()
}

// noRecords says that patterns name no records, or where they are instead.
func noRecords(patterns []string) schema.Findings {
	errs := gostruct.Misplaced(gostruct.Config{}, orHere(patterns)...)
	if len(errs) == 0 {
		errs.Add(token.Position{}, schema.RecordNone, "no records in these packages: tag the fields of a struct, such as `hh:\"metrics\"`")
	}
	return errs
}

// planPackage works out the output of one package. Where JSON Schema declares
// its records, the output says so.
func planPackage(p *gostruct.Package) ([]file, error) {
	f := file{path: relative(filepath.Join(p.Dir, outputName)), pkg: p.Name}
	if err := f.read(len(p.Records) > 0); err != nil {
		return nil, err
	}
	if len(p.Records) == 0 {
		if schema.Sources(string(f.old)) != nil {
			return planSources(f, p.Name)
		}
		if f.old == nil {
			return nil, nil
		}
		return []file{f}, f.remains(p.Dir)
	}
	if names := schema.Sources(string(f.old)); names != nil {
		return nil, mixed(p, names)
	}
	err := f.render(gen.Config{Package: p.Package, Types: p.Types, Guarded: p.Guarded, Declared: p.Declared, Imported: p.Imported})
	return []file{f}, err
}

// remains reports an output that is going to be removed, since no Go struct
// declares records, but may be what is left of one that JSON Schema declares.
func (f *file) remains(dir string) error {
	names, _ := filepath.Glob(filepath.Join(dir, "*.json")) // the pattern is well-formed
	if len(names) == 0 || schema.IsWhole(f.old) {
		return nil
	}
	for i, name := range names {
		names[i] = relative(name)
	}
	var errs schema.Findings
	errs.Add(token.Position{Filename: f.path}, schema.OutputBroken,
		"the file is broken, and does not say what it was generated from: run go generate, or name the JSON Schema files, as in go tool hhgen %s; or remove it",
		strings.Join(names, " "))
	return errs.Err()
}

// planSources works out the output of the package of which f is the output as it
// is, from the JSON Schema files that it names.
func planSources(f file, pkgName string) ([]file, error) {
	if f.old == nil {
		if err := f.read(true); err != nil {
			return nil, err
		}
	}
	names := schema.Sources(string(f.old))
	if names == nil {
		return nil, otherSource(f.path, "Go structs")
	}
	for i, name := range names {
		names[i] = filepath.Join(filepath.Dir(f.path), name)
	}
	return planSchemas(names, pkgName)
}

// otherSource is the error of an output that another source would lose.
func otherSource(path, source string) error {
	var errs schema.Findings
	errs.Add(token.Position{Filename: path}, schema.OutputForeign, "the file was generated from %s, and one package has one source: move the records to another package, or remove the file", source)
	return errs.Err()
}

// mixed is the error of a package with records in Go whose output was generated
// from JSON Schema files.
func mixed(p *gostruct.Package, names []string) error {
	return twoSources(p.Records[0], names,
		"move the record to another package, or remove "+relative(filepath.Join(p.Dir, outputName))+" to generate from Go alone")
}

// twoSources is the error of a record that Go declares in a package which JSON
// Schema files declare.
func twoSources(r *schema.Record, names []string, wayOut string) error {
	var errs schema.Findings
	errs.Add(r.Pos, schema.OutputForeign, "record %s is declared in Go, and its package in JSON Schema (%s), but one package has one source: %s",
		r.Name, schema.JoinSources(names), wayOut)
	return errs.Err()
}

// relative is a path as seen from the working directory.
func relative(path string) string {
	if cwd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(cwd, path); err == nil {
			return rel
		}
	}
	return path
}

// collect adds err to errs if it is about schemas, and returns it if not.
func collect(errs *schema.Findings, err error) error {
	var more schema.Findings
	if errors.As(err, &more) {
		*errs = append(*errs, more...)
		return nil
	}
	return err
}

// read reads the output as it is. needed says that there will be one.
func (f *file) read(needed bool) error {
	var errs schema.Findings
	old, err := output.Read(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil && needed:
		errs.Add(token.Position{Filename: f.path}, schema.OutputWrite, "cannot read the output before writing it: %v", err)
	case err == nil && schema.IsOutput(old):
		f.old = unix(old)
	case err == nil && needed:
		errs.Add(token.Position{Filename: f.path}, schema.OutputForeign, "the file was not written by hhgen, which would overwrite it: rename it")
	}
	return errs.Err()
}

// unix makes lines end as hhgen writes them, whatever a checkout did. An empty file
// is not nil, as none is.
func unix(content []byte) []byte {
	if len(content) == 0 {
		return content
	}
	return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
}

// render works out the output as it should be.
func (f *file) render(c gen.Config) error {
	err := schema.Check(c.Package)
	if err == nil {
		f.new, err = gen.Generate(c)
		return err
	}
	var errs schema.Findings
	for _, err := range []error{err, gen.CheckNames(c)} {
		if err := collect(&errs, err); err != nil {
			return err
		}
	}
	return errs.Err()
}

// What brings outputs up to date.
const (
	generateWay = "go generate, or go tool hhgen"
	schemaWay   = "go tool hhgen schema"
)

// differing are the files that write would change.
func differing(files []file) []file {
	return slices.DeleteFunc(slices.Clone(files), func(f file) bool { return bytes.Equal(f.old, f.new) && (f.old == nil) == (f.new == nil) })
}

// stale are the files that write would change as findings.
func stale(files []file) (findings schema.Findings) {
	for _, f := range differing(files) {
		findings.Add(token.Position{Filename: f.path, Line: 1, Column: 1}, schema.OutputStale, "the file is out of date: run %s", generateWay)
	}
	return findings
}

// check prints what write would change, and what to run for that.
func check(files []file, wayOut string, w io.Writer) error {
	stale := differing(files)
	for _, f := range stale {
		path := schema.Printable(f.path)
		_, _ = fmt.Fprintf(w, "%s is out of date: run %s\n", path, wayOut)
		_, _ = w.Write(diff.Diff(path, f.old, path+" (regenerated)", f.new))
	}
	if len(stale) > 0 {
		return errFindings
	}
	return nil
}

// write brings the files that differ up to date: all of them, or none. It says
// which ones it has removed.
func write(files []file, stderr io.Writer) error {
	for _, f := range files {
		output.Clean(f.path, cmp.Or(string(f.new), string(f.old)))
	}
	differ := differing(files)
	var changes []output.Change
	for _, f := range differ {
		changes = append(changes, output.Change{Path: f.path, Content: f.new})
	}
	err := output.Commit(changes)
	if failed, ok := errors.AsType[*output.Error](err); ok {
		var errs schema.Findings
		errs.Add(token.Position{Filename: failed.Path}, schema.OutputWrite, "cannot write: %v", failed.Err)
		return errs.Err()
	}
	for _, f := range differ {
		if err == nil && f.new == nil {
			_, _ = fmt.Fprintf(stderr, "removed %s: package %s has no records\n", f.path, f.pkg)
		}
	}
	return err
}
