package vectors

import hh "github.com/hhgen/hhgen/runtime"

// Rejected are the vectors of span.json of which hhgen sends only the first
// attribute, or none, and the violation that it reports instead: two values with
// one key, an attribute below another, and keys that are empty.
var Rejected = map[string]hh.Kind{
	"collision/dotted_then_nested": hh.AmbiguousKey,
	"collision/nested_then_dotted": hh.AmbiguousKey,
	"collision/scalar_and_deeper":  hh.AmbiguousKey,
	"collision/type_change":        hh.AmbiguousKey,
	"keys/empty_key":               hh.InvalidKey,
	"keys/empty_key_nested":        hh.InvalidKey,
}

// Sent is what hhgen sends of the attributes of the vector with that name.
func Sent[A any](name string, attributes []A) []A {
	switch Rejected[name] {
	case hh.AmbiguousKey:
		return attributes[:1]
	case hh.InvalidKey:
		return nil
	}
	return attributes
}
