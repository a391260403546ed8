package schema

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable is s on one line. Characters that a terminal or a log service would
// act on, such as a line break in the name of a file, are escaped as in a Go
// string.
func Printable(s string) string {
	var b strings.Builder
	for rest := s; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		if unicode.IsGraphic(r) && (r != utf8.RuneError || size > 1) {
			b.WriteString(rest[:size])
		} else {
			quoted := strconv.Quote(rest[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		rest = rest[size:]
	}
	return b.String()
}
