package lint

// The rule about keys that have moved.

import (
	"github.com/hhgen/hhgen/schema/breaking"
	"github.com/hhgen/hhgen/schema/report"
)

var movedRules = []Rule{
	{report.Rule{
		ID: breaking.MoveExpired, Category: string(Standard),
		Title: "An old key ends on its day.",
		Why: `A field with moved-from= is recorded under its old key too, until everybody has moved. Generated code does not look at the
clock, so that the old key is recorded until the option is removed. It is a warning, so that no build breaks by the date alone.
(hhgen breaking says the same.)`,
		Before: "UserID string `hh:\"user_properties,maxbytes=64,moved-from='uid until 2025-03-31'\"`",
		After:  "UserID string `hh:\"user_properties,maxbytes=64\"`",
	}, report.Warning, fields(moveExpired)},
}

func moveExpired(r *run, s *site) {
	if s.field.MovedFrom.Ended(r.cfg.Today) {
		r.site(s, "moved-from", nil, "%s", breaking.Overdue(s.pkg, s.field))
	}
}
