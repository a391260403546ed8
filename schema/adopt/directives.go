package adopt

import (
	"slices"
	"strings"
)

// mostSeen is how many places a comment names.
const mostSeen = 4

// direct makes the comments of records and fields: where their values come from, and
// which findings they have today.
func (m *maker) direct() {
	for f, k := range m.keyOf {
		seen := k.Seen
		if len(seen) > mostSeen {
			seen = append(slices.Clone(seen[:mostSeen]), "...")
		}
		if len(seen) > 0 {
			m.result.Directives[f] = append(m.result.Directives[f], "hhgen:seen "+strings.Join(seen, ", "))
		}
	}
	if m.Lint == nil || len(m.pkg.Records) == 0 {
		return
	}
	rules := map[any][]string{}
	for _, f := range m.Lint(m.pkg) {
		var of any
		if r := m.recAt[f.Pos.Line]; f.Pos.Filename == here && r != nil {
			of = r
		} else if field := m.fieldAt[f.Pos.Line]; f.Pos.Filename == here && field != nil {
			of = field
		} else {
			continue
		}
		if !slices.Contains(rules[of], f.Rule.ID) {
			rules[of] = append(rules[of], f.Rule.ID)
		}
	}
	for of, ids := range rules {
		slices.Sort(ids)
		m.result.Directives[of] = append(m.result.Directives[of], "hhgen:ignore "+strings.Join(ids, ",")+" as it is today")
	}
}
