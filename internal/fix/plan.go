package fix

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/schema"
)

// Plan works out the changes of files by the safe fixes of findings, sorted by path.
// Files outside of the modules with these roots, vendored ones and those that a
// generator has written stay as they are. A Go file that was formatted is formatted
// again.
func Plan(findings schema.Findings, roots []string) ([]commit.Change, error) {
	p := &plan{roots: roots, files: map[string]*file{}}
	sorted := slices.Clone(findings)
	sorted.Sort()
	for _, f := range sorted {
		if fix := f.SafeFix(); fix != nil {
			if err := p.accept(*fix); err != nil {
				return nil, err
			}
		}
	}
	return p.changes(), nil
}

// plan has the edits that are to be made.
type plan struct {
	roots []string
	files map[string]*file // by path
}

// file is one that edits name.
type file struct {
	before []byte
	closed bool // it stays as it is
	edits  []schema.Edit
}

// accept takes the edits of a fix, unless one of them cannot be made.
func (p *plan) accept(fix schema.Fix) error {
	for _, e := range fix.Edits {
		f, err := p.open(e.Pos.Filename)
		if err != nil {
			return err
		}
		if f.closed || !f.has(e) || f.collides(e) {
			return nil
		}
	}
	for _, e := range fix.Edits {
		if f := p.files[e.Pos.Filename]; !slices.Contains(f.edits, e) {
			f.edits = append(f.edits, e)
		}
	}
	return nil
}

// open reads a file once.
func (p *plan) open(path string) (*file, error) {
	if f, ok := p.files[path]; ok {
		return f, nil
	}
	f := &file{closed: true}
	p.files[path] = f
	root, err := folder.Module(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if !slices.Contains(p.roots, root) || slices.Contains(strings.Split(filepath.ToSlash(path), "/"), "vendor") {
		return f, nil
	}
	f.before, err = commit.Read(path)
	f.closed = err != nil || generated(path, f.before) // what cannot be read is not fixed
	return f, nil
}

// generated reports whether a generator has written a file.
func generated(path string, text []byte) bool {
	if filepath.Ext(path) != ".go" {
		return false
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, text, parser.PackageClauseOnly|parser.ParseComments)
	return err != nil || ast.IsGenerated(f)
}

// has reports whether the file has the text that an edit replaces.
func (f *file) has(e schema.Edit) bool {
	return e.Pos.Offset >= 0 && e.Pos.Offset <= e.End.Offset && e.End.Offset <= len(f.before)
}

// collides reports whether an edit changes what another one changes. One that is the
// same does not: two fixes may add one import.
func (f *file) collides(e schema.Edit) bool {
	return slices.ContainsFunc(f.edits, func(other schema.Edit) bool {
		return e != other && (e.Pos.Offset == other.Pos.Offset || e.Pos.Offset < other.End.Offset && other.Pos.Offset < e.End.Offset)
	})
}

// changes are those of the files that differ.
func (p *plan) changes() (changes []commit.Change) {
	for _, path := range slices.Sorted(maps.Keys(p.files)) {
		f := p.files[path]
		if after := f.after(path); after != nil && !bytes.Equal(after, f.before) {
			changes = append(changes, commit.Change{Path: path, Content: after})
		}
	}
	return changes
}

// after is the content of a file with its edits; nil if it has none, or would be
// broken by them.
func (f *file) after(path string) []byte {
	if len(f.edits) == 0 {
		return nil
	}
	text := Apply(f.before, f.edits)
	if filepath.Ext(path) != ".go" {
		if !jsontext.Value(bytes.TrimPrefix(text, []byte("\ufeff"))).IsValid() {
			return nil
		}
		return text
	}
	formatted, err := format.Source(text)
	if err != nil {
		return nil
	}
	if tidy, err := format.Source(f.before); err != nil || !bytes.Equal(tidy, f.before) {
		return text // its author does not use gofmt, or has not yet
	}
	return formatted
}

// Apply makes edits of one file, which do not overlap.
func Apply(text []byte, edits []schema.Edit) []byte {
	edits = slices.SortedStableFunc(slices.Values(edits), func(a, b schema.Edit) int {
		return cmp.Or(cmp.Compare(a.Pos.Offset, b.Pos.Offset), cmp.Compare(a.End.Offset, b.End.Offset))
	})
	var out []byte
	last := 0
	for _, e := range edits {
		out = append(append(out, text[last:e.Pos.Offset]...), e.New...)
		last = e.End.Offset
	}
	return append(out, text[last:]...)
}
