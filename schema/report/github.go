package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Workflow commands have no quotes: these characters end a message, or a
// property, and are therefore escaped.
var (
	messageEscapes  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub prints a workflow command for each finding:
//
//	::error file=chat.go,line=5,col=21,title=TAG_NAMESPACE::unknown namespace "user_propertys": did you mean "user_properties"?
func writeGitHub(w io.Writer, findings schema.Findings) error {
	for _, f := range findings {
		command := schema.Warning
		if f.Severity == schema.Error {
			command = schema.Error
		}
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", command, properties(f), schema.Printable(messageEscapes.Replace(f.Message))); err != nil {
			return err
		}
	}
	return nil
}

// properties are the known parts of the finding's position, and its rule.
func properties(f *schema.Finding) string {
	var list []string
	add := func(name, value string) {
		list = append(list, name+"="+schema.Printable(propertyEscapes.Replace(value)))
	}
	if f.Pos.Filename != "" {
		add("file", filepath.ToSlash(f.Pos.Filename))
	}
	if f.Pos.Line > 0 {
		add("line", strconv.Itoa(f.Pos.Line))
	}
	if f.Pos.Column > 0 {
		add("col", strconv.Itoa(f.Pos.Column))
	}
	add("title", f.Rule.ID)
	return strings.Join(list, ",")
}
