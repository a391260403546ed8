// Package ignore reads the comments that make an exception from a rule:
//
//	//hhgen:ignore KEY_GENERIC the partner's API calls it so
//
// Such a comment is about its own line, or, where it stands alone, about the
// line below, other comments left out. The reason is required.
package ignore

import (
	"go/ast"
	"go/token"
	"strings"
)

// prefix begins a directive. As all directives, it has no space after the slashes.
const prefix = "//hhgen:ignore"

// Directive is one exception.
type Directive struct {
	Pos    token.Pos
	End    token.Pos
	Rule   string // id
	Reason string // "" if it is missing
	File   string // on disk
	Line   int    // of File, that the exception is about
	// Shown is that line as messages have it: where a //line comment says that
	// the source is.
	Shown token.Position
	used  bool
}

// Directives are those of some files.
type Directives []*Directive

// In returns the directives of a file that was parsed with its comments.
func In(fset *token.FileSet, f *ast.File) Directives {
	var found Directives
	for _, group := range f.Comments {
		for _, c := range group.List {
			if rest, ok := strings.CutPrefix(c.Text, prefix); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
				found = append(found, parse(fset, c, strings.TrimSpace(rest)))
			}
		}
	}
	if found == nil {
		return nil
	}
	comments, file := commentLines(fset, f), fset.File(found[0].Pos)
	for _, d := range found {
		for comments[d.Line] {
			d.Line++
		}
		d.Shown = fset.Position(file.LineStart(min(d.Line, file.LineCount())))
	}
	return found
}

// commentLines are the lines that hold comments and nothing else.
func commentLines(fset *token.FileSet, f *ast.File) map[int]bool {
	comments := map[int]bool{}
	lineOf := func(pos token.Pos) int { return fset.PositionFor(pos, false).Line }
	for _, group := range f.Comments {
		for line := lineOf(group.Pos()); line <= lineOf(group.End()); line++ {
			comments[line] = true
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		delete(comments, lineOf(n.Pos()))
		delete(comments, lineOf(n.End()))
		return true
	})
	return comments
}

// parse reads what follows the prefix.
func parse(fset *token.FileSet, c *ast.Comment, text string) *Directive {
	at := fset.PositionFor(c.Pos(), false)
	d := &Directive{Pos: c.Pos(), End: c.End(), File: at.Filename, Line: at.Line}
	if fields := strings.Fields(text); len(fields) > 0 {
		d.Rule = fields[0]
		d.Reason = strings.TrimSpace(strings.TrimPrefix(text, fields[0]))
	}
	return d
}

// Covers reports whether a directive makes an exception from rule at a line of
// a file on disk, and remembers that it was needed. One without a reason makes
// none.
func (ds Directives) Covers(rule, file string, line int) bool {
	return ds.covers(rule, func(d *Directive) bool { return d.File == file && d.Line == line })
}

// CoversShown is Covers for a place as messages have it.
func (ds Directives) CoversShown(rule, file string, line int) bool {
	return ds.covers(rule, func(d *Directive) bool { return d.Shown.Filename == file && d.Shown.Line == line })
}

func (ds Directives) covers(rule string, at func(*Directive) bool) bool {
	covered := false
	for _, d := range ds {
		if d.Rule == rule && d.Reason != "" && at(d) {
			d.used, covered = true, true
		}
	}
	return covered
}

// Used reports whether the directive made an exception.
func (d *Directive) Used() bool { return d.used }
