package hh

// Text is a string of limited length. A constant becomes a Text by itself; a
// variable does not compile until [Truncate] says that it may be cut.
type Text string

// Truncate accepts that s is cut at the bound of the field that it is given
// to. It cuts nothing itself, since only the field knows its bound.
//
//hhgen:ignore TEXT_CONVERSION all others call this
func Truncate(s string) Text { return Text(s) }
