package lsp

import (
	"go/token"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

func TestPositions(t *testing.T) {
	const content = "aé🙂b\r\nsecond\rthird\n\xffx\n"
	for _, test := range []struct {
		units  encoding
		at     position
		offset int
	}{
		{utf16Units, position{0, 2}, 3}, {utf16Units, position{0, 4}, 7}, {utf8Units, position{0, 7}, 7},
		{utf16Units, position{0, 5}, 8}, {utf16Units, position{1, 0}, 10}, {utf16Units, position{2, 1}, 18},
		{utf16Units, position{3, 1}, 24}, {utf8Units, position{3, 2}, 25}, {utf16Units, position{4, 0}, 26},
	} {
		text := newText(content, test.units)
		if got := text.offset(test.at); got != test.offset {
			t.Errorf("%v has offset %d, want %d", test.at, got, test.offset)
		}
		if got := text.position(test.offset); got != test.at {
			t.Errorf("offset %d is at %v, want %v", test.offset, got, test.at)
		}
	}
	text := newText(content, utf16Units)
	for _, behind := range []position{{0, 3}, {0, 99}, {9, 9}, {0, 1 << 31}} { // the first is between two units
		if got := text.position(text.offset(behind)); behind.before(got) {
			t.Errorf("%v became %v", behind, got)
		}
	}
	// Go's lines end at \n only.
	if got := text.position(text.offsetOf(token.Position{Line: 2, Column: 8})); got != (position{2, 0}) {
		t.Errorf("got %v", got)
	}
}

// Changes that a client counts in UTF-16 give the text that it has, and marks stay on
// their words.
func TestChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SampledFrom([]string{"a", "é", "🙂", "\n", "\r\n", "\r", "word", ""})
		join := func(label string, most int) string {
			return strings.Join(rapid.SliceOfN(pieces, 0, most).Draw(t, label), "")
		}
		before, after := join("before", 20), join("after", 20)
		units := rapid.SampledFrom([]encoding{utf8Units, utf16Units}).Draw(t, "units")
		d := &document{text: newText(before+"MARK"+after, units)}
		mark := textRange{d.position(len(before)), d.position(len(before) + len("MARK"))}
		for range rapid.IntRange(1, 5).Draw(t, "changes") {
			content := d.content
			start, end := span(t, content)
			by := join("text", 5)
			want := content[:start] + by + content[end:]
			c := contentChange{Range: &textRange{clientPosition(content, start, units), clientPosition(content, end, units)}, Text: by}
			if rapid.Bool().Draw(t, "whole") {
				c = contentChange{Text: want}
			}
			e := d.change(c)
			if d.content != want {
				t.Fatalf("the text is %q, want %q", d.content, want)
			}
			if !e.leaves(mark) {
				return
			}
			mark = e.move(mark)
			if got := d.content[d.offset(mark.Start):d.offset(mark.End)]; got != "MARK" {
				t.Fatalf("the mark is on %q in %q after %+v", got, d.content, c)
			}
		}
	})
}

// span are two offsets between characters, and not within the end of a line.
func span(t *rapid.T, content string) (start, end int) {
	var offsets []int
	for i := range content {
		if i == 0 || content[i-1] != '\r' || content[i] != '\n' {
			offsets = append(offsets, i)
		}
	}
	offsets = append(offsets, len(content))
	a := rapid.IntRange(0, len(offsets)-1).Draw(t, "start")
	b := rapid.IntRange(a, len(offsets)-1).Draw(t, "end")
	return offsets[a], offsets[b]
}

// clientPosition counts as a client does.
func clientPosition(content string, offset int, units encoding) position {
	before := strings.ReplaceAll(content[:offset], "\r\n", "\n")
	lines := strings.Split(strings.ReplaceAll(before, "\r", "\n"), "\n")
	last := lines[len(lines)-1]
	n := len(last)
	if units == utf16Units {
		n = len(utf16.Encode([]rune(last)))
	}
	return position{uint32(len(lines) - 1), uint32(n)}
}

func TestURIs(t *testing.T) {
	for uri, path := range map[string]string{
		"file:///a/b.go":                  "/a/b.go",
		"file:///mit%20Leer%26%C3%BC/%25": "/mit Leer&ü/%",
		"file://localhost/a%23b/c%3Fd":    "/a#b/c?d",
		"file:///a//b/../c.go":            "/a/c.go",
	} {
		if got, err := pathOf(uri); err != nil || got != path {
			t.Errorf("%s is %q, want %q: %v", uri, got, path, err)
		}
		if got, err := pathOf(uriOf(path)); err != nil || got != path {
			t.Errorf("%s becomes %q: %v", path, got, err)
		}
	}
	for _, uri := range []string{"", "untitled:1", "https://x/y", "file:relative", "file:///a%00b", "git:///x", "%zz"} {
		if got, err := pathOf(uri); err == nil {
			t.Errorf("%s is %q", uri, got)
		}
	}
}
