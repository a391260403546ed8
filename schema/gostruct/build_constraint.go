package gostruct

import (
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// condition says why some builds leave out a Go file; "" if none does.
func (l *loader) condition(path string, standard bool) string {
	if l.source != nil && l.source.closed {
		return ""
	}
	c, known := l.conditions[path]
	if !known && filepath.Base(path) != l.output { // hhgen replaces the output, without a constraint
		c = conditionOf(path, standard)
		l.conditions[path] = c
	}
	return c
}

// byCgo is the condition of a file that only builds with cgo include.
const byCgo = `by import "C", which needs cgo`

func conditionOf(path string, standard bool) string {
	if !strings.HasSuffix(path, ".go") {
		return byCgo // cgo's own files are in the go command's cache
	}
	nowhere := build.Default
	nowhere.GOOS, nowhere.GOARCH = "none", "none"
	nowhere.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package p\n")), nil }
	if match, err := nowhere.MatchFile(filepath.Dir(path), filepath.Base(path)); err == nil && !match {
		return "by its name"
	}
	f, _ := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly|parser.ParseComments|parser.SkipObjectResolution)
	if f == nil {
		return ""
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if x, err := constraint.Parse(c.Text); c.Pos() < f.Package && constraint.IsGoBuild(c.Text) && err == nil && !always(x, standard) {
				return "by " + c.Text
			}
		}
	}
	for _, spec := range f.Imports {
		if spec.Path.Value == `"C"` {
			return byCgo
		}
	}
	return ""
}

// always reports whether a constraint holds for all sets of tags. In the
// standard library, experiments do not count: it declares the same names with
// and without them.
func always(x constraint.Expr, standard bool) bool {
	var tags []string
	constraintTags(x, func(tag string) {
		if !strings.HasPrefix(tag, "go1.") && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	})
	if len(tags) > 12 {
		return false
	}
	for set := range 1 << len(tags) {
		if !holds(x, standard, func(tag string) bool {
			i := slices.Index(tags, tag)
			return i < 0 && slices.Contains(build.Default.ReleaseTags, tag) || i >= 0 && set>>i&1 == 1
		}) {
			return false
		}
	}
	return true
}

func constraintTags(x constraint.Expr, f func(string)) {
	switch x := x.(type) {
	case *constraint.AndExpr:
		constraintTags(x.X, f)
		constraintTags(x.Y, f)
	case *constraint.OrExpr:
		constraintTags(x.X, f)
		constraintTags(x.Y, f)
	case *constraint.NotExpr:
		constraintTags(x.X, f)
	case *constraint.TagExpr:
		f(x.Tag)
	}
}

// holds evaluates a constraint. In the standard library, it takes each
// experiment's value to be the one that makes the constraint true.
func holds(x constraint.Expr, standard bool, ok func(string) bool) bool {
	switch x := x.(type) {
	case *constraint.AndExpr:
		return holds(x.X, standard, ok) && holds(x.Y, standard, ok)
	case *constraint.OrExpr:
		return holds(x.X, standard, ok) || holds(x.Y, standard, ok)
	case *constraint.NotExpr:
		return !holds(x.X, standard, ok) || standard && isExperiment(x.X)
	}
	return standard && isExperiment(x) || x.Eval(ok)
}

func isExperiment(x constraint.Expr) bool {
	tag, ok := x.(*constraint.TagExpr)
	return ok && strings.HasPrefix(tag.Tag, "goexperiment.")
}
