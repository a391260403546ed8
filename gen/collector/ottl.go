package collector

import (
	"fmt"
	"strconv"
	"strings"
)

// different is true if the values of two maps in the cache are not the same. Maps
// themselves cannot be compared, since NaN is not equal to itself.
func different(one, other string) string {
	return fmt.Sprintf(`Concat(Values(span.cache[%s]), " ") != Concat(Values(span.cache[%s]), " ")`, quote(one), quote(other))
}

// quote is a string of OTTL.
func quote(s string) string {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return strconv.Quote(s)
		}
	}
	return `"` + s + `"`
}

// verbatim is text in a form, in which @ and % are themselves.
func verbatim(s string) string {
	return strings.NewReplacer("%", "%%", "@", `\x40`).Replace(s)
}

// number is a float64 as OTTL writes it: with a point.
func number(f float64) string {
	text := strconv.FormatFloat(f, 'g', -1, 64)
	if strings.Contains(text, ".") {
		return text
	}
	digits, exponent, scientific := strings.Cut(text, "e")
	if scientific {
		return digits + ".0e" + exponent
	}
	return text + ".0"
}
