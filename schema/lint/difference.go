package lint

import (
	"github.com/hhgen/hhgen/schema"
)

// tolerated are aspects in which packages may differ: each moves keys in its own
// time, and records them when it has a value.
var tolerated = map[schema.Aspect]bool{schema.AspectMove: true, schema.AspectPresence: true}

// difference says in what the field of a linted package differs from the first
// field of its key, and what that has; "" if those who read events see no
// difference. Names of Go types do not matter.
func difference(first, s *site) (is, was string) {
	for _, d := range schema.Diff(first.field, s.field) {
		if !tolerated[d.Aspect] {
			was, is = d.Sides(first.field, s.field, first.pkg.Dialect(), s.pkg.Dialect())
			return is, was
		}
	}
	return "", ""
}
