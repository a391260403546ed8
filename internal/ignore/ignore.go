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

	"github.com/hhgen/hhgen/schema"
)

// prefix begins a directive. As all directives, it has no space after the slashes.
const prefix = "//hhgen:ignore"

// Directive is one exception.
type Directive struct {
	Pos    token.Pos
	End    token.Pos
	Rule   schema.Rule
	Reason string // "" if it is missing
	File   string // as the file set names it
	Line   int    // that the exception is about
	used   bool
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
	comments := commentLines(fset, f)
	for _, d := range found {
		for comments[d.Line] {
			d.Line++
		}
	}
	return found
}

// commentLines are the lines that hold comments and nothing else.
func commentLines(fset *token.FileSet, f *ast.File) map[int]bool {
	comments := map[int]bool{}
	for _, group := range f.Comments {
		for line := fset.Position(group.Pos()).Line; line <= fset.Position(group.End()).Line; line++ {
			comments[line] = true
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		delete(comments, fset.Position(n.Pos()).Line)
		delete(comments, fset.Position(n.End()).Line)
		return true
	})
	return comments
}

// parse reads what follows the prefix.
func parse(fset *token.FileSet, c *ast.Comment, text string) *Directive {
	at := fset.Position(c.Pos())
	d := &Directive{Pos: c.Pos(), End: c.End(), File: at.Filename, Line: at.Line}
	if fields := strings.Fields(text); len(fields) > 0 {
		d.Rule = schema.Rule(fields[0])
		d.Reason = strings.TrimSpace(strings.TrimPrefix(text, fields[0]))
	}
	return d
}

// Covers reports whether a directive makes an exception from rule at a line of
// a file, and remembers that it was needed. One without a reason makes none.
func (ds Directives) Covers(rule schema.Rule, file string, line int) bool {
	covered := false
	for _, d := range ds {
		if d.Rule == rule && d.File == file && d.Line == line && d.Reason != "" {
			d.used, covered = true, true
		}
	}
	return covered
}

// Used reports whether the directive made an exception.
func (d *Directive) Used() bool { return d.used }
