package otlp

import "fmt"

// Error is a mistake in the input, and where it is.
type Error struct {
	// Line and Column are the place in JSON, both from 1; the column counts bytes.
	// In binary input, both are 0.
	Line, Column int
	// Message is the number of the message in binary input, from 1; 0 in JSON.
	Message int
	// Offset is how many bytes of the input, uncompressed, come before the mistake; in
	// a message that is compressed by itself, how many of the message.
	Offset int64
	// Text is what is wrong, and what to do.
	Text string
}

// Error says where the mistake is, and what it is.
func (e *Error) Error() string {
	switch {
	case e.Message > 0 && e.Line > 0:
		return fmt.Sprintf("message %d, line %d, column %d: %s", e.Message, e.Line, e.Column, e.Text)
	case e.Message > 0:
		return fmt.Sprintf("message %d, byte %d: %s", e.Message, e.Offset+1, e.Text)
	case e.Line > 0:
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Text)
	}
	return e.Text
}
