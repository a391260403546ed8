package traffic

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// declaredAlready reports whether the module declares a key, and remarks what it
// leaves out of it.
func (b *builder) declaredAlready(n *node) bool {
	var missing []*node
	var at *schema.Field
	leaves := n.leaves()
	for _, leaf := range leaves {
		match := b.existing.Find(sample(leaf.path))
		for _, l := range slices.Concat(match.Leaves, match.Over, match.Below) {
			at = cmp.Or(at, l.Field)
		}
		if len(match.Leaves)+len(match.Over) == 0 {
			missing = append(missing, leaf)
		} else {
			b.compare(leaf, append(match.Leaves, match.Over...)[0])
		}
	}
	if at == nil {
		return false
	}
	b.found.Totals.Declared += len(leaves) - len(missing)
	for _, leaf := range missing {
		b.remark(leaf, NotDeclared, "%s is declared at %s, and without this: add it there", at.Path(), at.Pos)
	}
	return true
}

// compare remarks that a key is not recorded as the module declares it.
func (b *builder) compare(n *node, l *keys.Leaf) {
	if l.Bound == nil {
		return // any key, and any value
	}
	v, kind := &n.values, l.Type.Kind
	fits := v.count[otlp.String]
	switch {
	case kind.Dynamic():
		fits = v.total()
	case kind == schema.KindBool:
		fits = v.count[otlp.Bool]
	case kind.Whole():
		fits = v.count[otlp.Int]
	case kind.Number():
		fits = v.numbers()
	}
	switch limit := l.MaxBytes(); {
	case fits < v.total():
		b.remark(n, Declared, "it is declared at %s as %s, and here it is %s: record it as it is declared", l.Bound.Pos, l.Type.Wire(), b.kinds(n))
	case kind.Sized() && l.Type.Enum == nil && v.maxBytes > limit:
		b.remark(n, Declared, "it is declared at %s with up to %d bytes, and here it has %d: shorten it, or raise the bound", l.Bound.Pos, limit, v.maxBytes)
	}
}

// leaves are the nodes below n that have values of their own.
func (n *node) leaves() (all []*node) {
	below := n.sorted()
	if n.items != nil {
		below = append(below, n.items)
	}
	if n.rest != nil {
		below = append(below, n.rest)
	}
	if n.scalars() || len(below) == 0 {
		all = append(all, n)
	}
	for _, m := range below {
		all = append(all, m.leaves()...)
	}
	return all
}

// sample is a key that the path of a node stands for.
func sample(path string) string { return schema.AttributePrefix + strings.ReplaceAll(path, "*", "0") }

// findTwins finds keys that differ in punctuation only, of which hhgen takes one:
// the one that more spans have.
func (b *builder) findTwins() {
	first := map[string]*node{}
	for _, ns := range schema.Namespaces {
		root := b.o.roots[ns]
		if root == nil {
			continue
		}
		var all []*node
		for _, n := range root.sorted() {
			all = append(all, n.named()...)
		}
		slices.SortStableFunc(all, func(x, y *node) int { return cmp.Or(cmp.Compare(y.seen, x.seen), cmp.Compare(x.path, y.path)) })
		for _, n := range all {
			bare := strings.NewReplacer("_", "", ".*", "", ".", "").Replace(n.path)
			if other := first[string(ns)+" "+bare]; other == nil {
				first[string(ns)+" "+bare] = n
			} else if strings.ReplaceAll(other.path, ".*", "") != strings.ReplaceAll(n.path, ".*", "") {
				b.twins[n] = other
			}
		}
	}
}

// named are n and the nodes below it that have keys which hhgen takes.
func (n *node) named() (all []*node) {
	if n.key != "*" {
		if !schema.ValidKey(n.key) {
			return nil
		}
		all = append(all, n)
	}
	for _, m := range n.sorted() {
		all = append(all, m.named()...)
	}
	if n.items != nil {
		all = append(all, n.items.named()...)
	}
	return all
}
