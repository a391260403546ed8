package traffic

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// unread remarks what was not kept, and so is not among the keys.
func (b *builder) unread() {
	say := func(format string, args ...any) {
		b.found.Remarks = append(b.found.Remarks, Remark{About: Unread, Text: fmt.Sprintf(format, args...)})
	}
	o := b.o
	if len(b.few) > 0 {
		var paths []string
		for n := range b.few {
			paths = append(paths, n.path)
		}
		slices.Sort(paths)
		say("in all spans of their records, but not required, since these were fewer than %d: %s", EnoughSpans, strings.Join(few(paths, "key"), ", "))
	}
	if o.unkeptAll > 0 {
		say("%s not read, since there are too many keys, or keys are longer than %d bytes: %s", were(o.unkeptAll, "attribute"), maxKeyBytes, mostSeen(o.unkept))
	}
	if o.deep > 0 {
		say("%s not read, since they are nested over %d levels", were(o.deep, "value"), maxDepth)
	}
	if len(o.own) > 0 {
		say("HoneyHive's SDKs set these keys by themselves, from arguments and results of functions, so no record needs them: %s", mostSeen(o.own))
	}
	if len(o.strange) > 0 {
		say("these keys begin as HoneyHive's, and are in none of its namespaces: %s", mostSeen(o.strange))
	}
	if o.dropped > 0 {
		say("%s lost attributes before they were sent, so keys may be missing, and required ones are not", schema.Count(o.dropped, "span"))
	}
	if len(o.services.all) == maxServices {
		say("there are over %d services: the others count as one", maxServices)
	}
	if len(o.groups) >= maxGroups {
		say("there are over %d names of spans, so they hold data: the spans of the others count as one", maxGroups)
	}
}

func were(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " was"
	}
	return schema.Count(n, noun) + " were"
}

// mostSeen lists keys by how often they were seen.
func mostSeen(counts map[string]int) string {
	all := slices.SortedFunc(maps.Keys(counts), func(x, y string) int {
		return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y))
	})
	for i := range all {
		all[i] = schema.Printable(all[i])
		if len(all[i]) > 80 {
			all[i] = all[i][:80] + "..."
		}
	}
	return strings.Join(few(all, "key"), ", ")
}
