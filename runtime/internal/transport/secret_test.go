package transport

import (
	"encoding/json"
	"html"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// escaped writes characters that are neither letters nor digits with f.
func escaped(s string, f func(c rune) string) string {
	var b strings.Builder
	for _, c := range s {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			b.WriteRune(c)
		} else {
			b.WriteString(f(c))
		}
	}
	return b.String()
}

func number(format string, base int, change func(string) string) func(string) string {
	return func(s string) string {
		return escaped(s, func(c rune) string {
			digits := strconv.FormatInt(int64(c), base)
			if base == 16 && len(digits) < 2 {
				digits = "0" + digits
			}
			return strings.Replace(format, "N", change(digits), 1)
		})
	}
}

func asJSON(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

var encodings = map[string]func(string) string{
	"raw":                 strings.Clone,
	"JSON":                asJSON,
	"JSON in JSON":        func(s string) string { return asJSON(asJSON(s)) },
	"JSON with slashes":   func(s string) string { return strings.ReplaceAll(asJSON(s), "/", `\/`) },
	"JSON of ASCII":       number(`\u00N`, 16, strings.ToLower),
	"JSON of ASCII, caps": number(`\u00N`, 16, strings.ToUpper),
	"quoted":              strconv.Quote,
	"quoted hexadecimal":  number(`\xN`, 16, strings.ToLower),
	"quoted by a shell":   func(s string) string { return escaped(s, func(c rune) string { return `\` + string(c) }) },
	"query":               url.QueryEscape,
	"path":                url.PathEscape,
	"lower query":         number("%N", 16, strings.ToLower),
	"query in a query":    func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"HTML":                html.EscapeString,
	"HTML in HTML":        func(s string) string { return html.EscapeString(html.EscapeString(s)) },
	"HTML names":          strings.NewReplacer("&", "&amp;", `"`, "&quot;", "'", "&apos;", "<", "&lt;", ">", "&gt;").Replace,
	"HTML numbers":        number("&#N;", 10, strings.Clone),
	"HTML long numbers":   number("&#0N;", 10, strings.Clone),
	"HTML hexadecimal":    number("&#xN;", 16, strings.ToUpper),
}

// A secret with any characters that a key or a header may have is redacted in all
// its forms; the text around it stays.
func TestRedactor(t *testing.T) {
	for name, encode := range encodings {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			for range 30 {
				secret := []byte("sk")
				for range 3 + random.IntN(40) {
					secret = append(secret, byte('!'+random.IntN('~'-'!'+1)))
				}
				text := encode(string(secret))
				got := Redactor("other", string(secret))("bad key " + text + " in the request")
				if !strings.Contains(got, "[redacted]") || strings.Contains(got, "sk") {
					t.Fatalf("%s is shown: %s", text, got)
				}
				if !strings.HasPrefix(got, "bad key ") || !strings.HasSuffix(got, " in the request") {
					t.Fatalf("more is redacted: %s", got)
				}
			}
		})
	}
}

func TestRedactorOfSeveral(t *testing.T) {
	for _, test := range []struct {
		secrets    []string
		text, want string
	}{
		{nil, "text", "text"},
		{[]string{""}, "text", "text"},
		{[]string{"sk-1", "sk-1-long"}, "sk-1 sk-1-long sk-2", "[redacted] [redacted] sk-2"},
		{[]string{"a b"}, "a+b a%20b a  b", "[redacted] [redacted] a  b"},
		{[]string{"schlüssel"}, "schlüssel schlussel", "[redacted] schlussel"},
		{[]string{strings.Repeat("%", mostSecret+1)}, strings.Repeat("%", mostSecret+2), "[redacted]%"},
		{[]string{"$1"}, "$1 1", "[redacted] 1"},
	} {
		if got := Redactor(test.secrets...)(test.text); got != test.want {
			t.Errorf("%q is %q, want %q", test.text, got, test.want)
		}
	}
}
