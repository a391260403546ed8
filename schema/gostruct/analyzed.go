package gostruct

import (
	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// Read reads the records of a package from what an analyzer knows, and opens no
// files. It uses src.Files, among them the output, and what the type checker
// knows of the imported packages: tags and constants, but no documentation. It
// reports nothing: either hhgen has accepted the package, or the output does
// not fit it.
//
// Types that JSON Schema declares are read like all others, by the tags of
// their declarations. A struct that is only embedded is a record too.
func Read(src Source) []*schema.Record {
	root := &packages.Package{
		ID: src.Types.Path(), PkgPath: src.Types.Path(), Name: src.Types.Name(),
		Syntax: src.Files, Types: src.Types, TypesInfo: src.Info, Fset: src.Fset,
	}
	graph := map[string]*packages.Package{root.PkgPath: root}
	l := &loader{
		fset: src.Fset, graph: graph, source: newSource(src.Fset, []*packages.Package{root}, graph),
		originals: map[string]string{},
	}
	l.source.closed = true
	return newReader(l, root).records()
}
