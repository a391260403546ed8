package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/privacy"
)

// place is one of the places that a field is recorded at.
type place struct {
	pkg    *schema.Package
	record *schema.Record
	top    *schema.Field // of the record
	field  *schema.Field // top, or a member of what it holds
	path   string        // in event data
}

// placesOf are the places of the fields that something is about.
func placesOf(p *schema.Package, about func(*schema.Package, schema.GoName, *schema.Field) bool) (found []place) {
	for _, r := range p.Records {
		for _, top := range r.Fields {
			var visit func(owner schema.GoName, f *schema.Field, path string)
			visit = func(owner schema.GoName, f *schema.Field, path string) {
				if len(f.Via) > 0 {
					owner = f.Via[len(f.Via)-1].Go
				}
				if about(p, owner, f) {
					found = append(found, place{p, r, top, f, path})
				}
				for t := f.Type; t.Elem != nil; t = t.Elem {
					path += ".*"
				}
				leaf := f.Type.Leaf()
				for _, member := range leaf.Fields {
					visit(leaf.Go, member, path+"."+member.Key)
				}
			}
			visit(schema.GoName{Path: p.Path, Name: r.Name}, top, top.Path())
		}
	}
	return found
}

// describe says in Markdown what a field is recorded as. All places are of one
// declaration.
func describe(places []place) string {
	first := places[0]
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", code(first.path), typeOf(first.field))
	if doc := strings.TrimSpace(first.field.Doc); doc != "" {
		b.WriteString("\n" + doc + "\n")
	}
	b.WriteString("\n")
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "- %s: %s\n", name, value)
		}
	}
	line("attribute of spans", list(places, func(p place) string { return code(schema.AttributePrefix + p.path) }))
	line("query", list(places, func(p place) string { return code(p.path) }))
	for _, fact := range factsOf(first.field) {
		line(fact[0], fact[1])
	}
	line("sensitive", sensitivity(first))
	if first.field == first.top {
		size := first.top.WorstCase()
		line("at most", fmt.Sprintf("%s and %s with keys", schema.Count(size.Attributes, "attribute"), schema.Count(size.Bytes, "byte")))
		line("setter", code(first.pkg.Name+"."+first.top.SetterName()))
	}
	line("recorded by", list(places, recordedBy))
	return b.String()
}

// list is what is said of each place, once.
func list(places []place, say func(place) string) string {
	var all []string
	for _, p := range places {
		if text := say(p); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return strings.Join(all, ", ")
}

// recordedBy is the record of a place, and what it embeds to have the field.
func recordedBy(p place) string {
	text := code(p.pkg.Name + "." + p.record.Name)
	for _, e := range p.top.Via {
		text += " through " + code(e.Go.Short())
	}
	return text
}

// typeOf is the type of a field in words, with its Go type.
func typeOf(f *schema.Field) string {
	text := f.Type.Summary()
	if f.Type.Go.Path != "" {
		text += " (" + code(f.Type.Go.Short()) + ")"
	}
	return text
}

// factsOf are what a schema declares about the values of a field.
func factsOf(f *schema.Field) (facts [][2]string) {
	add := func(name, value string) { facts = append(facts, [2]string{name, value}) }
	add("unit", f.Unit)
	add("values", values(f.Type.Leaf()))
	add("bounds", strings.Join(f.BoundWords(), "; "))
	add("pattern", optional(string(f.Pattern)))
	if f.Namespace != "" && f.Required() {
		add("required", "its record's constructor takes it")
	}
	add("also recorded as", optional(f.MovedFrom.String()))
	if f.Baggage {
		add("baggage", "the value of a session travels to other services")
	}
	add("deprecated", f.Deprecated)
	return facts
}

func optional(text string) string {
	if text == "" {
		return ""
	}
	return code(text)
}

// values are those of an enum.
func values(t *schema.Type) string {
	var all []string
	for _, m := range t.Enum {
		all = append(all, code(t.Literal(m.Value)))
	}
	return strings.Join(all, ", ")
}

// sensitivity is what kind of secret or personal data a field holds.
func sensitivity(p place) string {
	_, path, _ := strings.Cut(p.path, ".")
	kind := p.field.Sensitive(privacy.Default(), p.top.Namespace, path)
	if kind == "" {
		return ""
	}
	return kind.Noun() + " (" + string(kind.Level()) + ")"
}
