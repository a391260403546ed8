package schema_test

import (
	"testing"

	"github.com/hhgen/hhgen/schema"
)

func TestSuggestOption(t *testing.T) {
	options := []string{"key", "maxbytes", "maxlength", "maxitems", "minimum", "maximum", "above", "below", "unit", "overflow", "omitzero", "inline", "large", "setter"}
	for _, c := range []struct {
		word  string
		shape schema.Shape
		want  string
	}{
		{"max", schema.ShapeNumber, `did you mean "maximum"?`},
		{"max", schema.ShapeText, `did you mean "maxbytes"?`},
		{"Max", schema.ShapeItems, `did you mean "maxitems"?`},
		{"max", schema.ShapeOther, "maximum= bounds a number, maxbytes= a string, maxitems= a list or a map"},
		{"gte", schema.ShapeNumber, `did you mean "minimum"?`},
		{"min", schema.ShapeItems, "strings, lists and maps have no least length, so remove it"},
		{"max_length", schema.ShapeText, `did you mean "maxlength"?`},
		{"max_chars", schema.ShapeItems, `did you mean "maxitems"?`},
		{"gt", schema.ShapeNumber, `did you mean "above"?`},
		{"lt", schema.ShapeItems, `did you mean "maxitems"?`},
		{" len", schema.ShapeItems, `did you mean "maxitems"?`},
		{"omitEmpty", schema.ShapeText, `did you mean "omitzero"?`},
		{"required", schema.ShapeText, "remove it, since a field is required unless it is a pointer, list, map or error, or has omitzero"},
		{"-", schema.ShapeText, "write `hh:\"-\"` to leave the field out"},

		// What is near to an option is a slip of the pen.
		{"maxByte", schema.ShapeNumber, `did you mean "maxbytes"?`},
		{"max-items", schema.ShapeText, `did you mean "maxitems"?`},
		{"zzz", schema.ShapeText, "use one of key, maxbytes, maxlength, maxitems, minimum, maximum, above, below, unit, overflow, omitzero, inline, large, setter"},
	} {
		if got := schema.SuggestOption(c.word, c.shape, options); got != c.want {
			t.Errorf("SuggestOption(%q, %d) = %s, want %s", c.word, c.shape, got, c.want)
		}
	}
}
