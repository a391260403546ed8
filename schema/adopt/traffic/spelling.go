package traffic

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/words"
)

// spellings remarks keys of one object, or namespace, that may mean the same: those
// that are equal in snake_case, with their abbreviations written out.
func (b *builder) spellings() {
	for _, ns := range schema.Namespaces {
		if root := b.o.roots[ns]; root != nil {
			b.spellingsIn(root)
		}
	}
}

func (b *builder) spellingsIn(n *node) {
	same := map[string][]*node{}
	for _, m := range n.sorted() {
		plain := b.plain(m)
		same[plain] = append(same[plain], m)
		b.spellingsIn(m)
	}
	if n.items != nil {
		b.spellingsIn(n.items)
	}
	for _, plain := range slices.Sorted(maps.Keys(same)) {
		if all := same[plain]; len(all) > 1 {
			b.spelling(all)
		}
	}
}

// spelling remarks keys that may mean the same, the one that most spans have first.
func (b *builder) spelling(all []*node) {
	slices.SortStableFunc(all, func(x, y *node) int { return y.seen - x.seen })
	var list []string
	for _, n := range all {
		s := n.key
		if in := b.seenIn(n); in != "" {
			s += " (" + in + ")"
		}
		list = append(list, s)
	}
	first := all[0]
	b.found.Remarks = append(b.found.Remarks, Remark{Spelling, first.path, "",
		fmt.Sprintf("may be one key in %d spellings: %s", len(all), strings.Join(list, ", "))})
}

// plain is a key without what differs between spellings.
func (b *builder) plain(n *node) string {
	key := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '/' {
			return '_'
		}
		return r
	}, n.key)
	split := words.Split(schema.KeyFor(key))
	if len(split) == 0 {
		return n.key
	}
	number := n.values.total() > 0 && n.values.total() == n.values.numbers()
	return strings.ReplaceAll(b.d.Abbreviations.Expand(split, number).String(), "_", "")
}
