package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/hhgen/hhgen/schema"
)

// excerpt is a line of a file as a terminal shows it, cut around a place in it.
type excerpt struct {
	text  string
	caret int    // columns before the place
	mark  string // that stands below the place: a caret, and a line below the rest of a word
}

const (
	tabColumns = 4     // of a tab, wherever it stands
	ellipsis   = "..." // stands for what was cut off
	fewest     = 40    // columns of an excerpt, however narrow the terminal is
	mostCells  = 8     // for each column: characters that take no column are drawn over others
)

// excerptOf is what columns columns show of a line around a byte of it, which is
// counted from 1.
func excerptOf(line string, at, columns int) excerpt {
	columns = max(columns, fewest)
	line = strings.TrimSuffix(line, "\r")
	at = min(max(at-1, 0), len(line))
	for at > 0 && at < len(line) && !utf8.RuneStart(line[at]) {
		at--
	}
	before, after := lastCells(line[:at], columns), firstCells(line[at:], columns)
	mark := "^" + strings.Repeat("~", max(wordColumns(line[at:], columns)-1, 0))
	switch left, right := columnsOf(before), max(columnsOf(after), 1); { // also for a caret behind the end
	case left+right <= columns:
	case right <= columns/2:
		before = cutLeft(before, columns-right)
	case left <= columns/2:
		after = cutRight(after, columns-left)
	default:
		before, after = cutLeft(before, columns/2), cutRight(after, columns-columns/2)
	}
	caret := columnsOf(before)
	mark = mark[:max(1, min(len(mark), columns-caret))]
	return excerpt{textOf(before) + textOf(after), caret, mark}
}

// cell is what a terminal shows of one character.
type cell struct {
	text    string
	columns int
}

// cellOf is the cell of the character at the start of s. What a terminal would act
// on is escaped.
func cellOf(s string) (c cell, size int) {
	r, size := utf8.DecodeRuneInString(s)
	c.text = schema.Printable(s[:size])
	switch {
	case r == '\t':
		c = cell{strings.Repeat(" ", tabColumns), tabColumns}
	case r == '\ufeff': // with which some editors begin a file
		c = cell{}
	case c.text != s[:size]:
		c.columns = len(c.text)
	case unicode.In(r, unicode.Mn, unicode.Me): // it is drawn over the one before it
	default:
		c.columns = 1
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			c.columns = 2
		}
	}
	return c, size
}

// firstCells are those of the start of a line: as many as fill some columns, and
// one more than that if there are more.
func firstCells(s string, columns int) (cells []cell) {
	for used := 0; s != "" && used <= columns && len(cells) < mostCells*columns; {
		c, size := cellOf(s)
		cells, s, used = append(cells, c), s[size:], used+c.columns
	}
	return cells
}

// lastCells are those of the end of a line.
func lastCells(s string, columns int) (cells []cell) {
	for used := 0; s != "" && used <= columns && len(cells) < mostCells*columns; {
		_, size := utf8.DecodeLastRuneInString(s)
		c, _ := cellOf(s[len(s)-size:])
		cells, s, used = append(cells, c), s[:len(s)-size], used+c.columns
	}
	slices.Reverse(cells)
	return cells
}

// cutLeft leaves the last cells, which with an ellipsis fit into some columns.
func cutLeft(cells []cell, columns int) []cell {
	used, start := len(ellipsis), len(cells)
	for start > 0 && used+cells[start-1].columns <= columns {
		start--
		used += cells[start].columns
	}
	return append([]cell{{ellipsis, len(ellipsis)}}, cells[start:]...)
}

// cutRight leaves the first cells, which with an ellipsis fit into some columns.
func cutRight(cells []cell, columns int) []cell {
	used, end := len(ellipsis), 0
	for end < len(cells) && used+cells[end].columns <= columns {
		used += cells[end].columns
		end++
	}
	return append(cells[:end:end], cell{ellipsis, len(ellipsis)})
}

func columnsOf(cells []cell) (n int) {
	for _, c := range cells {
		n += c.columns
	}
	return n
}

func textOf(cells []cell) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString(c.text)
	}
	return b.String()
}

// wordColumns are those of the word that s begins with; 0 if it begins with none.
func wordColumns(s string, most int) int {
	end := strings.IndexFunc(s, func(r rune) bool {
		return r == utf8.RuneError || r != '_' && !unicode.In(r, unicode.Letter, unicode.Digit, unicode.Mn)
	})
	if end < 0 {
		end = len(s)
	}
	return columnsOf(firstCells(s[:end], most))
}
