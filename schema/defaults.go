package schema

import (
	"cmp"
	"go/token"
)

// Defaults are what a module says of JSON Schema documents that other tools
// write, for what those documents do not say. Go structs declare their bounds.
type Defaults struct {
	MaxItems Default // of lists, maps and values of any type
	MaxBytes Default // of strings and of the strings in values of any type
	Unions   Unions  // "" stands for RejectUnions
	Large    bool    // strings may have the lengths over 1024 bytes that documents declare
}

// Default is a bound; 0 for none.
type Default struct {
	N   int
	Pos token.Position // where it is set
}

// Unions says what becomes of a value that has one of several types.
type Unions string

// What becomes of unions.
const (
	RejectUnions Unions = "reject" // they are errors
	AnyUnions    Unions = "any"    // they are values of any type
)

// Or is d, with other for what d leaves out.
func (d Defaults) Or(other Defaults) Defaults {
	return Defaults{d.MaxItems.or(other.MaxItems), d.MaxBytes.or(other.MaxBytes), cmp.Or(d.Unions, other.Unions), d.Large || other.Large}
}

func (d Default) or(other Default) Default {
	if d.N == 0 {
		return other
	}
	return d
}

// Advice that names settings of hhgen.yaml. hhgen import has flags in their place.
const (
	SetMaxItems = "set defaults: {maxitems: 32} in hhgen.yaml"
	SetLarge    = "set defaults: {large: true} in hhgen.yaml"
	SetUnions   = "set unions: any below defaults: in hhgen.yaml"
)

// Bound gives a field the bounds that it needs and does not declare.
func (d Defaults) Bound(f *Field) {
	set := func(to *int, option string, by Default) {
		if *to == 0 && by.N > 0 && !f.has(option) {
			*to, f.Where[option] = by.N, by.Pos
		}
	}
	if f.Type.Counted() {
		set(&f.MaxItems, "maxitems", d.MaxItems)
	}
	if leaf := f.Type.Leaf(); leaf.Kind.Sized() && leaf.Enum == nil {
		set(&f.MaxBytes, "maxbytes", d.MaxBytes)
		f.Large = f.Large || d.Large && f.MaxBytes > DefaultMaxBytes
	}
}
