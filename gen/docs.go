package gen

import (
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
)

// doc puts a comment of the given paragraphs.
func (g *generator) doc(paragraphs ...string) {
	for _, line := range comment(paragraphs...) {
		g.file.Add(line)
	}
}

// comment makes a comment of paragraphs. Text of a schema may hold anything:
// each of its lines becomes a // line of its own, without control characters,
// so that no text can end the comment.
func comment(paragraphs ...string) (lines []jen.Code) {
	for _, p := range paragraphs {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, jen.Comment("//"))
		}
		p = strings.ReplaceAll(strings.ReplaceAll(p, "\r\n", "\n"), "\r", "\n")
		for line := range strings.Lines(p) {
			line = strings.TrimRight(printable(line), " ")
			if strings.HasPrefix(strings.TrimSpace(line), "+build") {
				line = "\\" + strings.TrimSpace(line) // gofmt would take it for a build constraint
			}
			lines = append(lines, jen.Comment(strings.TrimRight("// "+line, " ")))
		}
	}
	return lines
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
