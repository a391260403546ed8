package pattern

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// set is a set of characters as the content of a class: that of the set, and that
// of all other characters. "" is the empty set.
type set struct{ in, out string }

const everything = `\x00-\x{10ffff}`

// sets are the classes that a letter stands for. In ECMA-262, \s is about Unicode,
// and the others about ASCII.
var sets = map[byte]set{
	'd': {`\d`, `\D`},
	'w': {`\w`, `\W`},
	's': {
		`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`,
		`\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}` +
			`\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`,
	},
}

// alone is a content that needs no brackets.
var alone = regexp.MustCompile(`^\\([dDwW]|[pP]\{\w+\})$`)

// not is the set of all other characters.
func (s set) not() set { return set{s.out, s.in} }

// class is the set as a class of its own. Of the two contents, the shorter one is
// easier to read.
func (s set) class() string {
	switch {
	case s.in == "":
		return "[^" + everything + "]" // no character
	case s.out != "" && len(s.out) < len(s.in):
		return "[^" + s.out + "]"
	case alone.MatchString(s.in):
		return s.in
	}
	return "[" + s.in + "]"
}

// class reads a class in brackets.
func (t *translator) class() {
	start := t.at
	t.at++
	negated := t.take("^")
	var content strings.Builder
	for !t.take("]") {
		if t.next() == "" {
			t.fail(start, "begins a class without an end", `write the ], or \\[ for the character`)
			return
		}
		t.member(&content)
	}
	s := set{in: content.String()}
	switch {
	case !negated:
		t.out.WriteString(s.class())
	case s.in == "":
		t.out.WriteString("[" + everything + "]")
	default:
		t.out.WriteString("[^" + s.in + "]")
	}
}

// member reads a character, a range or a set of a class.
func (t *translator) member(content *strings.Builder) {
	start := t.at
	low, of, single := t.atom()
	if next := t.next(); !strings.HasPrefix(next, "-") || strings.HasPrefix(next, "-]") {
		if single {
			content.WriteString(span(low, low))
		} else {
			content.WriteString(of.in)
		}
		return
	}
	t.at++
	high, _, alsoSingle := t.atom()
	switch {
	case t.err != nil:
	case !single || !alsoSingle:
		t.failPart(start, t.at, "is a range with a class at its end", `write \\- for the character`)
	case low > high:
		t.failPart(start, t.at, "is a range with its ends in the wrong order", `swap them, or write \\- for the character`)
	default:
		content.WriteString(span(low, high))
	}
}

// atom reads one character of a class, or a set.
func (t *translator) atom() (r rune, of set, single bool) {
	switch {
	case t.next() == "":
		return utf8.RuneError, set{}, true // the class has no end
	case !t.take(`\`):
		return t.rune(), set{}, true
	case t.take("b"):
		return '\b', set{}, true
	case t.take("-"):
		return '-', set{}, true
	}
	if of, ok := t.set(); ok {
		return 0, of, false
	}
	return t.character(t.at - 1), set{}, true
}

// span is the content of a class for a range. No string has half of a surrogate
// pair.
func span(low, high rune) string {
	switch {
	case isSurrogate(low) && isSurrogate(high):
		return ""
	case low == high:
		return classRune(low)
	}
	return classRune(low) + "-" + classRune(high)
}

func isSurrogate(r rune) bool { return r >= 0xd800 && r <= 0xdfff }

// classRune writes a character in a class.
func classRune(r rune) string {
	if strings.ContainsRune(`\]^-[`, r) {
		return `\` + string(r)
	}
	return printed(r)
}

// literal writes a character outside a class.
func literal(r rune) string {
	if isSurrogate(r) {
		return set{}.class()
	}
	if quoted := regexp.QuoteMeta(string(r)); len(quoted) > 1 && r < utf8.RuneSelf {
		return quoted
	}
	return printed(r)
}

// printed is a character as it is, or its number if it cannot be seen.
func printed(r rune) string {
	if unicode.IsPrint(r) {
		return string(r)
	}
	return fmt.Sprintf(`\x{%x}`, r)
}
