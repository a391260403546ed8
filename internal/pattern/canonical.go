package pattern

import "strings"

// Canonical is an expression without the escapes that ECMA-262 has without the flag u
// only: other tools write \- for - and } for \}. It is the same for an expression that
// has none.
func Canonical(ecma string) string {
	var out strings.Builder
	class := false
	for rest := ecma; rest != ""; {
		n := 1
		switch c := rest[0]; {
		case c == '\\':
			n = escapeLength(rest)
			if n == 2 && isNeedless(rest[1]) && (!class || rest[1] != '-') {
				rest, n = rest[1:], 1
			}
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '}':
			out.WriteByte('\\')
		case c == '{':
			if n = len(braces.FindString(rest)); n == 0 {
				n = 1
				if !strings.ContainsAny(rest[1:min(2, len(rest))], ",0123456789") { // Python has {,2}
					out.WriteByte('\\')
				}
			}
		}
		out.WriteString(rest[:n])
		rest = rest[n:]
	}
	return out.String()
}

// escapeLength is the length of the escape at the beginning of an expression. Of \u{41}
// and \p{L}, the braces are a part.
func escapeLength(ecma string) int {
	switch {
	case len(ecma) < 2:
		return len(ecma)
	case strings.HasPrefix(ecma[2:], "{") && strings.IndexByte("upP", ecma[1]) >= 0:
		if end := strings.IndexByte(ecma, '}'); end > 0 {
			return end + 1
		}
	}
	return 2
}

// isNeedless reports whether a character stands for itself, but for \- in a class.
func isNeedless(c byte) bool { return strings.IndexByte(" !\"#%&',-:;<=>@_`~", c) >= 0 }
