// Package typecheck type-checks Go source that no file holds, for tests of what
// reads it.
package typecheck

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// Package type-checks the files of a package, which may import what is usual.
// It leaves out the bodies of functions. What does not compile fails the test.
func Package(t random.TB, path string, files ...string) gostruct.Source {
	t.Helper()
	src := gostruct.Source{Fset: token.NewFileSet(), Output: true, Info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
	}}
	for i, text := range files {
		f, err := parser.ParseFile(src.Fset, fmt.Sprintf("/%s/%d.go", path, i), text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		src.Files = append(src.Files, f)
	}
	config := types.Config{Importer: importer{}, IgnoreFuncBodies: true}
	var err error
	if src.Types, err = config.Check(path, src.Fset, src.Files, src.Info); err != nil {
		t.Fatalf("%v\n%s", err, files)
	}
	return src
}

// importer imports packages that are usual, and what they depend on.
type importer struct{}

var (
	mu       sync.Mutex
	imported map[string]*types.Package
)

// usual are loaded together, so that they agree about the types that they share.
var usual = []string{
	"context", "encoding/json", "errors", "iter", "math", "math/big", "net/netip", "reflect", "strconv", "time",
	"github.com/google/uuid", "go.opentelemetry.io/otel/attribute", "github.com/hhgen/hhgen/runtime/...",
}

// Import returns a package by its path.
func (importer) Import(path string) (*types.Package, error) {
	mu.Lock()
	defer mu.Unlock()
	if imported == nil {
		imported = map[string]*types.Package{}
		pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadTypes | packages.NeedImports | packages.NeedDeps}, usual...)
		if err != nil {
			return nil, err
		}
		packages.Visit(pkgs, nil, func(p *packages.Package) { imported[p.PkgPath] = p.Types })
	}
	if p := imported[path]; p != nil && p.Complete() {
		return p, nil
	}
	return nil, fmt.Errorf("package %s is not among those of tests", path)
}
