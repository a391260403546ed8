package gen

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// Most of the output is written as gofmt would format it, because gofmt itself takes
// longer than all the rest: this file has its rules that the output needs. What is
// not written so is made by jennifer, and formatted apart.

// emit adds text to the output, as it is.
func (g *generator) emit(text ...string) {
	for _, t := range text {
		g.body.WriteString(t)
	}
}

// emitf adds one declaration, and an empty line.
func (g *generator) emitf(format string, args ...any) {
	_, _ = fmt.Fprintf(&g.body, format, args...)
	g.body.WriteString("\n\n")
}

// emitFormatted adds declarations that gofmt has not seen.
func (g *generator) emitFormatted(text string) {
	formatted, err := format.Source([]byte(text))
	if err != nil {
		g.broken = err
		return
	}
	g.body.Write(bytes.TrimSpace(formatted))
	g.blank()
}

// emitTree adds declarations that jennifer renders.
func (g *generator) emitTree(code ...jen.Code) {
	f := jen.NewFile("p")
	f.NoFormat = true
	for _, c := range code {
		f.Add(c)
	}
	var out bytes.Buffer
	if err := f.Render(&out); err != nil {
		g.broken = err
		return
	}
	g.emitFormatted(strings.TrimPrefix(out.String(), "package p\n"))
}

// blank emits an empty line.
func (g *generator) blank() { g.body.WriteByte('\n') }

// block is a statement or a declaration with a body of lines.
func block(head string, body ...string) string {
	var b strings.Builder
	b.WriteString(head)
	b.WriteString(" {\n")
	for _, text := range body {
		indent(&b, text)
	}
	b.WriteByte('}')
	return b.String()
}

// indent adds lines, each with a tab before it.
func indent(b *strings.Builder, text string) {
	for line := range strings.Lines(text) {
		if line != "\n" {
			b.WriteByte('\t')
		}
		b.WriteString(line)
	}
	b.WriteByte('\n')
}

// group is a declaration of several things, such as var ( ... ).
func group(keyword string, lines ...string) string {
	var b strings.Builder
	b.WriteString(keyword)
	b.WriteString(" (\n")
	for _, text := range lines {
		indent(&b, text)
	}
	b.WriteByte(')')
	return b.String()
}

// mostInLine is the length of a function up to which gofmt leaves it in one line,
// without the braces.
const mostInLine = 99

// oneLine is a function whose body is one statement, in one line if that is not too
// long.
func oneLine(head, statement string) string {
	if len(head)+len(statement) > mostInLine {
		return block(head, statement)
	}
	return head + " { " + statement + " }"
}

// table lays out lines of cells as gofmt does: each cell but the last of its line is
// as wide as the widest of those above and below it. A line whose last cell has several
// lines ends the table, and so does one that is a comment or empty.
func table(lines [][]string) []string {
	out := make([]string, len(lines))
	widths := make([][]int, len(lines))
	for i := range lines {
		widths[i] = make([]int, len(lines[i])-1)
	}
	for i, cells := range lines {
		for c := range widths[i] {
			if i > 0 && c < len(widths[i-1]) && !strings.Contains(lines[i-1][len(lines[i-1])-1], "\n") {
				continue // it is in the column of the line above
			}
			widen(lines, widths, i, c)
		}
		var b strings.Builder
		for c, cell := range cells {
			b.WriteString(cell)
			if c < len(widths[i]) {
				b.WriteString(strings.Repeat(" ", widths[i][c]-utf8.RuneCountInString(cell)+1))
			}
		}
		out[i] = b.String()
	}
	return out
}

// widen finds the width of a column that begins in line i.
func widen(lines [][]string, widths [][]int, i, c int) {
	width, end := 0, i
	for ; end < len(lines) && c < len(widths[end]); end++ {
		width = max(width, utf8.RuneCountInString(lines[end][c]))
		if strings.Contains(lines[end][len(lines[end])-1], "\n") {
			end++
			break
		}
	}
	for ; i < end; i++ {
		widths[i][c] = width
	}
}
