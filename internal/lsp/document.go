package lsp

import "unicode/utf8"

// document is a file as it is in the editor.
type document struct {
	uri     string // as the client writes it
	version *int32
	*text
}

// change replaces a part of the document, or all of it, and returns what happened
// as an edit.
func (d *document) change(c contentChange) edit {
	content, start, end := d.content, 0, len(d.content)
	if c.Range != nil {
		start, end = d.offset(c.Range.Start), d.offset(c.Range.End)
		end = max(start, end)
	}
	now := content[:start] + c.Text + content[end:]
	// What is the same at both ends was not edited, whatever the client has sent.
	replaced, by := content[start:end], c.Text
	prefix := commonPrefix(replaced, by)
	suffix := commonSuffix(replaced[prefix:], by[prefix:])
	before := d.text
	d.text = newText(now, before.units)
	return edit{
		old: textRange{before.position(start + prefix), before.position(end - suffix)},
		end: d.position(start + len(c.Text) - suffix),
	}
}

// commonPrefix is the number of bytes of the characters that two strings begin with.
func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && !utf8.RuneStart(a[n]) || n < len(b) && !utf8.RuneStart(b[n])) {
		n--
	}
	return n
}

// commonSuffix is the number of bytes of the characters that two strings end with.
func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	for n > 0 && !utf8.RuneStart(a[len(a)-n]) {
		n--
	}
	return n
}

// edit is the replacement of a range by text that ends at a position.
type edit struct {
	old textRange
	end position
}

// leaves reports whether an edit was outside of a range.
func (e edit) leaves(r textRange) bool {
	switch {
	case r == textRange{}, r.End.before(e.old.Start): // about the file, or before the edit
		return true
	case r.Start == e.old.Start && e.old.Start == e.old.End: // typed at its beginning
		return r.Start == r.End
	}
	return !r.Start.before(e.old.End)
}

// move is where a range is after an edit that leaves it.
func (e edit) move(r textRange) textRange {
	if r == (textRange{}) || r.End.before(e.old.Start) {
		return r
	}
	return textRange{e.place(r.Start), e.place(r.End)}
}

// place is where a position at or behind the replaced range is now.
func (e edit) place(p position) position {
	if p.Line == e.old.End.Line {
		p.Character = p.Character - e.old.End.Character + e.end.Character
	}
	p.Line = p.Line - e.old.End.Line + e.end.Line
	return p
}
