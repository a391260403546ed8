package listing

import (
	"bytes"
	"encoding/gob"
	"errors"
	"go/types"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/packages"
)

// ErrDoubt says that the go command has to be asked.
var ErrDoubt = errors.New("the go command has to be asked")

// Listing is what the go command has said of packages.
type Listing struct {
	Arch     string // for the sizes of types
	Modules  []packages.Module
	Packages map[string]*Package // by import path
}

// Package is what the go command has said of one package.
type Package struct {
	Name, Dir string
	Files     []string // base names of its Go files, but for tests
	Ignored   []string // base names of those that the build leaves out
	Imports   map[string]string
	Export    string          // file of its export data; "" if there is none
	Module    int             // index in Modules, counted from 1; 0 for none
	Heads     map[string]head // of all Go files in the folder, by base name; nil for a package that was not named
}

// Of is the listing of packages that [packages.Load] has returned, whose output is
// the file of that name. Roots that it cannot vouch for are left out.
func Of(roots []*packages.Package, output string) *Listing {
	l := &Listing{Packages: map[string]*Package{}}
	modules := map[*packages.Module]int{}
	packages.Visit(roots, nil, func(p *packages.Package) {
		if p.ID != p.PkgPath || p.Dir == "" && p.PkgPath != "unsafe" {
			return // another build of the package
		}
		q := &Package{
			Name: p.Name, Dir: p.Dir, Files: baseNames(p.GoFiles), Ignored: baseNames(p.IgnoredFiles),
			Imports: make(map[string]string, len(p.Imports)), Export: p.ExportFile,
		}
		for path, imported := range p.Imports {
			q.Imports[path] = imported.ID
		}
		if p.Module != nil {
			if modules[p.Module] == 0 {
				l.Modules = append(l.Modules, bare(p.Module))
				modules[p.Module] = len(l.Modules)
			}
			q.Module = modules[p.Module]
		}
		l.Packages[p.PkgPath] = q
	})
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range roots {
		if q := l.Packages[p.PkgPath]; q != nil {
			l.Arch = archOf(p.TypesSizes)
			g.Go(func() error { return q.vouch(output) })
		}
	}
	_ = g.Wait() // whatever is wrong with a root, it is left out
	return l
}

// bare is a module without what nothing here needs.
func bare(m *packages.Module) packages.Module {
	b := packages.Module{Path: m.Path, Version: m.Version, Main: m.Main, Dir: m.Dir, GoVersion: m.GoVersion}
	if m.Replace != nil {
		r := bare(m.Replace)
		b.Replace = &r
	}
	return b
}

func baseNames(paths []string) []string {
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = filepath.Base(path)
	}
	return names
}

// vouch makes a package a root, unless one of its files imports what the go
// command has not found.
func (p *Package) vouch(output string) error {
	heads, err := headsIn(p.Dir, output, nil)
	if err != nil {
		return err
	}
	for _, name := range p.Files {
		for _, path := range heads[name].imports {
			if p.Imports[path] == "" {
				return ErrDoubt
			}
		}
	}
	p.Heads = heads
	return nil
}

// architectures are those of the gc compiler.
var architectures = []string{
	"amd64", "arm64", "386", "arm", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x", "wasm",
}

// archOf is an architecture with these sizes of types.
func archOf(sizes types.Sizes) string {
	for _, arch := range architectures {
		if types.SizesFor("gc", arch) == sizes {
			return arch
		}
	}
	return ""
}

// Merge adds the packages of an older listing that l does not have.
func (l *Listing) Merge(older *Listing) {
	for path, p := range older.Packages {
		if l.Packages[path] != nil {
			continue
		}
		q := *p
		if p.Module > 0 {
			l.Modules = append(l.Modules, older.Modules[p.Module-1])
			q.Module = len(l.Modules)
		}
		l.Packages[path] = &q
	}
}

// Encode is the listing as bytes; nil if it has no root.
func (l *Listing) Encode() []byte {
	var out bytes.Buffer
	if l.Arch == "" || gob.NewEncoder(&out).Encode(l) != nil {
		return nil
	}
	return out.Bytes()
}

// Decode reads what [Listing.Encode] has written; nil for anything else.
func Decode(text []byte) *Listing {
	l := &Listing{}
	if gob.NewDecoder(bytes.NewReader(text)).Decode(l) != nil {
		return nil
	}
	for _, p := range l.Packages {
		if p == nil || p.Module < 0 || p.Module > len(l.Modules) {
			return nil
		}
	}
	return l
}
