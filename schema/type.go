package schema

import (
	"strconv"
	"strings"
)

// Type is the type of a field, or of what a field contains.
type Type struct {
	Kind     Kind
	Go       GoName // Go type; zero for unnamed lists, arrays and maps
	Doc      string // documentation of a declared object or enum type
	Optional bool   // a pointer: nil is not sent
	Bits     int    // size of a number: 8, 16, 32 or 64

	Elem   *Type        // of List, Array, Map
	Key    GoName       // of Map and AnyMap: a string type
	Len    int          // of Array
	Fields []*Field     // of Object
	Enum   []EnumMember // of String, Int and Uint: the only values; nil if it is free

	// ByAddress: MarshalText has a pointer receiver.
	ByAddress bool
	// IsZero and Comparable say how a zero value is recognised, by a method
	// IsZero() bool or by ==. They are known of the types of fields with
	// [Field.OmitZero].
	IsZero, Comparable bool
}

// Leaf returns the innermost element type of lists, arrays and maps.
func (t *Type) Leaf() *Type {
	for t.Elem != nil {
		t = t.Elem
	}
	return t
}

// EnumMember is one value that an enum permits.
type EnumMember struct {
	// Go is the constant that holds it; zero if the package has no name for one,
	// as with a type that it knows by an alias only.
	Go GoName
	// Value is the string, or the digits of an integer.
	Value string
	// Also are the other constants that hold it and that the package can name.
	Also []GoName
	Doc  string // documentation of the constant, without comment markers
}

// Summary says in few words what values are, for people: "list of string".
func (t *Type) Summary() string {
	switch {
	case t.Elem != nil:
		return t.Kind.String() + " of " + t.Elem.Summary()
	case t.Enum != nil:
		return "enum"
	}
	return t.Kind.String()
}

// Literal is a value of the enum t as Go and JSON write it: a string in quotes, or
// the digits of an integer.
func (t *Type) Literal(value string) string {
	if t.Kind.Whole() {
		return value
	}
	return strconv.Quote(value)
}

// GoName names a declared or predeclared Go type, or a constant.
type GoName struct {
	Path string   // import path; "" for predeclared names
	Name string   // identifier
	Args []GoName // type arguments
}

// String is the name as source outside any package would spell it.
func (g GoName) String() string {
	s := g.Name
	if g.Path != "" {
		s = g.Path + "." + s
	}
	if len(g.Args) == 0 {
		return s
	}
	args := make([]string, len(g.Args))
	for i, a := range g.Args {
		args[i] = a.String()
	}
	return s + "[" + strings.Join(args, ", ") + "]"
}

// Short is the name with the package's name in place of its path, as source has it.
func (g GoName) Short() string {
	switch g.Path {
	case RuntimePath:
		g.Path = "hh"
	default:
		g.Path = g.Path[strings.LastIndex(g.Path, "/")+1:]
	}
	return g.String()
}

// IsZero reports whether g names nothing.
func (g GoName) IsZero() bool { return g.Name == "" }

// ImportableFrom applies Go's rule about internal folders: whether the package
// with import path from may import that of g.
func (g GoName) ImportableFrom(from string) bool {
	i := strings.LastIndex("/"+g.Path+"/", "/internal/")
	if i < 0 {
		return true
	}
	parent := strings.TrimSuffix(g.Path[:i], "/")
	return from == parent || strings.HasPrefix(from, parent+"/")
}
