package honeyhive

import (
	"slices"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/store"
)

// mostMerged is the most bytes of updates that are merged into one request. A single
// update may be larger. HoneyHive does not document how large a request may be.
const mostMerged = 256 << 10

// keyOf names what a member sets.
type keyOf struct{ namespace, key string }

// surviving returns for each part the members that no later part replaces, by the rules
// of [hh.Update.Merge].
func surviving(parts []part) [][]hh.Member {
	if len(parts) == 1 {
		return [][]hh.Member{parts[0].update.Members}
	}
	all := make([][]hh.Member, len(parts))
	set := map[keyOf]bool{}
	outputs := false // later parts have outputs, which replace all earlier ones
	for i, p := range slices.Backward(parts) {
		all[i] = slices.DeleteFunc(slices.Clone(p.update.Members), func(m hh.Member) bool {
			return set[keyOf{m.Namespace, m.Key}] || outputs && m.Namespace == outputsNamespace
		})
		for _, m := range p.update.Members {
			set[keyOf{m.Namespace, m.Key}] = true
			outputs = outputs || m.Namespace == outputsNamespace
		}
	}
	return all
}

const outputsNamespace = "outputs"

// merged returns one update that has the effect of all parts.
func merged(parts []part) hh.Update {
	u := parts[len(parts)-1].update
	u.Members = slices.Concat(surviving(parts)...)
	for _, p := range parts {
		if p.update.Duration != nil {
			u.Duration = p.update.Duration
		}
	}
	return u
}

// compact removes the parts that later parts replace; the next part then stands for
// the calls of both. It returns the records that need not be kept.
func compact(parts []part) (kept []part, done []*store.Record) {
	left := surviving(parts)
	duration := false // a later part has one
	for i, p := range slices.Backward(parts) {
		replaced := len(kept) > 0 && len(left[i]) == 0 && len(p.hidden) == 0 && (p.update.Duration == nil || duration)
		duration = duration || p.update.Duration != nil
		if replaced {
			kept[len(kept)-1].calls += p.calls
			done = append(done, p.records...)
			continue
		}
		kept = append(kept, p)
	}
	slices.Reverse(kept)
	return kept, done
}

// sizeOf is the memory of an operation of these parts, in bytes.
func sizeOf(parts []part) int {
	n := operationBytes
	for _, p := range parts {
		n += p.size()
	}
	return n
}

// halves splits an operation that HoneyHive rejected, perhaps because of one part of it
// or because of its size. Both halves stay as they are until they are done.
func (o *operation) halves() (first, second *operation) {
	n := len(o.parts) / 2
	half := func(parts []part) *operation {
		return &operation{id: o.id, parts: parts, size: sizeOf(parts), closed: true}
	}
	first, second = half(o.parts[:n:n]), half(o.parts[n:])
	second.starts = o.starts
	return first, second
}
