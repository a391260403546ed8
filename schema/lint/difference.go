package lint

import (
	"github.com/hhgen/hhgen/schema"
)

// tolerated are aspects in which packages may differ: each package moves keys
// in its own time, records a key when it has a value, and knows whether the
// services that it calls need it.
var tolerated = map[schema.Aspect]bool{schema.AspectMove: true, schema.AspectPresence: true, schema.AspectBaggage: true}

// difference names what the field of a linted package has, and what the first
// field with its key has; "" if they are the same for readers of events. Names
// of Go types do not matter.
func difference(first, s *site) (is, was string) {
	for _, d := range schema.Diff(first.field, s.field) {
		if !tolerated[d.Aspect] {
			was, is = d.Sides(first.field, s.field, first.pkg.Dialect(), s.pkg.Dialect())
			return is, was
		}
	}
	return "", ""
}
