package otlp

import (
	"encoding/binary"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string whose first quote is the next byte, and returns what it is,
// not checked for UTF-8. It is valid until the next text with escapes.
func (in *input) text() ([]byte, error) {
	in.at++
	start := in.at
	for {
		in.at += plainLength(in.buf[in.at:])
		if in.at == len(in.buf) {
			if !in.more() {
				return nil, in.ends()
			}
			continue
		}
		switch in.buf[in.at] {
		case '"':
			in.at++
			return in.buf[start : in.at-1], nil
		case '\\':
			in.scratch = append(in.scratch[:0], in.buf[start:in.at]...)
			return in.escaped()
		}
		return nil, in.control()
	}
}

// plainLength is how many bytes come before a quote, a backslash or a control
// character. It looks at 8 bytes at a time.
func plainLength(b []byte) (n int) {
	const each, high = 0x0101010101010101, 0x8080808080808080
	for ; len(b)-n >= 8; n += 8 {
		v := binary.LittleEndian.Uint64(b[n:])
		quote, backslash := v^('"'*each), v^('\\'*each)
		// A byte that is 0, or one below ' ', borrows from its high bit.
		if found := ((quote-each)&^quote | (backslash-each)&^backslash | (v-' '*each)&^v) & high; found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for n < len(b) && b[n] != '"' && b[n] != '\\' && b[n] >= ' ' {
		n++
	}
	return n
}

// control is the error for a control character in a string.
func (in *input) control() error {
	return in.wrong("there is a control character (%#x) in a string, which JSON writes as an escape: "+
		"mend what wrote it, or leave the request out", in.buf[in.at])
}

// escaped reads the rest of a string from its first escape on.
func (in *input) escaped() ([]byte, error) {
	for {
		if in.at == len(in.buf) && !in.more() {
			return nil, in.ends()
		}
		c := in.buf[in.at]
		switch {
		case c == '"':
			in.at++
			return in.scratch, nil
		case c < ' ':
			return nil, in.control()
		case c == '\\':
			in.at++
			if err := in.escape(); err != nil {
				return nil, err
			}
		default:
			in.at++
			in.scratch = append(in.scratch, c)
		}
	}
}

// escapes has the character of each escape of one letter.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads what follows a backslash.
func (in *input) escape() error {
	if in.at == len(in.buf) && !in.more() {
		return in.ends()
	}
	c := in.buf[in.at]
	if c == 'u' {
		r, err := in.codeUnit()
		if err != nil {
			return err
		}
		return in.rune(r)
	}
	if escapes[c] == 0 {
		return in.wrong("\\%c is not an escape of JSON: look at what wrote this", c)
	}
	in.at++
	in.scratch = append(in.scratch, escapes[c])
	return nil
}

// rune adds a character whose first code unit has been read to the text. Half of a
// pair of surrogates is added as bytes that are not valid UTF-8.
func (in *input) rune(r rune) error {
	for utf16.IsSurrogate(r) {
		for len(in.buf)-in.at < 2 && in.more() {
		}
		if len(in.buf)-in.at < 2 || in.buf[in.at] != '\\' || in.buf[in.at+1] != 'u' {
			in.scratch = append(in.scratch, 0xff)
			return nil
		}
		in.at++
		next, err := in.codeUnit()
		if err != nil {
			return err
		}
		if both := utf16.DecodeRune(r, next); both != utf8.RuneError {
			r = both
		} else {
			in.scratch = append(in.scratch, 0xff)
			r = next
		}
	}
	in.scratch = utf8.AppendRune(in.scratch, r)
	return nil
}

// codeUnit reads the u and the four digits of an escape.
func (in *input) codeUnit() (rune, error) {
	for len(in.buf)-in.at < 5 {
		if !in.more() {
			return 0, in.ends()
		}
	}
	digits := in.buf[in.at+1 : in.at+5]
	n, err := strconv.ParseUint(string(digits), 16, 16)
	if err != nil {
		return 0, in.wrong("\\u%s is not an escape of JSON: look at what wrote this", digits)
	}
	in.at += 5
	return rune(n), nil
}
