package transport

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Redactor returns a function that removes secrets from a text, however JSON,
// HTML, a URL or quotes write their characters, and if they do so more than once.
// It is a function so that fmt does not print the secrets.
func Redactor(secrets ...string) func(string) string {
	secrets = slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return s == "" })
	// Of two that begin alike the longer is to be found.
	slices.SortStableFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	forms := make([]*regexp.Regexp, len(secrets))
	for i, secret := range secrets {
		forms[i] = formsOf(secret)
	}
	return func(text string) string {
		for _, f := range forms {
			text = f.ReplaceAllLiteralString(text, "[redacted]")
		}
		return text
	}
}

// mostSecret is the longest secret of which all forms are looked for. Servers take
// no longer headers, and the expression is large.
const mostSecret = 16 << 10

// formsOf matches the ways in which a secret may be written.
func formsOf(secret string) *regexp.Regexp {
	var b strings.Builder
	for _, c := range []byte(secret) {
		switch {
		case c >= utf8.RuneSelf || len(secret) > mostSecret:
			return regexp.MustCompile(regexp.QuoteMeta(secret))
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			b.WriteByte(c)
		default:
			writeForms(&b, c)
		}
	}
	return regexp.MustCompile(b.String())
}

// named are the characters that HTML has names for.
var named = map[byte]string{'&': "amp", '<': "lt", '>': "gt", '"': "quot", '\'': "apos"}

// writeForms writes an expression that matches one character: itself, quoted, or
// by its number, as \/, %2F, \u002f, &#47; and &#x2F; are a slash.
func writeForms(b *strings.Builder, c byte) {
	fmt.Fprintf(b, `(?:\\*%[1]s|%%(?:25)*(?i:%02[2]x)|\\+(?:u00|x)(?i:%02[2]x)|&(?:amp;)*(?:#0*%[2]d|#[xX]0*(?i:%[2]x)%[3]s);`,
		regexp.QuoteMeta(string(rune(c))), c, orNamed(c))
	if c == ' ' {
		b.WriteString(`|\+`) // in a query
	}
	b.WriteByte(')')
}

func orNamed(c byte) string {
	if name, ok := named[c]; ok {
		return "|" + name
	}
	return ""
}

// Safe is err, or its redacted text if it shows a secret.
func Safe(err error, redact func(string) string) error {
	text := err.Error()
	if safe := redact(text); safe != text {
		return errors.New(safe)
	}
	return err
}

// Excerpt is the beginning of what a server has answered, for an error.
func Excerpt(body []byte, redact func(string) string, most int) string {
	return Cut(redact(strings.ToValidUTF8(string(body), "\uFFFD")), most)
}

// Cut is the beginning of a text, up to most bytes of whole characters.
func Cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "..."
}
