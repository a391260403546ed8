package breaking

import (
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// constructor compares the functions that make a record.
func (c *comparer) constructor(b, n *schema.Record, pairs []pair) {
	was := b.Required()
	if len(was) == 0 {
		return
	}
	pos := n.Pos
	if n.Constructor != "" {
		pos = n.ConstructorPos
	}
	old, name := b.ConstructorName(), n.ConstructorName()
	switch {
	case len(n.Required()) == 0:
		c.add(ConstructorGone, pos, b.Pos, "%s no longer has required fields, so it loses its constructor %s of {was}: keep one of them required", n.Name, old)
		return
	case old != name && (c.recordOf(b.Name) == n || b.Constructor != n.Constructor):
		c.add(ConstructorRenamed, pos, b.Pos, "the constructor of %s is %s now, and was %s at {was}: keep the name with %s", n.Name, name, old, c.nowPkg.Dialect().Assign("new", old))
	}
	last := -1
	for _, f := range was {
		p := find(pairs, func(p pair) bool { return p.base == f })
		i := slices.Index(n.Required(), p.now)
		if i < 0 {
			continue
		}
		if i < last {
			c.add(ConstructorReordered, p.now.Pos, f.Pos, "%s takes %s at another position than that of the record at {was}: keep the order of the required fields", name, p.now.Name)
			return
		}
		last = i
	}
}
