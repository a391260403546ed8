package gostruct

import (
	"slices"
	"strings"
	"testing"
)

func TestSuggestOption(t *testing.T) {
	options := []string{"key", "maxbytes", "maxlength", "maxitems", "minimum", "maximum", "above", "below", "unit", "overflow", "omitzero", "inline", "large", "setter"}
	for _, c := range []struct {
		word  string
		shape shape
		want  string
	}{
		{"max", shapeNumber, `did you mean "maximum"?`},
		{"max", shapeText, `did you mean "maxbytes"?`},
		{"Max", shapeItems, `did you mean "maxitems"?`},
		{"max", shapeOther, "maximum= bounds a number, maxbytes= a string, maxitems= a list or a map"},
		{"gte", shapeNumber, `did you mean "minimum"?`},
		{"min", shapeItems, "strings, lists and maps have no minimum length, so remove it"},
		{"max_length", shapeText, `did you mean "maxlength"?`},
		{"max_chars", shapeItems, `did you mean "maxitems"?`},
		{"gt", shapeNumber, `did you mean "above"?`},
		{"lt", shapeItems, `did you mean "maxitems"?`},
		{" len", shapeItems, `did you mean "maxitems"?`},
		{"omitEmpty", shapeText, `did you mean "omitzero"?`},
		{"required", shapeText, "remove it, since a field is required unless it is a pointer, list, map or error, or has omitzero"},
		{"-", shapeText, "write `hh:\"-\"` to leave the field out"},

		// What is near to an option is a slip of the pen.
		{"maxByte", shapeNumber, `did you mean "maxbytes"?`},
		{"max-items", shapeText, `did you mean "maxitems"?`},
		{"zzz", shapeText, "use one of key, maxbytes, maxlength, maxitems, minimum, maximum, above, below, unit, overflow, omitzero, inline, large, setter"},
	} {
		if got := suggestOption(c.word, c.shape, meanings, options); got != c.want {
			t.Errorf("suggestOption(%q, %d) = %s, want %s", c.word, c.shape, got, c.want)
		}
	}
}

// Each meaning leads to an option that there is, or to advice for every shape.
func TestMeanings(t *testing.T) {
	for _, c := range []struct {
		meanings []meaning
		known    []string
	}{{meanings, optionNames()}, {recordMeanings, recordOptions}} {
		seen := map[string]bool{}
		for _, m := range c.meanings {
			for _, word := range strings.Fields(m.words) {
				if seen[word] || slices.Contains(c.known, word) && word != "maxlength" {
					t.Errorf("%q has two meanings", word)
				}
				seen[word] = true
			}
			for _, option := range m.option {
				if !slices.Contains(c.known, option) {
					t.Errorf("%q leads to %q, which is not an option", m.words, option)
				}
			}
			if m.advice == "" && len(m.option) < len(anyShape("")) {
				t.Errorf("%q leads nowhere for some shapes", m.words)
			}
		}
	}
}
