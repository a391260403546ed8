package jsonschema

import (
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// field reads one member of a namespace or of a nested object. It returns nil
// when it has reported an error.
func (r *reader) field(m member, n schema.Namespace, required bool) *schema.Field {
	before := len(r.errs)
	s, name := r.gather(m.value, ofValue, nil)
	if s == nil {
		return nil
	}
	if inline, ok := s["x-hh-inline"]; ok {
		r.errs.Add(inline.pos, schema.KeywordRefused, "keyword x-hh-inline has no meaning here, since it stands in the additionalProperties of a namespace: remove it")
	}
	f := &schema.Field{Name: schema.GoKey(m.name), Key: m.name, Namespace: n, Pos: m.pos, Where: map[string]token.Position{}}
	r.notes(f, s)
	v := value{reader: r, field: f, typeName: name}
	f.Type = v.typ(m.value, s)
	if len(r.errs) > before || f.Type == nil {
		return nil
	}
	v.optional(s, required)
	return f
}

// notes reads what a field has beside its type.
func (r *reader) notes(f *schema.Field, s said) {
	if name := r.identifier(s, "x-hh-go-name"); name != "" {
		f.Name = name
	} else if !token.IsIdentifier(f.Name) {
		r.errs.Add(f.Pos, schema.KeyForm, "key %q is not snake_case (a-z, 0-9 and _, beginning with a letter, at most %d bytes): rename it", f.Key, schema.MaxKeyBytes)
	}
	f.Doc = r.optionalText(s, "description")
	f.Setter = r.identifier(s, "x-hh-setter")
	if f.Setter != "" {
		f.Where["setter"] = s["x-hh-setter"].value.pos
	}
	if m, ok := s["deprecated"]; ok && r.boolean(m.value) {
		f.Deprecated = "it is deprecated in the schema"
	}
	if text := r.optionalText(s, "x-hh-deprecated"); text != "" {
		f.Deprecated = text
	}
	if m, ok := s["default"]; ok {
		f.Default = compact(m.value)
	}
	if m, ok := s["examples"]; ok {
		for _, n := range m.value.items {
			f.Examples = append(f.Examples, compact(n))
		}
	}
	if m, ok := s["x-hh-go-embedded"]; ok {
		if m.value.kind != '[' {
			r.errs.Add(m.value.pos, schema.KeywordValue, "x-hh-go-embedded is a list of embedded structs: [{\"name\": \"Tenant\", \"type\": \"example.com/dict.Tenant\"}]")
		}
		for _, n := range m.value.items {
			f.Via = append(f.Via, r.embedded(n))
		}
	}
}

// embedded reads one embedded struct.
func (r *reader) embedded(n *node) schema.Embedded {
	e := schema.Embedded{}
	if typ := n.get("type"); typ != nil {
		e.Go = r.declaredName(typ)
	}
	r.onlyMembers(n, "x-hh-go-embedded", "name", "type", "pointer")
	if name := n.get("name"); name != nil {
		e.Name = name.text
	}
	if p := n.get("pointer"); p != nil {
		e.Pointer = r.boolean(p)
	}
	if !isName(e.Name) || n.get("type") == nil {
		r.errs.Add(n.pos, schema.GoNameInvalid, "an embedded struct needs a name that is a Go identifier, and a type: {\"name\": \"Tenant\", \"type\": \"example.com/dict.Tenant\"}")
	}
	return e
}

// value reads the type of one field.
type value struct {
	*reader
	field    *schema.Field
	typeName string // of the definition that the value refers to
	item     bool   // the type is that of an item, not of the field
	path     []*node
}

// optional decides whether a field may be absent.
func (v *value) optional(s said, required bool) {
	t := v.field.Type
	if m, ok := s["x-hh-omitzero"]; ok {
		v.field.Where["omitzero"] = m.value.pos
		switch {
		case m.value.kind == 't' && (t.Kind == schema.KindObject || t.Kind == schema.KindArray) && !comparable(t):
			v.errs.Add(m.value.pos, schema.KeywordValue, "Go cannot compare %s with a zero value, since it holds a list, a map or a value of any type: write a method IsZero() bool, and \"method\" here", v.field.Name)
		case m.value.kind == 't':
			v.field.OmitZero, t.Comparable = true, true
		case m.value.text == "method":
			v.field.OmitZero, t.IsZero = true, true
		case m.value.kind != 'f':
			v.errs.Add(m.value.pos, schema.KeywordValue, "x-hh-omitzero is true, false or \"method\"")
		}
	}
	switch t.Kind {
	case schema.KindList, schema.KindMap, schema.KindJSON, schema.KindAny, schema.KindAnyMap, schema.KindError, schema.KindEventID:
		return // absent when nil
	}
	if v.byPointer() {
		m, ok := s["x-hh-go-pointer"]
		required = !ok || !v.boolean(m.value)
	}
	if !required && !v.field.OmitZero {
		t.Optional = true
	}
}

// comparable reports whether Go compares values of t by ==.
func comparable(t *schema.Type) bool {
	switch {
	case t.Kind == schema.KindList, t.Kind == schema.KindMap, t.Kind.Dynamic():
		return false
	case t.Kind == schema.KindArray:
		return t.Elem.Optional || comparable(t.Elem)
	}
	return !slices.ContainsFunc(t.Fields, func(f *schema.Field) bool { return !f.Type.Optional && !comparable(f.Type) })
}

// jsonTypes are the JSON types that a value can have.
var jsonTypes = []string{"array", "boolean", "integer", "number", "object", "string"}

// typed reads a value of one of the JSON types, or of any.
func (v *value) typed(name string, n *node, s said) *schema.Type {
	switch name {
	case "boolean":
		return &schema.Type{Kind: schema.KindBool, Go: v.declared(s, "bool")}
	case "integer":
		return v.integer(s)
	case "number":
		return v.number(s)
	case "string":
		return v.text(n, s)
	case "object":
		return v.object(n, s)
	case "array":
		return v.array(n, s)
	}
	return v.any(s)
}

// belongs are the keywords that only values of some type can have.
var belongs = map[string]string{
	"minimum": "integer number", "maximum": "integer number", "exclusiveMinimum": "integer number", "exclusiveMaximum": "integer number",
	"x-hh-unit": "integer number array object", "maxLength": "string", "enum": "string", "const": "string", "format": "string", "x-hh-go-names": "string",
	"x-hh-go-underlying": "integer number", "x-hh-marshaler": "string", "items": "array", "maxItems": "array", "minItems": "array",
	"properties": "object", "required": "object", "additionalProperties": "object", "maxProperties": "object", "x-hh-go-key": "object",
}

// typ reads the type that a schema describes; nil if there was an error.
func (v *value) typ(n *node, s said) *schema.Type {
	name, null := v.jsonType(n, s)
	for keyword, names := range belongs {
		if m, ok := s[keyword]; ok && !slices.Contains(strings.Fields(names), name) {
			v.errs.Add(m.pos, schema.KeywordValue, "keyword %s says nothing about %s: set type to %s, or remove it", keyword, orAny(name), strings.ReplaceAll(names, " ", " or "))
			return nil
		}
	}
	v.options(s)
	v.idle(s)
	t := v.typed(name, n, s)
	if t == nil || !v.fits(t, s) {
		return nil
	}
	switch t.Kind {
	case schema.KindList, schema.KindMap, schema.KindJSON, schema.KindAny, schema.KindAnyMap, schema.KindError, schema.KindEventID:
		return t // null is nil
	}
	if null {
		t.Optional = true
	}
	return t
}

// predeclared are the Go types of kinds that are not declared.
var predeclared = map[schema.Kind][]string{
	schema.KindBool: {"bool"}, schema.KindString: {"string"}, schema.KindFloat: {"float32", "float64"}, schema.KindAny: {"any"},
	schema.KindInt: {"int", "int8", "int16", "int32", "int64"}, schema.KindUint: {"uint", "uint8", "uint16", "uint32", "uint64"},
	schema.KindError: {"error"},
}

// fits checks that a Go type can hold what a schema describes.
func (v *value) fits(t *schema.Type, s said) bool {
	if _, named := s["x-hh-go-type"]; named && t.Go.IsZero() {
		return false // reported already
	}
	k, known := schema.KindOf(t.Go)
	fits := true
	switch {
	case t.Go.IsZero():
		fits = t.Elem != nil || t.Kind == schema.KindAnyMap
	case known:
		fits = k == t.Kind
	case t.Go.Path == "":
		fits = t.Enum == nil && len(t.Go.Args) == 0 && slices.Contains(predeclared[t.Kind], t.Go.Name)
	default:
		fits = t.Go.Path != schema.RuntimePath
	}
	if !fits {
		v.errs.Add(v.at(s, "x-hh-go-type"), schema.KeywordValue, "the Go type %s does not hold this: set x-hh-go-type to another, or remove it", t.Go.Short())
	}
	return fits
}

// idle refuses keywords that mean nothing because of others.
func (v *value) idle(s said) {
	for _, pair := range []struct{ keyword, other string }{
		{"const", "enum"}, {"format", "enum"}, {"format", "const"}, {"x-hh-marshaler", "enum"}, {"x-hh-marshaler", "const"},
		{"x-hh-go-key", "properties"},
	} {
		if m, ok := s[pair.keyword]; ok && s[pair.other].value != nil {
			v.errs.Add(m.pos, schema.KeywordValue, "keyword %s says nothing beside %s: remove one of them", pair.keyword, pair.other)
		}
	}
	if m, ok := s["x-hh-go-names"]; ok && s["enum"].value == nil && s["const"].value == nil {
		v.errs.Add(m.pos, schema.KeywordValue, "keyword x-hh-go-names says nothing without enum: remove it")
	}
	if m, ok := s["x-hh-go-pointer"]; ok && !v.byPointer() {
		v.errs.Add(m.pos, schema.KeywordValue, "keyword x-hh-go-pointer says nothing without an embedded struct that is a pointer: remove it")
	}
	if !v.field.Namespace.SpanOnly() {
		return
	}
	for _, k := range []string{"enum", "const", "x-hh-go-type", "x-hh-marshaler"} {
		if m, ok := s[k]; ok {
			v.errs.Add(m.pos, schema.KeywordValue, "keyword %s says nothing about %s, whose type is given: remove it", k, v.field.Namespace)
		}
	}
}

// byPointer reports whether an embedded struct around the field is a pointer.
func (v *value) byPointer() bool {
	return slices.ContainsFunc(v.field.Via, func(e schema.Embedded) bool { return e.Pointer })
}

func orAny(name string) string {
	if name == "" {
		return "a value of any type"
	}
	return "type " + name
}

// jsonType reads the keyword type: one type, or one and null. An enum or const
// of strings needs none.
func (v *value) jsonType(n *node, s said) (name string, null bool) {
	m, ok := s["type"]
	if !ok {
		if _, enum := s["enum"]; enum {
			return "string", false
		}
		if _, constant := s["const"]; constant {
			return "string", false
		}
		return "", false
	}
	names := []string{m.value.text}
	if m.value.kind == '[' {
		names = nil
		for _, item := range m.value.items {
			if item.text == "null" {
				null = true
			} else {
				names = append(names, item.text)
			}
		}
	}
	if len(names) != 1 || !slices.Contains(jsonTypes, names[0]) {
		v.errs.Add(m.value.pos, schema.KeywordValue, "a key has one type on the wire: use one of %s, or one and null",
			strings.Join(jsonTypes, ", "))
		return "", null
	}
	return names[0], null
}

// options reads the keywords that bound a value.
func (v *value) options(s said) {
	f := v.field
	at := func(option, keyword string) (member, bool) {
		m, ok := s[keyword]
		if ok {
			f.Where[option] = m.pos
		}
		return m, ok
	}
	if m, ok := at("maxlength", "maxLength"); ok {
		f.MaxLength = v.count(m.value)
		f.MaxBytes = 4 * f.MaxLength
		f.Where["maxbytes"] = m.pos
	}
	if m, ok := at("maxbytes", "x-hh-maxbytes"); ok {
		f.MaxBytes = v.count(m.value)
	}
	if m, ok := at("large", "x-hh-large"); ok {
		f.Large = v.boolean(m.value)
	}
	if m, ok := at("overflow", "x-hh-overflow"); ok {
		f.Overflow = v.overflow(m.value)
	}
	if m, ok := at("unit", "x-hh-unit"); ok {
		f.Unit = v.optionalText(s, "x-hh-unit")
		if f.Unit == "" && m.value.kind == '"' {
			v.errs.Add(m.value.pos, schema.KeywordValue, "a unit has a name: write it, or remove x-hh-unit")
		}
	}
	for _, keyword := range []string{"maxItems", "maxProperties", "x-hh-maxitems"} {
		_, array := s["minItems"] // whose length is no bound
		if m, ok := s[keyword]; ok && !(array && keyword == "maxItems") {
			v.maxItems(m)
		}
	}
	for _, b := range []struct {
		option, keyword string
		to              *schema.Number
	}{{"minimum", "minimum", &f.Minimum}, {"maximum", "maximum", &f.Maximum}, {"above", "exclusiveMinimum", &f.Above}, {"below", "exclusiveMaximum", &f.Below}} {
		if m, ok := at(b.option, b.keyword); ok {
			*b.to = v.decimal(m.value)
		}
	}
}

// maxItems reads a bound of items. A field has one, for all its levels.
func (v *value) maxItems(m member) {
	n := v.count(m.value)
	if v.field.MaxItems != 0 && v.field.MaxItems != n {
		v.errs.Add(m.pos, schema.KeywordValue, "a field has one bound for all its lists and maps, and here it is %d, not %d: make them agree", n, v.field.MaxItems)
	}
	v.field.MaxItems = n
	v.field.Where["maxitems"] = m.pos
}

// integer reads an integer, of the Go type int unless another is named.
func (v *value) integer(s said) *schema.Type {
	t := &schema.Type{Go: v.declared(s, "int")}
	base := v.underlying(s, t.Go, "int")
	size, ok := integers[base]
	if !ok {
		v.errs.Add(v.madeAt(s), schema.KeywordValue, "an integer cannot be declared as %s: use a predeclared integer type", base)
		return nil
	}
	t.Kind, t.Bits = schema.KindInt, size
	if strings.HasPrefix(base, "u") {
		t.Kind = schema.KindUint
	}
	return t
}

// madeAt is where it says what a Go type is made of.
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

// number reads a number, of the Go type float64 unless another is named.
func (v *value) number(s said) *schema.Type {
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

// formats are the formats of strings, the Go type that each stands for, and the
// longest text that it can have.
var formats = map[string]struct {
	goType   schema.GoName
	maxBytes int
}{
	"date-time": {schema.GoName{Path: "time", Name: "Time"}, 0},
	"date":      {maxBytes: 10}, "time": {maxBytes: 21}, "duration": {}, "uuid": {maxBytes: 36}, "ipv4": {maxBytes: 15}, "ipv6": {maxBytes: 45},
	"hostname": {maxBytes: 253}, "email": {maxBytes: 320}, "uri": {}, "uri-reference": {}, "regex": {}, "json-pointer": {},
}

// text reads a string: an enum, a type that is a string on the wire, or a string.
func (v *value) text(n *node, s said) *schema.Type {
	if v.field.Namespace == schema.ErrorText {
		return &schema.Type{Kind: schema.KindError, Go: schema.GoName{Name: "error"}}
	}
	if v.field.Namespace == schema.EventIDText {
		return &schema.Type{Kind: schema.KindEventID, Go: schema.GoName{Path: schema.RuntimePath, Name: "EventID"}}
	}
	if t, ok := v.enum(n, s); ok {
		return t
	}
	def := schema.GoName{Name: "string"}
	if m, ok := s["format"]; ok {
		f, known := formats[m.value.text]
		if !known {
			v.errs.Add(m.value.pos, schema.KeywordValue, "unknown format %q: %s", m.value.text, schema.Suggest(m.value.text, slices.Sorted(maps.Keys(formats))))
			return nil
		}
		if !f.goType.IsZero() {
			def = f.goType
		}
		if f.maxBytes > 0 && v.field.MaxBytes == 0 {
			v.field.MaxBytes = f.maxBytes
		}
	}
	t := &schema.Type{Kind: schema.KindString, Go: def}
	if m, ok := s["x-hh-go-type"]; ok {
		t.Go = v.goName(m.value)
	}
	if m, ok := s["x-hh-marshaler"]; ok {
		t.Kind, t.ByAddress = schema.KindMarshaler, m.value.text == "address"
		if m.value.text != "value" && m.value.text != "address" {
			v.errs.Add(m.value.pos, schema.KeywordValue, "x-hh-marshaler is \"value\" or \"address\"")
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

// enum reads a string that has only some values; ok is false if it is free.
func (v *value) enum(n *node, s said) (t *schema.Type, ok bool) {
	values := s["enum"].value
	if values == nil {
		if c := s["const"].value; c != nil {
			values = &node{kind: '[', items: []*node{c}}
		}
	}
	if values == nil {
		return nil, false
	}
	t = &schema.Type{Kind: schema.KindString, Go: v.typeOf(s), Doc: v.typeDoc(s)}
	items := values.items
	if null(s) {
		items = slices.DeleteFunc(slices.Clone(items), func(n *node) bool { return n.kind == 'n' })
	}
	names := s["x-hh-go-names"].value
	if names != nil && len(names.items) != len(items) {
		v.errs.Add(names.pos, schema.KeywordValue, "x-hh-go-names lists %d, and the enum has %d values: name each of them", len(names.items), len(items))
		return nil, true
	}
	first := map[string]string{}
	for i, item := range items {
		if item.kind != '"' {
			v.errs.Add(item.pos, schema.KeywordValue, "an enum has strings, not %s: use minimum and maximum for numbers, and two types for a choice", shown(item))
			return nil, true
		}
		name := t.Go.Name + goWord(item.text)
		if names != nil {
			name = names.items[i].text
		}
		if other, twice := first[name]; twice {
			v.errs.Add(item.pos, schema.GoNameTwice, "the values %q and %q make one Go name, %s: set x-hh-go-names", other, item.text, name)
		} else if !isName(name) {
			v.errs.Add(item.pos, schema.GoNameInvalid, "%q makes no Go name: set x-hh-go-names", item.text)
		}
		first[name] = item.text
		t.Enum = append(t.Enum, schema.EnumMember{Go: schema.GoName{Path: t.Go.Path, Name: name}, Value: item.text})
	}
	v.remember(t, n)
	return t, true
}

// null reports whether the type of a schema includes null.
func null(s said) bool {
	m, ok := s["type"]
	return ok && m.value.kind == '[' && slices.ContainsFunc(m.value.items, func(n *node) bool { return n.text == "null" })
}

// goWord makes a part of a Go name of any text: gpt-4o is Gpt4o.
func goWord(s string) string {
	return schema.GoKey(strings.FieldsFunc(s, func(r rune) bool { return !isLetterOrDigit(r) })...)
}

// object reads an object with properties, or a map.
func (v *value) object(n *node, s said) *schema.Type {
	p, ok := s["properties"]
	v.knownNames(s, p.value)
	if !ok {
		return v.mapping(s)
	}
	if m, ok := s["additionalProperties"]; ok && m.value.kind != 'f' {
		v.errs.Add(m.value.pos, schema.KeywordValue, "an object with properties records no others: set additionalProperties to false, or remove properties")
		return nil
	}
	if slices.Contains(v.path, p.value) {
		v.errs.Add(n.pos, schema.TypeCycle, "%q contains itself: HoneyHive takes at most %d levels, so use an id to refer to the parent", v.field.Key, schema.MaxObjects)
		return nil
	}
	t := &schema.Type{Kind: schema.KindObject, Go: v.typeOf(s), Doc: v.typeDoc(s)}
	if len(v.path) > schema.MaxObjects+1 {
		return t // deeper than Check lets pass
	}
	required := v.required(s)
	for _, m := range p.value.members {
		ms, name := v.gather(m.value, ofValue, nil)
		if ms == nil {
			return nil
		}
		f := &schema.Field{Name: schema.GoKey(m.name), Key: m.name, Pos: m.pos, Where: map[string]token.Position{}}
		v.notes(f, ms)
		inner := value{reader: v.reader, field: f, typeName: name, path: append(slices.Clip(v.path), p.value)}
		if f.Type = inner.typ(m.value, ms); f.Type == nil {
			return nil
		}
		inner.optional(ms, slices.Contains(required, m.name))
		t.Fields = append(t.Fields, f)
	}
	v.uniqueNames(t.Fields)
	v.remember(t, n)
	return t
}

// mapping reads an object without properties.
func (v *value) mapping(s said) *schema.Type {
	t := &schema.Type{Kind: schema.KindMap, Key: schema.GoName{Name: "string"}}
	if m, ok := s["x-hh-go-key"]; ok {
		t.Key = v.keyName(m.value)
	}
	if m, ok := s["x-hh-go-type"]; ok {
		t.Go = v.goName(m.value)
		if k, _ := schema.KindOf(t.Go); k == schema.KindJSON {
			return &schema.Type{Kind: k, Go: t.Go}
		}
	}
	m, ok := s["additionalProperties"]
	switch {
	case !ok || m.value.kind == 't':
		t.Kind = schema.KindAnyMap
		return t
	case m.value.kind == 'f':
		v.errs.Add(m.value.pos, schema.KeywordValue, "an object without properties, and no others, is always empty: add properties")
		return nil
	}
	if t.Elem = v.element(m.value); t.Elem == nil {
		return nil
	}
	return t
}

// array reads a list, or an array whose length is fixed.
func (v *value) array(n *node, s said) *schema.Type {
	t := &schema.Type{Kind: schema.KindList}
	if m, ok := s["x-hh-go-type"]; ok {
		t.Go = v.goName(m.value)
	}
	if m, ok := s["minItems"]; ok {
		t.Kind, t.Len = schema.KindArray, v.count(m.value)
		if most, ok := s["maxItems"]; !ok || v.count(most.value) != t.Len {
			v.errs.Add(m.pos, schema.KeywordRefused, "keyword minItems has no meaning here, since %s, unless maxItems is the same: remove it", noRuntime)
			return nil
		}
	}
	items, ok := s["items"]
	if !ok || items.value.kind != '{' {
		v.errs.Add(n.pos, schema.KeywordValue, "%q is a list of values of any type: add items with the type of an item", v.field.Key)
		return nil
	}
	if t.Elem = v.element(items.value); t.Elem == nil {
		return nil
	}
	return t
}

// element reads what a list or a map holds.
func (v *value) element(n *node) *schema.Type {
	if slices.Contains(v.path, n) {
		v.errs.Add(n.pos, schema.TypeCycle, "%q contains itself: HoneyHive takes at most %d levels, so declare the levels one by one", v.field.Key, schema.MaxObjects)
		return nil
	}
	v.path = append(slices.Clip(v.path), n)
	defer func() { v.path = v.path[:len(v.path)-1] }()
	s, name := v.gather(n, ofValue, nil)
	if s == nil {
		return nil
	}
	for _, k := range []string{"default", "examples", "deprecated", "x-hh-deprecated", "x-hh-setter", "x-hh-go-name", "x-hh-go-embedded", "x-hh-omitzero", "x-hh-inline"} {
		if m, ok := s[k]; ok {
			v.errs.Add(m.pos, schema.KeywordRefused, "keyword %s has no meaning here, since an item is no field: move it to the field", k)
		}
	}
	item := *v
	item.typeName, item.item = name, true
	t := item.typ(n, s)
	if t != nil && t.Kind.Dynamic() {
		v.errs.Add(n.pos, schema.KeywordValue, "%q contains values of any type: let all of it be one, with no type", v.field.Key)
		return nil
	}
	return t
}

// any reads a value of any type.
func (v *value) any(s said) *schema.Type {
	t := &schema.Type{Kind: schema.KindAny, Go: v.declared(s, "any")}
	if k, _ := schema.KindOf(t.Go); k == schema.KindJSON {
		t.Kind = k
	}
	return t
}
