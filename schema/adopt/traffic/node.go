package traffic

import (
	"maps"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
)

// node is what was seen under one key, or a part of one. Items of a list have one
// node, whatever their index.
type node struct {
	key  string
	path string // with its namespace; items are a *
	seen int    // spans that have it; objects that have it as a member; items
	in   tally  // services

	values  values
	of      [otlp.Map + 1]tally // services, by the kind of their values
	members map[string]*node
	items   *node
	longest int // items of the longest list
	firsts  int // lists that have an item 0
	arrays  int // lists sent as one attribute
	maps    int // objects sent as one attribute

	// keys are data: there were more members than an object has names, so all of
	// them are one node.
	rest *node

	top  bool // it is a namespace, in which keys are not data
	span int  // the last one that had it
}

// tally counts things by the service that they are of.
type tally []serviceCount

type serviceCount struct{ service, n int }

// otherServices stands for the services that are too many.
const otherServices = maxServices - 1

func (t *tally) count(service, times int) {
	for i := range *t {
		if (*t)[i].service == service {
			(*t)[i].n += times
			return
		}
	}
	if len(*t) >= maxTally && service != otherServices {
		t.count(otherServices, times)
		return
	}
	*t = append(*t, serviceCount{service, times})
}

func (n *node) member(o *Observer, key string) *node {
	if m := n.members[key]; m != nil {
		return m
	}
	if n.rest != nil {
		return n.rest
	}
	switch {
	case n.top && len(n.members) == maxTopKeys:
		return nil
	case !n.top && len(n.members) == maxMembers:
		n.join(o)
		return n.rest
	case o.nodes == maxKeys:
		return nil
	}
	o.nodes++
	if n.members == nil {
		n.members = map[string]*node{}
	}
	key = strings.Clone(key) // it may be a part of a large message
	m := &node{key: key, path: join(n.path, key)}
	n.members[key] = m
	return m
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// join makes one node of all members, whose keys are data.
func (n *node) join(o *Observer) {
	n.rest = &node{key: "*", path: join(n.path, "*")}
	for _, key := range slices.Sorted(maps.Keys(n.members)) {
		n.rest.merge(n.members[key], o)
		o.nodes-- // those below are not counted again: the limit is about growth
	}
	n.members = nil
}

func (n *node) item(o *Observer) *node {
	if n.items == nil {
		if o.nodes == maxKeys {
			return nil
		}
		o.nodes++
		n.items = &node{key: "*", path: join(n.path, "*")}
	}
	return n.items
}

// saw counts that the current span has n, or has it once more.
func (n *node) saw(o *Observer) {
	n.seen++
	n.in.count(o.service, 1)
}

// merge adds what was seen of another node, which is not used any more.
func (n *node) merge(m *node, o *Observer) {
	n.seen += m.seen
	for _, s := range m.in {
		n.in.count(s.service, s.n)
	}
	n.values.merge(&m.values)
	for kind, services := range m.of {
		for _, s := range services {
			n.of[kind].count(s.service, s.n)
		}
	}
	n.longest, n.firsts = max(n.longest, m.longest), n.firsts+m.firsts
	n.arrays, n.maps = n.arrays+m.arrays, n.maps+m.maps
	for _, key := range slices.Sorted(maps.Keys(m.members)) {
		if into := n.member(o, key); into != nil {
			into.merge(m.members[key], o)
		}
	}
	if m.items != nil {
		if into := n.item(o); into != nil {
			into.merge(m.items, o)
		}
	}
	if m.rest != nil {
		if n.rest == nil {
			n.join(o)
		}
		n.rest.merge(m.rest, o)
	}
}

// scalars reports whether n has values of its own, null left out.
func (n *node) scalars() bool { return n.values.total() > 0 }

// object reports whether n has members.
func (n *node) object() bool { return len(n.members) > 0 || n.rest != nil }

// add counts a value that an attribute has at n, with what it contains.
func (n *node) add(o *Observer, v otlp.Value, depth int) {
	n.of[v.Kind].count(o.service, 1)
	switch {
	case depth == maxDepth && (v.Kind == otlp.List || v.Kind == otlp.Map):
		o.deep++
	case v.Kind == otlp.List:
		n.addList(o, v.List, depth)
	case v.Kind == otlp.Map:
		n.addMap(o, v.Pairs, depth)
	default:
		n.values.add(v)
	}
}

func (n *node) addList(o *Observer, list []otlp.Value, depth int) {
	n.arrays++
	if len(list) == 0 {
		return
	}
	n.firsts++
	n.longest = max(n.longest, len(list))
	items := n.item(o)
	if items == nil {
		o.unread(n.path)
		return
	}
	for _, x := range list {
		items.saw(o)
		items.add(o, x, depth+1)
	}
}

func (n *node) addMap(o *Observer, pairs []otlp.Attribute, depth int) {
	n.maps++
	for _, p := range pairs {
		m := n.member(o, p.Key)
		if m == nil || len(p.Key) > maxKeyBytes {
			o.unread(n.path)
			continue
		}
		m.saw(o)
		m.add(o, p.Value, depth+1)
	}
}
