package schema

import (
	"go/token"
	"slices"
)

// Fix is a change of source files that removes a finding.
type Fix struct {
	Message string // what it does, as in "set key=user_id": lower case, no full stop
	// Safe says that the change needs no decision: it has one right form, and
	// alters neither what is recorded today nor what compiles. hhgen check --fix
	// makes safe changes only. Editors offer all.
	Safe bool
	// Edits are in the order of their places, and do not overlap. All of them are
	// made, or none.
	Edits []Edit
}

// Edit replaces the text from Pos to End in a file. If both are the same place,
// the text is inserted there.
type Edit struct {
	// Pos and End are in the file on disk, whatever a //line comment says. The
	// name of the file is as in the position of a finding, and Offset, which
	// counts bytes from 0, is always set.
	Pos, End token.Position
	New      string
}

// Option is an option of a field with a value; "" if the option takes none.
type Option struct{ Name, Value string }

// Declaration edits the options of a field where its source declares them, in the
// words of [Dialect]. The option "namespace" stands for the namespace. Edits are nil
// if the source cannot be edited like that.
type Declaration interface {
	// Set gives options a value, and adds those that are missing.
	Set(options ...Option) []Edit
	// Remove removes an option.
	Remove(option string) []Edit
}

// Offer adds a fix to a finding. Without edits, which says that the source cannot
// be edited, it adds none.
func (f *Finding) Offer(safe bool, message string, edits []Edit) *Finding {
	if len(edits) > 0 {
		f.Fixes = append(f.Fixes, Fix{Message: message, Safe: safe, Edits: edits})
	}
	return f
}

// SafeFix is the first fix of a finding that is safe; nil if it has none.
func (f *Finding) SafeFix() *Fix {
	i := slices.IndexFunc(f.Fixes, func(fix Fix) bool { return fix.Safe })
	if i < 0 {
		return nil
	}
	return &f.Fixes[i]
}

// Set are the edits that give options of f a value; nil if its source cannot be
// edited.
func (f *Field) Set(options ...Option) []Edit {
	if f.Declaration == nil {
		return nil
	}
	return f.Declaration.Set(options...)
}

// Remove are the edits that remove an option of f; nil if its source cannot be
// edited.
func (f *Field) Remove(option string) []Edit {
	if f.Declaration == nil {
		return nil
	}
	return f.Declaration.Remove(option)
}
