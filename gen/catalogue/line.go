package catalogue

import (
	"fmt"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Line is one fact for people.
type Line struct {
	Label string
	Items []Item
}

// Item is a part of a fact.
type Item struct {
	Text string
	Code bool // it is written so in programs, queries or data
}

// Lines are the facts that hold for a key, but for its documentation, its values and
// what it was replaced by. k is the key.
func (f Facts) Lines(k *Key) (lines []Line) {
	add := func(label string, items ...Item) {
		var written []Item
		for _, i := range items {
			if i.Text != "" {
				written = append(written, i)
			}
		}
		if len(written) > 0 {
			lines = append(lines, Line{label, written})
		}
	}
	add("Query", code(k.Path))
	add("Span attribute", code(f.Attribute))
	add("Type", text(f.Type), code(f.Go))
	add("Unit", text(f.Unit))
	add("Bounds", texts(f.Bounds)...)
	add("Pattern", code(f.Pattern))
	add("Default", code(f.Default))
	add("Example", codes(f.Examples)...)
	add("Privacy", text(f.Sensitive.String()))
	add("Size at most", text(f.size()))
	if f.Moved.Key != "" {
		add("Formerly", code(k.sibling(f.Moved.Key)), text("recorded too until "+f.Moved.Until))
	}
	if f.Baggage {
		add("Travels", text("values of sessions go to other services, as baggage"))
	}
	return lines
}

func text(s string) Item { return Item{Text: s} }

func code(s string) Item { return Item{Text: s, Code: true} }

func texts(all []string) (items []Item) {
	for _, s := range all {
		items = append(items, text(s))
	}
	return items
}

func codes(all []string) (items []Item) {
	for _, s := range all {
		items = append(items, code(s))
	}
	return items
}

// size is the worst case in words; "" if there is none.
func (f Facts) size() string {
	if f.Size.Attributes == 0 {
		return ""
	}
	return fmt.Sprintf("%s with keys, in %s", inBytes(f.Size.Bytes), schema.Count(f.Size.Attributes, "attribute"))
}

// inBytes is a number of bytes in words.
func inBytes(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return grouped(n) + " bytes"
}

// grouped is a number with a space between thousands, which every language reads.
func grouped(n int) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, d := range digits {
		if rest := len(digits) - i; i > 0 && rest%3 == 0 && len(digits) > 4 {
			b.WriteString("\u202f") // narrow, and no place to break a line
		}
		b.WriteRune(d)
	}
	return b.String()
}

// String says what is sensitive; "" for nothing.
func (s Sensitive) String() string {
	var words []string
	if s.Form != "" {
		words = append(words, s.Form)
	}
	if s.Noun != "" {
		words = append(words, s.Noun)
	}
	if s.Level != "" {
		words = append(words, "can be read")
	}
	return strings.Join(words, ", ")
}

// sibling is a key in the namespace or the object that k is in.
func (k *Key) sibling(name string) string {
	return k.Path[:strings.LastIndex(k.Path, ".")+1] + name
}

// First is the first sentence of a documentation, on one line.
func First(doc string) string {
	paragraph, _, _ := strings.Cut(strings.TrimSpace(doc), "\n\n")
	line := strings.Join(strings.Fields(paragraph), " ")
	for i, r := range line {
		if r == '.' && i+1 < len(line) && line[i+1] == ' ' && !abbreviated(line[:i]) {
			return line[:i+1]
		}
	}
	return line
}

// abbreviated reports whether a sentence goes on after the full stop of its last word.
func abbreviated(before string) bool {
	for _, word := range []string{"e.g", "i.e", "etc", "vs", "approx", "incl"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	return false
}

// Meaning is what a key stands for, on one line.
func (k *Key) Meaning() string {
	for _, d := range k.Declarations {
		for _, doc := range d.Docs {
			return First(doc)
		}
	}
	return ""
}

// Type are the types that records give a key, each once.
func (k *Key) Type() string {
	var all []string
	for _, d := range k.Declarations {
		all = appendNew(all, d.Type)
	}
	return strings.Join(all, " or ")
}

// appendNew appends what a list does not have.
func appendNew(all []string, more ...string) []string {
	for _, s := range more {
		found := s == ""
		for _, other := range all {
			found = found || other == s
		}
		if !found {
			all = append(all, s)
		}
	}
	return all
}

// Sensitive is what the first declaration that has something sensitive says of it.
func (k *Key) Sensitive() Sensitive {
	for _, d := range k.Declarations {
		if d.Sensitive.Any() {
			return d.Sensitive
		}
	}
	return Sensitive{}
}

// Deprecated reports whether all records that have a key say that something else is to
// be used.
func (k *Key) Deprecated() bool {
	for _, d := range k.Declarations {
		if d.Deprecated == "" {
			return false
		}
	}
	return true
}
