package suppression

import (
	"go/ast"
	"go/token"
	"strings"
)

// prefix begins a directive. As all directives, it has no space after the slashes.
const prefix = "//hhgen:ignore"

// Comment is the place of a comment, and of what it is about. The zero value is
// that of a suppression that is not a comment.
type Comment struct {
	Start, End token.Pos
	File       string // on disk
	Line       int    // of File, that the comment is about
	Shown      token.Position
}

// In returns the suppressions of a file that was parsed with its comments.
func In(fset *token.FileSet, f *ast.File) (found []*Suppression) {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if rest, ok := strings.CutPrefix(c.Text, prefix); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
				found = append(found, parse(fset, c, rest)...)
			}
		}
	}
	if found == nil {
		return nil
	}
	comments, file := commentLines(fset, f), fset.File(found[0].Comment.Start)
	for _, s := range found {
		c := &s.Comment
		for comments[c.Line] {
			c.Line++
		}
		c.Shown = fset.Position(file.LineStart(min(c.Line, file.LineCount())))
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

// parse reads what follows the prefix: one suppression for each rule.
func parse(fset *token.FileSet, c *ast.Comment, text string) (found []*Suppression) {
	rules, reason := split(strings.TrimSpace(text))
	at := fset.PositionFor(c.Pos(), false)
	for _, rule := range rules {
		found = append(found, &Suppression{
			Rule: rule, Reason: reason, Pos: fset.Position(c.Pos()), Several: len(rules) > 1,
			Comment: Comment{Start: c.Pos(), End: c.End(), File: at.Filename, Line: at.Line},
		})
	}
	return found
}

// split cuts a list of rules from the reason behind it. Spaces may stand around
// commas. Without rules, the list holds the empty one.
func split(text string) (rules []string, reason string) {
	for {
		end := strings.IndexAny(text, ", \t")
		if end < 0 {
			return append(rules, text), ""
		}
		rules = append(rules, text[:end])
		text = strings.TrimSpace(text[end:])
		rest, comma := strings.CutPrefix(text, ",")
		if !comma {
			return rules, text
		}
		text = strings.TrimSpace(rest)
	}
}
