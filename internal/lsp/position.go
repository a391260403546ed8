package lsp

import (
	"go/token"
	"sort"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// encoding is the unit that characters of a line are counted in.
type encoding string

// The encodings that the server knows. Every client knows UTF-16.
const (
	utf8Units  encoding = "utf-8"
	utf16Units encoding = "utf-16"
)

// text is the content of a file, whose places can be named in three ways: by an
// offset in bytes, by a [position] and by a [token.Position].
type text struct {
	content string
	lines   []int // offsets of the lines' beginnings; lines end as the protocol says
	units   encoding
}

func newText(content string, units encoding) *text {
	t := &text{content: content, lines: []int{0}, units: units}
	for i := 0; i < len(content); i++ {
		if c := content[i]; c == '\n' || c == '\r' && !strings.HasPrefix(content[i+1:], "\n") {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// line is the content of a line, without its end.
func (t *text) line(i int) string {
	end := len(t.content)
	if i+1 < len(t.lines) {
		end = t.lines[i+1]
	}
	return strings.TrimRight(t.content[t.lines[i]:end], "\r\n")
}

// offset is the offset of a position. Behind the end of a line or of the text, it
// is that end.
func (t *text) offset(p position) int {
	if int64(p.Line) >= int64(len(t.lines)) {
		return len(t.content)
	}
	offset, left := t.lines[p.Line], int64(p.Character)
	for rest := t.line(int(p.Line)); rest != ""; {
		bytes, units := t.first(rest)
		if left < int64(units) {
			break
		}
		left -= int64(units)
		offset, rest = offset+bytes, rest[bytes:]
	}
	return offset
}

// first is the length of the first character, in bytes and in units. A byte that is
// not UTF-8 is a character.
func (t *text) first(s string) (bytes, units int) {
	r, bytes := utf8.DecodeRuneInString(s)
	if t.units == utf8Units {
		return bytes, bytes
	}
	return bytes, utf16.RuneLen(r)
}

// position is the position of an offset.
func (t *text) position(offset int) position {
	offset = min(max(offset, 0), len(t.content))
	line := sort.SearchInts(t.lines, offset+1) - 1
	character := 0
	for i := t.lines[line]; i < offset; {
		bytes, units := t.first(t.content[i:])
		i, character = i+bytes, character+units
	}
	return position{Line: uint32(line), Character: uint32(character)}
}

// offsetOf is the offset of a position of Go, whose lines end with \n, and whose
// columns count bytes. What is behind the end of a line is that end.
func (t *text) offsetOf(p token.Position) int {
	offset := 0
	for range p.Line - 1 {
		next := strings.IndexByte(t.content[offset:], '\n')
		if next < 0 {
			return len(t.content)
		}
		offset += next + 1
	}
	end := strings.IndexByte(t.content[offset:], '\n')
	if end < 0 {
		end = len(t.content) - offset
	}
	return offset + min(max(p.Column-1, 0), end)
}

// word is the range of what begins at a position of Go: a name, a number or a
// string, else the rest of the line.
func (t *text) word(p token.Position) textRange {
	start := t.offsetOf(p)
	rest, _, _ := strings.Cut(t.content[start:], "\n")
	rest = strings.TrimRight(rest, " \t\r")
	if p.Line <= 0 { // a finding about the file
		rest = ""
	}
	end := start + wordBytes(rest)
	if before := t.content[:start]; start == end && p.Line > 0 && before != "" && !strings.HasSuffix(before, "\n") {
		_, size := utf8.DecodeLastRuneInString(before) // behind a line, where nothing could be marked
		start -= size
	}
	return textRange{t.position(start), t.position(end)}
}

func wordBytes(s string) int {
	if s == "" {
		return 0
	}
	if quote := s[0]; quote == '"' || quote == '`' {
		for i := 1; i < len(s); i++ {
			switch {
			case s[i] == '\\' && quote == '"':
				i++
			case s[i] == quote:
				return i + 1
			}
		}
		return len(s)
	}
	n := strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./", r)
	})
	if n <= 0 {
		return len(s)
	}
	return n
}
