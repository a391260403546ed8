package gen

import (
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
)

// emitComment emits a comment of the given paragraphs.
func (g *generator) emitComment(paragraphs ...string) {
	for _, line := range comment(paragraphs...) {
		g.file.Add(line)
	}
}

// comment makes a comment of paragraphs. Text of a schema may hold anything, so
// each of its lines becomes a // line of its own, with a space before it: then no
// text can end the comment or become a directive.
func comment(paragraphs ...string) (out []jen.Code) {
	for _, p := range paragraphs {
		lines := printable(p)
		if len(lines) > 0 && len(out) > 0 {
			out = append(out, jen.Comment("//"))
		}
		for _, line := range lines {
			out = append(out, jen.Comment(strings.TrimRight("// "+line, " ")))
		}
	}
	return out
}

// printable returns the lines of a text, without characters that a comment must not
// have.
func printable(text string) (lines []string) {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.TrimSpace(strings.Map(visible, text))
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if strings.HasPrefix(strings.TrimSpace(line), "+build") {
			line = "\\" + strings.TrimSpace(line) // gofmt would take it for a build constraint
		}
		lines = append(lines, line)
	}
	return lines
}

// visible replaces invisible characters: control characters, line separators, and
// characters that change how text looks, such as marks of its direction.
func visible(r rune) rune {
	switch r {
	case '\n', '\t', '\u200c', '\u200d': // the last two join letters
		return r
	case unicode.ReplacementChar:
		return ' '
	}
	if !unicode.IsGraphic(r) {
		return ' '
	}
	return r
}
