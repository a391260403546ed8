package schema

import (
	"slices"
	"strings"
)

// Shape is what the bounds of a field are about.
type Shape int

// The shapes of fields.
const (
	ShapeOther  Shape = iota // booleans, objects and others without bounds
	ShapeNumber              // minimum and maximum
	ShapeText                // maxbytes
	ShapeItems               // maxitems
)

// meanings say which option a word of other packages' struct tags means. A word
// that is near to an option, as it is written or without separators, is for
// [Suggest].
var meanings = []struct {
	words   string
	options map[Shape]string // or, where a shape is missing, advice
	advice  string
}{
	{
		"max lte le most upper limit", map[Shape]string{ShapeNumber: "maximum", ShapeText: "maxbytes", ShapeItems: "maxitems"},
		"maximum= bounds a number, maxbytes= a string, maxitems= a list or a map",
	},
	{
		"min gte ge least lower", map[Shape]string{ShapeNumber: "minimum"},
		"strings, lists and maps have no least length, so remove it",
	},
	{"gt exclusiveminimum exclusivemin over", map[Shape]string{ShapeNumber: "above"}, "above= bounds a number; strings, lists and maps have no least length"},
	{
		"lt exclusivemaximum exclusivemax under", map[Shape]string{ShapeNumber: "below", ShapeText: "maxbytes", ShapeItems: "maxitems"},
		"below= bounds a number, maxbytes= a string, maxitems= a list or a map",
	},
	{
		"range between", map[Shape]string{ShapeText: "maxbytes", ShapeItems: "maxitems"},
		"use minimum= and maximum=",
	},
	{
		"len length maxsize size bytes cap capacity",
		map[Shape]string{ShapeText: "maxbytes", ShapeItems: "maxitems"},
		"maxbytes= bounds a string, maxitems= a list or a map",
	},
	{
		"maxlen maxlength maxchars maxcharacters maxrunes chars characters runes",
		map[Shape]string{ShapeText: "maxlength", ShapeItems: "maxitems"},
		"maxlength= bounds a string, maxitems= a list or a map",
	},
	{
		"minlen minlength minbytes minitems minsize minchars minproperties", nil,
		"strings, lists and maps have no least length, so remove it",
	},
	{"count maxcount items maxentries maxelements maxproperties maxkeys", nil, "did you mean \"maxitems\"?"},
	{"omitempty omitnil omit", nil, "did you mean \"omitzero\"?"},
	{"optional nullable nillable", nil, "use a pointer, or omitzero"},
	{
		"required notnull nonnull notnil nonnil nonzero notzero notempty notblank mandatory must", nil,
		"remove it, since a field is required unless it is a pointer, list, map or error, or has omitzero",
	},
	{"name field fieldname attr attribute json column alias tag label path keyname", nil, "did you mean \"key\"?"},
	{"func function method with fn", nil, "did you mean \"setter\"?"},
	{"enum oneof values in choices allowed", nil, "declare a string type with a constant for each value"},
	{"pattern regex regexp format match", nil, "remove it, since values are not compared with a form"},
	{"default", nil, "remove it, and give the value where it is recorded"},
	{"desc description doc docs comment help title", nil, "write it as a comment above the field"},
	{"uom measure units", nil, "did you mean \"unit\"?"},
	{"hash hashed sensitive secret pii private", nil, "declare the field as hh.Hashed, or as hh.Masked"},
	{"mask masked redact redacted hide hidden", nil, "declare the field as hh.Masked, or as hh.Hashed"},
	{"truncate truncated cut trim", nil, "write overflow=truncate, which is the default"},
	{"drop dropped", nil, "write overflow=drop"},
	{"squash flatten flat embed embedded", nil, "did you mean \"inline\"?"},
	{"big huge long", nil, "did you mean \"large\"?"},
	{"was formerly old oldkey from renamed renamedfrom", nil, "did you mean \"moved-from\"?"},
	{"obsolete", nil, "did you mean \"deprecated\"?"},
	{"skip ignore ignored exclude -", nil, "write `hh:\"-\"` to leave the field out"},
}

// SuggestOption is [Suggest] for the name of an option of a field of some shape,
// which may be a word that other packages' tags have for it.
func SuggestOption(word string, shape Shape, known []string) string {
	plain := strings.ToLower(strings.TrimSpace(word))
	if len(plain) > 1 {
		plain = strings.NewReplacer("_", "", "-", "").Replace(plain)
	}
	for _, m := range meanings {
		if !slices.Contains(strings.Fields(m.words), plain) {
			continue
		}
		if option, ok := m.options[shape]; ok && slices.Contains(known, option) {
			return Suggest(option, []string{option})
		}
		return m.advice
	}
	return Suggest(word, known)
}

// SuggestRecordOption is [Suggest] for the name of an option of hh.Record.
func SuggestRecordOption(word string, known []string) string {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "name", "constructor", "ctor", "func", "function", "make", "build", "builder":
		return Suggest("new", known)
	case "incomplete", "some", "subset", "loose", "ignore", "skip", "untagged":
		return Suggest("partial", known)
	}
	return Suggest(word, known)
}
