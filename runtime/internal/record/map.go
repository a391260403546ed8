package record

import (
	"slices"
	"unicode/utf8"
)

// Members begins a map and returns the keys to record, sorted: the valid keys, at most
// a.MaxItems. [Batch.Member] comes before each, and [Batch.End] after the last.
func Members[M ~map[K]V, K ~string, V any](b *Batch, a *Attr, m M) []K {
	kind := mapFrame
	inline := a.Inline && b.depth == 0
	if inline {
		kind = namespaceFrame
	}
	b.begin(a, hole{index: -1}, kind)
	keys := make([]K, 0, len(m))
	for k := range m {
		if b.memberKey(a, string(k), inline) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	if len(keys) > a.MaxItems {
		b.violate(a, TooManyItems, len(keys), a.MaxItems)
		keys = keys[:a.MaxItems]
	}
	if anyAbove(keys) {
		b.compare()
	}
	return keys
}

// Member says that member k of the innermost map comes next.
func (b *Batch) Member(k string) {
	if b.value.inline && b.value.levels == 1 {
		b.leaveMember()
		b.enterMember(k)
	}
	b.holes[b.depth-1].key = k
	b.json.member(k)
}

// memberKey reports whether k can be a key on the wire.
func (b *Batch) memberKey(a *Attr, k string, inline bool) bool {
	switch {
	case inline && a.declares(k):
		b.violate(a, DeclaredKey, 0, 0)
	case k == "":
		b.violate(a, InvalidKey, 0, 0)
	case len(k) > maxPathBytes:
		b.violate(a, InvalidKey, len(k), maxPathBytes)
	case !utf8.ValidString(k):
		b.violate(a, InvalidUTF8, 0, 0)
	default:
		return true
	}
	return false
}
