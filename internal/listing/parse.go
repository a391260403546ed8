package listing

import (
	"errors"
	"go/ast"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"
)

// parse reads the files of roots.
func (ld *loader) parse(paths []string) error {
	nodes := make([]*node, len(paths))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, path := range paths {
		g.Go(func() (err error) {
			nodes[i], err = ld.root(path)
			return err
		})
	}
	err := g.Wait()
	for i, path := range paths {
		ld.roots[path] = nodes[i]
	}
	return err
}

// root reads the files of a root, and finds what they import.
func (ld *loader) root(path string) (*node, error) {
	kept := ld.Packages[path]
	if err := ld.unchanged(kept); err != nil {
		return nil, err
	}
	n := ld.newNode(path, kept)
	n.source = true
	files, err := ld.filesOf(kept)
	if err != nil {
		return nil, err
	}
	n.GoFiles = within(kept.Dir, files)
	n.CompiledGoFiles = n.GoFiles
	if err := ld.syntax(n); err != nil {
		return nil, err
	}
	n.imports = map[string]string{}
	for _, f := range n.Syntax {
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, ErrDoubt
			}
			if n.imports[path], err = ld.resolve(kept, path); err != nil {
				return nil, err
			}
		}
	}
	return n, nil
}

// unchanged checks that the same files belong to a root as before.
func (ld *loader) unchanged(kept *Package) error {
	heads, err := headsIn(kept.Dir, ld.Output, ld.Overlay)
	if err != nil || len(heads) != len(kept.Heads) {
		return ErrDoubt
	}
	for name, h := range heads {
		if before, ok := kept.Heads[name]; !ok || !h.same(before) {
			return ErrDoubt
		}
	}
	return nil
}

// filesOf are the names of the files of a root, with the output if there is one
// now.
func (ld *loader) filesOf(kept *Package) ([]string, error) {
	files := slices.DeleteFunc(slices.Clone(kept.Files), func(name string) bool { return name == ld.Output })
	text, err := read(filepath.Join(kept.Dir, ld.Output), ld.Overlay)
	if errors.Is(err, fs.ErrNotExist) && len(files) > 0 {
		return files, nil
	}
	if err != nil {
		return nil, ErrDoubt
	}
	h, err := headOf(text)
	if err != nil || h.Package != kept.Name || h.Constraints != "" || h.Cgo {
		return nil, ErrDoubt
	}
	return slices.Sorted(slices.Values(append(files, ld.Output))), nil
}

// syntax parses the files of a package.
func (ld *loader) syntax(n *node) error {
	n.Syntax = make([]*ast.File, len(n.CompiledGoFiles))
	for i, path := range n.CompiledGoFiles {
		text, err := read(path, ld.Overlay)
		if err != nil {
			return ErrDoubt
		}
		if n.Syntax[i], err = ld.ParseFile(ld.Fset, path, text); err != nil {
			return ErrDoubt
		}
	}
	return nil
}
