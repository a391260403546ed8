package schema

import "cmp"

// Dialect is how a kind of source writes what the model has, for messages.
type Dialect struct {
	// Options are its words for options; one that is missing is called as in a
	// struct tag.
	Options map[string]string
	// MapItems and AnyItems bound the items of maps, and of values of any type,
	// where another word than that for maxitems does.
	MapItems, AnyItems string
	// GoName is the option that names the Go field, where that is no identifier
	// of the source; "" where it is one.
	GoName string
	// Property says that a key is the name of a property, which is changed by
	// renaming it.
	Property bool
	// Shared and Enum are advice: how two records share a field, and how a string
	// gets to have some values only.
	Shared, Enum string
	// Documentation is what documents a field.
	Documentation string
	// Embed is advice: how a record takes the fields of another, by the latter's
	// Go name and the name of its package.
	Embed func(record GoName, pkg string) string
}

// structTags is the dialect of Go source.
var structTags = Dialect{
	Shared:        "embed one struct in both",
	Enum:          "declare its values as constants of a named string type",
	Documentation: "a comment",
	Embed:         func(record GoName, pkg string) string { return "embed " + pkg + "." + record.Name },
}

// Dialect is how the source of p writes what the model has.
func (p *Package) Dialect() *Dialect {
	if p.Written == nil {
		return &structTags
	}
	return p.Written
}

// tags reports whether options are written as in a struct tag.
func (d *Dialect) tags() bool { return d.Options == nil }

// Word is what d calls an option.
func (d *Dialect) Word(option string) string { return cmp.Or(d.Options[option], option) }

// Assigned is an option that takes a value, as a message names it where the value
// is for the reader to choose: setter=, or x-hh-setter.
func (d *Dialect) Assigned(option string) string {
	return d.assigned(d.Word(option))
}

func (d *Dialect) assigned(word string) string {
	if d.tags() {
		return word + "="
	}
	return word
}

// Assign is an option with the value that it should have: setter=WithUser, or
// x-hh-setter WithUser.
func (d *Dialect) Assign(option, value string) string {
	if d.tags() {
		return option + "=" + value
	}
	return d.Word(option) + " " + value
}

// Rename is advice to give a field a key; one of the reader's choice if key is "".
func (d *Dialect) Rename(key string) string {
	switch {
	case !d.Property:
		return "set " + d.Assigned("key") + key
	case key == "":
		return "rename it"
	}
	return "rename it to " + key
}

// Items is the option that bounds the items of a type.
func (d *Dialect) Items(t *Type) string {
	for t.Kind == KindArray {
		t = t.Elem
	}
	word := ""
	switch {
	case t.Kind == KindMap:
		word = d.MapItems
	case t.Kind.Dynamic():
		word = d.AnyItems
	}
	return cmp.Or(word, d.Word("maxitems"))
}
