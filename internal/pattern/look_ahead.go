package pattern

import "strings"

// lookAhead reads a look-ahead, if one is next. After nothing but ^, it is about the
// beginning of a string, as the rest of the pattern is: it becomes an expression of its
// own, ^(?:a) for (?=a).
func (t *translator) lookAhead() bool {
	start := t.at
	not := t.take("(?!")
	if !not && !t.take("(?=") {
		return false
	}
	anchors := t.out.String()
	switch end := groupEnd(t.src, start); {
	case t.ahead:
		t.failLimit(start, end, "is a look-ahead within a look-ahead"+lacks, without)
	case t.depth > 0 || strings.Trim(anchors, "^") != "":
		t.failLookAhead(start)
	}
	t.firstAhead = min(t.firstAhead, start)
	t.out.Reset()
	t.out.WriteByte('^')
	t.ahead = true
	t.rest(start)
	t.ahead = false
	if not {
		t.not = append(t.not, t.out.String())
	} else {
		t.and = append(t.and, t.out.String())
	}
	t.out.Reset()
	t.out.WriteString(anchors)
	return true
}

// conjunction rejects look-aheads that hold for a part of what the pattern matches, and
// not together with the rest of it.
func (t *translator) conjunction() {
	switch {
	case t.err != nil || t.firstAhead == len(t.src):
	case t.alternatives:
		t.failLimit(t.firstAhead, groupEnd(t.src, t.firstAhead), "is a look-ahead of one of several alternatives"+lacks,
			"put the alternatives in a group after it, as in ^(?=a)(?:b|c), or "+without)
	case !strings.HasPrefix(t.out.String(), "^"):
		t.failLookAhead(t.firstAhead)
	}
}

// failLookAhead rejects a look-ahead that is not at the beginning.
func (t *translator) failLookAhead(start int) {
	t.failLimit(start, groupEnd(t.src, start), "is a look-ahead"+lacks,
		"move it directly after a ^ at the beginning, or "+without)
}
