package traffic

import (
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
)

// Observer sees spans. It keeps none of them: see the package comment.
type Observer struct {
	prefixes []Prefix
	roots    map[schema.Namespace]*node
	groups   map[groupKey]*group
	services names
	scopes   names
	places   map[string]place // of keys that were seen
	nodes    int
	uses     int // keys of groups

	spans   int // all of them
	read    int // spans with a key that is read
	dropped int // spans that had lost attributes before they were sent

	// What was not kept.
	deep      int            // values nested too deeply
	own       map[string]int // keys that HoneyHive's SDKs set by themselves
	strange   map[string]int // keys with HoneyHive's prefix that are in no namespace
	unkept    map[string]int // keys over a limit
	unkeptAll int

	// Of the current span.
	service int
	parts   map[string]bool // parts of keys that were counted
}

// groupKey is a service, an instrumentation scope and the name of a span, without
// what is data in it.
type groupKey struct {
	service, scope int
	name           string
}

// group is the spans of one service, scope and name that have a key.
type group struct {
	groupKey
	spans int
	keys  map[*node]int // how many spans have a key at the top of its namespace
}

// New returns an observer of HoneyHive's namespaces, and of attributes with other
// prefixes.
func New(prefixes []Prefix) *Observer {
	return &Observer{
		prefixes: prefixes,
		roots:    map[schema.Namespace]*node{},
		groups:   map[groupKey]*group{},
		services: names{max: maxServices},
		scopes:   names{max: maxServices},
		places:   map[string]place{},
		own:      map[string]int{},
		strange:  map[string]int{},
		unkept:   map[string]int{},
		parts:    map[string]bool{},
	}
}

// Add counts a span.
func (o *Observer) Add(s *otlp.Span) {
	o.spans++
	if s.Dropped > 0 {
		o.dropped++
	}
	o.forgetParts()
	var g *group
	o.service = o.services.index(cut(s.Service))
	for _, a := range s.Attributes {
		at := o.place(a.Key)
		if at.namespace == "" {
			o.notRead(a.Key)
			continue
		}
		if g == nil {
			g = o.group(groupKey{o.service, o.scopes.index(cut(s.Scope)), plainName(cut(s.Name))})
			g.spans++
			o.read++
		}
		o.attribute(at, a, g)
	}
}

// forgetParts forgets the parts of keys of the span before. A map that one span has
// made large would slow down all others.
func (o *Observer) forgetParts() {
	if len(o.parts) > maxParts {
		o.parts = map[string]bool{}
	}
	clear(o.parts)
}

// cut bounds the name of a span or of a service.
func cut(name string) string {
	if len(name) > maxNameBytes {
		name = name[:maxNameBytes]
	}
	return strings.ToValidUTF8(name, "")
}

func (o *Observer) group(k groupKey) *group {
	if o.groups[k] == nil && len(o.groups) >= maxGroups {
		k.scope, k.name = 0, "" // of all names that are too many
	}
	g := o.groups[k]
	if g == nil {
		k.name = strings.Clone(k.name)
		g = &group{groupKey: k, keys: map[*node]int{}}
		o.groups[k] = g
	}
	return g
}

// attribute counts one attribute.
func (o *Observer) attribute(at place, a otlp.Attribute, g *group) {
	if len(a.Key) > maxKeyBytes || len(at.ends) > maxDepth {
		o.unread(a.Key)
		return
	}
	n := o.root(at.namespace).member(o, at.part(a.Key, 0))
	if n == nil {
		o.unread(a.Key)
		return
	}
	if n.span != o.spans { // the first attribute of the span below this key
		n.span = o.spans
		n.saw(o)
		o.use(g, n)
	}
	leaf := o.below(n, at, a.Key)
	if leaf == nil {
		o.unread(a.Key)
		return
	}
	leaf.add(o, a.Value, len(at.ends))
}

// use counts that a span of a group has a key. Beyond the limit, one group without a
// name has all keys that are new to a group.
func (o *Observer) use(g *group, n *node) {
	if g.keys[n] == 0 {
		if o.uses >= maxUses {
			g = o.group(groupKey{service: o.services.index("")})
			g.spans++
		} else {
			o.uses++
		}
	}
	g.keys[n]++
}

func (o *Observer) root(n schema.Namespace) *node {
	r := o.roots[n]
	if r == nil {
		r = &node{key: string(n), path: string(n), top: true}
		if n.SpanOnly() {
			r.path = "" // which its only member has
		}
		o.roots[n] = r
	}
	return r
}

// below is the node of the last part of a key whose first part has a node; nil if
// there is no room for it. It counts each part that the span has not had yet.
func (o *Observer) below(n *node, at place, key string) *node {
	for i := 1; i < len(at.ends) && n != nil; i++ {
		part, around := at.part(key, i), n
		index, listed := indexOf(part)
		if listed {
			n = around.item(o)
			around.longest = max(around.longest, index+1)
		} else {
			n = around.member(o, part)
		}
		prefix := key[:at.ends[i]]
		if n == nil || o.parts[prefix] {
			continue
		}
		o.parts[prefix] = true
		n.saw(o)
		if listed && index == 0 {
			around.firsts++
		}
	}
	return n
}

// unread counts a key that is over a limit.
func (o *Observer) unread(key string) {
	o.unkeptAll++
	note(o.unkept, key)
}

// note counts a key in a map that stays small.
func note(m map[string]int, key string) {
	if _, known := m[key]; known || len(m) < maxUnread {
		if len(key) > maxKeyBytes {
			key = key[:maxKeyBytes]
		}
		m[strings.Clone(key)]++
	}
}

// names gives each of a bounded number of names an index. The last one stands for
// all that are too many.
type names struct {
	max  int
	all  []string
	find map[string]int
}

func (n *names) index(name string) int {
	if i, ok := n.find[name]; ok {
		return i
	}
	if len(n.all) == n.max {
		return n.max - 1
	}
	if n.find == nil {
		n.find = map[string]int{}
	}
	name = strings.Clone(name)
	n.find[name] = len(n.all)
	n.all = append(n.all, name)
	return len(n.all) - 1
}
