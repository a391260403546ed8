package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// outputName is the file that is written into each package.
const outputName = "hh_gen.go"

// file is an output, as it is and as it should be.
type file struct {
	path string // relative to the working directory
	old  []byte // nil if there is none
	new  []byte // nil if it should go
}

// plan reads packages and works out their outputs. It writes nothing.
func plan(patterns []string) ([]file, error) {
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	pkgs, err := gostruct.Load(gostruct.Config{Output: outputName}, patterns...)
	var errs schema.Errors
	if err := collect(&errs, err); err != nil {
		return nil, err
	}
	cwd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	var files []file
	records := 0
	for _, p := range pkgs {
		f := file{path: filepath.Join(p.Dir, outputName)}
		if rel, err := filepath.Rel(cwd, f.path); err == nil {
			f.path = rel
		}
		if err := collect(&errs, f.generate(p)); err != nil {
			return nil, err
		}
		records += len(p.Records)
		if f.old != nil || f.new != nil {
			files = append(files, f)
		}
	}
	if records == 0 && len(files) == 0 && len(errs) == 0 {
		errs.Add(token.Position{}, schema.RecordNone, "no records in these packages: tag the fields of a struct, such as `hh:\"metrics\"`")
	}
	return files, errs.Err()
}

// collect adds err to errs if it is about schemas, and returns it if not.
func collect(errs *schema.Errors, err error) error {
	var more schema.Errors
	if errors.As(err, &more) {
		*errs = append(*errs, more...)
		return nil
	}
	return err
}

// generate works out the content of a package's output.
func (f *file) generate(p *gostruct.Package) error {
	var errs schema.Errors
	old, err := os.ReadFile(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		if len(p.Records) > 0 {
			errs.Add(token.Position{Filename: f.path}, schema.OutputWrite, "cannot read the output before writing it: %v", err)
		}
		return errs.Err()
	case bytes.HasPrefix(old, []byte(gostruct.Generated)):
		f.old = old
	case len(p.Records) > 0:
		errs.Add(token.Position{Filename: f.path}, schema.OutputForeign, "the file was not written by hhgen, which would overwrite it: rename it")
		return errs.Err()
	}
	if len(p.Records) == 0 {
		return nil
	}
	config := gen.Config{Package: p.Package, Types: p.Types, Structs: p.Structs, Declared: p.Declared}
	for _, err := range []error{schema.Check(p.Package), gen.CheckNames(config)} {
		if err := collect(&errs, err); err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		return errs.Err()
	}
	f.new, err = gen.Generate(config)
	return err
}

// check prints what write would change.
func check(files []file, w io.Writer) error {
	stale := false
	for _, f := range files {
		if bytes.Equal(f.old, f.new) {
			continue
		}
		stale = true
		_, _ = fmt.Fprintf(w, "%s is out of date: run go generate, or go tool hhgen\n", f.path)
		_, _ = w.Write(diff.Diff(f.path, f.old, f.path+" (regenerated)", f.new))
	}
	if stale {
		return errFindings
	}
	return nil
}

// write brings the files that differ up to date: all of them, or none.
func write(files []file) (err error) {
	var done []file
	defer func() {
		if err != nil {
			for _, f := range done {
				_ = replace(f.path, f.old) // put back what was there
			}
		}
	}()
	for _, f := range files {
		if bytes.Equal(f.old, f.new) {
			continue
		}
		if err := replace(f.path, f.new); err != nil {
			var errs schema.Errors
			errs.Add(token.Position{Filename: f.path}, schema.OutputWrite, "cannot write: %v", err)
			return errs.Err()
		}
		done = append(done, f)
	}
	return nil
}

// replace gives a file new content in one step, or removes it if there is none.
func replace(path string, content []byte) error {
	if content == nil {
		return os.Remove(path)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+outputName+".*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(content)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
	}
	return err
}
