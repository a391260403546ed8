package record

import (
	"container/list"
	"slices"
	"strings"
	"sync"

	"go.opentelemetry.io/otel/attribute"
)

// sessions remembers the fields of sessions, so that spans which start later in them,
// in this process, carry the fields too. When it has no room, it forgets the sessions
// that were used least recently.
type sessions struct {
	mu     sync.Mutex
	size   int // in bytes
	room   int // bytes that are left
	byID   map[string]*list.Element
	recent list.List // of *remembered; the one used last is first
}

// remembered holds the fields of one session.
type remembered struct {
	id      string
	kvs     []attribute.KeyValue
	baggage []attribute.Key // of those that travel to other services
	bytes   int
}

const (
	maxInherited    = 128 // attributes of one session: as many as a span keeps by default
	rememberedBytes = 256 // memory of a session without its attributes
	attributeBytes  = 64  // memory of an attribute without its strings
	keyBytes        = 16  // memory of a key that an attribute has too
)

func newSessions(size int) *sessions {
	return &sessions{size: size, room: size, byID: map[string]*list.Element{}}
}

// attributes appends the fields of a session.
func (s *sessions) attributes(kvs []attribute.KeyValue, id string) []attribute.KeyValue {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byID[id]
	if !ok {
		return kvs
	}
	s.recent.MoveToFront(e)
	return append(kvs, e.Value.(*remembered).kvs...)
}

// travelling appends the fields of a session that travel to other services.
func (s *sessions) travelling(kvs []attribute.KeyValue, id string) []attribute.KeyValue {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byID[id]
	if !ok {
		return kvs
	}
	s.recent.MoveToFront(e)
	r := e.Value.(*remembered)
	return appendTravelling(kvs, r.kvs, r.baggage)
}

// within reports whether the fields of a session are among kvs.
func (s *sessions) within(id string, kvs []attribute.KeyValue) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byID[id]
	return !ok || !slices.ContainsFunc(e.Value.(*remembered).kvs, func(kv attribute.KeyValue) bool { return !slices.Contains(kvs, kv) })
}

// add remembers what an update changed: members says which keys, kvs are their
// attributes, and travel the keys of those that travel to other services.
func (s *sessions) add(id string, members []member, kvs []attribute.KeyValue, travel []attribute.Key) (lost unremembered) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byID[id]
	if !ok {
		id = strings.Clone(id) // it may be a part of a request's header
		e = s.recent.PushFront(&remembered{id: id})
		s.byID[id] = e
	}
	s.recent.MoveToFront(e)
	r := e.Value.(*remembered)
	before := r.bytes
	lost.attributes = r.change(members, kvs)
	r.travel(members, travel)
	s.room -= r.bytes - before
	if r.bytes > s.size {
		s.forget(e) // or all others would be forgotten first
		lost.sessions++
	}
	for ; s.room < 0; lost.sessions++ {
		s.forget(s.recent.Back())
	}
	return lost
}

// unremembered is what a change of the fields of a session cost.
type unremembered struct {
	attributes int // for which there was no room
	sessions   int // that were forgotten
}

func (s *sessions) forget(e *list.Element) {
	r := s.recent.Remove(e).(*remembered)
	delete(s.byID, r.id)
	s.room += r.bytes
}

// change replaces the attributes of the members by kvs, as an update replaces
// the members' values in HoneyHive.
func (r *remembered) change(members []member, kvs []attribute.KeyValue) (rejected int) {
	r.own(kvs)
	kept := r.kvs[:0]
	for _, kv := range r.kvs {
		if !replacedBy(kv.Key, members) {
			kept = append(kept, kv)
		}
	}
	for i, kv := range kvs {
		if len(kept) == maxInherited {
			rejected++
			continue
		}
		if !overwritten(kvs, i) {
			kept = append(kept, kv)
		}
	}
	clear(r.kvs[min(len(kept), len(r.kvs)):])
	r.kvs = kept
	r.bytes = rememberedBytes + len(r.id)
	for _, kv := range kept {
		r.bytes += attributeBytes + len(kv.Key)
		if kv.Value.Type() == attribute.STRING {
			r.bytes += len(kv.Value.AsString())
		}
	}
	return rejected
}

// travel notes which attributes travel to other services after a change.
func (r *remembered) travel(members []member, keys []attribute.Key) {
	r.baggage = stillTravel(r.baggage, keys, func(key attribute.Key) bool { return replacedBy(key, members) }, r.kvs)
	r.bytes += keyBytes * len(r.baggage)
}

// own copies the strings of kvs, because a part of a larger string would keep all of
// it alive. It reuses strings that r has already.
func (r *remembered) own(kvs []attribute.KeyValue) {
	from := 0 // an update often has the keys of the one before, in their order
	for i := range kvs {
		if kvs[i].Value.Type() != attribute.STRING {
			continue
		}
		at := slices.IndexFunc(r.kvs[from:], func(kv attribute.KeyValue) bool {
			return kv.Key == kvs[i].Key && kv.Value.Type() == attribute.STRING
		})
		if at < 0 || r.kvs[from+at].Value.AsString() != kvs[i].Value.AsString() {
			kvs[i].Value = attribute.StringValue(strings.Clone(kvs[i].Value.AsString()))
		} else {
			kvs[i].Value = r.kvs[from+at].Value
		}
		if at >= 0 {
			from += at + 1
		}
	}
}

// replacedBy reports whether key is one of the members, or is below one.
// Outputs and inputs are replaced as a whole. Inputs are a key of metadata.
func replacedBy(key attribute.Key, members []member) bool {
	namespace, rest, _ := strings.Cut(strings.TrimPrefix(string(key), Enrichment), ".")
	if namespace == inputs {
		namespace, rest = "metadata", inputs
	}
	for _, m := range members {
		if m.namespace == inputs {
			m.namespace, m.key = "metadata", inputs
		}
		if m.namespace != namespace {
			continue
		}
		if below, ok := strings.CutPrefix(rest, m.key); namespace == "outputs" || ok && (below == "" || below[0] == '.') {
			return true
		}
	}
	return false
}

// overwritten reports whether a later attribute has the key of attribute i.
func overwritten(kvs []attribute.KeyValue, i int) bool {
	return slices.ContainsFunc(kvs[i+1:], func(later attribute.KeyValue) bool { return later.Key == kvs[i].Key })
}

func (rt *Runtime) reportUnremembered(lost unremembered) {
	if n := lost.attributes; n > 0 {
		rt.Report(Violation{Namespace: "session", Key: "attributes", Kind: TooManyItems, Size: maxInherited + n, Limit: maxInherited})
	}
	for range lost.sessions {
		rt.Report(Violation{Namespace: "session", Kind: SessionForgotten})
	}
}

// AppendSessionAttributes appends to kvs the attributes that the session with
// the given id was enriched with through rt, for span processors.
func (rt *Runtime) AppendSessionAttributes(kvs []attribute.KeyValue, id string) []attribute.KeyValue {
	sessions := rt.orDefault().sessions
	if sessions == nil {
		return kvs
	}
	return sessions.attributes(kvs, id)
}
