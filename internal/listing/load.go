package listing

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Config says how packages are read.
type Config struct {
	Fset    *token.FileSet
	Output  string            // base name of the output, which the go command has listed or not
	Overlay map[string][]byte // as in packages.Config
	// ParseFile is as in packages.Config. It may read the output as a bare package
	// clause; then what that imports is of no concern.
	ParseFile func(fset *token.FileSet, filename string, src []byte) (*ast.File, error)
}

// Load returns the packages in folders, which are absolute paths, as packages.Load
// would in the mode LoadSyntax, with modules and names of export data. An error is
// or wraps [ErrDoubt].
func (l *Listing) Load(c Config, dirs []string) ([]*packages.Package, error) {
	ld := &loader{Listing: l, Config: c, nodes: map[string]*node{}, roots: map[string]*node{}}
	paths, err := l.pathsOf(dirs)
	if err != nil {
		return nil, err
	}
	if err := ld.parse(paths); err != nil {
		return nil, err
	}
	var roots []*packages.Package
	for _, path := range paths {
		n, err := ld.link(path)
		if err != nil {
			return nil, err
		}
		roots = append(roots, n.Package)
	}
	return roots, ld.check()
}

// pathsOf are the import paths of roots in folders.
func (l *Listing) pathsOf(dirs []string) ([]string, error) {
	paths := make([]string, len(dirs))
	for path, p := range l.Packages {
		if i := slices.Index(dirs, p.Dir); i >= 0 && p.Heads != nil {
			paths[i] = path
		}
	}
	if slices.Contains(paths, "") {
		return nil, ErrDoubt
	}
	return paths, nil
}

// loader is one load.
type loader struct {
	*Listing
	Config
	nodes   map[string]*node // by import path
	roots   map[string]*node
	sources []*node // those that are read from source, the ones that others import first
}

// node is a package that is being loaded.
type node struct {
	*packages.Package
	kept    *Package
	imports map[string]string // its imports, as in [Package]
	source  bool              // it is read from source
	linking bool
	done    chan struct{} // closed when a package that is read from source is checked
}

// link makes the packages that a package depends on, and connects them.
func (ld *loader) link(path string) (*node, error) {
	if n := ld.nodes[path]; n != nil {
		if n.linking { // an import cycle
			return nil, ErrDoubt
		}
		return n, nil
	}
	n := ld.roots[path]
	if n == nil {
		kept := ld.Packages[path]
		if kept == nil || kept.Heads != nil { // a root that might have been edited too
			return nil, ErrDoubt
		}
		n = ld.newNode(path, kept)
		n.imports = kept.Imports
	}
	ld.nodes[path], n.linking = n, true
	n.Imports = make(map[string]*packages.Package, len(n.imports))
	for path, id := range n.imports {
		imported, err := ld.link(id)
		if err != nil {
			return nil, err
		}
		n.Imports[path] = imported.Package
		n.source = n.source || imported.source
	}
	n.linking = false
	if n.source {
		ld.sources = append(ld.sources, n)
	}
	return n, nil
}

// newNode is a package without what it imports.
func (ld *loader) newNode(path string, kept *Package) *node {
	n := &node{kept: kept, done: make(chan struct{}), Package: &packages.Package{
		ID: path, PkgPath: path, Name: kept.Name, Dir: kept.Dir, ExportFile: kept.Export, Fset: ld.Fset,
		GoFiles: within(kept.Dir, kept.Files), IgnoredFiles: within(kept.Dir, kept.Ignored),
		Types: types.NewPackage(path, kept.Name),
	}}
	n.CompiledGoFiles = n.GoFiles
	if path == "unsafe" {
		n.Types = types.Unsafe
	}
	if kept.Module > 0 {
		n.Module = &ld.Modules[kept.Module-1]
	}
	return n
}

func within(dir string, names []string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = dir + string(filepath.Separator) + name
	}
	return paths
}

// resolve is the package that a root means by an import path: the one that it
// meant before, or that any package of a main module may import under its own path.
func (ld *loader) resolve(root *Package, path string) (string, error) {
	if id := root.Imports[path]; id != "" {
		return id, nil
	}
	p := ld.Packages[path]
	if p == nil || p.Name == "main" || slices.Contains(strings.Split(path, "/"), "internal") || root.Module == 0 {
		return "", ErrDoubt
	}
	module := ld.Modules[root.Module-1].Path
	for _, other := range ld.Packages {
		if other.Imports[path] == path && other.Module > 0 && ld.Modules[other.Module-1].Path == module {
			return path, nil
		}
	}
	return "", ErrDoubt
}
