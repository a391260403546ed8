package collector

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// indent is that of statements.
const indent = "          "

// do writes a statement.
func (p *policy) do(format string, args ...any) { p.statement(fmt.Sprintf(format, args...)) }

// statement writes a statement that is made of several texts.
func (p *policy) statement(texts ...string) {
	p.line = p.line[:0]
	for _, text := range texts {
		p.line = append(p.line, text...)
	}
	p.body.WriteString(indent + "- ")
	if !plain(p.line) || bytes.IndexByte(p.line, '$') >= 0 {
		p.body.WriteString(scalar(string(p.line)))
	} else {
		p.body.Write(p.line)
	}
	p.body.WriteByte('\n')
}

// comment writes lines of comments before statements.
func (p *policy) comment(text string) { writeComment(&p.body, indent, text) }

// writeComment writes a comment, in which text of schemas is on one line.
func writeComment(b *strings.Builder, indent, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.TrimRight(indent+"# "+schema.Printable(line), " ") + "\n")
	}
}

// scalar is a string of YAML in a configuration, in which the Collector looks for
// variables: ${env:NAME}. A dollar sign is written twice.
func scalar(s string) string {
	if plain([]byte(s)) {
		return strings.ReplaceAll(s, "$", "$$")
	}
	return quoteYAML(s)
}

// plain reports whether YAML reads a statement as it is, without quotes.
func plain(s []byte) bool {
	if len(s) == 0 || s[0] < 'a' || s[0] > 'z' || s[len(s)-1] == ' ' || s[len(s)-1] == ':' {
		return false
	}
	return !bytes.Contains(s, []byte(": ")) && !bytes.Contains(s, []byte(" #"))
}

// quoteYAML is a string that YAML reads as it is.
func quoteYAML(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "$", "$$"), "'", "''") + "'"
}
