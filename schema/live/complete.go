package live

import (
	"fmt"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// completeness is how completely a record is on the spans of one name.
type completeness struct {
	complete int                // spans that have all required fields
	fewest   int                // keys of the record that such a span has
	lacking  map[evidence]*lack // the other spans
}

// evidence is what speaks for a span having a record, part of which it lacks.
type evidence struct {
	enough bool // its own keys do, whatever other spans have
	with   int  // how many keys it would have with what it lacks
}

// lack is some spans that lack required fields.
type lack struct {
	spans  int
	fields map[*keys.Leaf]*occurrence
}

// maxLacks is how many different numbers of keys are told apart.
const maxLacks = 64

// instance is an item of a list, or another object whose members come together.
type instance struct {
	name string          // of all such objects, with * for what is data
	has  map[string]bool // its members, by the names of their columns
}

// touch notes that the span has a key.
func (c *Checker) touch(at place, k *key) {
	col := k.column
	if col.span != c.number {
		col.span, col.sent = c.number, 0
		c.touched = append(c.touched, col)
		at.group.service.count(col)
		for _, s := range col.slots {
			c.fill(s)
		}
	}
	col.sent++
	if k.object.names > 0 {
		i := c.objects[k.instance]
		if i == nil {
			i = &instance{name: k.object.name, has: map[string]bool{}}
			c.objects[k.instance] = i
		}
		i.has[col.name] = true
	}
}

// fill notes that the span has the key of a slot.
func (c *Checker) fill(s slot) {
	r := s.record
	if r.span != c.number {
		r.span, r.keys, r.present = c.number, 0, 0
		c.records = append(c.records, r)
	}
	r.keys++
	if s.required >= 0 && c.stamps[s.required] != c.number {
		c.stamps[s.required] = c.number
		r.present++
	}
}

// complete ends a span: it notes which records are complete on it, and what lacks
// members or has too many.
func (c *Checker) complete(at place) {
	for _, r := range c.records {
		if n := len(r.required); n == 0 || at.group.records == nil {
			continue
		} else if r.present == n {
			at.group.of(r).whole(r.keys)
		} else if own := c.keysOf(r); own.keys >= 2 {
			c.lacks(at, r, own)
		}
	}
	for _, col := range c.touched {
		if col.items > 0 && col.sent > col.items {
			at.items(col.leaf, col.sent, col.items)
		}
	}
	for _, i := range c.objects {
		c.members(at, i)
	}
	c.records, c.touched = c.records[:0], c.touched[:0]
	if len(c.objects) > 0 {
		clear(c.objects)
	}
}

// share are keys of a record on a span that are not also keys of a record that is
// complete.
type share struct {
	keys   int
	ofUser int // those of user properties, which spans take over from their session
}

// enough reports whether the share of a record with n required fields says that the
// span has the record.
func (s share) enough(r *record) bool {
	return s.keys >= 3 && s.keys > s.ofUser && (2*r.present >= len(r.required) || 2*s.keys >= r.leaves)
}

func (c *Checker) keysOf(r *record) (own share) {
	for _, col := range c.touched {
		of, other := false, false
		for _, s := range col.slots {
			of = of || s.record == r
			other = other || s.record != r && len(s.record.required) > 0 && s.record.present == len(s.record.required)
		}
		if of && !other {
			own.keys++
			if col.leaf.Namespace == schema.UserProperties {
				own.ofUser++
			}
		}
	}
	return own
}

func (g *group) of(r *record) *completeness {
	if g.records[r] == nil {
		g.records[r] = &completeness{lacking: map[evidence]*lack{}}
	}
	return g.records[r]
}

// whole counts a span with all required fields.
func (c *completeness) whole(keys int) {
	if c.complete == 0 || keys < c.fewest {
		c.fewest = keys
	}
	c.complete++
}

// lacks counts a span without required fields.
func (c *Checker) lacks(at place, r *record, own share) {
	of := at.group.of(r)
	with := evidence{own.enough(r), min(own.keys+len(r.required)-r.present, maxLacks)}
	l := of.lacking[with]
	if l == nil {
		l = &lack{fields: map[*keys.Leaf]*occurrence{}}
		of.lacking[with] = l
	}
	l.spans++
	for i, f := range r.required {
		if c.stamps[r.first+i] == c.number {
			continue
		}
		if l.fields[f] == nil {
			l.fields[f] = &occurrence{at: at.group.groupName, pos: at.pos(), example: at.example()}
		}
		l.fields[f].count++
	}
}

// members judges one object: each required member is there if another one is.
func (c *Checker) members(at place, i *instance) {
	for name := range c.schemas.members[i.name] {
		if i.has[name] {
			continue
		}
		l := c.schemas.members[i.name][name]
		at.noteAt(l, subject{rule: Required, column: c.columnOf(l)}, detail{}, func() string {
			return fmt.Sprintf("%s sends objects without the %s that they must have: send it too, or make it optional", at.group.service, l.EventPath())
		})
	}
}

// recorded are the spans that have a record, but lack required fields of it: those
// whose own keys say so, and those that have as many keys as spans of the same name
// with the whole record, but for what they lack.
func (c *completeness) recorded() (lacking []*lack) {
	var alike []*lack
	spans := 0
	for with, l := range c.lacking {
		switch {
		case with.enough:
			lacking = append(lacking, l)
		case c.complete > 0 && with.with >= min(c.fewest, maxLacks):
			alike = append(alike, l)
			spans += l.spans
		}
	}
	if spans > c.complete {
		return lacking
	}
	return append(lacking, alike...)
}
