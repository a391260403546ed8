package hh

import (
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
)

// Flattening joins keys by dots, so a key that holds a dot can become the path
// of another value, or one above or below it: {"gpt-4":7,"gpt-4.1":3}. Neither
// HoneyHive nor a reader could tell the two apart. Of such paths within one
// call, the first is sent.

// paths is a set of keys that may hold dots.
type paths struct {
	few   []string            // all of them, while there are few
	many  map[string]struct{} // all of them, after that
	above map[string]struct{} // and what lies above one of the many
}

// fewPaths are sooner compared with each other than hashed.
const fewPaths = 32

// relation is how a path relates to another, or to a set of others.
type relation byte

const (
	apart  relation = iota
	same            // it is taken
	nested          // it lies above or below one that is taken
)

// related says how two paths relate.
func related(p, q string) relation {
	n := min(len(p), len(q))
	switch {
	case p[:n] != q[:n]:
		return apart
	case len(p) == len(q):
		return same
	case len(p) > n && p[n] == '.', len(q) > n && q[n] == '.':
		return nested
	}
	return apart
}

// relation says how p relates to the set; same goes before nested.
func (s *paths) relation(p string) relation {
	if s.many != nil {
		return s.amongMany(p)
	}
	found := apart
	for _, q := range s.few {
		switch related(p, q) {
		case same:
			return same
		case nested:
			found = nested
		}
	}
	return found
}

func (s *paths) amongMany(p string) relation {
	if _, ok := s.many[p]; ok {
		return same
	}
	if _, ok := s.above[p]; ok {
		return nested
	}
	for i := range len(p) {
		if p[i] != '.' {
			continue
		}
		if _, ok := s.many[p[:i]]; ok {
			return nested
		}
	}
	return apart
}

// add adds p.
func (s *paths) add(p string) {
	if s.many == nil {
		if len(s.few) < fewPaths {
			if s.few == nil {
				s.few = make([]string, 0, 8)
			}
			s.few = append(s.few, p)
			return
		}
		s.many, s.above = map[string]struct{}{}, map[string]struct{}{}
		for _, q := range s.few {
			s.add(q)
		}
	}
	s.many[p] = struct{}{}
	for i := range len(p) {
		if p[i] == '.' {
			s.above[p[:i]] = struct{}{}
		}
	}
}

// reset empties the set.
func (s *paths) reset() {
	clear(s.few)
	*s = paths{few: s.few[:0]}
}

// nests reports whether one of the keys, which are sorted, lies below another
// as a path. Only a key with a dot can. One that is too long is not sent.
func nests[K ~string](keys []K) bool {
	for _, k := range keys {
		if len(k) > maxPathBytes {
			continue
		}
		for i := strings.IndexByte(string(k), '.'); i >= 0 && i < len(k); i++ {
			if k[i] != '.' {
				continue
			}
			if _, taken := slices.BinarySearch(keys, k[:i]); taken {
				return true
			}
		}
	}
	return false
}

// watch is what a batch needs to find paths that are taken.
type watch struct {
	on     bool  // attributes are compared with those of the value at hand
	taken  paths // those, while on
	first  int   // how many attributes the fields before the value at hand have
	value  int   // which value is at hand: a field's list, map or dynamic value
	values []watched

	// overlaps says that two values of the batch can have paths in common.
	overlaps bool

	// Of an inline value: its namespace, and its member at hand, which is one of
	// the namespace; how many attributes were before that; and its path, if
	// fields before may have taken a part of it.
	inline          bool // a typed map is at hand that is one
	namespace, name string
	before          int
	member          string
	dotted          []string // the paths of all members of the call that have a dot
}

// watched is a declaration under which the batch has a value of any shape.
type watched struct {
	attr  *Attr
	value int
	open  bool // one of the keys of an open namespace
}

// emptied is a watch of nothing, with the room that w has.
func (w *watch) emptied() watch {
	w.taken.reset()
	clear(w.values)
	clear(w.dotted)
	if cap(w.dotted) > maxPooled {
		w.dotted = nil
	}
	return watch{taken: w.taken, values: w.values[:0], dotted: w.dotted[:0]}
}

// begin begins a value.
func (w *watch) begin(b *Batch) {
	w.value++
	w.first = len(b.kvs)
}

// end ends the value at hand, and its member that a panic left.
func (w *watch) end(b *Batch) {
	w.leaveMember(b)
	if w.on {
		w.on = false
		w.taken.reset()
	}
}

// start has the attributes that come compared with those of the value so far.
func (w *watch) start(b *Batch) {
	if w.on {
		return
	}
	w.on = true
	for _, kv := range b.kvs[w.first:] {
		w.taken.add(string(kv.Key))
	}
}

// claim takes a path, while the watch is on. Of one that is taken it reports a
// violation.
func (b *Batch) claim(a *Attr, key attribute.Key) bool {
	w := &b.watch
	if w.taken.relation(string(key)) != apart || w.member != "" && b.crosses(string(key)) {
		b.violate(a, AmbiguousKey, 0, 0)
		return false
	}
	w.taken.add(string(key))
	return true
}

// note finds out whether a value under a can have paths in common with one
// that the batch has.
func (w *watch) note(a *Attr, open bool) {
	loose := open || a.Inline
	for _, v := range w.values {
		switch {
		case v.attr == a:
			w.overlaps = w.overlaps || !open && v.value != w.value
			return
		case loose && (v.open || v.attr.Inline) && namespaceOf(v.attr.Key) == namespaceOf(a.Key):
			w.overlaps = true
		}
	}
	w.values = append(w.values, watched{a, w.value, open})
}

// enterMember begins a member of a namespace that an inline value has under
// name. A dot in it can make paths that fields before have taken under another
// member. Under the same one, the later value replaces them: see [Batch.settle].
func (w *watch) enterMember(b *Batch, namespace, name string) {
	w.namespace, w.name, w.before = namespace, name, len(b.kvs)
	if w.first == 0 || len(w.dotted) == 0 && strings.IndexByte(name, '.') < 0 {
		return
	}
	w.member = namespace + "." + name
	if b.crosses(w.member) {
		w.start(b)
	} else {
		w.member = ""
	}
}

// leaveMember ends the member at hand.
func (w *watch) leaveMember(b *Batch) {
	if strings.IndexByte(w.name, '.') >= 0 && w.before < len(b.kvs) {
		w.dotted = append(w.dotted, string(b.kvs[w.before].Key[:len(w.namespace)+1+len(w.name)]))
	}
	w.member, w.name = "", ""
}

// crosses reports whether a field before has an attribute that meets path,
// under another member of the namespace than the one at hand.
func (b *Batch) crosses(path string) bool {
	return slices.ContainsFunc(b.kvs[:b.watch.first], func(kv attribute.KeyValue) bool {
		return related(path, string(kv.Key)) != apart && b.memberOf(string(kv.Key)) != b.watch.member
	})
}

// memberOf is the member of its namespace that an attribute belongs to.
func (b *Batch) memberOf(key string) (member string) {
	namespace := strings.IndexByte(key, '.') + 1
	member = key
	if i := strings.IndexByte(key[namespace:], '.'); i >= 0 {
		member = key[:namespace+i]
	}
	for _, d := range b.watch.dotted {
		if len(d) > len(member) && len(d) <= len(key) && related(d, key) != apart {
			member = d
		}
	}
	return member
}

// settle drops the attributes that a later value of the same call has replaced,
// as the later of two values for one key stays: those above or below one of
// that value. The span itself overwrites equal ones.
func (b *Batch) settle() {
	if !b.watch.overlaps {
		return
	}
	taken := &b.watch.taken
	kept := len(b.kvs)
	for i := len(b.kvs) - 1; i >= 0; i-- {
		key := string(b.kvs[i].Key)
		switch taken.relation(key) {
		case nested:
			continue
		case apart:
			taken.add(key)
		}
		kept--
		b.kvs[kept] = b.kvs[i]
	}
	taken.reset()
	b.kvs = append(b.kvs[:0], b.kvs[kept:]...)
}
