package jsonschema

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// integer reads an integer: an enum, or one of the Go type int unless another is
// named.
func (v *value) integer(n *node, s said) *schema.Type {
	if t, ok := v.enum(n, s, schema.KindInt); ok {
		return t
	}
	t := &schema.Type{Go: v.declared(s, "int")}
	if !v.whole(t, s) {
		return nil
	}
	return t
}

// whole sets the kind and the size of a type of integers. It returns false when it
// has reported that the Go type has none.
func (v *value) whole(t *schema.Type, s said) bool {
	base := v.underlying(s, t.Go, "int")
	size, ok := integers[base]
	if !ok {
		v.errs.Add(v.madeAt(s), schema.KeywordValue, "an integer cannot be declared as %s: use a predeclared integer type", base)
		return false
	}
	t.Kind, t.Bits = schema.KindInt, size
	if strings.HasPrefix(base, "u") {
		t.Kind = schema.KindUint
	}
	return true
}

// madeAt is the position of x-hh-go-underlying, or of the Go type.
func (v *value) madeAt(s said) token.Position {
	if m, ok := s["x-hh-go-underlying"]; ok {
		return m.value.pos
	}
	return v.at(s, "x-hh-go-type")
}

var integers = map[string]int{
	"int": 64, "int8": 8, "int16": 16, "int32": 32, "int64": 64,
	"uint": 64, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64,
}

// number reads a number: an enum, whose values are whole, or one of the Go type
// float64 unless another is named.
func (v *value) number(n *node, s said) *schema.Type {
	if t, ok := v.enum(n, s, schema.KindInt); ok {
		return t
	}
	t := &schema.Type{Kind: schema.KindFloat, Bits: 64, Go: v.declared(s, "float64")}
	if k, ok := schema.KindOf(t.Go); ok {
		if k != schema.KindDuration {
			v.errs.Add(s["x-hh-go-type"].value.pos, schema.KeywordValue, "a number cannot be %s: use time.Duration, or a type declared as a float", t.Go.Short())
			return nil
		}
		t.Kind, t.Bits = k, 0
		return t
	}
	switch base := v.underlying(s, t.Go, "float64"); base {
	case "float32":
		t.Bits = 32
	case "float64":
	default:
		v.errs.Add(v.madeAt(s), schema.KeywordValue, "a number cannot be declared as %s: use float32 or float64, or type integer", base)
		return nil
	}
	return t
}

// format is the Go type that a format of strings stands for, and the length of
// its longest string; 0 for any length.
type format struct {
	goType   schema.GoName
	maxBytes int
}

// formats are the formats of strings, by name.
var formats = map[string]format{
	"date-time": {schema.GoName{Path: "time", Name: "Time"}, 0},
	"date":      {maxBytes: 10}, "time": {maxBytes: len("15:04:05.999999999+07:00")}, "duration": {},
	"uuid": {maxBytes: 36}, "ipv4": {maxBytes: 15}, "ipv6": {maxBytes: 45}, "hostname": {maxBytes: 253}, "idn-hostname": {},
	"email": {maxBytes: 320}, "idn-email": {}, "uri": {}, "uri-reference": {}, "uri-template": {}, "iri": {}, "iri-reference": {},
	"regex": {}, "json-pointer": {}, "relative-json-pointer": {},
}

// text reads a string: an enum, a type that is a string on the wire, or a string.
func (v *value) text(n *node, s said) *schema.Type {
	if v.field.Namespace == schema.ErrorText {
		return &schema.Type{Kind: schema.KindError, Go: schema.GoName{Name: "error"}}
	}
	if v.field.Namespace == schema.EventIDText {
		return &schema.Type{Kind: schema.KindEventID, Go: schema.GoName{Path: schema.RuntimePath, Name: "EventID"}}
	}
	if t, ok := v.enum(n, s, schema.KindString); ok {
		return t
	}
	t := &schema.Type{Kind: schema.KindString, Go: schema.GoName{Name: "string"}}
	longest := 0
	if m, ok := s["format"]; ok {
		f := formats[m.value.text]
		if !f.goType.IsZero() {
			t.Go = f.goType
		}
		longest = f.maxBytes
	}
	defer func() {
		if t.Kind.Sized() && v.field.MaxBytes == 0 {
			v.field.MaxBytes = longest
		}
	}()
	if m, ok := s["x-hh-go-type"]; ok {
		t.Go = v.goName(m.value)
	}
	if m, ok := s["x-hh-marshaler"]; ok {
		t.Kind, t.ByAddress = schema.KindMarshaler, m.value.text == "address"
		if m.value.text != "value" && m.value.text != "address" {
			v.errs.Add(m.value.pos, schema.KeywordValue, "x-hh-marshaler must be \"value\" or \"address\"")
		}
		return t
	}
	if k, ok := schema.KindOf(t.Go); ok {
		switch k {
		case schema.KindText, schema.KindHashed, schema.KindMasked, schema.KindTime:
			t.Kind = k
		default:
			v.errs.Add(s["x-hh-go-type"].value.pos, schema.KeywordValue, "a string cannot be %s: use a string type", t.Go.Short())
			return nil
		}
	}
	return t
}

// enum reads a string or an integer, as kind says, with a fixed set of values; ok is
// false if it has no such set.
func (v *value) enum(n *node, s said, kind schema.Kind) (t *schema.Type, ok bool) {
	values := s["enum"].value
	if values == nil {
		if c := s["const"].value; c != nil {
			values = &node{kind: '[', items: []*node{c}}
		}
	}
	if values == nil {
		return nil, false
	}
	t = &schema.Type{Kind: kind, Go: v.typeOf(s), Doc: v.typeDoc(s)}
	if kind.Whole() && !v.whole(t, s) {
		return nil, true
	}
	items := values.items
	if s.null() {
		items = slices.DeleteFunc(slices.Clone(items), func(n *node) bool { return n.kind == 'n' })
	}
	if len(items) == 0 {
		v.errs.Add(values.pos, schema.KeywordValue, "an enum without values allows none: list them, or remove enum")
		return nil, true
	}
	names := s["x-hh-go-names"].value
	if names != nil && len(names.items) != len(items) {
		v.errs.Add(names.pos, schema.KeywordValue, "x-hh-go-names has %d names, and the enum has %d values: name each value", len(names.items), len(items))
		return nil, true
	}
	if !v.members(t, items, names) {
		return nil, true
	}
	v.remember(t, v.declaredAt(n, s))
	return t, true
}

// enumText is the value of a member of an enum: a string, or the digits of an
// integer, however it is written. It returns false when it has reported a value of
// another type.
func (v *value) enumText(t *schema.Type, item *node) (text string, ok bool) {
	if !t.Kind.Whole() {
		if item.kind != '"' {
			v.errs.Add(item.pos, schema.KeywordValue, "an enum of strings has no %s: write it as a string, or remove it", shown(item))
		}
		return item.text, item.kind == '"'
	}
	number, err := schema.ParseNumber(item.text)
	i, ok := number.Int()
	switch {
	case item.kind != '0':
		v.errs.Add(item.pos, schema.KeywordValue, "an enum of numbers has no %s: write it as a number, or remove it", shown(item))
		return "", false
	case err == nil && !number.Rat().IsInt():
		v.errs.Add(item.pos, schema.KeywordValue, "an enum of numbers has whole numbers, not %s: use minimum and maximum in place of it", shown(item))
		return "", false
	case !ok:
		v.errs.Add(item.pos, schema.KeywordValue, "%s is out of range: HoneyHive's integers have 64 bits, so use a smaller number, or a string", shown(item))
		return "", false
	}
	return strconv.FormatInt(i, 10), true
}

// memberWord is the part of a constant's name that says its value.
func memberWord(t *schema.Type, value string) string {
	if digits, negative := strings.CutPrefix(value, "-"); negative && t.Kind.Whole() {
		return "Minus" + digits
	}
	return goWord(value)
}

// members gives an enum its members. It returns false when it has reported a
// value of another type.
func (v *value) members(t *schema.Type, items []*node, names *node) bool {
	first := map[string]string{}
	for i, item := range items {
		if item.kind == 'n' {
			v.errs.Add(item.pos, schema.KeywordValue, "an enum with null needs null in its type: set type to [%q, \"null\"], or remove null", t.Wire())
			return false
		}
		text, ok := v.enumText(t, item)
		if !ok {
			return false
		}
		name := t.Go.Name + memberWord(t, text)
		if names != nil {
			name = names.items[i].text
		}
		if name == "" && t.Go.Path != v.Path {
			t.Enum = append(t.Enum, schema.EnumMember{Value: text}) // its constant is not exported
			continue
		}
		if other, twice := first[name]; twice && other == text {
			v.errs.Add(item.pos, schema.KeywordValue, "the enum lists %s twice: remove one of them", t.Literal(other))
		} else if twice {
			v.errs.Add(item.pos, schema.GoNameTwice, "the values %s and %s make the same Go name, %s: set x-hh-go-names", t.Literal(other), t.Literal(text), name)
		} else if !isName(name) && isName(t.Go.Name) {
			v.errs.Add(item.pos, schema.GoNameInvalid, "%s does not make a Go name: set x-hh-go-names", t.Literal(text))
		}
		first[name] = text
		t.Enum = append(t.Enum, schema.EnumMember{Go: schema.GoName{Path: t.Go.Path, Name: name}, Value: text})
	}
	return true
}

// null reports whether a schema allows null: by its type, or, if it is a
// reference, by nullable.
func (s said) null() bool {
	return s["nullable"].value != nil || s["type"].value != nil && s["type"].value.kind == '[' && s.types("null")
}

// types reports whether the keyword type names a type.
func (s said) types(name string) bool {
	m := s["type"]
	return slices.Contains((&node{members: []member{m}}).types(), name)
}

// goWord makes a part of a Go name from any string: gpt-4o is Gpt4o.
func goWord(s string) string {
	return schema.GoKey(strings.FieldsFunc(s, func(r rune) bool { return !isLetterOrDigit(r) })...)
}
