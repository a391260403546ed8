package jsonschema

import (
	"bytes"
	"encoding/json"
	"path"
	"slices"

	"github.com/invopop/jsonschema"

	"github.com/hhgen/hhgen/schema"
)

// FileName is the name of the document of a record.
func FileName(r *schema.Record) string { return schema.KeyFor(r.Name) + ".schema.json" }

// ID is the $id of the document of a record of p. It is only a name; the URL
// need not exist.
func ID(p *schema.Package, r *schema.Record) string {
	return "https://" + path.Join(p.Path, FileName(r))
}

// Write writes a record of p as a document, which [Read] reads as the same
// record. The document is always the same for the same record.
func Write(p *schema.Package, r *schema.Record) ([]byte, error) {
	w := &writer{pkg: p, defs: jsonschema.Definitions{}, types: map[string]string{}}
	doc := w.record(r)
	doc.Version = draft2020.url
	doc.ID = jsonschema.ID(ID(p, r))
	if len(w.defs) > 0 {
		doc.Definitions = w.defs
	}
	return marshal(doc)
}

// marshal is the text of a document.
func marshal(doc *jsonschema.Schema) ([]byte, error) {
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
	// types are the types in defs, by their names in it.
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

// order returns the namespaces of a record, in the order in which its fields
// first name them.
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

// grouped reports whether the fields have the order in which Read would return
// them: by namespace, with the inline field of each last.
func grouped(r *schema.Record) bool {
	left := map[schema.Namespace]bool{} // namespaces whose fields have ended
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
			ns.AdditionalProperties = undeclared(o)
		}
	}
	for _, f := range r.Fields {
		switch {
		case f.Namespace != n:
		case f.Inline:
			ns.AdditionalProperties = w.inline(f)
		default:
			w.properties(ns, f)
		}
	}
	return ns
}

// undeclared is the schema of the values of undeclared keys.
func undeclared(o *schema.Open) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: "string", MaxLength: size(o.ByteLimit())}, {Type: "number"}, {Type: "boolean"},
	}}
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

// notes writes the keywords of a field that are not about its type.
func (w *writer) notes(f *schema.Field, s *jsonschema.Schema, key string) {
	if f.Name != schema.GoKey(key) {
		set(s, "x-hh-go-name", f.Name)
	}
	s.Description = f.Doc
	set(s, "x-hh-setter", f.Setter)
	set(s, "x-hh-moved-from", f.MovedFrom.String())
	set(s, "x-hh-pii", string(f.PII))
	if f.Baggage {
		extra(s, "x-hh-baggage", true)
	}
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
