package lint

// The rule about keys that have moved.

import (
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/breaking"
)

var movedRules = []Rule{
	{breaking.MoveExpired, Standard, schema.Warning, fields(moveExpired)},
}

func moveExpired(r *run, s *site) {
	if s.field.MovedFrom.Ended(r.cfg.Today) {
		e := r.site(s, "moved-from", nil, "%s", breaking.Overdue(s.pkg, s.field))
		if s.own {
			e.Offer(false, "remove "+s.pkg.Dialect().Word("moved-from"), s.field.Remove("moved-from"))
		}
	}
}
