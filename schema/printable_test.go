package schema

import (
	"go/token"
	"testing"
)

func TestPrintable(t *testing.T) {
	for s, want := range map[string]string{
		"": "", `plain "text" \ ünder 日本 e.g. 50%`: `plain "text" \ ünder 日本 e.g. 50%`,
		"a\nb": `a\nb`, "a\r\n\tb": `a\r\n\tb`, "\x1b[31mred\x7f": `\x1b[31mred\x7f`, "line\u2028sep\u0085": `line\u2028sep\u0085`,
		"bad\xff\xfe": `bad\xff\xfe`, "real \ufffd": "real \ufffd", "\u202eright to left": `\u202eright to left`, "\x00": `\x00`, "a\u00a0b": "a\u00a0b",
	} {
		if got := Printable(s); got != want {
			t.Errorf("Printable(%q) = %q, want %q", s, got, want)
		}
	}
}

// An error is one line, whatever the file is called and the message quotes.
func TestErrorIsOneLine(t *testing.T) {
	e := &Finding{Pos: token.Position{Filename: "a\n::error::b.json", Line: 1, Column: 2}, Rule: JSONSyntax, Message: "also in c\rd\x1b.json"}
	if got, want := e.Error(), `a\n::error::b.json:1:2: also in c\rd\x1b.json (JSON_SYNTAX)`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
