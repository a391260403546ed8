package lint

import (
	"cmp"
	"slices"
	"time"

	"github.com/hhgen/hhgen/schema"
)

// movingTime is how long a fix has a renamed key be recorded under its old name too.
const movingTime = 90 * 24 * time.Hour

// offerKey offers to rename the key of a field, and to record it under its old name
// too for a while. Neither is safe, since somebody may read the key.
func (r *run) offerKey(e *schema.Finding, s *site, better string) {
	if !s.own || !schema.ValidKey(better) || r.taken(s, better) {
		return
	}
	e.Offer(false, s.rename(better), r.setKey(s, schema.Option{Name: "key", Value: better}))
	if s.field.MovedFrom != (schema.Move{}) || schema.GoKey(better) == schema.GoKey(s.field.Key) {
		return // a key moves once, and generated names leave out underscores
	}
	until := r.cfg.Today.Add(movingTime).Format(time.DateOnly)
	e.Offer(false, s.rename(better)+", and record "+s.field.Key+" too until "+until, r.setKey(s,
		schema.Option{Name: "key", Value: better}, schema.Option{Name: "moved-from", Value: s.field.Key + " until " + until}))
}

// taken reports whether another field would have the key too.
func (r *run) taken(s *site, better string) bool {
	path := s.path[:len(s.path)-len(s.field.Key)] + better
	return slices.ContainsFunc(r.sites, func(other *site) bool {
		return other.top.Namespace == s.top.Namespace && other.pkg == s.pkg &&
			(other.path == path || other.field.MovedFrom.Key == better)
	})
}

// setKey gives the options to each field of the package that has the key of s: one
// setter sets one key.
func (r *run) setKey(s *site, options ...schema.Option) (edits []schema.Edit) {
	for _, other := range r.sites {
		if other.pkg != s.pkg || other.attribute() != s.attribute() {
			continue
		}
		more := other.field.Set(options...)
		if !other.own || more == nil {
			return nil
		}
		for _, edit := range more {
			if !slices.Contains(edits, edit) { // two records may embed the field
				edits = append(edits, edit)
			}
		}
	}
	slices.SortFunc(edits, func(a, b schema.Edit) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Offset, b.Pos.Offset))
	})
	return edits
}
