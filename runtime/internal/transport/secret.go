package transport

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Redactor returns a function that removes secrets from a string. It also finds
// secrets that JSON, HTML, a URL or quotes have escaped once or several times. It
// is a function because fmt would print the secrets in a struct.
func Redactor(secrets ...string) func(string) string {
	secrets = slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return s == "" })
	// If one secret is the beginning of another, the longer one must be found first.
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

// mostSecret is the length of the longest secret that is searched in all its
// forms. Servers accept no longer headers, and the expression is large.
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

// named lists characters and their names in HTML.
var named = map[byte]string{'&': "amp", '<': "lt", '>': "gt", '"': "quot", '\'': "apos"}

// writeForms writes an expression that matches a character in all its forms: a
// slash may be written as /, \/, %2F, \u002f, &#47; or &#x2F;.
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

// Safe returns err, or an error with its redacted message if err shows a secret.
func Safe(err error, redact func(string) string) error {
	text := err.Error()
	if safe := redact(text); safe != text {
		return errors.New(safe)
	}
	return err
}

// Excerpt returns the redacted beginning of a server's answer, for an error.
func Excerpt(body []byte, redact func(string) string, most int) string {
	return Cut(redact(strings.ToValidUTF8(string(body), "\uFFFD")), most)
}

// Cut returns the beginning of text: whole characters, and at most most bytes.
func Cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "..."
}
