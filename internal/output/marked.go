package output

import (
	"bytes"
	"errors"
	"go/token"
	"io/fs"

	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/schema"
)

// PlanMarked works out a file of any name, which has a mark if hhgen wrote it. An
// empty file may be overwritten too.
func PlanMarked(path, mark string, content []byte) (File, error) {
	var errs schema.Findings
	f := File{Path: path, New: content}
	old, err := commit.Read(path)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		errs.Add(token.Position{Filename: path}, schema.OutputWrite, "cannot read the output before writing it: %v", err)
	case len(bytes.TrimSpace(old)) > 0 && !bytes.Contains(old, []byte(mark)):
		errs.Add(token.Position{Filename: path}, schema.OutputForeign, "the file was not written by hhgen, which would overwrite it: rename it")
	}
	f.Old = Unix(old)
	return f, errs.Err()
}
