package breaking

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// pair is one field, in the base and now.
type pair struct {
	base, now *schema.Field
	how       identity
}

// identity is a way to recognize that two fields are the same one.
type identity struct {
	rule  *schema.Rule // that reports the change; nil if it is allowed
	sign  string       // why they are the same field, for messages
	again bool         // one current field may match several of the base
	same  func(b, n *schema.Field) bool
}

// identities are tried in this order, each for all fields.
var identities = []identity{
	{same: samePlace},
	{same: declared, again: true},
	{rule: NamespaceChanged, same: func(b, n *schema.Field) bool { return b.Key == n.Key && b.Key != "" && !spanOnly(b, n) }},
	{rule: KeyRenamed, sign: "it has the same Go name", same: func(b, n *schema.Field) bool { return b.Name == n.Name && !spanOnly(b, n) }},
	{rule: KeyRenamed, sign: "it has the same type and documentation", same: func(b, n *schema.Field) bool {
		return b.Namespace == n.Namespace && b.Inline == n.Inline && b.Type.Wire() == n.Type.Wire() && text(b) != "" && text(b) == text(n)
	}},
}

// samePlace reports whether two fields of a record or object have the same key.
func samePlace(b, n *schema.Field) bool {
	return b.Namespace == n.Namespace && b.Key == n.Key && b.Inline == n.Inline
}

// declared reports whether n declares b's key as its old key.
func declared(b, n *schema.Field) bool {
	return b.Namespace == n.Namespace && b.Key == n.MovedFrom.Key && b.Key != ""
}

func spanOnly(b, n *schema.Field) bool { return b.Namespace.SpanOnly() || n.Namespace.SpanOnly() }

// text is the documentation of a field without the field's name, with which
// comments in Go begin.
func text(f *schema.Field) string { return strings.TrimSpace(strings.TrimPrefix(f.Doc, f.Name+" ")) }

// match pairs the fields of the base with the current ones.
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
