package judge

import (
	"bytes"
	"cmp"
	"go/token"
	"slices"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// vetFix is a suggested fix in the output of go vet -json.
type vetFix struct {
	Message string
	Edits   []struct {
		Filename   string
		Start, End int
		New        string
	}
}

// edits are those of a suggested fix; nil if they are in files that cannot be read.
func (fix vetFix) edits(lines lineIndex) (edits []schema.Edit) {
	for _, e := range fix.Edits {
		pos, ok := lines.position(e.Filename, e.Start)
		end, okEnd := lines.position(e.Filename, e.End)
		if !ok || !okEnd {
			return nil
		}
		edits = append(edits, schema.Edit{Pos: pos, End: end, New: e.New})
	}
	slices.SortStableFunc(edits, func(a, b schema.Edit) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Offset, b.Pos.Offset))
	})
	return edits
}

// lineIndex has the files that fixes are about, by name; nil for those that cannot be
// read.
type lineIndex map[string]*token.File

// position is that of an offset in a file, relative to the working directory. ok is
// false if there is none. Where a //line comment may name another file, the offset
// need not be one of the file that is named.
func (lines lineIndex) position(name string, offset int) (pos token.Position, ok bool) {
	f, known := lines[name]
	if !known {
		if text, err := regular.ReadFile(name); err == nil && !bytes.Contains(text, []byte("//line ")) {
			f = token.NewFileSet().AddFile(folder.Relative(name), -1, len(text))
			f.SetLinesForContent(text)
		}
		lines[name] = f
	}
	if f == nil || offset < 0 || offset > f.Size() {
		return token.Position{}, false
	}
	return f.PositionFor(f.Pos(offset), false), true
}
