package gen

import (
	godoc "go/doc/comment"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"
)

// emitComment emits a comment of the given paragraphs that documents no declaration.
func (g *generator) emitComment(paragraphs ...string) { g.emit(commentText(paragraphs)) }

// emitDoc emits the documentation of the declaration that follows.
func (g *generator) emitDoc(paragraphs ...string) { g.emit(docText(commentText(paragraphs))) }

// commentText makes a comment of paragraphs. Text of a schema may hold anything, so
// each of its lines becomes a // line of its own, with a space before it: then no
// text can end the comment or become a directive.
func commentText(paragraphs []string) string {
	var b strings.Builder
	for _, p := range paragraphs {
		lines := printable(p)
		if len(lines) > 0 && b.Len() > 0 {
			b.WriteString("//\n")
		}
		for _, line := range lines {
			b.WriteString(strings.TrimRight("// "+line, " "))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// comment is commentText as jennifer's code.
func comment(paragraphs ...string) (out []jen.Code) {
	for line := range strings.Lines(commentText(paragraphs)) {
		out = append(out, jen.Comment(strings.TrimSuffix(line, "\n")))
	}
	return out
}

// docText is a comment as gofmt formats documentation: with lists, headings and
// code in a form of their own.
func docText(text string) string {
	if plain(text) {
		return text
	}
	var bare strings.Builder
	for line := range strings.Lines(text) {
		bare.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, "//"), " "))
	}
	var parser godoc.Parser
	var printer godoc.Printer
	var b strings.Builder
	for line := range strings.Lines(string(printer.Comment(parser.Parse(bare.String())))) {
		switch {
		case line == "\n":
			b.WriteString("//\n")
		case line[0] == '\t':
			b.WriteString("//" + line)
		default:
			b.WriteString("// " + line)
		}
	}
	return b.String()
}

// plain reports whether a comment surely has paragraphs only, which gofmt leaves
// alone: its lines begin with letters, and its paragraphs end as sentences do.
func plain(text string) bool {
	if strings.Contains(text, "``") || strings.Contains(text, "''") || strings.Contains(text, "\t") {
		return false
	}
	var before string
	for line := range strings.Lines(text) {
		if line == "//\n" {
			if !strings.HasSuffix(before, ".\n") {
				return false
			}
		} else if first := line[len("// ")]; (first < 'A' || first > 'Z') && (first < 'a' || first > 'z') {
			return false
		}
		before = line
	}
	return strings.HasSuffix(before, "\n") && before != "//\n"
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
	if r < unicode.MaxASCII && r >= ' ' || unicode.IsGraphic(r) {
		return r
	}
	return ' '
}
