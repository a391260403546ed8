// Package report holds what is found in schemas and in code that uses them, and
// prints it: as text, or in a form that a machine reads.
package report

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// Severity says what a finding means for the exit code.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the command fails
	Warning Severity = "warning" // it is printed only
)

// Finding is one thing that a command has found, at the place where it is.
type Finding struct {
	Pos      token.Position // relative to the working directory; for services, to the root of the repository
	Rule     schema.Rule
	Severity Severity
	Message  string // what is wrong and the way out: lower case, no full stop
	// Related are the other places that the message is about.
	Related []Place
}

// Place is a position and what is there.
type Place struct {
	Pos     token.Position
	Message string
}

// String is "file:line:column: message (RULE)".
func (f Finding) String() string {
	return (&schema.Error{Pos: f.Pos, Rule: f.Rule, Message: f.Message}).Error()
}

// Sort orders findings by position and removes repetitions.
func Sort(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.Pos == b.Pos && a.Rule == b.Rule && a.Message == b.Message
	})
}

// Failed reports whether one of the findings is an error.
func Failed(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == Error })
}
