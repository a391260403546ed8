package output

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"io"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/schema"
)

// Diff prints what [Write] would change in a file.
func Diff(w io.Writer, f File) {
	path := schema.Printable(f.Path)
	_, _ = w.Write(diff.Diff(path, f.Old, path+" (regenerated)", f.New))
}

// Write brings the files that differ up to date: all of them, or none. It says
// which ones it has removed. An error is a [schema.Findings].
func Write(files []File, messages io.Writer) error {
	for _, f := range files {
		commit.Clean(f.Path, cmp.Or(string(f.New), string(f.Old)))
	}
	differ := Differing(files)
	var changes []commit.Change
	for _, f := range differ {
		changes = append(changes, commit.Change{Path: f.Path, Content: f.New})
	}
	err := commit.Commit(changes)
	if failed, ok := errors.AsType[*commit.Error](err); ok {
		var errs schema.Findings
		errs.Add(token.Position{Filename: failed.Path}, schema.OutputWrite, "cannot write: %v", failed.Err)
		return errs.Err()
	}
	for _, f := range differ {
		if err == nil && f.New == nil {
			_, _ = fmt.Fprintf(messages, "removed %s: package %s has no records\n", f.Path, f.Package)
		}
	}
	return err
}
