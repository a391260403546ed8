package record

import (
	"cmp"
	"slices"
)

// paths is a set of paths, none of which is above or below another. In its order, each
// path comes just before all paths that could be below it:
//
//	metrics.calls.fetch
//	metrics.cost.gpt-4      above metrics.cost.gpt-4.1, which would come here
//	metrics.cost.gpt-4-32k  not below metrics.cost.gpt-4: "-" comes after "."
//
// So if a path meets another, that one is next to the place of the path.
type paths []string

// take adds p, unless it meets the set.
func (s *paths) take(p string) bool {
	at, meets := s.find(p)
	if !meets {
		*s = slices.Insert(*s, at, p)
	}
	return !meets
}

// find returns the place of p, and whether p meets the set: p is in the set, or is
// above or below one of its paths.
func (s paths) find(p string) (at int, meets bool) {
	at, meets = len(s), false
	if at > 0 && comparePaths(s[at-1], p) >= 0 { // keys are often sorted
		at, meets = slices.BinarySearchFunc(s, p, comparePaths)
	}
	return at, meets || at > 0 && below(p, s[at-1]) || at < len(s) && below(s[at], p)
}

// reset empties the set, and keeps its room unless that is large.
func (s *paths) reset() { *s = emptied(*s) }

// comparePaths compares as strings are compared, but a dot comes first.
func comparePaths(p, q string) int {
	for i := range min(len(p), len(q)) {
		switch {
		case p[i] == q[i]:
		case p[i] == '.':
			return -1
		case q[i] == '.':
			return 1
		default:
			return cmp.Compare(p[i], q[i])
		}
	}
	return cmp.Compare(len(p), len(q))
}

// below reports whether path p is below path q.
func below(p, q string) bool { return len(p) > len(q) && p[len(q)] == '.' && p[:len(q)] == q }
