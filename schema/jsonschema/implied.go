package jsonschema

import (
	"encoding/json"
	"slices"

	"github.com/invopop/jsonschema"

	"github.com/hhgen/hhgen/schema"
)

// Validators that do not know our keywords, and Go's types, see bounds that
// follow from them: a string of n bytes has at most n characters, and an int8 is
// at most 127. [Write] writes these implied bounds, and [Read] does not take them
// for declared ones. x-hh-declared names the keywords that would look implied,
// but were declared.
const declaredKeyword = "x-hh-declared"

// mayBeImplied are the keywords that x-hh-declared can name.
var mayBeImplied = []string{"maxLength", "maximum", "minimum", "x-hh-maxbytes"}

// declares marks a keyword as declared.
func declares(s *jsonschema.Schema, keyword string) {
	names, _ := s.Extras[declaredKeyword].([]string)
	extra(s, declaredKeyword, append(names, keyword))
}

// impliedLength writes the bound in characters that follows from the one in
// bytes, and the default bound in bytes.
func impliedLength(f *schema.Field, t *schema.Type, s *jsonschema.Schema) {
	limit := f.ByteLimit()
	switch {
	case f.MaxLength > 0 && f.MaxLength >= f.MaxBytes:
		declares(s, "maxLength")
		return
	case f.MaxLength > 0, t.Enum != nil, !t.Kind.Sized():
		return
	case f.MaxBytes == schema.DefaultMaxBytes:
		declares(s, "x-hh-maxbytes")
	}
	extra(s, "x-hh-maxbytes", limit)
	s.MaxLength = size(limit)
}

// impliedRange writes the range of an integer type, where no tighter one is
// declared.
func impliedRange(f *schema.Field, t *schema.Type, s *jsonschema.Schema) {
	if t.Enum != nil || !t.Kind.Whole() {
		return
	}
	least, greatest := t.Range()
	imply := func(to *json.Number, keyword string, declared, open, implied schema.Number) {
		switch {
		case declared == "" && open == "":
			*to = json.Number(implied)
		case sameNumber(declared, implied):
			declares(s, keyword)
		}
	}
	imply(&s.Minimum, "minimum", f.Minimum, f.Above, least)
	imply(&s.Maximum, "maximum", f.Maximum, f.Below, greatest)
}

// declaredBounds reads which keywords of a schema are declared although they look
// implied.
func (v *value) declaredBounds(s said) (names []string) {
	m, ok := s[declaredKeyword]
	if !ok {
		return nil
	}
	if m.value.kind != '[' {
		v.errs.Add(m.value.pos, schema.KeywordValue, "%s must be a list of keywords: [\"minimum\"]", declaredKeyword)
	}
	for _, n := range m.value.items {
		names = append(names, n.text)
		if !slices.Contains(mayBeImplied, n.text) {
			v.errs.Add(n.pos, schema.KeywordValue, "%s names %s, which nothing implies: %s", declaredKeyword, shown(n), schema.Suggest(n.text, mayBeImplied))
		} else if _, ok := s[n.text]; !ok {
			v.errs.Add(n.pos, schema.KeywordValue, "%s names %s, which the schema does not have: add it, or remove it here", declaredKeyword, n.text)
		}
	}
	return names
}

// dropImpliedLength forgets a bound in characters that follows from the one in
// bytes, and a bound in bytes that is the default.
func (v *value) dropImpliedLength(s said) {
	f, declared := v.field, v.declaredBounds(s)
	_, inCharacters := s["maxLength"]
	_, inBytes := s["x-hh-maxbytes"]
	if !inCharacters || !inBytes || f.MaxLength < f.MaxBytes || slices.Contains(declared, "maxLength") {
		return
	}
	isDefault := f.MaxLength == schema.DefaultMaxBytes && f.MaxBytes == schema.DefaultMaxBytes
	f.MaxLength = 0
	delete(f.Where, "maxlength")
	if isDefault && v.Defaults.MaxBytes.N == 0 && !slices.Contains(declared, "x-hh-maxbytes") {
		f.MaxBytes = 0
		delete(f.Where, "maxbytes")
	}
}

// dropImpliedRange forgets bounds of an integer that are those of its type.
func (v *value) dropImpliedRange(t *schema.Type, s said) {
	if t.Enum != nil || !t.Kind.Whole() {
		return
	}
	declared := v.declaredBounds(s)
	least, greatest := t.Range()
	drop := func(n *schema.Number, keyword string, implied schema.Number) {
		if sameNumber(*n, implied) && !slices.Contains(declared, keyword) {
			*n = ""
			delete(v.field.Where, keyword)
		}
	}
	drop(&v.field.Minimum, "minimum", least)
	drop(&v.field.Maximum, "maximum", greatest)
}

// sameNumber reports whether a number was declared, and is another one.
func sameNumber(declared, n schema.Number) bool {
	return declared != "" && declared.Rat().Cmp(n.Rat()) == 0
}
