// Package report prints findings: as text, or in a form that a machine reads.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// Format is a form of output.
type Format string

// The formats.
const (
	Text   Format = "text"   // a line for each finding
	JSON   Format = "json"   // a [Document]
	GitHub Format = "github" // workflow commands, which GitHub Actions shows beside the code
	SARIF  Format = "sarif"  // SARIF 2.1.0, which code scanning services read
)

// Formats are all formats, the default first.
var Formats = []Format{Text, JSON, GitHub, SARIF}

var writers = map[Format]func(io.Writer, schema.Findings) error{
	Text:   writeText,
	JSON:   writeJSON,
	GitHub: writeGitHub,
	SARIF:  writeSARIF,
}

// Check is the error of a format that there is not.
func (f Format) Check() error {
	if _, ok := writers[f]; !ok {
		return fmt.Errorf("unknown format %q: %s", f, schema.Suggest(string(f), Formats))
	}
	return nil
}

// Write prints findings, sorted.
//
// Paths are printed as they are in the findings. Services look for them from the
// root of the repository.
func Write(w io.Writer, format Format, findings schema.Findings) error {
	if err := format.Check(); err != nil {
		return err
	}
	sorted := slices.Clone(findings)
	sorted.Sort()
	return writers[format](w, sorted)
}

func writeText(w io.Writer, findings schema.Findings) error {
	for _, f := range findings {
		if _, err := fmt.Fprintln(w, f); err != nil {
			return err
		}
	}
	return nil
}

// encode prints a JSON document.
func encode(w io.Writer, document any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(document)
}
