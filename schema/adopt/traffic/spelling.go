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
	b.moved()
}

// common are keys that have another meaning in each namespace.
var common = strings.Fields(`id name title type kind version status text description`)

// moved remarks keys that are in several namespaces. What is an input of one span may
// be an output of another.
func (b *builder) moved() {
	same := map[string][]*node{}
	for _, ns := range schema.Namespaces {
		root := b.o.roots[ns]
		if root == nil || ns.SpanOnly() {
			continue
		}
		for _, n := range root.sorted() {
			plain := b.plain(n)
			if i := len(same[plain]); (i == 0 || !(flows(same[plain][i-1]) && flows(n))) && !slices.Contains(common, n.key) {
				same[plain] = append(same[plain], n)
			}
		}
	}
	for _, plain := range slices.Sorted(maps.Keys(same)) {
		all := same[plain]
		if slices.ContainsFunc(all, func(n *node) bool { return space(n) != space(all[0]) }) {
			b.spelling(all, "namespaces", (*node).fullPath)
		}
	}
}

// space is the namespace of a key.
func space(n *node) string {
	name, _, _ := strings.Cut(n.path, ".")
	return name
}

func flows(n *node) bool {
	ns := schema.Namespace(space(n))
	return ns == schema.Inputs || ns == schema.Outputs
}

func (n *node) fullPath() string { return n.path }
func (n *node) ownKey() string   { return n.key }

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
			b.spelling(all, "spellings", (*node).ownKey)
		}
	}
}

// spelling remarks keys that may mean the same, the one that most spans have first.
func (b *builder) spelling(all []*node, what string, show func(*node) string) {
	slices.SortStableFunc(all, func(x, y *node) int { return y.seen - x.seen })
	list := make([]string, len(all))
	for i, n := range all {
		list[i] = show(n) + " (" + b.seenIn(n) + ")"
	}
	b.found.Remarks = append(b.found.Remarks, Remark{Spelling, all[0].path, "",
		fmt.Sprintf("may be one key in %d %s: %s", len(all), what, strings.Join(list, ", "))})
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
