// Package report prints findings: on a [Screen] for a person, as lines of text, or in a
// form that a machine reads.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// Format is a form of output.
type Format string

// The formats.
const (
	Text   Format = "text"   // a line for each finding, and their count
	JSON   Format = "json"   // a [Document]
	GitHub Format = "github" // workflow commands, which GitHub Actions shows beside the code
	SARIF  Format = "sarif"  // SARIF 2.1.0, which code scanning services read
	GitLab Format = "gitlab" // a Code Quality report, which GitLab shows in merge requests
	JUnit  Format = "junit"  // XML of test results, which most CI services read
)

// Formats are all formats, the default first.
var Formats = []Format{Text, JSON, GitHub, SARIF, GitLab, JUnit}

var writers = map[Format]func(io.Writer, schema.Findings) error{
	Text:   writeText,
	JSON:   writeJSON,
	GitHub: writeGitHub,
	SARIF:  writeSARIF,
	GitLab: writeGitLab,
	JUnit:  writeJUnit,
}

// ForService reports whether a service reads the format, which looks for files
// from the root of the repository.
func (f Format) ForService() bool { return f != Text && f != JSON }

// Check returns an error if f is not one of [Formats].
func (f Format) Check() error {
	if _, ok := writers[f]; !ok {
		return fmt.Errorf("unknown format %q: %s", f, schema.Suggest(string(f), Formats))
	}
	return nil
}

// Write prints findings, sorted.
//
// Paths are printed as they are in the findings. Services resolve them from the
// root of the repository.
func Write(w io.Writer, format Format, findings schema.Findings) error {
	if err := format.Check(); err != nil {
		return err
	}
	sorted := slices.Clone(findings)
	sorted.Sort()
	return writers[format](w, sorted)
}

// writeText prints a line for each finding, and their count.
func writeText(w io.Writer, findings schema.Findings) error {
	if len(findings) == 0 {
		return nil
	}
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.Line() + "\n")
	}
	_, err := io.WriteString(w, b.String()+findings.Count()+"\n")
	return err
}

// encode prints a JSON document.
func encode(w io.Writer, document any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(document)
}
