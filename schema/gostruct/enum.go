package gostruct

import (
	"cmp"
	"go/constant"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// closed converts a string or integer type that has constants, and reports whether
// t is one. A bound on the field says that an integer may have values between its
// constants, such as sizes and flags. The standard library's integers stay numbers:
// the constants of some, such as syscall.Signal, differ between systems.
func (c *converter) closed(t *types.Named, s spelling, written types.Type, out *schema.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsString == 0 && !c.listsIntegers(t, b, c.number) {
		return false
	}
	members := c.enum(t, s.home(), written)
	if members == nil {
		return false
	}
	c.usedType(t)
	out.Kind = schema.KindString
	if b.Info()&types.IsInteger != 0 {
		*out = *c.basic(b, out.Go)
	}
	out.Enum, out.Doc = members, c.source.find(t.Obj()).doc
	return true
}

// listsIntegers reports whether the constants of an integer type, if it has any, are
// its values.
func (r *reader) listsIntegers(t *types.Named, b *types.Basic, bounded bool) bool {
	value, address := marshals(t)
	return b.Info()&types.IsInteger != 0 && b.Kind() != types.Uintptr && !bounded && !value && !address && !r.distributed(t.Obj().Pkg())
}

// distributed reports whether a package is one of Go's distribution. An analyzer knows
// no modules, so it takes a path without a dot for one, unless the package that it
// reads has the same first part.
func (r *reader) distributed(p *types.Package) bool {
	first, _, _ := strings.Cut(p.Path(), "/")
	own, _, _ := strings.Cut(r.root.PkgPath, "/")
	return r.standard(p) || r.source.closed && first != own && !strings.Contains(first, ".")
}

// enumValue is the value of a constant of an enum; ok is false if no enum has such
// values.
func enumValue(k *types.Const) (value string, ok bool) {
	switch k.Val().Kind() {
	case constant.String:
		return constant.StringVal(k.Val()), true
	case constant.Int:
		return k.Val().ExactString(), true
	}
	return "", false
}

// enum returns the values of a type that has constants, in the order of
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
			value, ok := enumValue(k)
			if !ok {
				continue // of a value that does not compile
			}
			name := schema.GoName{Path: pkg.Path(), Name: k.Name()}
			j := slices.IndexFunc(members, func(m schema.EnumMember) bool { return m.Value == value })
			switch {
			case j >= 0:
			case pkg == own || pkg == home:
				members = append(members, schema.EnumMember{Value: value, Doc: c.source.find(k).doc})
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
