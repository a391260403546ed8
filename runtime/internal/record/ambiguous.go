package record

import (
	"iter"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
)

// Flattening joins keys by dots, so a key with a dot can become the path of another
// value, or a path above or below it. Neither HoneyHive nor a reader could tell the
// two apart, so only the first is sent. For example, a call has two values for the
// namespace metrics, which is open to all keys:
//
//	{"calls": 1, "cost": {"gpt-4": 7, "gpt-4.1": 3}}
//	{"calls.search": 2, "cost": 5}
//
// Paths can meet only if one key of an object is above another, as gpt-4 is above
// gpt-4.1. In most maps no key is above another, even if keys have dots; then
// nothing is compared. JSON is compared from its first key with a dot on. In the
// example, b.taken then gets the paths so far, calls and cost.gpt-4. The path
// cost.gpt-4.1 is below cost.gpt-4, so it is not sent.
//
// The key calls.search of the second value is below the key calls of the first, so
// b.others gets the path calls of the first value. calls.search is below it, so it
// is not sent. Both values have the key cost, so the second value of cost replaces
// the first: see [Batch.settle].

// hasDot reports whether a key can be a path of several parts.
func hasDot(key string) bool { return strings.IndexByte(key, '.') >= 0 }

// fewDots is how many dots of a key anyAbove examines before it gives up.
const fewDots = 8

// anyAbove reports whether one of the sorted keys of an object is above another. For
// a key with many dots it returns true without a search.
func anyAbove[K ~string](keys []K) bool {
	looked := "" // the last parent: keys with the same parent need one search
	for _, k := range keys {
		dot := strings.LastIndexByte(string(k), '.')
		if dot < 0 || string(k[:dot]) == looked {
			continue
		}
		looked = string(k[:dot])
		if strings.Count(looked, ".") >= fewDots {
			return true
		}
		for above := range keysAbove(string(k)) {
			if _, found := slices.BinarySearch(keys, K(above)); found {
				return true
			}
		}
	}
	return false
}

// keysAbove yields the keys above a key with dots: a and a.b for a.b.c.
func keysAbove(key string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range len(key) {
			if key[i] == '.' && !yield(key[:i]) {
				return
			}
		}
	}
}

// compare begins to compare the paths of the current value with each other.
func (b *Batch) compare() {
	if b.comparing {
		return
	}
	b.comparing, b.direct = true, false
	for _, kv := range b.kvs[b.value.first:] {
		b.taken.take(string(kv.Key))
	}
}

// stopComparing ends what compare began.
func (b *Batch) stopComparing() {
	if b.comparing {
		b.comparing, b.direct = false, b.span != nil
		b.taken.reset()
		b.others.reset()
	}
}

// compareWithEarlier begins to compare the current member with earlier values of the
// call under keys of the namespace that are above or below its key. It takes the
// latest values first, because they may have replaced others.
func (b *Batch) compareWithEarlier() {
	b.others.reset()
	if !b.dotted {
		return
	}
	at := &b.value.member
	for _, m := range slices.Backward(b.members[:b.value.earlier]) {
		if m.namespace != at.namespace || !below(m.key, at.key) && !below(at.key, m.key) {
			continue
		}
		b.compare()
		for _, kv := range b.kvs[m.first:m.last] {
			b.others.take(string(kv.Key))
		}
	}
}

// claim takes a path, while paths are compared. If the path meets another, claim
// reports a violation.
func (b *Batch) claim(a *Attr, path attribute.Key) bool {
	if _, meets := b.others.find(string(path)); meets || !b.taken.take(string(path)) {
		b.violate(a, AmbiguousKey, 0, 0)
		return false
	}
	return true
}
