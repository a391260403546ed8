package output

import (
	"bytes"
	"errors"
	"go/token"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// File is an output, as it is and as it should be.
type File struct {
	Path    string // relative to the working directory
	Package string // name of the package
	Old     []byte // nil if there is none
	New     []byte // nil if it should go
	Sum     string // of New, by SHA-256 in hexadecimal, if it was let go; "" if it should go
}

// Differs reports whether the file is to be written, or removed.
func (f File) Differs() bool {
	return !bytes.Equal(f.Old, f.New) || (f.Old == nil) != (f.New == nil)
}

// Plan works out the outputs of packages, one for each that has records or an
// output. It writes nothing. An error about schemas is a [schema.Findings].
func Plan(sources []*load.Source) ([]File, error) { return planAll(sources, plan) }

// planAll plans the outputs of packages, all at once.
func planAll(sources []*load.Source, plan func(*load.Source) (*File, error)) ([]File, error) {
	planned, failed := make([]*File, len(sources)), make([]error, len(sources))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range sources {
		g.Go(func() error {
			planned[i], failed[i] = plan(s)
			return nil
		})
	}
	_ = g.Wait() // errors are in failed, in the order of packages
	var files []File
	var errs schema.Findings
	for i := range sources {
		if err := errs.Collect(failed[i]); err != nil {
			return nil, err
		}
		if planned[i] != nil {
			files = append(files, *planned[i])
		}
	}
	return files, errs.Err()
}

// plan works out the output of one package; nil if there is none and will be none.
func plan(s *load.Source) (*File, error) {
	f := &File{Path: folder.Relative(filepath.Join(s.Dir, schema.OutputName)), Package: s.Name}
	declared := s.Files != nil || len(s.Records) > 0
	if err := f.read(declared); err != nil {
		return nil, err
	}
	var err error
	switch {
	case declared:
		if err = f.owned(s); err == nil {
			f.New, err = s.Generate()
		}
	case f.Old == nil:
		return nil, nil
	default:
		err = f.remains(s.Dir)
	}
	return f, err
}

// owned reports an output that another source of records would lose.
func (f *File) owned(s *load.Source) error {
	if s.Files == nil || f.Old == nil || !schema.IsWhole(f.Old) || schema.Sources(string(f.Old)) != nil {
		return nil
	}
	var errs schema.Findings
	errs.Add(token.Position{Filename: f.Path}, schema.OutputForeign,
		"the file was generated from Go structs, and one package has one source: move the records to another package, or remove the file")
	return errs.Err()
}

// remains reports an output that is going to be removed, since nothing declares
// records, but may be what is left of one that JSON Schema declares.
func (f *File) remains(dir string) error {
	names, _ := filepath.Glob(filepath.Join(dir, "*.json")) // the pattern is well-formed
	if len(names) == 0 || schema.IsWhole(f.Old) {
		return nil
	}
	for i, name := range names {
		names[i] = folder.Relative(name)
	}
	var errs schema.Findings
	errs.Add(token.Position{Filename: f.Path}, schema.OutputBroken,
		"the file is broken, and does not say what it was generated from: run go generate, or name the JSON Schema files, as in hhgen %s; or remove it",
		strings.Join(names, " "))
	return errs.Err()
}

// read reads the output as it is. needed says that there will be one.
func (f *File) read(needed bool) error {
	var errs schema.Findings
	old, err := commit.Read(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil && needed:
		errs.Add(token.Position{Filename: f.Path}, schema.OutputWrite, "cannot read the output before writing it: %v", err)
	case err == nil && schema.IsOutput(old):
		f.Old = Unix(old)
	case err == nil && needed:
		errs.Add(token.Position{Filename: f.Path}, schema.OutputForeign, "the file was not written by hhgen, which would overwrite it: rename it")
	}
	return errs.Err()
}

// Unix makes lines end as hhgen writes them, whatever a checkout did. An empty file
// is not nil, as none is.
func Unix(content []byte) []byte {
	if len(content) == 0 {
		return content
	}
	return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
}

// PlanDocuments works out the JSON Schema files of packages, one for each record,
// beside their Go files.
func PlanDocuments(sources []*load.Source) (files []File, err error) {
	return planEach(sources, func(s *load.Source) ([]File, error) {
		if s.Files != nil {
			return nil, nil // it has them already
		}
		return planRecords(s)
	})
}

// PlanEvents works out the JSON Schema files of the events of packages, one for
// each package that has records.
func PlanEvents(sources []*load.Source) (files []File, err error) {
	return planEach(sources, func(s *load.Source) ([]File, error) {
		if len(s.Records) == 0 {
			return nil, nil
		}
		f, err := planDocument(s, jsonschema.EventFileName(s.Package), jsonschema.EventID(s.Package), func() ([]byte, error) {
			return jsonschema.WriteEvent(s.Package)
		})
		return []File{f}, err
	})
}

// planEach works out the JSON Schema files of each package whose schema is valid.
func planEach(sources []*load.Source, plan func(*load.Source) ([]File, error)) (files []File, err error) {
	var errs schema.Findings
	for _, s := range sources {
		if err := errs.Collect(schema.Check(s.Package)); err != nil {
			return nil, err
		}
		planned, err := plan(s)
		if err := errs.Collect(err); err != nil {
			return nil, err
		}
		files = append(files, planned...)
	}
	return files, errs.Err()
}

// planRecords works out the JSON Schema files of one package.
func planRecords(s *load.Source) (files []File, err error) {
	var errs schema.Findings
	first := map[string]*schema.Record{}
	for _, r := range s.Records {
		name := jsonschema.FileName(r)
		if other, taken := first[name]; taken {
			path := folder.Relative(filepath.Join(s.Dir, name))
			errs.Add(r.Pos, schema.NameClash, "%s would be written to %s, as is %s at %s: rename one of them", r.Name, path, other.Name, other.Pos)
			continue
		}
		first[name] = r
		f, err := planDocument(s, name, jsonschema.ID(s.Package, r), func() ([]byte, error) { return jsonschema.Write(s.Package, r) })
		if err := errs.Collect(err); err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, errs.Err()
}

// planDocument works out one JSON Schema file of a package. Its $id says that
// hhgen wrote it.
func planDocument(s *load.Source, name, id string, write func() ([]byte, error)) (f File, err error) {
	var errs schema.Findings
	f = File{Path: folder.Relative(filepath.Join(s.Dir, name)), Package: s.Name}
	f.Old, err = commit.Read(f.Path)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		errs.Add(token.Position{Filename: f.Path}, schema.OutputWrite, "cannot read the output before writing it: %v", err)
		return f, errs.Err()
	case len(bytes.TrimSpace(f.Old)) > 0 && !bytes.Contains(f.Old, []byte(id)):
		errs.Add(token.Position{Filename: f.Path}, schema.OutputForeign, "the file was not written by hhgen, which would overwrite it: rename it")
		return f, errs.Err()
	}
	f.Old = Unix(f.Old)
	f.New, err = write()
	return f, err
}

// Differing are the files that [Write] would change.
func Differing(files []File) []File {
	return slices.DeleteFunc(slices.Clone(files), func(f File) bool { return !f.Differs() })
}
