package catalogue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/privacy"
)

// Declaration is what one or several records say of a key.
type Declaration struct {
	Facts
	Docs    []string // its documentation, wherever it is declared, each once
	Places  []Place  // where it is declared
	Records []User
	// Uses are the places that set it, if UsesKnown; Unseen says that code may do it that
	// cannot be seen, such as json.Unmarshal.
	Uses      []Use
	UsesKnown bool
	Unseen    bool
}

// User is a record that has a key.
type User struct {
	Record   *Record
	Required bool // recorded whenever the record is
}

// Facts are what holds for the values of a key.
type Facts struct {
	Type       string // in words: list of string
	Class      string // what it is a list of is left out: list
	Go         string // Go type; "" if the words say it
	Attribute  string // key on spans, with * as in paths
	Unit       string
	Bounds     []string // in words
	Pattern    string
	Values     []Value
	Default    string // JSON
	Examples   []string
	Size       schema.Size // with keys, under all of them
	Largest    int         // bytes of one value
	Sensitive  Sensitive
	Deprecated string // what to use instead
	Moved      schema.Move
	Baggage    bool // values of sessions travel to other services
}

// Value is one that an enum permits.
type Value struct {
	Text string // as it is, or in quotes if it could not be seen
	Doc  string
}

// Sensitive is what is secret or personal in values.
type Sensitive struct {
	Noun  string        // a person's name; "" for nothing that is known
	Level privacy.Level // "" for nothing that can be read
	Form  string        // hashed or masked; "" for values as they are
}

// Any reports whether values are sensitive, readable or not.
func (s Sensitive) Any() bool { return s != Sensitive{} }

// declaration is what one record says of a leaf.
func (m *maker) declaration(module Module, l *keys.Leaf) *Declaration {
	if l.Open != nil {
		return m.openKeys(module, l)
	}
	f := l.Bound
	d := &Declaration{Docs: appendNew(nil, cmp.Or(f.Doc, f.Type.Leaf().Doc)), Places: []Place{m.locate(f.Pos)}, Facts: Facts{
		Type: words(f.Type), Class: class(f.Type), Go: goType(f.Type), Attribute: l.Attribute(),
		Unit: f.Unit, Bounds: f.BoundWords(), Pattern: string(f.Pattern), Default: f.Default,
		Size: sizeOf(l), Largest: f.LargestValue(), Sensitive: sensitive(module.Words, l), Deprecated: f.Deprecated,
		Moved: f.MovedFrom, Baggage: f.Baggage,
	}}
	leaf := f.Type.Leaf()
	for _, v := range leaf.Enum {
		d.Values = append(d.Values, Value{shownValue(v.Value), v.Doc})
	}
	d.Examples = examples(f)
	if module.Uses != nil {
		d.use(m, usesOf(module.Uses, l))
	}
	return d
}

// openKeys says that a namespace takes keys that nothing declares.
func (m *maker) openKeys(module Module, l *keys.Leaf) *Declaration {
	bound := schema.Field{MaxBytes: l.Open.MaxBytes, Overflow: l.Open.Overflow, Type: l.Type}
	doc := l.Open.Doc
	if doc == "" {
		doc = "Keys that no record declares."
	}
	d := &Declaration{Docs: []string{doc}, Places: []Place{m.locate(l.Open.Pos)}, Facts: Facts{
		Type: words(l.Type), Class: class(l.Type), Attribute: l.Attribute(), Bounds: bound.BoundWords(),
	}}
	if module.Uses != nil {
		d.use(m, module.Uses.Open(l.Package, l.Open))
	}
	return d
}

// shownValue is a value of an enum.
func shownValue(value string) string {
	if value == "" || strings.TrimSpace(value) != value {
		return strconv.Quote(value)
	}
	return value
}

// words say what values are, for readers of events.
func words(t *schema.Type) string {
	switch {
	case t.Elem != nil:
		return class(t) + " of " + words(t.Elem)
	case t.Enum != nil:
		return "enum"
	}
	return t.Wire()
}

// class is what values are, without what they consist of.
func class(t *schema.Type) string {
	if t.Enum != nil {
		return "enum"
	}
	flat := *t
	flat.Elem = nil
	return flat.Wire()
}

// goType is the Go type of values, if it has a name of its own.
func goType(t *schema.Type) string {
	if t.Go.Path == "" {
		return ""
	}
	return t.Go.Short()
}

// sensitive is what is secret or personal in the values of a leaf.
func sensitive(words *privacy.Words, l *keys.Leaf) Sensitive {
	f := l.Bound
	kind := f.Sensitive(words, l.Namespace, below(l))
	s := Sensitive{Noun: kind.Noun(), Level: kind.Level()}
	if leaf := f.Type.Leaf().Kind; leaf.Secrecy() > 0 {
		s.Form = map[schema.Kind]string{schema.KindHashed: "hashed", schema.KindMasked: "masked"}[leaf]
		s.Noun = f.PII.Noun()
	}
	return s
}

// below is the path of a leaf's field within its namespace.
func below(l *keys.Leaf) string {
	path := pathOf(l)
	if len(path) > len(l.Namespace) {
		return path[len(l.Namespace)+1:]
	}
	return ""
}

// sizeOf is the worst case of the values of a leaf, with their keys: that of the
// record's field, if an object in it had no other member than those that lead there.
func sizeOf(l *keys.Leaf) schema.Size {
	alone := *l.Field
	alone.Type = only(l.Field.Type, namesOf(l))
	return alone.WorstCase()
}

// namesOf are the names of the members that lead from a record's field to a leaf.
func namesOf(l *keys.Leaf) []keys.Segment {
	names := slices.DeleteFunc(slices.Clone(l.Path), func(s keys.Segment) bool { return s.Kind != keys.Name })
	if !l.Field.Inline && len(names) > 0 {
		names = names[1:]
	}
	return names
}

// only is t with one member in each of its objects.
func only(t *schema.Type, names []keys.Segment) *schema.Type {
	if len(names) == 0 {
		return t
	}
	out := *t
	if t.Elem != nil {
		out.Elem = only(t.Elem, names)
		return &out
	}
	out.Fields = nil
	for _, member := range t.Fields {
		if member.Key == names[0].Name {
			alone := *member
			alone.Type = only(member.Type, names[1:])
			out.Fields = []*schema.Field{&alone}
		}
	}
	return &out
}
