package output

import (
	"cmp"
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
	err := Failure(commit.Commit(changes))
	for _, f := range differ {
		if err == nil && f.New == nil {
			tellRemoved(f, messages)
		}
	}
	return err
}
