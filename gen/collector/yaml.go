package collector

import (
	"fmt"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// indent is that of statements.
const indent = "          "

// do writes a statement.
func (p *policy) do(format string, args ...any) {
	p.body.WriteString(indent + "- " + scalar(fmt.Sprintf(format, args...)) + "\n")
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
	if plain(s) {
		return strings.ReplaceAll(s, "$", "$$")
	}
	return quoteYAML(s)
}

// plain reports whether YAML reads a statement as it is, without quotes.
func plain(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' || strings.HasSuffix(s, ":") {
		return false
	}
	return !strings.Contains(s, ": ") && !strings.Contains(s, " #") && s == strings.TrimSpace(s)
}

// quoteYAML is a string that YAML reads as it is.
func quoteYAML(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "$", "$$"), "'", "''") + "'"
}
