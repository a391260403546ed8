package breaking

import (
	"go/token"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// alias is the alias that the current package declares under a name.
func (c *comparer) alias(name string) (a schema.Alias, ok bool) {
	a, ok = c.resolved.aliases[name]
	return a, ok && !a.Type.Optional && len(a.Params) == 0
}

// recordOf is the record of the current package that a name stands for.
func (c *comparer) recordOf(name string) *schema.Record {
	if r := recordNamed(c.nowPkg, name); r != nil {
		return r
	}
	if a, ok := c.alias(name); ok && a.Type.Go.Path == c.nowPkg.Path {
		return recordNamed(c.nowPkg, a.Type.Go.Name)
	}
	return nil
}

// reexported reports a record that another package declares now, of which only
// an alias is left here, and compares it with the record there.
func (c *comparer) reexported(b *schema.Record) bool {
	a, ok := c.alias(b.Name)
	if !ok {
		return false
	}
	p := find(c.all, func(p *schema.Package) bool { return p.Path == a.Type.Go.Path })
	if p == nil || recordNamed(p, a.Type.Go.Name) == nil {
		return false
	}
	c.add(RecordRenamed, a.Pos, b.Pos,
		"record %s at {was} is an alias of %s now, so only that package has the functions that record it: declare it here",
		b.Name, a.Type.Go.Short())
	base, here := c.basePkg, c.nowPkg
	c.between(base, p)
	c.record(b, recordNamed(p, a.Type.Go.Name))
	c.between(base, here)
	return true
}

// otherNames compares the types that the aliases of the base stand for, since
// callers may use the names.
func (c *comparer) otherNames() {
	for _, a := range c.basePkg.Aliases {
		if !a.Used || a.Go.Path != c.basePkg.Path || !token.IsExported(a.Go.Name) {
			continue
		}
		name, params := a.Go, ""
		for _, p := range a.Params {
			name.Args = append(name.Args, schema.GoName{Name: p})
		}
		if len(a.Params) > 0 {
			params = "[" + strings.Join(a.Params, ", ") + " any]"
		}
		if c.resolved.name(name) == c.resolved.typ(a.Type) {
			continue
		}
		was := spelling{own: c.resolved.own}
		declare := "type " + a.Go.Name + params + " = " + was.typ(a.Type)
		if r := c.recordOf(a.Type.Go.Name); r != nil && a.Type.Go.Path == c.basePkg.Path {
			c.add(RecordRenamed, r.Pos, a.Pos,
				"record %s also had the name %s at {was}, which its callers may use: declare %s", r.Name, a.Go.Name, declare)
		} else if f := c.fieldOf(a.Type); f != nil {
			c.add(GoTypeChanged, f.Pos, a.Pos,
				"the type %s also had the name %s at {was}, which callers may use: declare %s", was.typ(a.Type), was.name(name), declare)
		}
	}
}

// fieldOf is the first field whose type is, or contains, a type of the base,
// with any arguments. It is nil if there is none; then another finding is about
// the type.
func (c *comparer) fieldOf(t *schema.Type) (found *schema.Field) {
	generic := func(t *schema.Type) string {
		bare := *t
		bare.Go.Args, bare.Optional = nil, false
		return c.resolved.typ(&bare)
	}
	want := generic(t)
	for _, r := range c.nowPkg.Records {
		for _, f := range r.Fields {
			mentions(f.Type, func(t *schema.Type) {
				if found == nil && generic(t) == want {
					found = f
				}
			})
		}
	}
	return found
}
