package keys

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Tree finds what declares the key of an attribute. It may be used by several
// goroutines.
type Tree struct {
	root  *node
	named map[name]bool
}

// name is a key below a namespace that a package declares by its name. Its maps do not
// have it: the runtime sends no such key of a map.
type name struct {
	of        *schema.Package
	namespace schema.Namespace
	key       string
}

// Match says what schemas declare of a key. Parent and Below are about keys that
// nothing declares.
type Match struct {
	// Leaves are the declarations of the key. Several records may have the same one.
	Leaves []*Leaf
	// Over are those of an item beyond the end of its list: the key would be one of
	// theirs if their lists had more items.
	Over []*Leaf
	// Parent says that declared keys are below this one: an object or a list is in one
	// attribute.
	Parent bool
	// Below are the declarations of a single value whose key is followed by more: the
	// key has parts of an object where a value should be.
	Below []*Leaf
}

// Declared reports whether something declares the key.
func (m Match) Declared() bool { return len(m.Leaves) > 0 }

// node is what is declared of keys that begin alike.
type node struct {
	names  map[string]*node
	index  *node // of an item
	key    *node // of a key of a map
	open   []*Leaf
	rest   []*Leaf
	leaves []*Leaf
}

// NewTree makes a tree of leaves.
func NewTree(leaves []*Leaf) *Tree {
	t := &Tree{root: &node{}, named: map[name]bool{}}
	for _, l := range leaves {
		if l.isNamed() {
			t.named[name{l.Package, l.Namespace, l.Path[0].Name}] = true
		}
		t.root.child(string(l.Namespace)).add(l, l.Path)
	}
	return t
}

func (n *node) child(name string) *node {
	if n.names == nil {
		n.names = map[string]*node{}
	}
	if n.names[name] == nil {
		n.names[name] = &node{}
	}
	return n.names[name]
}

func (n *node) add(l *Leaf, path []Segment) {
	if len(path) == 0 {
		n.leaves = append(n.leaves, l)
		return
	}
	switch s := path[0]; s.Kind {
	case Name:
		n.child(s.Name).add(l, path[1:])
	case Index:
		if n.index == nil {
			n.index = &node{}
		}
		n.index.add(l, path[1:])
	case Key:
		if n.key == nil {
			n.key = &node{}
		}
		n.key.add(l, path[1:])
	case Open:
		n.open = append(n.open, l)
	case Rest:
		n.rest = append(n.rest, l)
	}
}

// Find says what is declared of the key of an attribute, which may begin with
// [schema.AttributePrefix].
func (t *Tree) Find(key string) Match {
	key = strings.TrimPrefix(key, schema.AttributePrefix)
	f := finder{segments: strings.Split(key, "."), named: t.named}
	f.search(t.root, 0, nil)
	if len(f.found.Leaves)+len(f.found.Over) > 0 {
		f.found.Parent, f.found.Below = false, nil // of other ways to divide the key of a map
	}
	return f.found
}

// finder is one search.
type finder struct {
	segments []string
	named    map[name]bool
	found    Match
	seen     map[visit]bool // places below maps that were searched: a map's key may end at any dot
}

type visit struct {
	node *node
	at   int
}

// search looks for the segments from at below n. Items are the indexes on the way
// to n.
func (f *finder) search(n *node, at int, items []int) {
	if at == len(f.segments) {
		f.end(n, items)
		return
	}
	segment := f.segments[at]
	f.found.Below = append(f.found.Below, n.leaves...)
	empty := segment == "" && at == len(f.segments)-1
	if !empty {
		f.take(n.rest, items)
	}
	if child := n.names[segment]; child != nil {
		f.search(child, at+1, items)
	} else if len(n.open) > 0 && at == len(f.segments)-1 && isOpenKey(segment) {
		f.take(n.open, items)
	}
	if i, ok := item(segment); ok && n.index != nil {
		f.search(n.index, at+1, append(items, i))
	}
	if n.key == nil {
		return
	}
	first := at + 1
	if segment == "" { // no key is empty, but it may begin with a dot
		first++
	}
	for next := first; next <= len(f.segments); next++ {
		if v := (visit{n.key, next}); !f.seen[v] {
			if f.seen == nil {
				f.seen = map[visit]bool{}
			}
			f.seen[v] = true
			f.search(n.key, next, items)
		}
	}
}

// end takes what is declared of n itself.
func (f *finder) end(n *node, items []int) {
	f.take(n.leaves, items)
	f.take(n.rest, items)
	if n.names != nil || n.index != nil || n.key != nil {
		f.found.Parent = true
	}
}

func (f *finder) take(leaves []*Leaf, items []int) {
	for _, l := range leaves {
		if f.named[f.name(l)] && !l.isNamed() {
			continue
		}
		found := &f.found.Leaves
		if !l.holds(items) {
			found = &f.found.Over
		}
		if !slices.Contains(*found, l) {
			*found = append(*found, l)
		}
	}
}

// name is the key below the namespace, as one that the package of a leaf may declare.
func (f *finder) name(l *Leaf) name {
	if len(f.segments) < 2 {
		return name{}
	}
	return name{l.Package, l.Namespace, f.segments[1]}
}

// isNamed reports whether the key of a leaf begins with a declared name, below its
// namespace.
func (l *Leaf) isNamed() bool { return len(l.Path) > 0 && l.Path[0].Kind == Name }

// holds reports whether the lists on the way to a leaf have items of these indexes.
func (l *Leaf) holds(items []int) bool {
	for _, s := range l.Path {
		if s.Kind != Index {
			continue
		}
		if items[0] >= s.Max {
			return false
		}
		items = items[1:]
	}
	return true
}

// item is the index that a segment is, as lists are flattened.
func item(segment string) (index int, ok bool) {
	index, err := strconv.Atoi(segment)
	return index, err == nil && index >= 0 && strconv.Itoa(index) == segment
}

// isOpenKey reports whether the runtime takes a key in an open namespace.
func isOpenKey(key string) bool {
	for i, c := range []byte(key) {
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return key != "" && len(key) <= MaxOpenKeyBytes
}
