package transport

import (
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Redactor returns a function that removes secrets from a text, also as they
// look when they are quoted, in a URL or in HTML. It is a function so that fmt
// does not print the secrets.
func Redactor(secrets ...string) func(string) string {
	var all []string
	for _, secret := range secrets {
		if secret != "" {
			all = append(all, forms(secret)...)
		}
	}
	// Of two that begin alike the longer is to be found.
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	pairs := []string{}
	for _, form := range all {
		pairs = append(pairs, form, "[redacted]")
	}
	return strings.NewReplacer(pairs...).Replace
}

// forms are the ways in which a secret may be written.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret)
	query, path := url.QueryEscape(secret), url.PathEscape(secret)
	return []string{secret, Inner(string(quoted)), Inner(strconv.Quote(secret)), html.EscapeString(secret),
		query, path, lowerHex(query), lowerHex(path)}
}

var percent = regexp.MustCompile(`%[0-9A-F]{2}`)

// lowerHex is escaped with %2f for %2F.
func lowerHex(escaped string) string { return percent.ReplaceAllStringFunc(escaped, strings.ToLower) }

// Inner is what is between quotes.
func Inner(quoted string) string { return quoted[1 : len(quoted)-1] }

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
