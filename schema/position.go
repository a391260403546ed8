package schema

import (
	"go/token"
	"regexp"
	"strconv"
)

var positionForm = regexp.MustCompile(`^(.*?):(\d+)(?::(\d+))?$`)

// ParsePosition reads file:line:column, or file:line, as the go command writes
// it. The name of a file may hold colons. A string of another form is taken as
// the name of a file.
func ParsePosition(s string) token.Position {
	m := positionForm.FindStringSubmatch(s)
	if m == nil {
		return token.Position{Filename: s}
	}
	line, _ := strconv.Atoi(m[2])
	column, _ := strconv.Atoi(m[3])
	return token.Position{Filename: m[1], Line: line, Column: column}
}
