package gen

import (
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
)

// doc puts a comment of the given paragraphs. Text of a schema may hold
// anything: each of its lines becomes a // line of its own, without control
// characters, so that no text can end the comment.
func (g *generator) doc(paragraphs ...string) {
	first := true
	for _, p := range paragraphs {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		if !first {
			g.file.Comment("//")
		}
		first = false
		p = strings.ReplaceAll(strings.ReplaceAll(p, "\r\n", "\n"), "\r", "\n")
		for line := range strings.Lines(p) {
			line = strings.TrimRight(printable(line), " ")
			if strings.HasPrefix(strings.TrimSpace(line), "+build") {
				line = "\\" + strings.TrimSpace(line) // gofmt would take it for a build constraint
			}
			g.file.Add(jen.Comment(strings.TrimRight("// "+line, " ")))
		}
	}
}

// printable replaces what a line of a comment must not hold.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return -1
		case r == '\t':
			return r
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == unicode.ReplacementChar, r == '\ufeff':
			return ' '
		}
		return r
	}, line)
}
