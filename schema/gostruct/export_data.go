package gostruct

import (
	"go/types"
	"os"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// complete reads all declarations of a package. If no package that was loaded
// from source imports it, the type checker knows only what others mention: the
// type of a field, but not the constants of that type.
func (l *loader) complete(pkg *types.Package) {
	p := l.graph[pkg.Path()]
	if pkg.Complete() || p == nil || p.Types != pkg || p.ExportFile == "" {
		return
	}
	f, err := os.Open(p.ExportFile)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return
	}
	known := map[string]*types.Package{}
	packages.Visit([]*packages.Package{p}, nil, func(d *packages.Package) { known[d.PkgPath] = d.Types })
	_, _ = gcexportdata.Read(r, l.fset, known, p.PkgPath) // into pkg
}
