package otlp

import "bytes"

// kind is how spans are written.
type kind int

const (
	unknownKind kind = iota
	jsonKind
	protobufKind
	messagesKind // with the length before each
)

// kindOf tells how spans are written from the first bytes.
//
// A request of protobuf begins with 0x0a, for its only field. That is also a newline,
// which JSON may begin with, so JSON has to look like JSON a little further. A length
// up to the limit begins with 0 to 4.
func kindOf(start []byte) kind {
	switch {
	case looksLikeJSON(start):
		return jsonKind
	case len(start) > 0 && start[0] == 0x0a:
		return protobufKind
	case len(start) > 0 && start[0] <= maxMessage>>24:
		return messagesKind
	}
	return unknownKind
}

func looksLikeJSON(start []byte) bool {
	b := bytes.TrimLeft(start, " \t\r\n")
	if len(b) == 0 {
		return len(start) > 256 // more white space than a request of protobuf begins with
	}
	if b[0] != '{' && b[0] != '[' {
		return false
	}
	inObject := b[0] == '{'
	b = bytes.TrimLeft(b[1:], " \t\r\n")
	switch {
	case start[0] != 0x0a, len(b) < 2:
		return true // and what follows may be a mistake
	case inObject && b[0] == '"':
		return b[1] == '"' || b[1] == '\\' || b[1] == '_' || b[1]|0x20 >= 'a' && b[1]|0x20 <= 'z'
	case inObject:
		return b[0] == '}'
	}
	return b[0] == '{' || b[0] == ']'
}
