package usage

import (
	"cmp"
	"encoding/json"
	"go/token"
)

// Use is one place in code that sets a field, records a record, or writes a key of
// HoneyHive by hand.
type Use struct {
	How How
	// Package is the import path of the package that declares what is used, and Name
	// what that is there:
	//
	//	WithScore    for a [Setter], also of an open namespace, and of a constructor
	//	Turn.Score   for a [Literal] and an [Assignment]
	//	Turn         for [Recorded], [Converted] and [Unseen]
	//
	// For a [Raw] key, Package is empty, and Name the key, or what it begins with if
	// the rest is not constant.
	Package, Name string
	// Record is the record that the value is part of, as "example.com/chat.Turn"; "" if
	// the place does not show it.
	Record string `json:",omitzero"`
	// By is the import path of the package whose code is called for something [Unseen]; ""
	// if any code may do it. If that package is read too, its own uses say what it sets.
	By   string `json:",omitzero"`
	From string // import path of the package that the place is in
	Code Code   `json:",omitzero"`
	// Prefix says that the rest of a raw key is not constant.
	Prefix bool `json:",omitzero"`
	// Suppressed says that a comment suppresses the finding about a raw key.
	Suppressed bool `json:",omitzero"`

	Pos token.Position `json:"-"`
}

// How is what a place does.
type How string

// What places do.
const (
	Setter     How = "setter"     // calls a generated function, or passes it on
	Literal    How = "literal"    // gives a field a value in the literal of its struct
	Assignment How = "assignment" // assigns to a field, or takes its address
	Recorded   How = "recorded"   // makes a record, or gives it to an enricher
	Converted  How = "converted"  // converts another struct to a record: all fields are set
	Unseen     How = "unseen"     // lets code set any field that cannot be seen, such as json.Unmarshal
	Raw        How = "raw"        // writes a key by hand
	Read       How = "read"       // says that the code of package From was read
)

// Code is the sort of code that a place is in.
type Code string

// The sorts of code. What hhgen has generated is not code in this sense.
const (
	Ordinary  Code = ""
	Test      Code = "test"
	Generated Code = "generated" // by another generator
)

// Encode writes u, without its position, in a form for [Decode].
func (u Use) Encode() string {
	text, err := json.Marshal(u)
	if err != nil {
		panic(err) // strings and booleans can be encoded
	}
	return string(text)
}

// Decode reads what Encode has written.
func Decode(text string, pos token.Position) (u Use, err error) {
	err = json.Unmarshal([]byte(text), &u)
	u.Pos = pos
	return u, err
}

// compare orders uses by their places.
func compare(a, b Use) int {
	return cmp.Or(comparePositions(a.Pos, b.Pos), cmp.Compare(a.How, b.How), cmp.Compare(a.Package, b.Package), cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Record, b.Record), cmp.Compare(a.From, b.From), cmp.Compare(a.By, b.By))
}

func comparePositions(a, b token.Position) int {
	return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}
