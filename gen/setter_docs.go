package gen

import (
	"fmt"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// setterDoc returns the documentation of a setter, in paragraphs.
func setterDoc(s *setter) []string {
	f, deprecated := s.field, ""
	if f.Deprecated != "" {
		deprecated = "Deprecated: " + f.Deprecated
	}
	return []string{s.name + " " + describe(f, recordNames(s.records)), f.Doc, moved(f), values(f), deprecated}
}

// recordNames lists the records that have a setter's field. If there are more than
// three, it names two "and others".
func recordNames(records []*schema.Record) string {
	var names []string
	for _, r := range records {
		names = append(names, r.Name)
	}
	if len(names) > 3 {
		names = append(names[:2:2], "others")
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// describe returns a sentence about the setter of a field of some records.
func describe(f *schema.Field, records string) string {
	what := fmt.Sprintf("sets %s.%s of %s", f.Namespace, f.Key, records)
	switch {
	case f.Namespace.SpanOnly():
		what = fmt.Sprintf("sets the span's %s, of %s", strings.ReplaceAll(string(f.Namespace), "_", " "), records)
	case f.Inline:
		what = fmt.Sprintf("sets members of %s, of %s", f.Namespace, records)
	}
	if limits := limitsOf(f); limits != "" {
		what += ": " + limits
	}
	if f.OmitZero {
		what += ". A zero value is not recorded"
	}
	if f.PII.Known() {
		what += ". It holds personal data: " + f.PII.Noun()
	}
	if f.Baggage {
		what += ". On a session, it travels to other services too, as baggage"
	}
	return what + "."
}

// moved returns the sentences about a field's previous key.
func moved(f *schema.Field) string {
	if f.MovedFrom.Key == "" {
		return ""
	}
	return fmt.Sprintf("Its previous key, %s.%s, is recorded too. That should end on %s.",
		f.Namespace, f.MovedFrom.Key, f.MovedFrom.Until)
}

// values returns the sentences about the default and the examples of a field.
func values(f *schema.Field) string {
	var parts []string
	if f.Default != "" {
		parts = append(parts, "Default: "+f.Default+".")
	}
	if len(f.Examples) > 0 {
		parts = append(parts, "Examples: "+strings.Join(f.Examples, ", ")+".")
	}
	return strings.Join(parts, " ")
}

// limitsOf describes the bounds and the unit of a field.
func limitsOf(f *schema.Field) string {
	var parts []string
	leaf := f.Type.Leaf()
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if f.Type.Counted() {
		noun := "item"
		if leaf.Kind.Dynamic() {
			noun = "attribute"
		}
		add("at most %s", schema.Count(f.MaxItems, noun))
	}
	switch {
	case leaf.Enum != nil:
		values := make([]string, len(leaf.Enum))
		for i, m := range leaf.Enum {
			values[i] = leaf.Literal(m.Value)
		}
		add("one of %s", strings.Join(values, ", "))
	case leaf.Kind == schema.KindHashed:
		add("a keyed hash")
	case leaf.Kind.Text(), leaf.Kind.Dynamic():
		over := ""
		if f.Overflow == schema.Drop {
			over = ", not sent if longer"
		}
		each := ""
		if f.Type != leaf || leaf.Kind.Dynamic() {
			each = " each"
		}
		if f.MaxLength > 0 {
			add("at most %s%s", schema.Count(f.MaxLength, "character"), each)
		}
		add("at most %s%s%s", schema.Count(f.ByteLimit(), "byte"), each, over)
	}
	if f.Pattern != "" {
		add("matching %s", quoted(string(f.Pattern)))
	}
	for _, bound := range []struct {
		text  string
		value schema.Number
	}{{"at least %s", f.Minimum}, {"at most %s", f.Maximum}, {"above %s", f.Above}, {"below %s", f.Below}} {
		if bound.value != "" {
			add(bound.text, bound.value)
		}
	}
	if f.Unit != "" {
		add("in %s", f.Unit)
	}
	return strings.Join(parts, ", ")
}
