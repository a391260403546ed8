package jsonschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/hhgen/hhgen/schema"
)

// FileName is the name of the document of a record.
func FileName(r *schema.Record) string { return schema.KeyFor(r.Name) + ".schema.json" }

// ID is the $id of the document of a record of p: a name, under which nothing
// needs to be found.
func ID(p *schema.Package, r *schema.Record) string {
	return "https://" + path.Join(p.Path, FileName(r))
}

// Write writes a record of p as a document, which [Read] reads as the same
// record. The text is the same for the same record.
func Write(p *schema.Package, r *schema.Record) ([]byte, error) {
	w := &writer{pkg: p, defs: jsonschema.Definitions{}, types: map[string]string{}}
	doc := w.record(r)
	doc.Version = draft202012
	doc.ID = jsonschema.ID(ID(p, r))
	if len(w.defs) > 0 {
		doc.Definitions = w.defs
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// writer writes one document.
type writer struct {
	pkg  *schema.Package
	defs jsonschema.Definitions
	// types are the types in defs, by their names there.
	types map[string]string
}

func (w *writer) record(r *schema.Record) *jsonschema.Schema {
	doc := object()
	doc.Title, doc.Description = r.Name, r.Doc
	doc.AdditionalProperties = jsonschema.FalseSchema
	set(doc, "x-hh-constructor", r.Constructor)
	for _, n := range w.order(r) {
		if n.SpanOnly() {
			for _, f := range r.Fields {
				if f.Namespace == n {
					doc.Properties.Set(string(n), w.field(f))
				}
			}
			continue
		}
		ns := w.namespace(r, n)
		doc.Properties.Set(string(n), ns)
		if len(ns.Required) > 0 {
			doc.Required = append(doc.Required, string(n))
		}
	}
	if names := fieldNames(r); !grouped(r) {
		extra(doc, "x-hh-order", names)
	}
	return doc
}

// order is that of a record's namespaces, as its fields first name them.
func (w *writer) order(r *schema.Record) (namespaces []schema.Namespace) {
	add := func(n schema.Namespace) {
		if !slices.Contains(namespaces, n) {
			namespaces = append(namespaces, n)
		}
	}
	for _, f := range r.Fields {
		add(f.Namespace)
	}
	for _, o := range r.Opens {
		add(o.Namespace)
	}
	return namespaces
}

func fieldNames(r *schema.Record) (names []string) {
	for _, f := range r.Fields {
		names = append(names, f.Name)
	}
	return names
}

// grouped reports whether reading the namespaces one after the other, the
// inline field of each last, gives the fields in their order.
func grouped(r *schema.Record) bool {
	left := map[schema.Namespace]bool{} // namespaces that came to their end
	var last *schema.Field
	for _, f := range r.Fields {
		if last != nil && (last.Namespace != f.Namespace || last.Inline) {
			left[last.Namespace] = true
		}
		if left[f.Namespace] {
			return false
		}
		last = f
	}
	return true
}

func (w *writer) namespace(r *schema.Record, n schema.Namespace) *jsonschema.Schema {
	ns := object()
	ns.AdditionalProperties = jsonschema.FalseSchema
	for _, o := range r.Opens {
		if o.Namespace == n {
			extra(ns, "x-hh-open", openOptions(o))
			ns.AdditionalProperties = &jsonschema.Schema{}
			extra(ns.AdditionalProperties, "type", []string{"string", "number", "boolean"})
		}
	}
	for _, f := range r.Fields {
		switch {
		case f.Namespace != n:
		case f.Inline:
			ns.AdditionalProperties = w.inline(f)
		default:
			ns.Properties.Set(f.Key, w.field(f))
			if f.Required() {
				ns.Required = append(ns.Required, f.Key)
			}
		}
	}
	return ns
}

// openOptions is true, or the options of an open namespace.
func openOptions(o *schema.Open) any {
	options := map[string]any{}
	if o.MaxBytes > 0 {
		options["maxbytes"] = o.MaxBytes
	}
	if o.Large {
		options["large"] = true
	}
	if o.Overflow == schema.Drop {
		options["overflow"] = "drop"
	}
	if o.Doc != "" {
		options["description"] = o.Doc
	}
	if len(options) == 0 {
		return true
	}
	return options
}

// inline writes the schema of the members that a field records at the top of
// its namespace.
func (w *writer) inline(f *schema.Field) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	switch f.Type.Kind {
	case schema.KindMap:
		s = w.typ(f, f.Type.Elem)
	case schema.KindJSON:
		set(s, "x-hh-go-type", w.goName(f.Type.Go))
	}
	mark := map[string]any{}
	if f.Type.Kind != schema.KindJSON && !f.Type.Go.IsZero() {
		mark["type"] = w.goName(f.Type.Go)
	}
	if key := f.Type.Key; !key.IsZero() && key.Name != "string" {
		mark["key"] = w.goName(key)
	}
	extra(s, "x-hh-inline", any(true))
	if len(mark) > 0 {
		extra(s, "x-hh-inline", mark)
	}
	extra(s, "x-hh-maxitems", f.MaxItems)
	if f.Type.Kind.Dynamic() {
		w.strings(f, s)
	}
	w.notes(f, s, string(f.Namespace))
	return s
}

// field writes one member.
func (w *writer) field(f *schema.Field) *jsonschema.Schema {
	s := w.typ(f, f.Type)
	w.notes(f, s, f.Key)
	return s
}

// notes writes what a field has beside its type.
func (w *writer) notes(f *schema.Field, s *jsonschema.Schema, key string) {
	if f.Name != schema.GoKey(key) {
		set(s, "x-hh-go-name", f.Name)
	}
	s.Description = f.Doc
	set(s, "x-hh-setter", f.Setter)
	if f.Deprecated != "" {
		s.Deprecated = true
		set(s, "x-hh-deprecated", f.Deprecated)
	}
	if f.Default != "" {
		s.Default = json.RawMessage(f.Default)
	}
	for _, e := range f.Examples {
		s.Examples = append(s.Examples, json.RawMessage(e))
	}
	switch {
	case f.OmitZero && f.Type.IsZero:
		extra(s, "x-hh-omitzero", "method")
	case f.OmitZero:
		extra(s, "x-hh-omitzero", true)
	}
	var via []map[string]any
	for _, e := range f.Via {
		m := map[string]any{"name": e.Name, "type": w.goName(e.Go)}
		if e.Pointer {
			m["pointer"] = true
		}
		via = append(via, m)
	}
	if via != nil {
		extra(s, "x-hh-go-embedded", via)
	}
	if f.Type.Optional && slices.ContainsFunc(f.Via, func(e schema.Embedded) bool { return e.Pointer }) {
		extra(s, "x-hh-go-pointer", true)
	}
}

// typ writes the schema of a type, and of what it contains.
func (w *writer) typ(f *schema.Field, t *schema.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	switch t.Kind {
	case schema.KindObject:
		return w.object(t, f.Type != t && t.Optional)
	case schema.KindList:
		s.Type, s.Items = "array", w.typ(f, t.Elem)
		s.MaxItems = size(f.MaxItems)
	case schema.KindArray:
		s.Type, s.Items = "array", w.typ(f, t.Elem)
		s.MinItems, s.MaxItems = size(t.Len), size(t.Len)
	case schema.KindMap:
		s.Type, s.AdditionalProperties = "object", w.typ(f, t.Elem)
		s.MaxProperties = size(f.MaxItems)
	case schema.KindAnyMap:
		s.Type, s.AdditionalProperties = "object", jsonschema.TrueSchema
		extra(s, "x-hh-maxitems", f.MaxItems)
	case schema.KindJSON, schema.KindAny:
		extra(s, "x-hh-maxitems", f.MaxItems)
	default:
		s = w.scalar(f, t)
	}
	if key := t.Key; !key.IsZero() && key.Name != "string" {
		set(s, "x-hh-go-key", w.goName(key))
	}
	if t.Elem != nil || t.Kind.Dynamic() {
		if t.Go.String() != "any" {
			set(s, "x-hh-go-type", w.goName(t.Go))
		}
		if t.Kind.Dynamic() {
			w.strings(f, s)
		}
	}
	if f.Type != t && t.Optional && t.Enum == nil { // the definition of an enum says it
		nullable(s)
	}
	return s
}

// nullable lets an item of a list be null.
func nullable(s *jsonschema.Schema) {
	extra(s, "type", []string{s.Type, "null"})
	s.Type = ""
}

func (w *writer) strings(f *schema.Field, s *jsonschema.Schema) {
	if f.MaxBytes > 0 && f.MaxBytes != 4*f.MaxLength {
		extra(s, "x-hh-maxbytes", f.MaxBytes)
	}
	s.MaxLength = size(f.MaxLength)
	if f.Large {
		extra(s, "x-hh-large", true)
	}
	if f.Overflow == schema.Drop {
		extra(s, "x-hh-overflow", "drop")
	}
}

// scalar writes a type that is one attribute.
func (w *writer) scalar(f *schema.Field, t *schema.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	def := "string"
	switch t.Kind {
	case schema.KindBool:
		s.Type, def = "boolean", "bool"
	case schema.KindInt, schema.KindUint:
		s.Type, def = "integer", "int"
		w.numbers(f, s)
	case schema.KindFloat, schema.KindDuration:
		s.Type, def = "number", "float64"
		w.numbers(f, s)
	case schema.KindTime:
		s.Type, s.Format, def = "string", "date-time", "time.Time"
	case schema.KindError:
		s.Type, def = "string", "error"
	case schema.KindEventID:
		s.Type, s.Format = "string", "uuid"
		return s
	default:
		s.Type = "string"
	}
	if t.Enum != nil {
		s = w.enum(t, f.Type != t && t.Optional)
	} else if t.Go.String() != def {
		set(s, "x-hh-go-type", w.goName(t.Go))
		set(s, "x-hh-go-underlying", underlyingOf(t))
	}
	if t.Kind == schema.KindMarshaler {
		extra(s, "x-hh-marshaler", map[bool]string{false: "value", true: "address"}[t.ByAddress])
	}
	if t.Kind.Text() {
		w.strings(f, s)
	}
	return s
}

// underlyingOf is the predeclared type of a declared number, unless it is the
// usual one.
func underlyingOf(t *schema.Type) string {
	if t.Go.Path == "" {
		return ""
	}
	for _, name := range []string{"int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64"} {
		unsigned := strings.HasPrefix(name, "u")
		if integers[name] == t.Bits && (t.Kind == schema.KindUint && unsigned || t.Kind == schema.KindInt && !unsigned) {
			return name
		}
	}
	if t.Kind == schema.KindFloat && t.Bits == 32 {
		return "float32"
	}
	return ""
}

func (w *writer) numbers(f *schema.Field, s *jsonschema.Schema) {
	s.Minimum, s.Maximum = json.Number(f.Minimum), json.Number(f.Maximum)
	s.ExclusiveMinimum, s.ExclusiveMaximum = json.Number(f.Above), json.Number(f.Below)
	set(s, "x-hh-unit", f.Unit)
}

// object writes a nested object as a definition, and refers to it.
func (w *writer) object(t *schema.Type, null bool) *jsonschema.Schema {
	return w.define(t, null, func() *jsonschema.Schema {
		s := object()
		s.AdditionalProperties = jsonschema.FalseSchema
		for _, f := range t.Fields {
			s.Properties.Set(f.Key, w.field(f))
			if f.Required() {
				s.Required = append(s.Required, f.Key)
			}
		}
		return s
	})
}

// enum writes an enum as a definition, and refers to it.
func (w *writer) enum(t *schema.Type, null bool) *jsonschema.Schema {
	return w.define(t, null, func() *jsonschema.Schema {
		s := &jsonschema.Schema{Type: "string"}
		var names []string
		usual := true
		for _, m := range t.Enum {
			s.Enum = append(s.Enum, m.Value)
			names = append(names, m.Go.Name)
			usual = usual && m.Go.Name == t.Go.Name+goWord(m.Value)
		}
		if !usual {
			extra(s, "x-hh-go-names", names)
		}
		return s
	})
}

// define puts the schema of a declared type into $defs once.
func (w *writer) define(t *schema.Type, null bool, schemaOf func() *jsonschema.Schema) *jsonschema.Schema {
	name := goWord(t.Go.Name)
	if t.Go.Path != w.pkg.Path {
		name = goWord(t.Go.Short())
	} else if len(t.Go.Args) > 0 {
		name = goWord(w.goName(t.Go))
	}
	if null {
		name += "OrNull"
	}
	name = w.free(name, fmt.Sprint(t.Go, null))
	if _, ok := w.defs[name]; !ok {
		w.defs[name] = nil // for the case that the type contains itself, which no checked schema does
		s := schemaOf()
		s.Description = t.Doc
		if w.goName(t.Go) != name {
			set(s, "x-hh-go-type", w.goName(t.Go))
		}
		if null {
			nullable(s)
			if s.Enum != nil {
				s.Enum = append(s.Enum, nil)
			}
		}
		w.defs[name] = s
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + name}
}

// free is name, or name and a number where another type is defined as that: Go
// tells Plan from plan, and packages of one name from each other.
func (w *writer) free(name, typ string) string {
	for i := 1; ; i++ {
		numbered := name
		if i > 1 {
			numbered += "_" + strconv.Itoa(i)
		}
		if w.types[numbered] == "" {
			w.types[numbered] = typ
		}
		if w.types[numbered] == typ {
			return numbered
		}
	}
}

// goName is a Go type's name as [Read] takes it.
func (w *writer) goName(g schema.GoName) string {
	switch g.Path {
	case w.pkg.Path:
		g.Path = ""
	case schema.RuntimePath:
		g.Path = "hh"
	}
	args := make([]string, len(g.Args))
	for i, a := range g.Args {
		args[i] = w.goName(a)
	}
	g.Args = nil
	if len(args) == 0 {
		return g.String()
	}
	return g.String() + "[" + strings.Join(args, ", ") + "]"
}

func object() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties()}
}

// size is a bound for a schema, which leaves out 0.
func size(n int) *uint64 {
	if n == 0 {
		return nil
	}
	u := uint64(n)
	return &u
}

// set puts a keyword of ours, unless its text is empty.
func set(s *jsonschema.Schema, keyword, text string) {
	if text != "" {
		extra(s, keyword, text)
	}
}

func extra(s *jsonschema.Schema, keyword string, value any) {
	if s.Extras == nil {
		s.Extras = map[string]any{}
	}
	s.Extras[keyword] = value
}
