package hh

// Text is a string of limited length. A constant converts to Text by itself. A
// string variable does not compile as a Text; [Truncate] converts it, and accepts
// that it may be cut.
type Text string

// Truncate returns s as a Text, and accepts that it may be cut at the bound of the
// field that it is given to. It cuts nothing itself, since only the field knows
// its bound.
//
//hhgen:ignore TEXT_CONVERSION all other conversions are made here
func Truncate(s string) Text { return Text(s) }
