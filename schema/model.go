package schema

import (
	"go/token"
	"unicode"
	"unicode/utf8"

	"github.com/hhgen/hhgen/schema/privacy"
)

// Package is the enrichment schema of one Go package.
type Package struct {
	Path    string    // import path
	Name    string    // name in the package clause
	Records []*Record // in the order of their declaration
	Aliases []Alias   // other names of types, by their names

	// Written is the dialect of the source, for messages; nil for struct tags.
	Written *Dialect
}

// Alias is another name of a type: one that the package declares, or one of
// another package that its fields use.
type Alias struct {
	Go     GoName
	Params []string // names of its type parameters
	Type   *Type    // the type it stands for, by its Go name or its elements
	Used   bool     // its type is a record, or part of one
	// Values are the constants of the type that the package of an alias exports.
	Values []EnumMember
	Pos    token.Position
}

// Record is one enrichment record: fields that are recorded together.
type Record struct {
	Name        string // Go name of the struct
	Doc         string // documentation, without comment markers
	Constructor string // name of the generated constructor; "" for the default
	Fields      []*Field
	Opens       []*Open        // namespaces that accept undeclared keys, in the order of [Namespaces]
	Pos         token.Position // of the name
	// ConstructorPos is where Constructor was declared.
	ConstructorPos token.Position
}

// Required are the fields that r must have, in the order in which the generated
// constructor takes them.
func (r *Record) Required() (fields []*Field) {
	for _, f := range r.Fields {
		if f.Required() {
			fields = append(fields, f)
		}
	}
	return fields
}

// ConstructorName is the name of the generated constructor, which exists if r
// has required fields.
func (r *Record) ConstructorName() string {
	if r.Constructor != "" {
		return r.Constructor
	}
	if token.IsExported(r.Name) {
		return "New" + r.Name
	}
	first, size := utf8.DecodeRuneInString(r.Name)
	return "new" + string(unicode.ToUpper(first)) + r.Name[size:]
}

// Open declares that a namespace of the package also takes keys that no field declares.
type Open struct {
	Namespace Namespace
	MaxBytes  int  // bound of a string value in bytes; 0 for [DefaultMaxBytes]
	Large     bool // MaxBytes may exceed [DefaultMaxBytes]
	Overflow  Overflow
	Doc       string
	Pos       token.Position
	Where     map[string]token.Position // position of each option
}

// SetterName is the name of the generated function that sets a key of o.
func (o *Open) SetterName() string { return "With" + GoKey(string(o.Namespace)) }

// At returns the position of an option of o, or o's own where it has none.
func (o *Open) At(option string) token.Position { return at(o.Where, option, o.Pos) }

// Field is one declared key: of a record, or of a nested object.
type Field struct {
	Name      string    // Go name
	Key       string    // wire key, one segment
	Namespace Namespace // of a record's field; "" in a nested object
	Type      *Type

	MaxBytes   int      // bound of every string in the field, in bytes; 0 if not declared
	MaxLength  int      // the same in characters; 0 if not declared
	Pattern    Pattern  // every string in the field matches it; "" if not declared
	MaxItems   int      // bound of every list and map in the field; 0 if not declared
	Minimum    Number   // least number, inclusive; "" if not declared
	Maximum    Number   // greatest number, inclusive; "" if not declared
	Above      Number   // number that all values are greater than; "" if not declared
	Below      Number   // number that all values are less than; "" if not declared
	Unit       string   // unit of a number, "" if not declared
	Overflow   Overflow // what happens to a string over its bound
	Large      bool     // MaxBytes may exceed [DefaultMaxBytes]
	OmitZero   bool     // the zero value is not sent
	Inline     bool     // members go to the top of the namespace
	Baggage    bool     // the value of a session travels to other services
	Deprecated string   // what to use instead; "" if the field is current
	Setter     string   // name of the generated setter; "" for the default
	MovedFrom  Move     // old key that is also recorded; the zero Move for none

	// PII is the kind of personal data that the field is declared to hold;
	// [privacy.None] if it holds none, whatever its key says; "" if nothing is declared.
	PII privacy.Kind

	Default  string   // JSON of the value that readers assume if there is none, for documentation
	Examples []string // JSON of example values, for documentation

	Doc   string                    // documentation, without comment markers
	Via   []Embedded                // embedded structs that promote the field, outermost first
	Pos   token.Position            // of the name
	Where map[string]token.Position // position of each option that was written

	Declaration Declaration // edits its source; nil if that is not to be edited
}

// At returns the position of an option of f, or f's own where it was not written.
func (f *Field) At(option string) token.Position { return at(f.Where, option, f.Pos) }

func at(where map[string]token.Position, option string, pos token.Position) token.Position {
	if p, ok := where[option]; ok {
		return p
	}
	return pos
}

// Required reports whether a record cannot be made without a value for f: the
// generated constructor takes it, and it is sent even when it is zero.
func (f *Field) Required() bool {
	if f.OmitZero || f.Type.Optional {
		return false
	}
	for _, e := range f.Via {
		if e.Pointer {
			return false
		}
	}
	return !f.Type.Kind.AbsentNil()
}

// Path is where a record's field is in event data: metadata.plan. A namespace
// that is one value is its own path, and * stands for keys that are data.
func (f *Field) Path() string {
	switch {
	case f.Namespace.SpanOnly():
		return string(f.Namespace)
	case f.Inline:
		return string(f.Namespace) + ".*"
	}
	return string(f.Namespace) + "." + f.Key
}

// SetterName is the name of the generated function that sets f.
func (f *Field) SetterName() string {
	if f.Setter != "" {
		return f.Setter
	}
	return "With" + exported(f.Name)
}

// Embedded is one embedded struct on the way to a promoted field.
type Embedded struct {
	Name    string // Go name of the embedded field
	Go      GoName // its type
	Pointer bool   // embedded as *T
	// Pos is where it is embedded; not valid if the source does not embed.
	Pos token.Position
}

// Overflow is what happens to a string over its bound.
type Overflow string

// The overflow policies.
const (
	Truncate Overflow = ""     // cut at a character boundary
	Drop     Overflow = "drop" // send nothing
)

// String is the policy as schemas write it.
func (o Overflow) String() string {
	if o == Truncate {
		return "truncate"
	}
	return string(o)
}

// has reports whether an option was written, whatever its value.
func (f *Field) has(option string) bool {
	_, ok := f.Where[option]
	return ok
}
