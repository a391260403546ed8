// Package pattern translates regular expressions of ECMA-262, which JSON Schema
// has in the keyword pattern, to those of RE2, which package regexp compiles:
//
//	^\s*[A-Z]{2}$    ECMA-262
//	^[\t-\r ...]*[A-Z]{2}$    RE2, whose \s knows ASCII only
//
// The former are read as with the flag u, as JSON Schema asks for and ajv does. Both
// match the same strings, as far as the Unicode versions of Go and of a JavaScript
// engine agree. RE2 has no look-ahead. One directly after a ^ at the beginning becomes
// an expression of its own, since it is about the same string:
//
//	^(?=.*\d)(?!0).{8,}$    matches ^.{8,}$ and ^(?:.*\d), and not ^(?:0)
//
// What RE2 cannot do, and what is not a regular expression, is an
// [Error] with the part that is wrong.
package pattern

import (
	"errors"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of RE2.
const (
	maxRepeat = 1000 // of {n,m}, and of those within each other together
	maxDepth  = 1000 // nested groups
)

// RE2 are the expressions of RE2 that together match the same strings as an expression
// of ECMA-262. The error is an [*Error].
func RE2(ecma string) (Expressions, error) {
	if !utf8.ValidString(ecma) {
		return Expressions{}, &Error{Part: ecma, Why: "is not UTF-8", Fix: `write the character, or \\u and four hexadecimal digits`}
	}
	t := translator{src: ecma, firstAhead: len(ecma), names: map[string]bool{}}
	t.disjunction()
	if t.err == nil && t.at < len(t.src) {
		t.fail(t.at, "closes no group", `write \\), or remove it`)
	}
	t.conjunction()
	if t.err != nil {
		return Expressions{}, t.err
	}
	re2 := Expressions{Match: t.out.String(), And: t.and, Not: t.not}
	if _, err := re2.Compile(); err != nil {
		return Expressions{}, limit(ecma, err)
	}
	return re2, nil
}

// limit is the error for an expression that RE2 does not compile.
func limit(ecma string, err error) error {
	e := &Error{Part: short(ecma), Why: "is too large for RE2", Fix: "write a shorter one", Limit: true}
	var of *syntax.Error
	if errors.As(err, &of) && of.Code == syntax.ErrInvalidRepeatSize {
		e.Why = "has repetitions within repetitions that come to over " + strconv.Itoa(maxRepeat)
		e.Fix = "lower them, or write + or *"
	}
	return e
}

// translator reads an expression of ECMA-262 and writes the same in RE2's syntax.
// After an error it reads nothing more.
type translator struct {
	src   string
	at    int // offset of the next character
	out   strings.Builder
	depth int             // open groups
	names map[string]bool // of groups
	err   error

	alternatives bool     // outside groups
	ahead        bool     // within a look-ahead
	firstAhead   int      // offset of the first look-ahead; len(src) for none
	and, not     []string // what look-aheads become
}

// next is what is left to be read.
func (t *translator) next() string {
	if t.err != nil {
		return ""
	}
	return t.src[t.at:]
}

// take reads a string, if it is next.
func (t *translator) take(s string) bool {
	if !strings.HasPrefix(t.next(), s) {
		return false
	}
	t.at += len(s)
	return true
}

// rune reads one character; utf8.RuneError at the end.
func (t *translator) rune() rune {
	r, size := utf8.DecodeRuneInString(t.next())
	t.at += size
	return r
}

// disjunction reads alternatives, up to the end of their group.
func (t *translator) disjunction() {
	for t.next() != "" && t.next()[0] != ')' {
		if t.take("|") {
			t.alternatives = t.alternatives || t.depth == 0
			t.out.WriteByte('|')
			continue
		}
		t.term()
	}
}

// term reads an assertion, or an atom with its quantifier.
func (t *translator) term() {
	start := t.at
	switch c := t.next()[0]; c {
	case '^', '$':
		t.at++
		t.out.WriteByte(c) // without flags, both are about the whole string for RE2 too
		return
	case '*', '+', '?', '{':
		t.fail(start, "repeats nothing", `write \\`+string(c)+` for the character, or remove it`)
		return
	case ']', '}':
		t.fail(start, "closes nothing", `write \\`+string(c)+` for the character, or remove it`)
		return
	case '(':
		if t.lookAhead() {
			return
		}
		t.group()
	case '.':
		t.at++
		t.out.WriteString(`[^\n\r\x{2028}\x{2029}]`)
	case '[':
		t.class()
	case '\\':
		if t.escape() {
			return
		}
	case '\b':
		t.fail(start, "is a backspace, as one backslash makes it", `write \\b for a word boundary, or \\x08 for the character`)
		return
	default:
		t.out.WriteString(literal(t.rune()))
	}
	t.quantifier()
}

// group reads a group. RE2 need not know which ones capture.
func (t *translator) group() {
	start := t.at
	t.at++
	if t.take("?") && !t.take(":") {
		t.special(start)
	}
	t.rest(start)
}

// rest reads a group from what it matches to its end.
func (t *translator) rest(start int) {
	if t.depth++; t.depth > maxDepth {
		t.failLimit(start, t.at, "is in over "+strconv.Itoa(maxDepth)+" groups", "write fewer")
	}
	t.out.WriteString("(?:")
	t.disjunction()
	t.depth--
	if t.err == nil && !t.take(")") {
		t.fail(start, "begins a group without an end", `write the ), or \\( for the character`)
	}
	t.out.WriteByte(')')
}

// The messages about what RE2 cannot do.
const (
	lacks   = ", which RE2 does not have"
	without = "write a pattern without it"
)

// special reads the name of a group, and rejects what else (? begins.
func (t *translator) special(start int) {
	switch rest := t.next(); {
	case strings.HasPrefix(rest, "<="), strings.HasPrefix(rest, "<!"):
		t.failLimit(start, groupEnd(t.src, start), "is a look-behind"+lacks, without)
	case strings.HasPrefix(rest, "<"):
		t.name(start)
	case strings.HasPrefix(rest, "P<"):
		t.failGroup(start, "is a group of Python, not of ECMA-262", "write (?<name>, without the P")
	case strings.HasPrefix(rest, "P="):
		t.failGroup(start, "is a backreference"+lacks, without)
	case strings.HasPrefix(rest, ">"):
		t.failGroup(start, "is an atomic group, which ECMA-262 does not have", "write (?:")
	case strings.TrimLeft(rest, "aimsuxL-") != rest:
		t.failGroup(start, "sets flags, which patterns of JSON Schema do not have", "remove it, and write both cases of a letter as in [Aa]")
	default:
		t.failGroup(start, "is not a group of ECMA-262", `write (?: for a group, or \\( for the character`)
	}
}

// name reads the name of a group.
func (t *translator) name(start int) {
	name, _, closed := strings.Cut(t.next()[len("<"):], ">")
	switch {
	case !closed || !isName(name):
		t.failGroup(start, "has a group whose name is not an identifier", "write (?<name>, or remove the name")
	case t.names[name]:
		t.failGroup(start, "has a group with the name of another one", "rename it, or remove the name")
	}
	t.names[name] = true
	t.at += len("<" + name + ">")
}
