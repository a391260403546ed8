package jsonschema

import (
	"github.com/invopop/jsonschema"

	"github.com/hhgen/hhgen/schema"
)

// movedFrom reads the key that a field was moved from.
func (r *reader) movedFrom(f *schema.Field, s said) {
	if m, ok := s["x-hh-moved-to"]; ok {
		r.errs.Add(m.pos, schema.KeywordRefused, "keyword x-hh-moved-to has no meaning here, since it marks a member of properties: remove it")
	}
	m, ok := s["x-hh-moved-from"]
	if !ok {
		return
	}
	f.Where["moved-from"] = m.value.pos
	text := r.optionalText(s, "x-hh-moved-from")
	if m.value.kind != '"' {
		return // reported
	}
	var err error
	if f.MovedFrom, err = schema.ParseMove(text); err != nil {
		r.errs.Add(m.value.pos, schema.KeywordValue, "%v: write \"uid until 2027-03-31\"", err)
	}
}

// movedTo reports whether a member of properties is the old key of another one.
// Instances have it until the move ends. Such a member is not a field.
func (r *reader) movedTo(m member, properties *node) bool {
	to := m.value.get("x-hh-moved-to")
	if to == nil {
		return false
	}
	if s, _ := r.gather(m.value, ofValue); s == nil {
		return true // reported
	}
	target := properties.get(to.text)
	if target == nil || to.kind != '"' {
		r.errs.Add(to.pos, schema.KeywordValue, "x-hh-moved-to is %s, which is not a member of the same object: name the new key", shown(to))
		return true
	}
	from := target.get("x-hh-moved-from")
	if from == nil {
		r.errs.Add(to.pos, schema.KeywordValue, "%q does not say that it was moved from %q: add x-hh-moved-from to it", to.text, m.name)
		return true
	}
	if move, err := schema.ParseMove(from.text); err == nil && move.Key != m.name {
		r.errs.Add(to.pos, schema.KeywordValue, "%q was moved from %q, not from %q: make them agree", to.text, move.Key, m.name)
	}
	return true
}

// properties writes a field as a member of an object, and its old key as
// another member: an instance has both.
func (w *writer) properties(s *jsonschema.Schema, f *schema.Field) {
	s.Properties.Set(f.Key, w.field(f))
	if f.Required() {
		s.Required = append(s.Required, f.Key)
	}
	if f.MovedFrom.Key == "" {
		return
	}
	old := w.typ(f, f.Type)
	old.Deprecated = true
	set(old, "x-hh-moved-to", f.Key)
	set(old, "x-hh-pii", string(f.PII))
	s.Properties.Set(f.MovedFrom.Key, old)
}
