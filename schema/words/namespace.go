package words

import "strings"

// repetition is how keys repeat a namespace.
type repetition struct{ begins, ends, unless []string }

var repetitions = func() map[string]repetition {
	m := map[string]repetition{}
	for _, row := range rows("namespaces.tsv", 4) {
		m[row[0]] = repetition{strings.Fields(row[1]), strings.Fields(row[2]), strings.Fields(row[3])}
	}
	return m
}()

// WithoutNamespace is a key without the words that repeat its namespace; "" if
// there are none.
func WithoutNamespace(namespace, key string) string {
	r := repetitions[namespace]
	for _, word := range r.begins {
		if rest, ok := strings.CutPrefix(key, word+"_"); ok && !r.isTerm(rest) && startsKey(rest) {
			return rest
		}
	}
	for _, word := range r.ends {
		if rest, ok := strings.CutSuffix(key, "_"+word); ok {
			return rest
		}
	}
	return ""
}

// isTerm reports whether what follows makes the namespace's word a part of a term.
func (r repetition) isTerm(rest string) bool {
	first := Parts(rest)
	for _, w := range r.unless {
		if len(first) > 0 && first[0] == w {
			return true
		}
	}
	return false
}

// startsKey reports whether a key may begin like rest.
func startsKey(rest string) bool { return rest != "" && 'a' <= rest[0] && rest[0] <= 'z' }
