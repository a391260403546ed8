package gostruct

import (
	"cmp"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// literal is a struct tag as its file has it, to be edited. The nil pointer stands
// for one that is not to be edited.
type literal struct {
	text string // with its quotes
	at   func(offset int) token.Position
}

// literalOf is the tag of a field; nil if there is none, or if the file is not to be
// edited.
func (l *loader) literalOf(n syntax) *literal {
	if n.tag == nil || !l.editable(n) {
		return nil
	}
	text := n.tag.Value
	if text[0] == '`' && strings.Contains(text, "\n") {
		return nil // the scanner leaves out carriage returns, so offsets are not those of the file
	}
	return &literal{text, func(offset int) token.Position { return l.onDisk(n.tag.Pos() + token.Pos(offset)) }}
}

// onDisk is the place of pos in its file, whatever a //line comment says.
func (l *loader) onDisk(pos token.Pos) token.Position {
	p := l.fset.PositionFor(pos, false)
	offset := p.Offset
	p = l.relative(p)
	p.Offset = offset
	return p
}

// offset is where a byte of the tag is in the literal.
func (lit *literal) offset(inTag int) int {
	if lit.text[0] == '`' {
		return 1 + inTag
	}
	return quotedOffset(lit.text, inTag)
}

// replace replaces a part of the tag.
func (lit *literal) replace(from, to int, text string) []schema.Edit {
	switch {
	case lit == nil, lit.text[0] == '`' && strings.ContainsAny(text, "`\r\n"):
		return nil
	case lit.text[0] == '"':
		text = escaped(text)
	}
	return []schema.Edit{{Pos: lit.at(lit.offset(from)), End: lit.at(lit.offset(to)), New: text}}
}

// escaped is text as it stands between double quotes.
func escaped(text string) string {
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}

// options is the value of hh in a struct tag, to be edited: the [schema.Declaration]
// of a field. The nil pointer stands for one that is not to be edited.
type options struct {
	*literal
	value  string
	quoted string // the value in the tag, and what follows it
	start  int    // where that begins in the tag
}

// optionsIn finds the value of hh in a tag.
func optionsIn(lit *literal) *options {
	if lit == nil {
		return nil
	}
	raw, _ := strconv.Unquote(lit.text) // a string, since the file was parsed
	pairs, _ := pairsOf(raw)
	i := slices.IndexFunc(pairs, func(p pair) bool { return p.key == "hh" })
	if i < 0 {
		return nil
	}
	start := pairs[i].offset + len("hh:")
	return &options{lit, pairs[i].value, raw[start:], start}
}

// change is one change of the value: the text from one offset to another is
// replaced.
type change struct {
	from, to int
	text     string
}

// change replaces the whole part.
func (p part) change(text string) change { return change{p.offset, p.offset + len(p.text), text} }

// edits makes changes, which are sorted; those that touch become one.
func (o *options) edits(changes ...change) (edits []schema.Edit) {
	if o == nil {
		return nil
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	for i := 0; i < len(changes); {
		c := changes[i]
		for i++; i < len(changes) && changes[i].from <= c.to; i++ {
			c.to, c.text = max(c.to, changes[i].to), c.text+changes[i].text
		}
		edit := o.replace(o.start+quotedOffset(o.quoted, c.from), o.start+quotedOffset(o.quoted, c.to), escaped(c.text))
		if edit == nil {
			return nil
		}
		edits = append(edits, edit...)
	}
	return edits
}

// find is the part of the value that has an option, or the namespace; nil if
// there is none.
func (o *options) find(name string) *part {
	if o == nil {
		return nil
	}
	for i, p := range splitOptions(o.value) {
		word, _, assigned := strings.Cut(p.text, "=")
		first := i == 0 && !assigned // it is the namespace, if it is any
		if first && name == "namespace" && p.text != "" || !first && name == word {
			return &p
		}
	}
	return nil
}

// Set is that of [schema.Declaration]. The key follows the namespace, and other
// options are added at the end.
func (o *options) Set(options ...schema.Option) []schema.Edit {
	if o == nil {
		return nil
	}
	var changes []change
	head := splitOptions(o.value)[0].text // the namespace
	if strings.Contains(head, "=") {
		head = "" // it is an option
	}
	var first, last string
	for _, opt := range options {
		text := written(opt)
		if p := o.find(opt.Name); p != nil {
			changes = append(changes, change{p.offset, p.offset + len(p.text), text})
			continue
		}
		switch opt.Name {
		case "namespace":
			if o.value != "" && o.value[0] != ',' {
				text += ","
			}
			changes = append(changes, change{0, 0, text})
		case "key":
			first += "," + text
		default:
			last += "," + text
		}
	}
	end := len(strings.TrimRight(o.value, ","))
	switch {
	case end == 0: // nothing but commas
		changes = append(changes, change{0, len(o.value), first + last})
		return o.edits(changes...)
	case head == "" && !strings.HasPrefix(o.value, ","): // options without a namespace
		first = strings.TrimPrefix(first+",", ",")
	}
	if first != "" {
		changes = append(changes, change{len(head), len(head), first})
	}
	if last != "" {
		changes = append(changes, change{end, end, last})
	}
	return o.edits(changes...)
}

// written is an option as a tag has it.
func written(o schema.Option) string {
	switch {
	case o.Name == "namespace":
		return o.Value
	case o.Value == "":
		return o.Name
	case strings.ContainsAny(o.Value, ",' "):
		return o.Name + "='" + strings.ReplaceAll(o.Value, "'", "''") + "'"
	}
	return o.Name + "=" + o.Value
}

// Remove is that of [schema.Declaration].
func (o *options) Remove(option string) []schema.Edit {
	p := o.find(option)
	if p == nil {
		return nil
	}
	return o.cut(*p)
}

// cut removes a part of the value, and the comma in front of it. A value without
// parts is a comma, since that is how members of objects are marked.
func (o *options) cut(p part) []schema.Edit {
	if o == nil {
		return nil
	}
	from, to := p.offset, p.offset+len(p.text)
	switch {
	case from <= 1 && to == len(o.value):
		return o.edits(change{0, to, ","})
	case from == 0:
		return o.edits(change{0, to, ""}) // the comma behind it says that there is no namespace
	}
	return o.edits(change{from - 1, to, ""})
}

// addTag adds a key to the tag of a field, or a tag to a field without one.
func (l *loader) addTag(n syntax, value string) []schema.Edit {
	text := "hh:" + strconv.Quote(value)
	if lit := l.literalOf(n); lit != nil {
		raw, _ := strconv.Unquote(lit.text) // a string, since the file was parsed
		end := len(strings.TrimRight(raw, " "))
		if end > 0 {
			text = " " + text
		}
		return lit.replace(end, end, text)
	}
	if n.tag != nil || !l.editable(n) || n.typ == nil {
		return nil
	}
	at := l.onDisk(n.typ.End())
	return []schema.Edit{{Pos: at, End: at, New: " `" + text + "`"}}
}

// editable reports whether a declaration is to be edited: it is in a file that people
// write, and not in a published module. Offsets in a file that cgo has copied are not
// those of the original.
func (l *loader) editable(n syntax) bool {
	return n.own && l.originals[l.fset.PositionFor(n.pos, false).Filename] == ""
}
