package record

import (
	"iter"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
)

// Flattening joins keys by dots, so a key that holds a dot can become the path
// of another value, or one above or below it. Neither HoneyHive nor a reader
// could tell the two apart, so the first is sent. For example, a call has two
// values for the namespace metrics, which is open to all keys:
//
//	{"calls": 1, "cost": {"gpt-4": 7, "gpt-4.1": 3}}
//	{"calls.search": 2, "cost": 5}
//
// Paths can only meet where one key of an object lies above another, as gpt-4
// lies above gpt-4.1. In a map where no key does, which is usual even of keys with
// dots, nothing is compared. JSON is compared from the first key with a dot on. Here
// b.taken gets what the value has so far, calls and
// cost.gpt-4. cost.gpt-4.1 is below the latter, and not sent.
//
// The key calls.search of the second value is below the key calls of the first, so
// b.others gets what that has, calls. calls.search is below it, and not sent. The
// key cost is the same in both, so the second value of it replaces the first: see
// [Batch.settle].

// hasDot reports whether a key can be a path of several parts.
func hasDot(key string) bool { return strings.IndexByte(key, '.') >= 0 }

// fewDots is the most dots of a key that are looked at to spare a comparison.
const fewDots = 8

// anyAbove reports whether one of the keys of an object, which are sorted, lies
// above another, or may: of a key with many dots it does not find out.
func anyAbove[K ~string](keys []K) bool {
	looked := "" // what is above many keys in turn is looked for once
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

// keysAbove yields what lies above a key with dots: a and a.b of a.b.c.
func keysAbove(key string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range len(key) {
			if key[i] == '.' && !yield(key[:i]) {
				return
			}
		}
	}
}

// compare has the paths of the value at hand compared with each other.
func (b *Batch) compare() {
	if b.comparing {
		return
	}
	b.comparing = true
	for _, kv := range b.kvs[b.value.first:] {
		b.taken.take(string(kv.Key))
	}
}

// stopComparing ends what compare began.
func (b *Batch) stopComparing() {
	if b.comparing {
		b.comparing = false
		b.taken.reset()
		b.others.reset()
	}
}

// compareWithEarlier has the member at hand compared with what earlier values of
// the call have under another key of the namespace that lies above or below its.
// The latest come first, as they may have replaced others.
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

// claim takes a path, where paths are compared. One that meets another is a
// violation.
func (b *Batch) claim(a *Attr, path attribute.Key) bool {
	if _, meets := b.others.find(string(path)); meets || !b.taken.take(string(path)) {
		b.violate(a, AmbiguousKey, 0, 0)
		return false
	}
	return true
}
