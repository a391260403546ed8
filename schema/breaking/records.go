package breaking

import (
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// records compares the records of a package.
func (c *comparer) records() {
	renamed := map[*schema.Record]bool{}
	for _, b := range c.basePkg.Records {
		if n := c.recordOf(b.Name); n != nil {
			c.record(b, n)
			continue
		}
		if c.reexported(b) {
			continue
		}
		n := find(c.nowPkg.Records, func(n *schema.Record) bool {
			return !renamed[n] && recordNamed(c.basePkg, n.Name) == nil && sameKeys(b, n)
		})
		switch {
		case n != nil:
			renamed[n] = true
			c.add(RecordRenamed, n.Pos, b.Pos, "record %s at {was} is now %s, and its callers use the names of the type and of %s: keep the name", b.Name, n.Name, b.ConstructorName())
			c.record(b, n)
		case slices.ContainsFunc(b.Fields, func(f *schema.Field) bool { return f.Deprecated == "" }):
			c.add(RecordRemoved, c.At(b.Pos), b.Pos, "record %s is gone with keys that were not deprecated: restore it, deprecate each of its keys, and remove it in a later release", b.Name)
		default:
			for _, f := range b.Fields {
				c.add(KeyRetired, c.At(f.Pos), f.Pos, "%s is gone with record %s, after it was deprecated: make sure that nothing reads it any more", pathOf("", f), b.Name)
			}
		}
	}
}

// sameKeys reports whether two records have the same keys, at least one.
func sameKeys(b, n *schema.Record) bool {
	if len(b.Fields) != len(n.Fields) || len(b.Fields) == 0 {
		return false
	}
	for _, f := range b.Fields {
		if find(n.Fields, func(g *schema.Field) bool { return samePlace(f, g) }) == nil {
			return false
		}
	}
	return true
}

// record compares a record of the base with the current one.
func (c *comparer) record(b, n *schema.Record) {
	pairs, gone, added := match(b.Fields, n.Fields)
	for _, p := range pairs {
		c.field(p, "", schema.GoName{Path: c.basePkg.Path, Name: b.Name})
	}
	for _, f := range gone {
		c.removed(f, "", n.Pos)
	}
	for _, f := range added {
		if f.Required() && len(b.Required()) > 0 {
			c.add(RequiredAdded, f.Pos, b.Pos, "%s is new and required, so calls of %s, of the record at {was}, do not pass it: make it a pointer, or add %s", pathOf("", f), b.ConstructorName(), c.word("omitzero"))
		}
	}
	c.constructor(b, n, pairs)
	spanOnly := func(f *schema.Field) bool { return f.Namespace.SpanOnly() }
	if f := find(n.Fields, spanOnly); f != nil && !slices.ContainsFunc(b.Fields, spanOnly) {
		c.add(SpanOnlyAdded, f.Pos, b.Pos, "%s exists only on spans, so %s, at {was}, can no longer be passed to EnrichSession: put %s into a record of its own", f.Namespace, n.Name, f.Name)
	}
}
