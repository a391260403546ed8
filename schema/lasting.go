package schema

import (
	"path/filepath"
	"regexp"
	"strings"
)

// placeForm is a position in a message: file:line:column or file:line.
var placeForm = regexp.MustCompile(`(?:[^\s:]*[/\\])?([^\s:/\\]+):\d+(?::\d+)?`)

// LastingMessage is the message as it stays while lines of files move, and in
// whatever folder the command runs: of each position in it, only the name of the
// file is left.
func (f *Finding) LastingMessage() string {
	message := f.Message
	for _, r := range f.Related {
		if at := r.Pos.String(); r.Pos.IsValid() && r.Pos.Filename != "" {
			message = strings.ReplaceAll(message, at, filepath.Base(r.Pos.Filename))
		}
	}
	return placeForm.ReplaceAllString(message, "$1")
}
