package listing

import (
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// check checks the types of what is read from source, each package after those
// that it imports.
func (ld *loader) check() error {
	sizes := types.SizesFor("gc", ld.Arch)
	if sizes == nil {
		return ErrDoubt
	}
	x := ld.newExports()
	var g errgroup.Group
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, n := range ld.sources {
		g.Go(func() error {
			defer close(n.done)
			for _, imported := range n.Imports {
				if i := ld.nodes[imported.PkgPath]; i.source {
					<-i.done
				}
			}
			free <- struct{}{}
			defer func() { <-free }()
			return ld.checkOne(n, x, sizes)
		})
	}
	return g.Wait()
}

func (ld *loader) checkOne(n *node, x *exports, sizes types.Sizes) error {
	if n.Syntax == nil {
		if err := ld.syntax(n); err != nil {
			return err
		}
	}
	for _, imported := range n.Imports {
		if err := x.read(ld.nodes[imported.PkgPath]); err != nil {
			return err
		}
	}
	n.TypesSizes = sizes
	n.TypesInfo = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
	}
	config := &types.Config{
		Importer: importer(n.Imports), Sizes: sizes,
		Error: func(err error) {
			if err, ok := err.(types.Error); ok { //nolint:errorlint // the type checker passes it as it is
				n.TypeErrors = append(n.TypeErrors, err)
				n.Errors = append(n.Errors, packages.Error{Pos: err.Fset.Position(err.Pos).String(), Msg: err.Msg, Kind: packages.TypeError})
			}
		},
	}
	if n.Module != nil && n.Module.GoVersion != "" {
		config.GoVersion = "go" + n.Module.GoVersion
	}
	_ = types.NewChecker(config, ld.Fset, n.Types, n.TypesInfo).Files(n.Syntax) // errors have been collected
	n.IllTyped = len(n.Errors) > 0
	return nil
}

// importer finds the packages that one imports.
type importer map[string]*packages.Package

func (i importer) Import(path string) (*types.Package, error) {
	p := i[path]
	if p == nil || !p.Types.Complete() {
		return nil, fmt.Errorf("no metadata for %s", path)
	}
	return p.Types, nil
}

// exports reads export data, of one package at a time: that may change all
// packages.
type exports struct {
	*loader
	mu   sync.Mutex
	view map[string]*types.Package // all packages, by import path
}

func (ld *loader) newExports() *exports {
	x := &exports{loader: ld, view: make(map[string]*types.Package, len(ld.nodes))}
	for path, n := range ld.nodes {
		x.view[path] = n.Types
	}
	return x
}

// read reads the export data of a package, unless it is known.
func (x *exports) read(n *node) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if n.source || n.Types.Complete() {
		return nil
	}
	f, err := os.Open(n.ExportFile)
	if err != nil {
		return ErrDoubt
	}
	defer func() { _ = f.Close() }()
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return ErrDoubt
	}
	known := len(x.view)
	if _, err := gcexportdata.Read(r, x.Fset, x.view, n.PkgPath); err != nil {
		return ErrDoubt
	}
	delete(x.view, "go.shape") // a package that the compiler invents
	if len(x.view) != known {
		return ErrDoubt
	}
	return nil
}
