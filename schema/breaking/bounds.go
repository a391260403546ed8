package breaking

import (
	"cmp"
	"go/token"

	"github.com/hhgen/hhgen/schema"
)

// bound reports a changed bound of a field.
func (ch *change) bound(d schema.Difference) {
	now, base := d.Aspect.Option(ch.now), d.Aspect.Option(ch.base)
	option := now
	switch d.Aspect {
	case schema.AspectLow:
		option = "minimum"
	case schema.AspectHigh:
		option = "maximum"
	}
	ch.comparer.bound(ch.path, ch.word(option), d, ch.now.At(now), ch.base.At(base))
}

// pattern reports a pattern that is new, was changed or is gone. One that was changed
// may match less than before.
func (ch *change) pattern(d schema.Difference) {
	word := ch.word("pattern")
	from, to := cmp.Or(d.From, "none"), cmp.Or(d.To, "none")
	if d.Change == schema.Widened {
		ch.report(BoundWidened, "pattern", "%s of %s is %s now, and was %s at {was}: tell readers whose checks have the old pattern", word, ch.path, to, from)
		return
	}
	ch.report(BoundTightened, "pattern", "%s of %s is %s now, and was %s at {was}, so values that were recorded may be dropped: keep the pattern, or declare a new key with the new one", word, ch.path, to, from)
}

// bound reports a bound that is tighter, or wider.
func (c *comparer) bound(subject, option string, d schema.Difference, pos, was token.Position) {
	from, to := cmp.Or(d.From, "none"), cmp.Or(d.To, "none")
	if d.Change == schema.Tightened {
		c.add(BoundTightened, pos, was, "%s of %s is %s now, and was %s at {was}, so values that were recorded are cut or dropped: keep the bound, or declare a new key with the new bound", option, subject, to, from)
		return
	}
	c.add(BoundWidened, pos, was, "%s of %s is %s now, and was %s at {was}: tell readers whose columns and checks have the old bound", option, subject, to, from)
}
