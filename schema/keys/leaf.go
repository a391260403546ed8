// Package keys says which attributes of spans schemas declare. A record's field
// becomes an attribute for each of its innermost values, a [Leaf]: the member of an
// object, the item of a list, the value of a map.
//
//	Hits []Hit `hh:"outputs,maxitems=3"`    // honeyhive_outputs.hits.0.score, ...
//
// [Leaves] lists them, for those who write something for each. A [Tree] finds those
// that an attribute's key is declared by.
package keys

import (
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Leaf is the declaration of one value, which is one attribute of a span.
type Leaf struct {
	Package *schema.Package
	Record  *schema.Record
	Field   *schema.Field // of the record; nil for keys of an open namespace
	// Bound is the field whose bounds hold for the value: Field, or the innermost
	// member of an object that the value is of. Nil for keys of an open namespace.
	Bound *schema.Field
	Open  *schema.Open // the namespace that takes keys that nothing declares; nil for fields

	Namespace schema.Namespace
	Path      []Segment    // below the namespace; empty for error and event_id
	Type      *schema.Type // of the value: no object, list, array or map
	Moved     bool         // recorded under an old key too, which Path is
	// Required says that there is a value whenever the record is recorded.
	Required bool
}

// Segment is a part of a key between dots.
type Segment struct {
	Kind SegmentKind
	Name string // of a Name
	Max  int    // of an Index: the number of items
}

// SegmentKind says which texts a segment stands for.
type SegmentKind int

// The kinds of segments.
const (
	Name  SegmentKind = iota // one text
	Index                    // a number from 0, without leading zeros, less than Max
	Key                      // the key of a map, which may contain dots
	Open                     // a key of an open namespace: a lower-case letter, then letters, digits and _
	Rest                     // all that follows, maybe nothing: of a value of any type
)

// MaxOpenKeyBytes is the length of a key of an open namespace, as the runtime
// enforces it.
const MaxOpenKeyBytes = 128

// EventPath is where the value is in event data: outputs.hits.*.score, in which *
// stands for what is known only when values are recorded.
func (l *Leaf) EventPath() string {
	var b strings.Builder
	b.WriteString(string(l.Namespace))
	for _, s := range l.Path {
		if s.Kind == Name {
			b.WriteString("." + s.Name)
		} else {
			b.WriteString(".*")
		}
	}
	return b.String()
}

// Attribute is the key of the attribute, with * as in [Leaf.EventPath].
func (l *Leaf) Attribute() string { return schema.AttributePrefix + l.EventPath() }

// Fixed reports whether the attribute has one key, without parts that are known
// only when values are recorded.
func (l *Leaf) Fixed() bool {
	return !slices.ContainsFunc(l.Path, func(s Segment) bool { return s.Kind != Name })
}

// MaxBytes is the bound of a string in bytes, declared or default.
func (l *Leaf) MaxBytes() int {
	if l.Open != nil {
		return l.Open.ByteLimit()
	}
	return l.Bound.ByteLimit()
}

// Overflow is what happens to a string over its bound.
func (l *Leaf) Overflow() schema.Overflow {
	if l.Open != nil {
		return l.Open.Overflow
	}
	return l.Bound.Overflow
}

// Leaves are those of all records of packages, in the order of their declaration.
// Those of open namespaces come after the fields of their record.
func Leaves(pkgs []*schema.Package) (leaves []*Leaf) {
	for _, p := range pkgs {
		for _, r := range p.Records {
			for _, f := range r.Fields {
				leaves = append(leaves, ofField(Leaf{Package: p, Record: r, Field: f, Namespace: f.Namespace})...)
			}
			for _, o := range r.Opens {
				leaves = append(leaves, &Leaf{
					Package: p, Record: r, Open: o, Namespace: o.Namespace,
					Path: []Segment{{Kind: Open}}, Type: &schema.Type{Kind: schema.KindAny},
				})
			}
		}
	}
	return leaves
}

// ofField are the leaves of a record's field, under each of its keys.
func ofField(l Leaf) (leaves []*Leaf) {
	for _, written := range l.Field.Written() {
		l := l
		l.Bound, l.Moved, l.Required = l.Field, written.Key != l.Field.Key, l.Field.Required()
		if !l.Field.Inline && !l.Namespace.SpanOnly() {
			l.Path = []Segment{{Name: written.Key}}
		}
		leaves = append(leaves, l.within(l.Field.Type)...)
	}
	return leaves
}

// within are the leaves in a value of type t, to which l leads.
func (l Leaf) within(t *schema.Type) (leaves []*Leaf) {
	switch t.Kind {
	case schema.KindObject:
		for _, member := range t.Fields {
			for _, written := range member.Written() {
				m := l.below(Segment{Name: written.Key})
				m.Bound, m.Moved = member, l.Moved || written.Key != member.Key
				m.Required = l.Required && member.Required()
				leaves = append(leaves, m.within(member.Type)...)
			}
		}
		return leaves
	case schema.KindList:
		return l.optional().below(Segment{Kind: Index, Max: l.Bound.MaxItems}).within(t.Elem)
	case schema.KindArray:
		l.Required = l.Required && !t.Elem.Optional
		return l.below(Segment{Kind: Index, Max: t.Len}).within(t.Elem)
	case schema.KindMap:
		return l.optional().below(Segment{Kind: Key}).within(t.Elem)
	case schema.KindAnyMap:
		l = l.optional().below(Segment{Kind: Key}).below(Segment{Kind: Rest})
	case schema.KindJSON, schema.KindAny:
		l = l.optional().below(Segment{Kind: Rest})
	}
	l.Type = t
	return []*Leaf{&l}
}

func (l Leaf) below(s Segment) Leaf {
	l.Path = append(slices.Clip(l.Path), s)
	return l
}

func (l Leaf) optional() Leaf {
	l.Required = false
	return l
}
