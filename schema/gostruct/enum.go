package gostruct

import (
	"cmp"
	"go/constant"
	"go/types"
	"path/filepath"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// enum returns the values of a string type that has constants, in the order of
// their declaration; nil if it has none. For a type of another package, only
// exported constants count. The output uses the constants of home, the package
// whose name for the type it uses. If home declares an alias of a type that
// cannot be imported, these are the constants beside the alias. An analyzer does
// not have all constants of a package that the analyzed one does not import
// itself, so the type's values are unknown then.
func (c *converter) enum(t *types.Named, home *types.Package, written types.Type) []schema.EnumMember {
	own := t.Obj().Pkg()
	if c.source.closed && !own.Complete() {
		return nil
	}
	pkgs := []*types.Package{own, home, c.root.Types}
	for _, a := range aliasesOf(written) {
		pkgs = append(pkgs, a.Obj().Pkg())
	}
	var members []schema.EnumMember
	for i, pkg := range pkgs {
		if slices.Contains(pkgs[:i], pkg) {
			continue
		}
		for _, k := range c.constants(pkg, t) {
			value, name := constant.StringVal(k.Val()), schema.GoName{Path: pkg.Path(), Name: k.Name()}
			j := slices.IndexFunc(members, func(m schema.EnumMember) bool { return m.Value == value })
			switch {
			case j >= 0:
			case pkg == own || pkg == home:
				members = append(members, schema.EnumMember{Value: value})
				j = len(members) - 1
			default:
				continue // constants of other packages add no values
			}
			switch m := &members[j]; {
			case !c.nameable(k):
			case m.Go.IsZero() && pkg == home:
				m.Go = name
			default:
				m.Also = append(m.Also, name)
			}
		}
	}
	return members
}

// constants are the constants of type t that a package declares and the output
// can name, in the order of their declaration.
func (r *reader) constants(pkg *types.Package, t *types.Named) (list []*types.Const) {
	r.complete(pkg)
	for _, name := range pkg.Scope().Names() {
		k, ok := pkg.Scope().Lookup(name).(*types.Const)
		if ok && types.Identical(k.Type(), t) && k.Name() != "_" && (k.Exported() || pkg == r.root.Types) {
			list = append(list, k)
		}
	}
	slices.SortFunc(list, func(a, b *types.Const) int {
		p, q := r.fset.PositionFor(r.source.at(a), false), r.fset.PositionFor(r.source.at(b), false)
		return cmp.Or(cmp.Compare(filepath.Base(p.Filename), filepath.Base(q.Filename)), cmp.Compare(p.Line, q.Line),
			cmp.Compare(p.Column, q.Column), cmp.Compare(a.Name(), b.Name()))
	})
	return list
}
