package pattern

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escape reads what a backslash outside a class begins. It reports whether that is
// an assertion, which cannot repeat.
func (t *translator) escape() (assertion bool) {
	start := t.at
	t.at++
	next := t.next()
	switch {
	case t.take("b"), t.take("B"):
		t.out.WriteString(t.src[start:t.at]) // about ASCII, as RE2's
		return true
	case next != "" && next[0] >= '1' && next[0] <= '9', t.take("k"):
		end := len(t.src) - len(strings.TrimLeft(t.next(), "0123456789"))
		if name, _, ok := strings.Cut(t.next(), ">"); ok && name != "" && name[0] == '<' {
			end = t.at + len(name+">")
		}
		t.failLimit(start, end, "is a backreference"+lacks, without)
		return false
	}
	if of, ok := t.set(); ok {
		t.out.WriteString(of.class())
	} else {
		t.out.WriteString(literal(t.character(start)))
	}
	return false
}

// set reads the letter of a set after a backslash, if it is next.
func (t *translator) set() (of set, ok bool) {
	next := t.next()
	if next == "" {
		return set{}, false
	}
	lower := next[0] | 0x20
	if lower == 'p' {
		of = t.property()
	} else if of, ok = sets[lower]; ok {
		t.at++
	} else {
		return set{}, false
	}
	if next[0] != lower {
		of = of.not()
	}
	return of, true
}

// controls are the characters with an escape of their own.
var controls = map[byte]rune{'t': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r', '0': 0}

// character reads an escape for one character, whose backslash is at start.
func (t *translator) character(start int) rune {
	next := t.next()
	if next == "" {
		t.fail(start, "escapes nothing", `write \\\\ for the character`)
		return utf8.RuneError
	}
	c := next[0]
	digit := len(next) > 1 && next[1] >= '0' && next[1] <= '9'
	if r, ok := controls[c]; ok && (c != '0' || !digit) {
		t.at++
		return r
	}
	switch {
	case strings.IndexByte(`^$\.*+?()[]{}|/`, c) >= 0:
		t.at++
		return rune(c)
	case c == 'x':
		return t.hex(start, 2)
	case c == 'u':
		return t.unicode(start)
	case c == 'c' && len(next) > 1 && isLetter(next[1]):
		t.at += 2
		return rune(next[1] & 0x1f)
	}
	t.unknown(start, c)
	return utf8.RuneError
}

// unknown rejects an escape that ECMA-262 does not have.
func (t *translator) unknown(start int, c byte) {
	r := t.rune()
	fix := "write " + string(r)
	switch c {
	case 'A':
		fix = "write ^"
	case 'z', 'Z':
		fix = "write $"
	case 'h':
		fix = `write [\\t ]`
	case 'c':
		fix = `write \\cA to \\cZ`
	case 'Q', 'E', 'G', 'R', 'X', 'K', 'C', 'N':
		fix = "write the characters without it"
	default:
		if '0' <= c && c <= '9' {
			fix = `write \\x and two hexadecimal digits`
		}
	}
	t.failPart(start, t.at, "is not an escape of ECMA-262 with the flag u", fix)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// hex reads a letter and a number of hexadecimal digits.
func (t *translator) hex(start, digits int) rune {
	letter := t.next()[:1]
	t.at++
	if len(t.next()) >= digits {
		if n, err := strconv.ParseUint(t.next()[:digits], 16, 32); err == nil {
			t.at += digits
			return rune(n)
		}
	}
	t.failPart(start, t.at, "is not an escape of ECMA-262", `write \\`+letter+" and "+strconv.Itoa(digits)+" hexadecimal digits")
	return utf8.RuneError
}

// unicode reads u and the number of a character, or of both halves of a surrogate
// pair.
func (t *translator) unicode(start int) rune {
	if t.take("u{") {
		digits, _, closed := strings.Cut(t.next(), "}")
		n, err := strconv.ParseUint(strings.TrimLeft(digits, "0"), 16, 32)
		if strings.Trim(digits, "0") == "" && digits != "" {
			n, err = 0, nil
		}
		if !closed || err != nil || n > utf8.MaxRune {
			t.failPart(start, t.at, "is not an escape of ECMA-262", `write \\u{, at most 10ffff in hexadecimal digits, and }`)
			return utf8.RuneError
		}
		t.at += len(digits + "}")
		return rune(n)
	}
	r := t.hex(start, 4)
	if before := t.at; utf16.IsSurrogate(r) && strings.HasPrefix(t.next(), `\u`) && !strings.HasPrefix(t.next(), `\u{`) {
		t.at++
		if pair := utf16.DecodeRune(r, t.hex(before, 4)); pair != utf8.RuneError {
			return pair
		}
		t.at = before
	}
	return r
}
