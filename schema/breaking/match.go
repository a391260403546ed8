package breaking

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// pair is one field, as it was and as it is.
type pair struct {
	base, now *schema.Field
	how       identity
}

// identity is a way to tell that two fields are one.
type identity struct {
	rule  *schema.Rule // of what has changed; nil if that is permitted
	sign  string       // by which they are one, for messages
	again bool         // a field of now may be several of the base
	same  func(b, n *schema.Field) bool
}

// identities are tried in their order, each for all fields.
var identities = []identity{
	{same: samePlace},
	{same: declared, again: true},
	{rule: NamespaceChanged, same: func(b, n *schema.Field) bool { return b.Key == n.Key && b.Key != "" && !spanOnly(b, n) }},
	{rule: KeyRenamed, sign: "it has the same Go name", same: func(b, n *schema.Field) bool { return b.Name == n.Name && !spanOnly(b, n) }},
	{rule: KeyRenamed, sign: "it has the same type and documentation", same: func(b, n *schema.Field) bool {
		return b.Namespace == n.Namespace && b.Inline == n.Inline && b.Type.Wire() == n.Type.Wire() && text(b) != "" && text(b) == text(n)
	}},
}

// samePlace reports whether two fields of a record or object have one key.
func samePlace(b, n *schema.Field) bool {
	return b.Namespace == n.Namespace && b.Key == n.Key && b.Inline == n.Inline
}

// declared reports whether n says that it has b's key too.
func declared(b, n *schema.Field) bool {
	return b.Namespace == n.Namespace && b.Key == n.MovedFrom.Key && b.Key != ""
}

func spanOnly(b, n *schema.Field) bool { return b.Namespace.SpanOnly() || n.Namespace.SpanOnly() }

// text is the documentation of a field without its name, with which Go's begins.
func text(f *schema.Field) string { return strings.TrimSpace(strings.TrimPrefix(f.Doc, f.Name+" ")) }

// match finds the fields of the base in those of now.
func match(base, now []*schema.Field) (pairs []pair, gone, added []*schema.Field) {
	gone, added = slices.Clone(base), slices.Clone(now)
	for _, how := range identities {
		for _, b := range slices.Clone(gone) {
			candidates := added
			if how.again {
				candidates = now
			}
			n := find(candidates, func(n *schema.Field) bool { return how.same(b, n) })
			if n == nil {
				continue
			}
			pairs = append(pairs, pair{b, n, how})
			gone, added = without(gone, b), without(added, n)
		}
	}
	return pairs, gone, added
}

func without(fields []*schema.Field, f *schema.Field) []*schema.Field {
	return slices.DeleteFunc(fields, func(g *schema.Field) bool { return f == g })
}
