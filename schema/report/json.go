package report

import (
	"go/token"
	"io"
	"path/filepath"

	"github.com/hhgen/hhgen/schema"
)

// Document is the output of format json. Its members do not change; later
// versions may add others.
type Document struct {
	Findings []Entry `json:"findings"` // sorted by position; never null
}

// Entry is one finding in a [Document].
type Entry struct {
	Rule     string          `json:"rule"`
	Severity schema.Severity `json:"severity"` // error or warning
	Message  string          `json:"message"`
	Location
	URL     string    `json:"url,omitempty"`     // the rule's page
	Related []Related `json:"related,omitempty"` // other places that the message mentions
	Fixes   []Fix     `json:"fixes,omitempty"`   // ways to remove it, the best one first
}

// Fix is a change of files that removes a finding.
type Fix struct {
	Message string `json:"message"` // what it does
	Safe    bool   `json:"safe"`    // hhgen check --fix makes it
	Edits   []Edit `json:"edits"`   // all are made, or none
}

// Edit replaces a part of a file.
type Edit struct {
	Location         // where it begins; the file, as it is on disk
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Start     int    `json:"start"` // the same in bytes from the beginning of the file
	End       int    `json:"end"`
	New       string `json:"new"` // what stands there then
}

// Related is another place that a finding mentions.
type Related struct {
	Message string `json:"message"`
	Location
}

// Location is a position in a [Document]. Unknown parts are absent: a finding
// may be about a whole file, or not about a file at all.
type Location struct {
	File   string `json:"file,omitempty"`   // relative to the working directory, with slashes on every system
	Line   int    `json:"line,omitempty"`   // from 1
	Column int    `json:"column,omitempty"` // from 1, in bytes
}

func writeJSON(w io.Writer, findings schema.Findings) error {
	doc := Document{Findings: []Entry{}}
	for _, f := range findings {
		e := Entry{Rule: f.Rule.ID, Severity: f.Severity, Message: f.Message, Location: locate(f.Pos), URL: f.Rule.URL()}
		for _, p := range f.Related {
			e.Related = append(e.Related, Related{Message: p.Message, Location: locate(p.Pos)})
		}
		for _, fix := range f.Fixes {
			e.Fixes = append(e.Fixes, jsonFix(fix))
		}
		doc.Findings = append(doc.Findings, e)
	}
	return encode(w, doc)
}

func jsonFix(fix schema.Fix) Fix {
	out := Fix{Message: fix.Message, Safe: fix.Safe}
	for _, e := range fix.Edits {
		out.Edits = append(out.Edits, Edit{locate(e.Pos), e.End.Line, e.End.Column, e.Pos.Offset, e.End.Offset, e.New})
	}
	return out
}

func locate(pos token.Position) Location {
	return Location{File: filepath.ToSlash(pos.Filename), Line: pos.Line, Column: pos.Column}
}
