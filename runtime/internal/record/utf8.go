package record

import (
	"strings"
	"unicode/utf8"
)

// nonASCII has the highest bit of each of 8 bytes set.
const nonASCII = 0x8080808080808080

// clean reports whether v is UTF-8 of at most limit bytes. Most strings are short and
// ASCII. For them, reading 8 bytes at a time, and the last 8 perhaps twice, is faster
// than utf8.ValidString.
func clean(v string, limit int) bool {
	if len(v) > limit {
		return false
	}
	if len(v) < 8 {
		return utf8.ValidString(v)
	}
	var bits uint64
	for i := 0; i+8 <= len(v); i += 8 {
		bits |= word(v[i : i+8])
	}
	bits |= word(v[len(v)-8:])
	return bits&nonASCII == 0 || utf8.ValidString(v)
}

// word is the first 8 bytes of v; the compiler makes one load of it.
func word(v string) uint64 {
	_ = v[7]
	return uint64(v[0]) | uint64(v[1])<<8 | uint64(v[2])<<16 | uint64(v[3])<<24 |
		uint64(v[4])<<32 | uint64(v[5])<<40 | uint64(v[6])<<48 | uint64(v[7])<<56
}

// mendUTF8 replaces what is not UTF-8 in a string within its bounds. The
// replacement is longer than what it replaces, so the string may have to be cut
// or dropped after it.
func (b *Batch) mendUTF8(a *Attr, v string) (mended string, ok bool) {
	b.violate(a, InvalidUTF8, 0, 0)
	v = replaceInvalid(v)
	if a.Drop && len(v) > a.MaxBytes {
		b.violate(a, TooLongDropped, len(v), a.MaxBytes)
		return "", false
	}
	return cut(v, a.MaxBytes), true
}

// replaceInvalid replaces invalid UTF-8 by U+FFFD.
func replaceInvalid(v string) string { return strings.ToValidUTF8(v, string(utf8.RuneError)) }
