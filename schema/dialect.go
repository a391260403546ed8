package schema

import (
	"cmp"
	"strconv"
)

// Dialect says how one kind of source spells the parts of the model, for
// messages.
type Dialect struct {
	// Options are its words for the options of struct tags. An option that is
	// missing here has the same name as in a tag.
	Options map[string]string
	// MapItems and AnyItems are the words for the bounds on the items of maps
	// and of values of any type, if they differ from the word for maxitems.
	MapItems, AnyItems string
	// DefaultItems is advice: the setting that bounds the items of all fields
	// without a bound; "" if each field must declare its own.
	DefaultItems string
	// GoName is the option that names the Go field; "" if the source itself
	// declares the field under that name.
	GoName string
	// Property says that keys are the names of properties, so renaming the
	// property changes the key.
	Property bool
	// Shared and Enum are advice: how two records share a field, and how to
	// give a string a fixed set of values.
	Shared, Enum string
	// Documentation names the place of a field's documentation, such as a
	// comment.
	Documentation string
	// Embed is advice: how a record includes the fields of another, given the
	// latter's Go name and the name of its package.
	Embed func(record GoName, pkg string) string
}

// structTags is the dialect of Go source.
var structTags = Dialect{
	Shared:        "embed one struct in both",
	Enum:          "declare its values as constants of a named string type",
	Documentation: "a comment",
	Embed:         func(record GoName, pkg string) string { return "embed " + pkg + "." + record.Name },
}

// Dialect is the dialect of p's source.
func (p *Package) Dialect() *Dialect {
	if p.Written == nil {
		return &structTags
	}
	return p.Written
}

// tags reports whether d is the dialect of struct tags.
func (d *Dialect) tags() bool { return d.Options == nil }

// Word is d's word for an option.
func (d *Dialect) Word(option string) string { return cmp.Or(d.Options[option], option) }

// Assigned is an option as a message names it if the reader is to choose the
// value: setter=, or x-hh-setter.
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

// AssignItems is the bound on the items of a field with the value that it should
// have.
func (d *Dialect) AssignItems(f *Field, n int) string {
	if d.tags() {
		return "maxitems=" + strconv.Itoa(n)
	}
	return d.Items(f) + " " + strconv.Itoa(n)
}

// Rename is advice to give a field another key; if key is "", the reader
// chooses it.
func (d *Dialect) Rename(key string) string {
	switch {
	case !d.Property:
		return "set " + d.Assigned("key") + key
	case key == "":
		return "rename it"
	}
	return "rename it to " + key
}

// defaultItems continues advice to bound the items of one field.
func (d *Dialect) defaultItems() string {
	if d.DefaultItems == "" {
		return ""
	}
	return ", or " + d.DefaultItems
}

// orLarge continues advice to permit the long strings of one field.
func (d *Dialect) orLarge() string {
	if d.DefaultItems == "" {
		return ""
	}
	return ", or " + SetLarge
}

// Time, Truth and Number are advice to give a field a type of that kind.
func (d *Dialect) Time() string {
	if d.Property {
		return "make it a string of the format date-time"
	}
	return "use time.Time"
}

// Truth: see [Dialect.Time].
func (d *Dialect) Truth() string {
	if d.Property {
		return "make it a boolean"
	}
	return "use bool"
}

// Text: see [Dialect.Time].
func (d *Dialect) Text() string {
	if d.Property {
		return "make it a string"
	}
	return "use string"
}

// Number: see [Dialect.Time].
func (d *Dialect) Number() string {
	if d.Property {
		return "make it a number"
	}
	return "use int or float64"
}

// Items is the option that bounds the items of a field.
func (d *Dialect) Items(f *Field) string {
	if f.Inline && d.AnyItems != "" { // it is beside the type of one value
		return d.AnyItems
	}
	t := f.Type
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
