package load

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/hhgen/hhgen/gen"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/listing"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Request says what is read, and where.
type Request struct {
	Args    []string // patterns of Go packages, or JSON Schema files of one folder; none for the package in Dir
	Package string   // name of the Go package of JSON Schema files; "" to find it
	Dir     string   // folder that Args are relative to; "" for the working directory
	Base    string   // folder that positions are relative to; "" for Dir
	Env     []string // environment of the go command; nil for that of the process
	None    bool     // that Args match no package is no error
	Past    bool     // the source cannot be changed any more: what it only loses is no error

	Context context.Context // ends the go command; nil for never
	Unsaved regular.Overlay // contents that take the place of those on disk

	listing *listing.Listing // asked in place of the go command; nil for none
}

// Source is a package, and what declares its records.
type Source struct {
	*schema.Package
	Dir   string            // its folder, absolute
	Files []string          // names of the JSON Schema files that declare it; nil if Go structs do
	Go    *gostruct.Package // as the go command has it; nil if JSON Schema files were named
	// Note says what to write, and where, so that hhgen need not read from the
	// output which files declare the package; "" if that is said already.
	Note string

	inputs  []string // files that were read besides Go's, absolute
	unsaved regular.Overlay
}

// Load reads what a request names, sorted by import path. Packages without
// records are among them.
func Load(r Request) ([]*Source, error) {
	names, err := r.documents()
	if err != nil {
		return nil, err
	}
	l := newLoader(r)
	if names != nil {
		s, err := l.named(names)
		if err != nil {
			return nil, err
		}
		return []*Source{s}, nil
	}
	return l.packages()
}

// loader is one load.
type loader struct {
	Request
	configured map[string]*configured // by the root of the module
	read       map[string]*Source     // packages of JSON Schema files, by folder
}

func newLoader(r Request) *loader {
	return &loader{Request: r, configured: map[string]*configured{}, read: map[string]*Source{}}
}

// packages reads Go packages: again, if some use types that JSON Schema declares
// anew.
func (l *loader) packages() ([]*Source, error) {
	cfg := gostruct.Config{Dir: l.Dir, Base: l.Base, Env: l.Env, Output: schema.OutputName, None: l.None, Past: l.Past, Listing: l.listing, Context: l.Context}
	var err error
	if cfg.Overlay, err = l.unlisted(); err != nil {
		return nil, err
	}
	for path, content := range l.Unsaved {
		if filepath.Ext(path) == ".go" {
			cfg.Overlay[path] = content
		}
	}
	pkgs, err := gostruct.Load(cfg, OrHere(l.Args)...)
	sources, errs, readErr := l.sources(pkgs)
	if readErr != nil {
		return nil, readErr
	}
	if overlay := l.anew(sources); len(overlay) > 0 {
		for path, content := range overlay {
			cfg.Overlay[path] = content
		}
		pkgs, err = gostruct.Load(cfg, OrHere(l.Args)...)
		if sources, errs, readErr = l.sources(pkgs); readErr != nil {
			return nil, readErr
		}
	}
	if err := errs.Collect(err); err != nil {
		return nil, err
	}
	placeFields(sources)
	return sources, errs.Err()
}

// sources finds what declares packages. Those about which something is wrong are
// left out.
func (l *loader) sources(pkgs []*gostruct.Package) (sources []*Source, errs schema.Findings, err error) {
	for _, p := range pkgs {
		s, err := l.source(p)
		if err := errs.Collect(err); err != nil {
			return nil, nil, err
		}
		if err == nil {
			sources = append(sources, s)
		}
	}
	return sources, errs, nil
}

// source finds what declares one package.
func (l *loader) source(p *gostruct.Package) (*Source, error) {
	d, err := l.declaration(p)
	if err != nil {
		return nil, err
	}
	switch {
	case d == nil, len(p.Records) > 0 && l.past(p): // nobody can change it
		return &Source{Package: p.Package, Dir: p.Dir, Go: p}, nil
	case len(p.Records) > 0:
		return nil, twoSources(p.Records[0], d.names(), "move the record to another package, or "+d.removal()+" to generate from Go alone")
	}
	if s, ok := l.read[p.Dir]; ok { // by the load before
		s.Go = p
		return s, nil
	}
	s, err := l.declared(l.paths(p.Dir, d.present()), target{p.Name, p.Path, p.Dir})
	var errs schema.Findings
	if err := errors.Join(errs.Collect(d.check(p.Dir)), errs.Collect(err)); err != nil {
		return nil, err
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	s.Go, s.Note, l.read[p.Dir] = p, l.note(p, d), s
	return s, nil
}

// past reports whether the source of a package cannot be changed.
func (l *loader) past(p *gostruct.Package) bool { return l.Past || p.Published() }

// paths are those of files in a folder: as seen from the working directory, if
// that is what messages are about.
func (l *loader) paths(dir string, names []string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(dir, name)
		if !l.Past {
			paths[i] = folder.Relative(paths[i])
		}
	}
	return paths
}

// twoSources is the error of a record that Go declares in a package which JSON
// Schema files declare.
func twoSources(r *schema.Record, names []string, fix string) error {
	var errs schema.Findings
	errs.Add(r.Pos, schema.OutputForeign, "record %s is declared in Go, and its package in JSON Schema (%s), but one package has one source: %s",
		r.Name, schema.JoinSources(names), fix)
	return errs.Err()
}

// Generate is the output of the package as it should be. An error about its
// schema is a [schema.Findings].
func (s *Source) Generate() ([]byte, error) {
	c := gen.Config{Package: s.Package}
	if s.Files != nil {
		c.Declare, c.Sources = true, s.Files
		c.Declared, c.Imported = gostruct.Declared(s.Dir, s.Name, schema.OutputName)
	} else {
		c.Types, c.Guarded, c.Declared, c.Imported = s.Go.Types, s.Go.Guarded, s.Go.Declared, s.Go.Imported
	}
	checked := schema.Check(c.Package)
	if checked == nil {
		return gen.Generate(c)
	}
	var errs schema.Findings
	if err := errors.Join(errs.Collect(checked), errs.Collect(gen.CheckNames(c))); err != nil {
		return nil, err
	}
	return nil, errs.Err()
}

// Release lets go of what only Generate needs.
func (s *Source) Release() {
	s.Package = &schema.Package{Path: s.Path, Name: s.Name}
	if s.Go != nil {
		s.Go.Release()
	}
}

// Schemas are the packages of sources.
func Schemas(sources []*Source) []*schema.Package {
	pkgs := make([]*schema.Package, len(sources))
	for i, s := range sources {
		pkgs[i] = s.Package
	}
	return pkgs
}

// NoRecords is the error about packages that have none, or have them where they
// are not read.
func NoRecords(r Request) error {
	errs := gostruct.Misplaced(gostruct.Config{Dir: r.Dir, Env: r.Env}, OrHere(r.Args)...)
	if len(errs) == 0 {
		errs.Add(noPosition, schema.RecordNone, "no records in these packages: tag the fields of a struct, such as `hh:\"metrics\"`")
	}
	return errs.Err()
}
