package breaking

import (
	"time"

	"github.com/hhgen/hhgen/schema"
)

// move reports a changed declaration that a key has moved.
func (ch *change) move(schema.Difference) {
	b, n := ch.base.MovedFrom, ch.now.MovedFrom
	option := "moved-from"
	switch {
	case b.Key == "" || b.Ended(ch.Today):
	case n.Key != b.Key:
		ch.report(MoveCutShort, option, "%s is no longer also recorded as %s, which was promised until %s at {was}: keep %s until then", ch.path, b.Key, b.Until, ch.word(option))
	case n.Until < b.Until:
		ch.report(MoveCutShort, option, "%s is also recorded as %s until %s, but until %s was promised at {was}: keep the later day", ch.path, n.Key, n.Until, b.Until)
	}
}

// Overdue is the message that the old key of a field should be gone.
func Overdue(p *schema.Package, f *schema.Field) string {
	return "key " + f.Key + " has been recorded as " + f.MovedFrom.Key + " too until " + f.MovedFrom.Until + ": remove " + p.Dialect().Word("moved-from") + ", or move the day if something still reads the old key"
}

// Expired returns findings about fields that still record an old key after its
// last day.
func Expired(pkgs []*schema.Package, today time.Time) (found schema.Findings) {
	var visit func(p *schema.Package, fields []*schema.Field)
	visit = func(p *schema.Package, fields []*schema.Field) {
		for _, f := range fields {
			if f.MovedFrom.Ended(today) {
				found.Add(f.At("moved-from"), MoveExpired, "%s", Overdue(p, f))
			}
			visit(p, f.Type.Leaf().Fields)
		}
	}
	for _, p := range pkgs {
		for _, r := range p.Records {
			visit(p, r.Fields)
		}
	}
	found.Sort()
	return found
}
