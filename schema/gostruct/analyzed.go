package gostruct

import (
	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// Read reads the records of a package from what an analyzer has of it, and no
// file besides: src.Files, the output among them, and what the type checker knows
// of the packages that these import. Of those, it has the tags and the constants,
// but no documentation. What hhgen would report is left out: the package has
// passed, or its output does not fit.
//
// Types that JSON Schema declares are read as all others, by the tags that their
// declarations have. A struct that is embedded alone is a record too.
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
