package jsonschema

import (
	"go/token"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// field reads one member of a namespace or of a nested object. It returns nil
// when it has reported an error.
func (r *reader) field(m member, n schema.Namespace, required bool) *schema.Field {
	before := len(r.errs)
	s, name := r.gather(m.value, ofValue)
	if s == nil {
		return nil
	}
	if inline, ok := s["x-hh-inline"]; ok {
		r.errs.Add(inline.pos, schema.KeywordRefused, "keyword x-hh-inline has no meaning here, since it belongs in the additionalProperties of a namespace: remove it")
	}
	f := &schema.Field{Name: schema.GoKey(m.name), Key: m.name, Namespace: n, Pos: m.pos, Where: map[string]token.Position{}}
	f.Declaration = &declaration{field: f, property: m, said: s}
	r.notes(f, s)
	r.qualify(f, s)
	v := value{reader: r, field: f, typeName: name, owners: r.owners(schema.GoKey(string(n)))}
	f.Type = v.typ(m.value, s)
	if f.Type == nil || len(r.errs) > before && f.Type.Leaf().Kind != schema.KindObject {
		return nil // an object is checked although some of its members are wrong
	}
	v.optional(s, required)
	r.Defaults.Bound(f)
	return f
}

// qualify puts the namespace in front of a name that is made of the key, if
// a key of another namespace has the name in the record, or the setter in the
// package.
func (r *reader) qualify(f *schema.Field, s said) {
	const inRecord, inPackage = "record ", "package "
	name := f.Name
	_, named := s["x-hh-go-name"]
	_, setter := s["x-hh-setter"]
	taken := func(scope string) bool { other, ok := r.names[scope+name]; return ok && other != f.Namespace }
	if !named && (taken(inRecord+r.recordName+".") || !setter && taken(inPackage)) {
		f.Name = schema.GoKey(string(f.Namespace)) + name
	}
	r.names[inRecord+r.recordName+"."+f.Name] = f.Namespace
	if !setter {
		r.names[inPackage+f.Name] = f.Namespace
	}
}

// owners are the names to put in front of that of a type in an object or a
// namespace, until no other type has it.
func (r *reader) owners(name string) []string { return []string{name, r.recordName + name} }

// notes reads the keywords of a field that are not about its type.
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
		if !token.IsExported(f.Setter) {
			r.errs.Add(f.Where["setter"], schema.GoNameInvalid, "the setter %s is not exported: begin it with a capital letter", f.Setter)
		}
	}
	if m, ok := s["deprecated"]; ok && m.value.kind == '"' { // as editors of older drafts read it
		f.Deprecated = r.optionalText(s, "deprecated")
	} else if ok && r.boolean(m.value) {
		f.Deprecated = "it is deprecated in the schema"
	}
	if text := r.optionalText(s, "x-hh-deprecated"); text != "" {
		f.Deprecated = text
	}
	if m, ok := s["x-hh-baggage"]; ok {
		f.Baggage, f.Where["baggage"] = r.boolean(m.value), m.pos
	}
	r.pii(f, s)
	r.movedFrom(f, s)
	if m, ok := s["default"]; ok && m.value.kind != 'n' { // null is what an absent member is
		f.Default = compact(m.value)
	}
	if m, ok := s["examples"]; ok {
		for _, n := range m.value.items {
			f.Examples = append(f.Examples, compact(n))
		}
	}
	if m, ok := s["x-hh-go-embedded"]; ok {
		if m.value.kind != '[' {
			r.errs.Add(m.value.pos, schema.KeywordValue, "x-hh-go-embedded must be a list of embedded structs: [{\"name\": \"Tenant\", \"type\": \"example.com/dict.Tenant\"}]")
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
	path     []step // the objects and items around it

	owners  []string // names to put in front of a derived name that another type has
	owner   string   // the one that is in front
	derived bool     // the type is named after the field
	named   bool     // or by x-hh-go-type
	again   bool     // its name was taken
	inside  string   // name of the type whose members are read
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
			v.field.OmitZero, t.IsZero, t.Comparable = true, t.Kind == schema.KindTime, t.Kind != schema.KindTime
		case m.value.text == "method":
			v.field.OmitZero, t.IsZero = true, true
		case m.value.kind != 'f':
			v.errs.Add(m.value.pos, schema.KeywordValue, "x-hh-omitzero must be true, false or \"method\"")
		}
	}
	if t.Kind.AbsentNil() {
		return
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

// typed reads a value of one of the JSON types, or of any type.
func (v *value) typed(name string, n *node, s said) *schema.Type {
	switch name {
	case "boolean":
		return &schema.Type{Kind: schema.KindBool, Go: v.declared(s, "bool")}
	case "integer":
		return v.integer(n, s)
	case "number":
		return v.number(n, s)
	case "string":
		return v.text(n, s)
	case "object":
		return v.object(n, s)
	case "array":
		return v.array(n, s)
	}
	return v.any(s)
}

// belongs has the keywords that apply only to values of some types.
var belongs = map[string]string{
	"minimum": "integer number", "maximum": "integer number", "exclusiveMinimum": "integer number", "exclusiveMaximum": "integer number",
	"x-hh-unit": "integer number array object", "maxLength": "string", "pattern": "string", "enum": "string integer number", "const": "string integer number", "format": "string", "x-hh-go-names": "string integer number",
	"x-hh-go-underlying": "integer number", "x-hh-marshaler": "string", "items": "array", "maxItems": "array", "minItems": "array",
	"properties": "object", "required": "object", "additionalProperties": "object", "maxProperties": "object", "x-hh-go-key": "object",
}

// typ reads the type that a schema describes; nil if there was an error.
func (v *value) typ(n *node, s said) *schema.Type {
	before := len(v.errs)
	for _, m := range s {
		if m.why != "" { // the order does not matter, since errors are sorted
			v.errs.Add(m.pos, schema.KeywordValue, "%s: %s", m.why, v.wayOf(m))
		}
	}
	if len(v.errs) > before {
		return nil
	}
	name, null := v.jsonType(s)
	for keyword, names := range belongs { // the order does not matter, since errors are sorted
		if m, ok := s[keyword]; ok && !slices.Contains(strings.Fields(names), name) {
			v.errs.Add(m.pos, schema.KeywordValue, "keyword %s has no effect on %s: set type to %s, or remove it", keyword, orAny(name), strings.ReplaceAll(names, " ", " or "))
		}
	}
	if len(v.errs) > before {
		return nil
	}
	v.options(s)
	v.idle(s)
	t := v.typed(name, n, s)
	for v.again {
		v.again = false
		t = v.typed(name, n, s)
	}
	if t == nil || !v.fits(t, s) {
		return nil
	}
	v.dropImpliedRange(t, s)
	if (null || s.null()) && !t.Kind.AbsentNil() {
		t.Optional = true
	}
	return t
}

// wayOf says what to do about a keyword that could not be normalized.
func (r *reader) wayOf(m member) string {
	if m.anyWay != "" && r.namespaceName.FreeForm() {
		return m.way + ", or " + m.anyWay
	}
	return m.way
}

// predeclared are the Go types of kinds that are not declared.
var predeclared = map[schema.Kind][]string{
	schema.KindBool: {"bool"}, schema.KindString: {"string"}, schema.KindFloat: {"float32", "float64"}, schema.KindAny: {"any"},
	schema.KindInt: {"int", "int8", "int16", "int32", "int64"}, schema.KindUint: {"uint", "uint8", "uint16", "uint32", "uint64"},
	schema.KindError: {"error"},
}

// fits checks that a Go type can hold the values that a schema describes.
func (v *value) fits(t *schema.Type, s said) bool {
	if _, named := s["x-hh-go-type"]; named && t.Go.IsZero() {
		return false // reported already
	}
	var fits bool
	switch k, known := schema.KindOf(t.Go); {
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
		v.errs.Add(v.at(s, "x-hh-go-type"), schema.KeywordValue, "the Go type %s cannot hold values of this schema: set x-hh-go-type to another, or remove it", t.Go.Short())
	}
	return fits
}

// idle rejects keywords that have no effect because of others.
func (v *value) idle(s said) {
	for _, pair := range []struct{ keyword, other string }{
		{"minimum", "enum"}, {"minimum", "const"}, {"maximum", "enum"}, {"maximum", "const"}, {"exclusiveMinimum", "enum"},
		{"exclusiveMinimum", "const"}, {"exclusiveMaximum", "enum"}, {"exclusiveMaximum", "const"},
		{"const", "enum"}, {"format", "enum"}, {"format", "const"}, {"x-hh-marshaler", "enum"}, {"x-hh-marshaler", "const"},
		{"x-hh-go-key", "properties"},
	} {
		if m, ok := s[pair.keyword]; ok && s[pair.other].value != nil {
			v.errs.Add(m.pos, schema.KeywordValue, "keyword %s has no effect beside %s: remove one of them", pair.keyword, pair.other)
		}
	}
	if m, ok := s["x-hh-go-names"]; ok && s["enum"].value == nil && s["const"].value == nil {
		v.errs.Add(m.pos, schema.KeywordValue, "keyword x-hh-go-names has no effect without enum: remove it")
	}
	if m, ok := s["x-hh-go-pointer"]; ok && !v.byPointer() {
		v.errs.Add(m.pos, schema.KeywordValue, "keyword x-hh-go-pointer has no effect without an embedded struct that is a pointer: remove it")
	}
	if !v.field.Namespace.SpanOnly() {
		return
	}
	for _, k := range []string{"enum", "const", "x-hh-go-type", "x-hh-marshaler"} {
		if m, ok := s[k]; ok {
			v.errs.Add(m.pos, schema.KeywordValue, "keyword %s has no effect on %s, whose type is fixed: remove it", k, v.field.Namespace)
		}
	}
}

// byPointer reports whether a struct that contains the field is embedded by a
// pointer.
func (v *value) byPointer() bool {
	return slices.ContainsFunc(v.field.Via, func(e schema.Embedded) bool { return e.Pointer })
}

func orAny(name string) string {
	if name == "" {
		return "a value of any type"
	}
	return "type " + name
}

// jsonType reads the keyword type: one type, or one type and null. An enum or
// const needs no type.
func (v *value) jsonType(s said) (name string, null bool) {
	m, ok := s["type"]
	if !ok {
		if s["enum"].value != nil || s["const"].value != nil {
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
		f.MaxLength = v.count(m.value, schema.LargeMaxBytes/schema.MaxRuneBytes)
		f.MaxBytes = schema.MaxRuneBytes * f.MaxLength
		f.Where["maxbytes"] = m.pos
	}
	if m, ok := at("maxbytes", "x-hh-maxbytes"); ok {
		f.MaxBytes = v.count(m.value, schema.LargeMaxBytes)
	}
	v.dropImpliedLength(s)
	if m, ok := at("pattern", "pattern"); ok {
		f.Pattern = schema.PatternOf(m.value.text)
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
			v.errs.Add(m.value.pos, schema.KeywordValue, "the unit is empty: write its name, or remove x-hh-unit")
		}
	}
	for _, keyword := range []string{"maxItems", "maxProperties", "x-hh-maxitems"} {
		_, array := s["minItems"]
		if m, ok := s[keyword]; ok && (!array || keyword != "maxItems") { // the length of an array is not a bound
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
	n := v.count(m.value, schema.MaxItemsLimit)
	if v.field.MaxItems != 0 && v.field.MaxItems != n {
		v.errs.Add(m.pos, schema.KeywordValue, "a field has one bound for all its lists and maps, and here it is %d, not %d: make them agree", n, v.field.MaxItems)
	}
	v.field.MaxItems = n
	v.field.Where["maxitems"] = m.pos
}
