package lint

import "strings"

// set is the set of the words of a list.
func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// common are keys that many records have, each about its own subject, so
// packages may have them in different namespaces.
var common = set(`id name title type kind version status text description`)
