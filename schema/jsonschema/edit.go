package jsonschema

import (
	"bytes"
	"cmp"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hhgen/hhgen/schema"
)

// declaration edits the keywords of a field: its [schema.Declaration]. Keywords that
// normalization has made are not in the document, and cannot be edited.
type declaration struct {
	field    *schema.Field
	property member
	said     said
	required *node // the names of the required properties around it; nil for none
}

// requiredBy says which schema lists a field among its required properties.
func requiredBy(f *schema.Field, around said) {
	if d, ok := f.Declaration.(*declaration); ok {
		d.required = around["required"].value
	}
}

// numbers are the options whose keywords have a number as value.
var numbers = []string{"maxbytes", "maxlength", "maxitems", "minimum", "maximum", "above", "below"}

// Set is that of [schema.Declaration].
func (d *declaration) Set(options ...schema.Option) []schema.Edit {
	var edits []schema.Edit
	for _, o := range options {
		var more []schema.Edit
		switch {
		case o.Name == "key":
			more = d.rename(o.Value)
		case slices.Contains(numbers, o.Name):
			more = d.set(d.keyword(o.Name), o.Value)
		case o.Name == "unit" || o.Name == "overflow" || o.Name == "setter" || o.Name == "pii":
			more = d.set(d.keyword(o.Name), strconv.Quote(o.Value))
		case o.Value == "":
			more = d.set(d.keyword(o.Name), "true")
		}
		if more == nil {
			return nil
		}
		edits = append(edits, more...)
	}
	return inOrder(edits)
}

// inOrder sorts edits by their places; nil if two insert something at the same place.
func inOrder(edits []schema.Edit) []schema.Edit {
	slices.SortFunc(edits, func(a, b schema.Edit) int { return cmp.Compare(a.Pos.Offset, b.Pos.Offset) })
	for i := range edits {
		if i > 0 && edits[i].Pos.Offset <= edits[i-1].End.Offset {
			return nil
		}
	}
	return edits
}

// keyword is the keyword that stands for an option.
func (d *declaration) keyword(option string) string {
	if option == "maxitems" && d.field.Type != nil {
		return dialect.Items(d.field)
	}
	return dialect.Word(option)
}

// set gives a keyword a value, beside those that are there.
func (d *declaration) set(keyword, value string) []schema.Edit {
	if m, ok := d.said[keyword]; ok {
		return m.value.file.edit(m, func(t memberText) (int, int, string) { return t.value, t.end, value })
	}
	beside, ok := d.said["type"]
	if !ok || beside.value.kind == 0 {
		return d.begin(keyword, value)
	}
	return beside.value.file.edit(beside, func(t memberText) (int, int, string) {
		return t.end, t.end, "," + t.gap + strconv.Quote(keyword) + t.colon + value
	})
}

// begin puts a keyword in front of all others.
func (d *declaration) begin(keyword, value string) []schema.Edit {
	n := d.property.value
	if n.kind != '{' || n.file == nil {
		return nil
	}
	start := n.file.offset(n.pos)
	if start < 0 || n.file.text[start] != '{' {
		return nil
	}
	text := strconv.Quote(keyword) + ": " + value
	if rest := bytes.TrimLeft(n.file.text[start+1:], " \t\r\n"); len(rest) > 0 && rest[0] != '}' {
		text += ", "
	}
	return n.file.replace(start+1, start+1, text)
}

// rename gives a property another name, also in the list of those that are required.
func (d *declaration) rename(name string) []schema.Edit {
	f := d.property.value.file
	if f == nil || bytes.Contains(f.text, []byte(`"x-hh-order"`)) || bytes.Contains(f.text, []byte(`"x-hh-moved-to"`)) {
		return nil // which name properties too
	}
	edits := f.edit(d.property, func(t memberText) (int, int, string) { return t.name, t.nameEnd, strconv.Quote(name) })
	if edits == nil || d.required == nil {
		return edits
	}
	for _, item := range d.required.items {
		if item.text != d.property.name {
			continue
		}
		start := f.offset(item.pos)
		end, ok := f.stringAt(start, item.text)
		if !ok || item.file != f {
			return nil
		}
		edits = append(edits, f.replace(start, end, strconv.Quote(name))...)
	}
	return inOrder(edits)
}

// Remove is that of [schema.Declaration].
func (d *declaration) Remove(option string) []schema.Edit {
	m, ok := d.said[d.keyword(option)]
	if !ok {
		return nil
	}
	return m.remove()
}

// remove removes a member, and a comma beside it.
func (m member) remove() []schema.Edit {
	f := m.value.file
	return f.edit(m, func(t memberText) (int, int, string) {
		if rest := f.text[t.end:]; len(rest) > 0 && rest[0] == ',' {
			next := bytes.TrimLeft(rest[1:], " \t\r\n")
			return t.name, len(f.text) - len(next), ""
		}
		before := bytes.TrimRight(f.text[:t.name], " \t\r\n")
		return len(bytes.TrimSuffix(before, []byte(","))), t.end, ""
	})
}

// renameTo gives a member another name.
func (m member) renameTo(name string) []schema.Edit {
	return m.value.file.edit(m, func(t memberText) (int, int, string) { return t.name, t.nameEnd, strconv.Quote(name) })
}

// usualItems is the bound of items that fixes set.
var usualItems = strconv.Itoa(schema.UsualItems)

// offerName offers the known name that a member of an object is misspelt for.
func offerName(e *schema.Finding, n *node, m member, known []string) {
	if near, sure := schema.Nearest(m.name, known); near != "" && onlyMeant(n, m, near, known) {
		e.Offer(sure, "write "+near, m.renameTo(near))
	}
}

// onlyMeant reports whether no other member of an object has a name, or is misspelt
// for it: renaming m to it makes no name twice.
func onlyMeant[S ~string](n *node, m member, name S, known []S) bool {
	return !slices.ContainsFunc(n.members, func(other member) bool {
		near, _ := schema.Nearest(other.name, known)
		return other.pos != m.pos && (near == string(name) || other.name == string(name))
	})
}

// memberText is where a member stands in its document.
type memberText struct {
	name, nameEnd int    // of the quoted name
	value, end    int    // of the value
	gap           string // white space in front of the name, if it begins a line, or else a space
	colon         string // between name and value
}

// edit replaces a part of a member. It returns nil if the member is not in the
// document.
func (f *file) edit(m member, part func(memberText) (from, to int, text string)) []schema.Edit {
	if f == nil {
		return nil
	}
	t, ok := f.textOf(m)
	if !ok {
		return nil
	}
	from, to, text := part(t)
	return f.replace(from, to, text)
}

// textOf finds a member in the document.
func (f *file) textOf(m member) (t memberText, ok bool) {
	t.name = f.offset(m.pos)
	if t.nameEnd, ok = f.stringAt(t.name, m.name); !ok {
		return t, false
	}
	rest := bytes.TrimLeft(f.text[t.nameEnd:], " \t\r\n")
	if len(rest) == 0 || rest[0] != ':' {
		return t, false
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	t.value = len(f.text) - len(rest)
	value, err := jsontext.NewDecoder(bytes.NewReader(rest)).ReadValue()
	if err != nil {
		return t, false
	}
	t.end = t.value + len(value)
	t.colon = string(f.text[t.nameEnd:t.value])
	t.gap = " "
	if line := f.text[:t.name]; len(bytes.TrimRight(line, " \t")) == 0 || bytes.HasSuffix(bytes.TrimRight(line, " \t"), []byte("\n")) {
		t.gap = string(line[len(bytes.TrimRight(line, " \t\r\n")):])
	} else if !strings.ContainsAny(t.colon, " \t\n") {
		t.gap = ""
	}
	return t, true
}

// stringAt is the end of a string in the document, if it stands there.
func (f *file) stringAt(start int, text string) (end int, ok bool) {
	if start < 0 || start >= len(f.text) || f.text[start] != '"' {
		return 0, false
	}
	dec := jsontext.NewDecoder(bytes.NewReader(f.text[start:]))
	value, err := dec.ReadToken()
	if err != nil || value.Kind() != '"' || value.String() != text {
		return 0, false
	}
	return start + int(dec.InputOffset()), true
}

// offset is that of a position of the document; -1 if it has none.
func (f *file) offset(pos token.Position) int {
	if pos.Filename != f.name || pos.Line < 1 || pos.Line > len(f.lines) {
		return -1
	}
	if at := f.lines[pos.Line-1] + pos.Column - 1; at < len(f.text) {
		return at
	}
	return -1
}

// replace is the edit of a part of the document.
func (f *file) replace(from, to int, text string) []schema.Edit {
	pos, end := f.position(from), f.position(to)
	pos.Offset, end.Offset = from+f.mark, to+f.mark
	return []schema.Edit{{Pos: pos, End: end, New: text}}
}
