package record

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"weak"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
)

// runningSpans are the spans of sessions that get the fields which EnrichSession
// records while they run: those with which a session enters the process, and those
// that joined one. It keeps no span alive.
type runningSpans struct {
	mu      sync.Mutex
	first   map[string]*runningSpan // of each session
	count   int                     // in all lists, spans that have ended included
	sweepAt int                     // the count at which those that have ended are removed
}

// runningSpan is one span of a session, in a list of them.
type runningSpan struct {
	start   weak.Pointer[byte] // of the SDK's span
	session string
	next    *runningSpan

	mu        sync.Mutex           // is held while fields are set
	inherited []attribute.KeyValue // what the span has from the session
}

const (
	maxRunning = 64 // spans of one session
	fewRunning = 64 // spans that are not worth a sweep
)

// Follow makes a span that has the given fields of a session get those that
// EnrichSession records later, while the span runs. Spans of other implementations
// than the SDK get none.
func (rt *Runtime) Follow(id string, span trace.Span, fields []attribute.KeyValue) {
	rt = rt.orDefault()
	if rt.sessions == nil || !isSDK(span) {
		return
	}
	s, full := rt.running.add(id, span, fields)
	if full {
		rt.Report(Violation{Namespace: "session", Key: "spans", Kind: TooManyItems, Size: maxRunning + 1, Limit: maxRunning})
	}
	if s != nil && !rt.sessions.within(id, fields) { // another goroutine changed them
		rt.carry(s)
	}
}

// add adds a span to those of a session, unless it is there. full reports that there
// are too many.
func (r *runningSpans) add(id string, span trace.Span, fields []attribute.KeyValue) (s *runningSpan, full bool) {
	start := weak.Make((*byte)(reflect.ValueOf(span).UnsafePointer()))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sweep()
	n := 0
	for s := r.prune(id); s != nil; s = s.next {
		if s.start == start {
			return s, false
		}
		n++
	}
	if n == maxRunning {
		return nil, true
	}
	s = &runningSpan{start: start, session: strings.Clone(id), next: r.first[id]}
	for i, kv := range fields {
		if !overwritten(fields, i) {
			s.inherited = append(s.inherited, kv)
		}
	}
	r.first[s.session] = s
	r.count++
	return s, false
}

// sweep removes the spans that have ended, once they may be half of all.
func (r *runningSpans) sweep() {
	if r.count < r.sweepAt {
		return
	}
	for id := range r.first {
		r.prune(id)
	}
	r.sweepAt = max(2*r.count, fewRunning)
}

// prune removes the spans of a session that have ended, and returns the first of the
// others.
func (r *runningSpans) prune(id string) *runningSpan {
	first := r.first[id]
	for at := &first; *at != nil; {
		if (*at).span() != nil {
			at = &(*at).next
			continue
		}
		*at = (*at).next
		r.count--
	}
	if first == nil {
		delete(r.first, id)
	} else {
		r.first[first.session] = first
	}
	return first
}

// of returns the spans of a session.
func (r *runningSpans) of(id string) (spans []*runningSpan) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first[id] == nil {
		return nil
	}
	for s := r.prune(id); s != nil; s = s.next {
		spans = append(spans, s)
	}
	return spans
}

// span returns the span, or nil if it has ended.
func (s *runningSpan) span() trace.Span {
	start := s.start.Value()
	if start == nil {
		return nil
	}
	of := (*ofSDK.Load()).Elem()
	span := reflect.NewAt(of, reflect.ValueOf(start).UnsafePointer()).Interface().(trace.Span)
	if !span.IsRecording() {
		return nil
	}
	return span
}

// carryAll sets the fields of a session that have changed on the spans that run.
func (rt *Runtime) carryAll(id string) {
	for _, s := range rt.running.of(id) {
		rt.carry(s)
	}
}

// carry sets on a span the fields of its session that have changed.
func (rt *Runtime) carry(s *runningSpan) {
	span := s.span()
	if span == nil {
		return
	}
	sdk := factsOf(span)
	rt.reportCuts(sdk, s.inherit(rt.sessions, span, sdk))
}

// inherit sets on the span the fields of its session that have changed, and returns
// them. Values that the span has of its own stay, because they are about the span.
func (s *runningSpan) inherit(from *sessions, span trace.Span, sdk *provider.Facts) (changed []attribute.KeyValue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed = slices.DeleteFunc(from.attributes(nil, s.session), func(kv attribute.KeyValue) bool {
		return slices.Contains(s.inherited, kv)
	})
	if len(changed) == 0 {
		return nil
	}
	on := attributesOn(span)
	if of, ok := identityIn(on); ok && of.ID != s.session {
		return nil // the span has joined another session
	}
	changed = slices.DeleteFunc(changed, func(kv attribute.KeyValue) bool { return s.hasOwn(on, memberOf(kv.Key), sdk) })
	span.SetAttributes(changed...)
	s.inherited = slices.DeleteFunc(s.inherited, func(before attribute.KeyValue) bool { return hasKey(changed, before.Key) })
	s.inherited = append(s.inherited, changed...)
	return changed
}

// hasOwn reports whether the span has an attribute of a member that is not inherited.
func (s *runningSpan) hasOwn(on []attribute.KeyValue, member string, sdk *provider.Facts) bool {
	return slices.ContainsFunc(on, func(kv attribute.KeyValue) bool {
		below, ok := strings.CutPrefix(string(kv.Key), member)
		return ok && (below == "" || below[0] == '.') && !slices.ContainsFunc(s.inherited, func(field attribute.KeyValue) bool {
			return recordedAs(field, kv, sdk)
		})
	})
}

// recordedAs reports whether a span that was given a field has it as this attribute.
func recordedAs(field, on attribute.KeyValue, sdk *provider.Facts) bool {
	return field.Key == on.Key && (field.Value == on.Value || sdk.Cuts(field.Value, on.Value))
}

// memberOf returns the key of the member that an attribute is a part of, at the top of
// its namespace. Inputs and outputs are replaced as a whole.
func memberOf(key attribute.Key) string {
	namespace, rest, _ := strings.Cut(string(key), ".")
	if namespace == Enrichment+inputs || namespace == Enrichment+"outputs" {
		return namespace
	}
	top, _, _ := strings.Cut(rest, ".")
	return string(key[:min(len(namespace)+len(".")+len(top), len(key))])
}
