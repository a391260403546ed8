package gostruct

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// shape says which bounds a field can have.
type shape int

// The shapes of fields.
const (
	shapeOther  shape = iota // booleans, objects and others without bounds
	shapeNumber              // minimum and maximum
	shapeText                // maxbytes
	shapeItems               // maxitems
)

// meaning maps words from the struct tags of other packages to an option of
// hhgen, or to advice if there is no such option.
type meaning struct {
	words  string           // in lower case, without - and _, separated by spaces
	option map[shape]string // by the shape of the field; see [anyShape]
	advice string           // for other shapes
}

// anyShape is an option of fields of any shape.
func anyShape(option string) map[shape]string {
	return map[shape]string{shapeOther: option, shapeNumber: option, shapeText: option, shapeItems: option}
}

// largest are the options that set an upper bound on a string or a number of
// items.
func largest(text string) map[shape]string {
	return map[shape]string{shapeText: text, shapeItems: "maxitems"}
}

// anyText is an option of strings, and of the strings in lists and maps.
func anyText(option string) map[shape]string {
	return map[shape]string{shapeText: option, shapeItems: option}
}

// noLeast is advice for words that ask for a lower bound on a length.
const noLeast = "strings, lists and maps have no minimum length"

// meanings are the words of other packages. [schema.Suggest] handles words that
// are similar to an option, with or without separators.
var meanings = []meaning{
	{
		"max lte le most upper limit", map[shape]string{shapeNumber: "maximum", shapeText: "maxbytes", shapeItems: "maxitems"},
		"maximum= bounds a number, maxbytes= a string, maxitems= a list or a map",
	},
	{"min gte ge least lower", map[shape]string{shapeNumber: "minimum"}, noLeast + ", so remove it"},
	{"gt exclusiveminimum exclusivemin over", map[shape]string{shapeNumber: "above"}, "above= bounds a number; " + noLeast},
	{
		"lt exclusivemaximum exclusivemax under", map[shape]string{shapeNumber: "below", shapeText: "maxbytes", shapeItems: "maxitems"},
		"below= bounds a number, maxbytes= a string, maxitems= a list or a map",
	},
	{"range between", largest("maxbytes"), "use minimum= and maximum="},
	{"len length maxsize size bytes cap capacity", largest("maxbytes"), "maxbytes= bounds a string, maxitems= a list or a map"},
	{
		"maxlen maxlength maxchars maxcharacters maxrunes chars characters runes", largest("maxlength"),
		"maxlength= bounds a string, maxitems= a list or a map",
	},
	{"minlen minlength minbytes minitems minsize minchars minproperties", nil, noLeast + ", so remove it"},
	{"optional nullable nillable", nil, "use a pointer, or omitzero"},
	{
		"required notnull nonnull notnil nonnil nonzero notzero notempty notblank mandatory must", nil,
		"remove it, since a field is required unless it is a pointer, list, map or error, or has omitzero",
	},
	{"enum oneof values in choices allowed", nil, "declare a string type with a constant for each value"},
	{"regex regexp match matches", anyText("pattern"), "pattern= is for strings"},
	{"format", nil, "remove it, or write pattern= with a regular expression"},
	{"default", nil, "remove it, and give the value where it is recorded"},
	{"desc description doc docs comment help title", nil, "write it as a comment above the field"},
	{"hash hashed sensitive secret private", nil, "declare the field as hh.Hashed, or as hh.Masked"},
	{"mask masked redact redacted hide hidden", nil, "declare the field as hh.Masked, or as hh.Hashed"},
	{"truncate truncated cut trim", nil, "write overflow=truncate, which is the default"},
	{"drop dropped", nil, "write overflow=drop"},
	{"skip ignore ignored exclude -", nil, "write `hh:\"-\"` to leave the field out"},
	{"count maxcount items maxentries maxelements maxproperties maxkeys", anyShape("maxitems"), ""},
	{"omitempty omitnil omit", anyShape("omitzero"), ""},
	{"name field fieldname attr attribute json column alias tag label path keyname", anyShape("key"), ""},
	{"func function method with fn", anyShape("setter"), ""},
	{"uom measure units", anyShape("unit"), ""},
	{"squash flatten flat embed embedded", anyShape("inline"), ""},
	{"big huge long", anyShape("large"), ""},
	{"was formerly old oldkey from renamed renamedfrom", anyShape("moved-from"), ""},
	{"obsolete", anyShape("deprecated"), ""},
	{"personal personaldata pd gdpr phi classification", anyShape("pii"), ""},
	{"propagate propagated travel travels downstream", anyShape("baggage"), ""},
}

// recordMeanings are [meanings] for the options of hh.Record.
var recordMeanings = []meaning{
	{"name constructor ctor func function make build builder", anyShape("new"), ""},
	{"incomplete some subset loose ignore skip untagged", anyShape("partial"), ""},
}

// suggestOption makes the end of a message about an unknown option of a field:
// the word may be another package's word for a known option.
func suggestOption(word string, of shape, meanings []meaning, known []string) string {
	switch option, advice, foreign := foreignOption(word, of, meanings); {
	case option != "":
		return schema.Suggest(option, []string{option})
	case foreign:
		return advice
	}
	return schema.Suggest(word, known)
}

// foreignOption finds what another package's word stands for: an option, or else
// advice.
func foreignOption(word string, of shape, meanings []meaning) (option, advice string, foreign bool) {
	plain := strings.ToLower(strings.TrimSpace(word))
	if len(plain) > 1 {
		plain = strings.NewReplacer("_", "", "-", "").Replace(plain)
	}
	for _, m := range meanings {
		if !slices.Contains(strings.Fields(m.words), plain) {
			continue
		}
		if option, ok := m.option[of]; ok {
			return option, "", true
		}
		return "", m.advice, true
	}
	return "", "", false
}
