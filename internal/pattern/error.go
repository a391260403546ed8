package pattern

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is why a pattern cannot be translated. Its message has the pattern as JSON
// and struct tags have it, with two backslashes for one.
type Error struct {
	Part string // the part of the pattern that is wrong
	Why  string // what is wrong: "is a look-ahead, which RE2 does not have"
	Fix  string // what to do; backslashes are doubled
	// Limit says that ECMA-262 has this, and RE2 does not.
	Limit bool
}

func (e *Error) Error() string { return strconv.Quote(e.Part) + " " + e.Why + ": " + e.Fix }

// fail rejects the character at an offset.
func (t *translator) fail(start int, why, fix string) {
	_, size := utf8.DecodeRuneInString(t.src[start:])
	t.failPart(start, start+size, why, fix)
}

// failPart rejects a part of the pattern, unless another part was rejected before.
func (t *translator) failPart(start, end int, why, fix string) {
	if t.err == nil {
		t.err = &Error{Part: short(t.src[start:end]), Why: why, Fix: fix}
	}
}

// failLimit is [translator.failPart] for what RE2 cannot do.
func (t *translator) failLimit(start, end int, why, fix string) {
	if t.err == nil {
		t.err = &Error{Part: short(t.src[start:end]), Why: why, Fix: fix, Limit: true}
	}
}

// failGroup rejects the group at an offset.
func (t *translator) failGroup(start int, why, fix string) {
	t.failPart(start, groupEnd(t.src, start), why, fix)
}

// groupEnd is the end of the group that begins at an offset.
func groupEnd(src string, start int) int {
	depth, class := 0, false
	for i := start; i < len(src); i++ {
		switch c := src[i]; {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(src)
}

// short cuts a part that is too long for a message.
func short(part string) string {
	const most = 40
	if runes := []rune(part); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return part
}

// isName reports whether ECMA-262 takes a name for a group.
func isName(name string) bool {
	for i, r := range name {
		start := r == '$' || r == '_' || unicode.In(r, unicode.L, unicode.Nl, unicode.Other_ID_Start)
		if !start && (i == 0 || !unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)) {
			return false
		}
	}
	return name != "" && !strings.ContainsRune(name, unicode.ReplacementChar)
}
